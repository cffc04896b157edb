//! A WCS from keywords.
//!
//! Pixels go through the distortion of SIP, then one matrix, then each axis or group of axes through what its `CTYPE`
//! says: nothing, a projection, a table, a spectral function.

mod axis;
mod celestial;
mod distortion;
mod frames;
mod header;
mod matrix;
mod pole;
mod table;
mod times;
mod units;

use std::sync::Arc;

use self::axis::{Algorithm, Axis};
use self::celestial::Projected;
use self::header::Header;
use self::table::TableGroup;
use self::units::AxisUnit;
use super::{Alternate, Keywords, Tables};
use crate::transform::{
    Chain, Concatenate, Exponential, Mapping, SpectralBasis, SpectralQuantity, SpectralTransform, Transform,
};
use crate::{Gwcs, Result, Unit, Wcs, WcsError};

/// Metres a second.
const LIGHT: f64 = 299_792_458.0;

/// Whether a header has any keyword of a coordinate description.
#[must_use]
pub fn has_fits_wcs(keywords: &dyn Keywords, alternate: Alternate) -> bool {
    Header::new(keywords, alternate).has_wcs()
}

/// The WCS of a FITS header.
///
/// It has as many pixel axes as world axes: those of the array, and more where the header describes more, as `WCSAXES`
/// says. The array lacks these; they stand at pixel 0. Celestial values are in degrees and spectral ones in SI units,
/// as wcslib gives them; others are in the unit of the header.
///
/// ```
/// use granule_wcs::{Alternate, FitsKeyword, NoTables, WcsExt, from_fits_keywords};
///
/// let keywords = vec![
///     FitsKeyword::new("CTYPE1", "HPLN-TAN", ""),
///     FitsKeyword::new("CTYPE2", "HPLT-TAN", ""),
///     FitsKeyword::new("CUNIT1", "arcsec", ""),
///     FitsKeyword::new("CUNIT2", "arcsec", ""),
///     FitsKeyword::new("CRPIX1", 10.0, ""),
///     FitsKeyword::new("CRPIX2", 10.0, ""),
///     FitsKeyword::new("CRVAL1", 300.0, ""),
///     FitsKeyword::new("CDELT1", 0.5, ""),
///     FitsKeyword::new("CDELT2", 0.5, ""),
/// ];
/// let wcs = from_fits_keywords(&keywords, &NoTables, Alternate::PRIMARY)?;
/// assert!(wcs.pixel_to_world(&[9.0, 9.0])?[0].to_string().starts_with("Helioprojective Tx=300.000″ Ty=0.000″"));
/// # Ok::<(), granule_wcs::WcsError>(())
/// ```
///
/// # Errors
/// [`WcsError::NoFitsWcs`] for a header that describes no axis. [`WcsError::BadFitsKeyword`],
/// [`WcsError::SingularFitsMatrix`], [`WcsError::LoneCelestialAxis`], [`WcsError::MixedProjections`],
/// [`WcsError::UnknownProjection`], [`WcsError::BadProjectionParameter`], [`WcsError::NoNativePole`] and
/// [`WcsError::BadCoordinateTable`] for one that makes no sense.
pub fn from_fits_keywords(
    keywords: &dyn Keywords,
    tables: &dyn Tables,
    alternate: Alternate,
) -> Result<Arc<dyn Wcs>> {
    let header = Header::new(keywords, alternate);
    let n = header.n_axes()?;
    if n == 0 || !header.has_wcs() {
        return Err(WcsError::NoFitsWcs { alternate: alternate.to_string() });
    }
    let axes = (0..n).map(|number| Axis::read(&header, number)).collect::<Result<Vec<Axis>>>()?;
    let units = axes.iter().map(|axis| AxisUnit::read(&header, axis)).collect::<Result<Vec<AxisUnit>>>()?;
    let transform = transform(&header, tables, &axes, &units)?;
    let names = (0..n).map(|axis| format!("pixel axis {axis}")).collect();
    let world_units: Vec<Unit> = units.into_iter().map(|unit| unit.unit).collect();
    let wcs = Gwcs::new(transform, names, frames::frames(&header, &axes, &world_units))?;
    Ok(Arc::new(wcs.with_name(header.text("WCSNAME").unwrap_or_default())))
}

/// Axes that are computed together.
struct Group {
    axes: Vec<usize>,
    transform: Arc<dyn Transform>,
}

/// The whole transform, from pixels counted from 0 to world values in their units.
fn transform(
    header: &Header<'_>,
    tables: &dyn Tables,
    axes: &[Axis],
    units: &[AxisUnit],
) -> Result<Arc<dyn Transform>> {
    let mut scale: Vec<f64> = units.iter().map(|unit| unit.factor).collect();
    let mut offset: Vec<f64> =
        axes.iter().zip(&scale).map(|(axis, factor)| factor * crval(header, axis)).collect();
    let mut groups = Vec::new();
    if let Some(pair) = celestial::projected_pair(header, axes)? {
        let value = |axis: usize| offset.get(axis).copied().unwrap_or(0.0);
        let Projected { pair, transform, origin } =
            celestial::projected(header, axes, pair, (value(pair.lon), value(pair.lat)))?;
        for (axis, start) in [pair.lon, pair.lat].into_iter().zip(origin) {
            set(&mut offset, axis, start);
        }
        groups.push(Group { axes: vec![pair.lon, pair.lat], transform });
    }
    for TableGroup { axes, transform } in table::groups(header, tables, axes)? {
        axes.iter().for_each(|&axis| set(&mut scale, axis, 1.0));
        groups.push(Group { axes, transform });
    }
    for axis in axes {
        let reference = offset.get(axis.number).copied().unwrap_or(0.0);
        if let Some(transform) = alone(header, axis, reference)? {
            set(&mut offset, axis.number, 0.0);
            groups.push(Group { axes: vec![axis.number], transform });
        }
    }
    let mut stages: Vec<Arc<dyn Transform>> = Vec::new();
    if let Some(sip) = celestial::sip(header)?.filter(|_| axes.len() >= 2) {
        stages.push(beside(vec![Arc::new(sip)], axes.len() - 2));
    }
    stages.push(Arc::new(matrix::linear_map(header, axes, &scale, offset)?));
    stages.extend(regrouped(groups, axes.len()));
    chain(stages)
}

