//! The celestial pair of axes.

use std::sync::Arc;

use super::axis::{Algorithm, Axis, Kind};
use super::distortion::{distortion, is_distorted};
use super::header::Header;
use super::pole::Reference;
use crate::transform::{CelestialTransform, Chain, Projection, Sip, SipTerms, Transform, evaluate};
use crate::{Result, WcsError};

/// Longitude and latitude, by their places among the axes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    pub(super) lon: usize,
    pub(super) lat: usize,
}

/// The projection of a pair.
pub(super) struct Projected {
    pub(super) pair: Pair,
    pub(super) transform: Arc<dyn Transform>,
    /// Where in the plane the reference pixel lies.
    pub(super) origin: [f64; 2],
}

/// The highest `m` of `PVi_m`.
const MAX_PARAMETER: usize = 29;

/// The pair that is projected, if any.
///
/// # Errors
/// [`WcsError::LoneCelestialAxis`], [`WcsError::MixedProjections`], [`WcsError::BadFitsKeyword`] for a second pair.
pub(super) fn projected_pair(header: &Header<'_>, axes: &[Axis]) -> Result<Option<Pair>> {
    let projected = |kind: Kind| {
        axes.iter()
            .filter(move |axis| axis.kind == kind && matches!(axis.algorithm, Algorithm::Projection(_)))
    };
    let (mut lons, mut lats) = (projected(Kind::Longitude), projected(Kind::Latitude));
    let (lon, lat) = match (lons.next(), lats.next()) {
        (None, None) => return Ok(None),
        (Some(lon), Some(lat)) => (lon, lat),
        (Some(lone), None) | (None, Some(lone)) => {
            let keyword = header.name(&format!("CTYPE{}", lone.number + 1));
            return Err(WcsError::LoneCelestialAxis { keyword, ctype: lone.ctype.clone() });
        }
    };
    if let Some(third) = lons.next().or_else(|| lats.next()) {
        let stem = format!("CTYPE{}", third.number + 1);
        return Err(header.bad(&stem, third.ctype.clone(), "no more than one pair of celestial axes"));
    }
    if lon.algorithm != lat.algorithm || frame_of(&lon.quantity) != frame_of(&lat.quantity) {
        return Err(WcsError::MixedProjections {
            keywords: [lon, lat].map(|axis| header.name(&format!("CTYPE{}", axis.number + 1))),
            ctypes: [lon, lat].map(|axis| axis.ctype.clone()),
        });
    }
    Ok(Some(Pair { lon: lon.number, lat: lat.number }))
}

/// What longitude and latitude of one frame have in common: `HP` of `HPLN` and `HPLT`.
pub(super) fn frame_of(quantity: &str) -> &str {
    match quantity {
        "RA" | "DEC" => "RA",
        _ => {
            let ending = ["LON", "LAT", "LN", "LT"].into_iter().find(|ending| quantity.ends_with(ending));
            quantity.strip_suffix(ending.unwrap_or_default()).unwrap_or(quantity)
        }
    }
}

/// The projection and rotation of a pair whose `CRVAL` are these, in degrees.
pub(super) fn projected(
    header: &Header<'_>,
    axes: &[Axis],
    pair: Pair,
    crval: (f64, f64),
) -> Result<Projected> {
    let code = match axes.get(pair.lat).map(|axis| &axis.algorithm) {
        Some(Algorithm::Projection(code)) => code.as_str(),
        _ => "",
    };
    if is_distorted(header, pair, code) {
        return distorted(header, pair, crval);
    }
    let projection = projection(header, code, pair.lat, crval.1)?;
    let of_lon = |m| header.parameter(pair.lon, m);
    let standard = projection.native_reference();
    let moved = of_lon(1).is_some() || of_lon(2).is_some();
    let native = (of_lon(1).unwrap_or(standard.0), of_lon(2).unwrap_or(standard.1));
    let reference = Reference {
        native,
        celestial: crval,
        lon_pole: of_lon(3).or_else(|| header.real("LONPOLE")),
        lat_pole: of_lon(4).or_else(|| header.real("LATPOLE")),
    };
    let pole = reference.pole()?;
    let origin = if moved && of_lon(0).is_some_and(|flag| flag != 0.0) {
        let plane = evaluate(&projection.clone().sky_to_plane(), &[&[native.0], &[native.1]])?;
        let at = |axis: usize| plane.get(axis).and_then(|values| values.first()).copied().unwrap_or(0.0);
        [at(0), at(1)]
    } else {
        [0.0, 0.0]
    };
    let transform = CelestialTransform::plane_to_sky(projection, pole.lon, pole.lat, pole.lon_pole);
    Ok(Projected { pair, transform: Arc::new(transform), origin })
}