fn crval(header: &Header<'_>, axis: &Axis) -> f64 {
    header.axis_real("CRVAL", axis.number).unwrap_or(0.0)
}

fn set(values: &mut [f64], place: usize, value: f64) {
    if let Some(slot) = values.get_mut(place) {
        *slot = value;
    }
}

/// What an axis that is computed by itself goes through after the matrix, unless that is all.
fn alone(header: &Header<'_>, axis: &Axis, reference: f64) -> Result<Option<Arc<dyn Transform>>> {
    let ctype = format!("CTYPE{}", axis.number + 1);
    match &axis.algorithm {
        Algorithm::Logarithmic => {
            let stem = format!("CRVAL{}", axis.number + 1);
            let exponential = Exponential::new(reference);
            let found = exponential
                .ok_or_else(|| header.bad(&stem, reference.to_string(), "a value other than 0"))?;
            Ok(Some(Arc::new(found)))
        }
        Algorithm::Spectral(code) => {
            let rest = rest_wavelength(header);
            let unsupported =
                || header.bad(&ctype, axis.ctype.clone(), "an algorithm such as F2W, V2F or LOG");
            let mut letters = code.chars();
            let sampled =
                letters.next().and_then(SpectralBasis::from_letter).filter(|_| !code.starts_with("GR"));
            let sampled = sampled.ok_or_else(unsupported)?;
            let basis = letters.nth(1).and_then(SpectralBasis::from_letter);
            let quantity = SpectralQuantity::from_fits(&axis.quantity, rest);
            let quantity =
                quantity.filter(|quantity| Some(quantity.basis()) == basis).ok_or_else(unsupported)?;
            let transform = SpectralTransform::new(sampled, quantity, reference, rest);
            let transform = transform.ok_or_else(|| {
                let expected = "the frequency of the line, or RESTWAV its wavelength";
                let found = header.real("RESTFRQ").map_or("absent".to_owned(), |rest| rest.to_string());
                header.bad("RESTFRQ", found, expected)
            })?;
            Ok(Some(Arc::new(transform)))
        }
        _ => Ok(None),
    }
}

/// The wavelength of the line, in metres; NaN where the header has none.
fn rest_wavelength(header: &Header<'_>) -> f64 {
    let given = |name: &str| header.real(name).filter(|value| *value > 0.0);
    let frequency = given("RESTFRQ").or_else(|| given("RESTFREQ"));
    given("RESTWAV").or_else(|| frequency.map(|frequency| LIGHT / frequency)).unwrap_or(f64::NAN)
}

/// The groups side by side, each fed with its axes, and the axes in their order again; nothing where there is no group.
fn regrouped(groups: Vec<Group>, n: usize) -> Vec<Arc<dyn Transform>> {
    if groups.is_empty() {
        return Vec::new();
    }
    let mut order: Vec<usize> = groups.iter().flat_map(|group| group.axes.iter().copied()).collect();
    let grouped = order.len();
    let others: Vec<usize> = (0..n).filter(|axis| !order.contains(axis)).collect();
    order.extend(others);
    let middle = beside(groups.into_iter().map(|group| group.transform).collect(), n - grouped);
    if order.iter().copied().eq(0..n) {
        return vec![middle];
    }
    let back = (0..n).map(|axis| order.iter().position(|&other| other == axis).unwrap_or(axis)).collect();
    let mappings = Mapping::new(order, n).zip(Mapping::new(back, n));
    mappings
        .map(|(there, back)| vec![Arc::new(there) as Arc<dyn Transform>, middle, Arc::new(back)])
        .unwrap_or_default()
}

/// Transforms side by side, and so many axes after them that pass unchanged.
fn beside(transforms: Vec<Arc<dyn Transform>>, unchanged: usize) -> Arc<dyn Transform> {
    let mut parts = transforms;
    if unchanged > 0 || parts.is_empty() {
        parts.push(Arc::new(Mapping::identity(unchanged)));
    }
    let joined = parts.into_iter().rev().reduce(|right, left| Arc::new(Concatenate::new(left, right)));
    joined.unwrap_or_else(|| Arc::new(Mapping::identity(0)))
}

/// The stages in a row.
fn chain(mut stages: Vec<Arc<dyn Transform>>) -> Result<Arc<dyn Transform>> {
    if stages.len() == 1
        && let Some(only) = stages.pop()
    {
        return Ok(only);
    }
    let fit = Chain::new(stages);
    let chain = fit.ok_or(WcsError::ChainMismatch { outputs: 0, inputs: 0, line: 0 })?;
    Ok(Arc::new(chain))
}

#[cfg(test)]
mod tests;