/// A tangent projection of a plane that is distorted first, unless the pixels were: then `PVi_m` mean nothing.
fn distorted(header: &Header<'_>, pair: Pair, crval: (f64, f64)) -> Result<Projected> {
    let projection = Projection::from_fits("TAN", &[])?;
    let reference = Reference {
        native: projection.native_reference(),
        celestial: crval,
        lon_pole: header.real("LONPOLE"),
        lat_pole: header.real("LATPOLE"),
    };
    let pole = reference.pole()?;
    let tangent: Arc<dyn Transform> =
        Arc::new(CelestialTransform::plane_to_sky(projection, pole.lon, pole.lat, pole.lon_pole));
    let transform = match sip(header)? {
        Some(_) => tangent,
        None => {
            let stages: [Arc<dyn Transform>; 2] = [Arc::new(distortion(header, pair)?), tangent];
            let chain = Chain::new(stages);
            Arc::new(chain.ok_or(WcsError::ChainMismatch { outputs: 2, inputs: 2, line: 0 })?)
        }
    };
    Ok(Projected { pair, transform, origin: [0.0, 0.0] })
}

fn projection(header: &Header<'_>, code: &str, lat: usize, lat0: f64) -> Result<Projection> {
    let mut parameters: Vec<f64> =
        (0..=MAX_PARAMETER).map(|m| header.parameter(lat, m).unwrap_or(f64::NAN)).collect();
    if code == "NCP" {
        // The north-celestial-pole projection is an orthographic one, slanted by the latitude of the reference point.
        let slant = lat0.to_radians().cos() / lat0.to_radians().sin();
        parameters = vec![f64::NAN, 0.0, slant];
        return Projection::from_fits("SIN", &parameters);
    }
    Projection::from_fits(code, &parameters)
}

/// The most powers of a SIP polynomial.
const MAX_ORDER: usize = 9;

/// The SIP distortion of the first two pixel axes, if the header has one.
pub(super) fn sip(header: &Header<'_>) -> Result<Option<Sip>> {
    let order = |stem: &str| -> Result<usize> {
        let Some(order) = header.real(&format!("{stem}_ORDER")) else { return Ok(0) };
        if (0.0..=MAX_ORDER as f64).contains(&order) && order.fract() == 0.0 {
            return Ok(order as usize);
        }
        Err(header.bad(&format!("{stem}_ORDER"), order.to_string(), format!("an order up to {MAX_ORDER}")))
    };
    let terms = |stem: &str| -> Result<SipTerms> {
        let order = order(stem)?;
        let powers = (0..=order).flat_map(|p| (0..=order - p).map(move |q| (p, q)));
        let term = |(p, q)| Some((header.real(&format!("{stem}_{p}_{q}"))?, p as u32, q as u32));
        Ok(powers.filter_map(term).collect())
    };
    let forward = [terms("A")?, terms("B")?];
    if forward.iter().all(Vec::is_empty) {
        return Ok(None);
    }
    let origin = [0, 1].map(|axis| header.axis_real("CRPIX", axis).unwrap_or(0.0) - 1.0);
    Ok(Some(Sip::new(origin, forward, [terms("AP")?, terms("BP")?])))
}
