//! Exported keywords mean what the WCS says, by an evaluation of their own.

use std::collections::HashMap;
use std::sync::Arc;

use granule_core::{Shape, Slices, WorldAxis};
use proptest::prelude::*;

use super::*;
use crate::fits_wcs::KeywordValue;
use crate::transform::{
    CelestialTables, Chain, Concatenate, CoupledCompound, Interpolation, Linear, Mapping, Outside,
    Projection, Tabular, Transform, VaryingCelestial,
};
use crate::{CelestialFrame, Frame, FrameAxis, FrameKind, Gwcs, Time, Unit, resample, slice};

/// Keywords, evaluated as the standard says: one matrix, then the gnomonic projection by spherical trigonometry.
struct Oracle(HashMap<String, KeywordValue>);

impl Oracle {
    fn new(keywords: &[FitsKeyword]) -> Self {
        Self(keywords.iter().map(|keyword| (keyword.name.clone(), keyword.value.clone())).collect())
    }

    fn real(&self, name: &str, default: f64) -> f64 {
        match self.0.get(name) {
            Some(KeywordValue::Real(value)) => *value,
            Some(KeywordValue::Integer(value)) => *value as f64,
            _ => default,
        }
    }

    fn text(&self, name: &str) -> String {
        match self.0.get(name) {
            Some(KeywordValue::Text(text)) => text.clone(),
            _ => String::new(),
        }
    }

    /// The value of each axis by its name, celestial ones in degrees.
    fn world(&self, pixel: &[f64]) -> HashMap<String, f64> {
        let n = self.real("WCSAXES", 0.0) as usize;
        let at = |axis: usize| pixel.get(axis - 1).copied().unwrap_or(0.0) + 1.0;
        let intermediate = |i: usize| {
            let part = |j: usize| {
                let pc = self.real(&format!("PC{i}_{j}"), f64::from(i == j));
                pc * (at(j) - self.real(&format!("CRPIX{j}"), 0.0))
            };
            self.real(&format!("CDELT{i}"), 1.0) * (1..=n).map(part).sum::<f64>()
        };
        let axis_of = |start: &str| (1..=n).find(|i| self.text(&format!("CTYPE{i}")).starts_with(start));
        let name = |i: usize| self.text(&format!("CNAME{i}"));
        let mut world: HashMap<String, f64> =
            (1..=n).map(|i| (name(i), self.real(&format!("CRVAL{i}"), 0.0) + intermediate(i))).collect();
        if let (Some(lon), Some(lat)) = (axis_of("HPLN"), axis_of("HPLT")) {
            let degrees =
                |i: usize| if self.text(&format!("CUNIT{i}")) == "arcsec" { 1.0 / 3600.0 } else { 1.0 };
            let crval = |i: usize| (self.real(&format!("CRVAL{i}"), 0.0) * degrees(i)).to_radians();
            let (x, y) = (
                (intermediate(lon) * degrees(lon)).to_radians(),
                (intermediate(lat) * degrees(lat)).to_radians(),
            );
            assert_eq!(self.real("LONPOLE", 0.0), 180.0);
            let (sin, cos) = crval(lat).sin_cos();
            let delta = (y * cos + sin).atan2(x.hypot(cos - y * sin));
            let alpha = crval(lon) + x.atan2(cos - y * sin);
            world.insert(name(lon), alpha.to_degrees());
            world.insert(name(lat), delta.to_degrees());
        }
        world
    }
}

/// Longitude, wavelength, latitude, time, Stokes over slit, wavelength, raster step, Stokes: the pointing goes by the
/// raster step. `same` makes it the same for all.
fn raster(same: bool) -> Arc<dyn Wcs> {
    let steps = 6;
    let tables = CelestialTables {
        shape: vec![steps],
        crpix: vec![[3.5, 8.25]],
        pc: (0..steps)
            .map(|n| 1e-3 * if same { 1.0 } else { n as f64 })
            .map(|a| [[1.0, a], [-a, 1.1]])
            .collect(),
        crval: vec![[-0.11, 0.07]],
        cdelt: [0.2 / 3600.0, 0.03 / 3600.0],
        lon_pole: 180.0,
        projection: Projection::Gnomonic,
    };
    let one = |transform: Linear| Arc::new(transform) as Arc<dyn Transform>;
    let both =
        |a: Arc<dyn Transform>, b: Arc<dyn Transform>| Arc::new(Concatenate::new(a, b)) as Arc<dyn Transform>;
    let sky: Vec<Arc<dyn Transform>> = vec![
        // The raster step is the first coordinate of the image and the row of the table.
        Arc::new(VaryingCelestial::new(&tables).unwrap()),
        both(one(Linear::scale(3600.0)), one(Linear::scale(3600.0))),
    ];
    let sky: Arc<dyn Transform> = Arc::new(Chain::new(sky).unwrap());
    let stokes = Tabular::new(
        vec![(0..4).map(f64::from).collect()],
        vec![1.0, 2.0, 3.0, 4.0],
        Interpolation::Nearest,
        Outside::Extrapolate,
    );
    let time = Tabular::new(
        vec![(0..steps).map(|n| n as f64).collect()],
        (0..steps).map(|n| 2.5 * n as f64 + 1.0).collect(),
        Interpolation::Linear,
        Outside::Extrapolate,
    );
    let coupled = CoupledCompound::new(sky, Arc::new(time.unwrap()), 1).unwrap();
    let rest = both(one(Linear::new(0.01, 630.0)), Arc::new(stokes.unwrap()));
    let stages: Vec<Arc<dyn Transform>> = vec![
        Arc::new(Mapping::new(vec![2, 0, 2, 1, 3], 4).unwrap()),
        both(Arc::new(coupled), rest),
        Arc::new(Mapping::new(vec![0, 3, 1, 2, 4], 5).unwrap()),
    ];
    let axis =
        |n, name: &str, kind: &str, unit: &str| FrameAxis::new(WorldAxis(n), name, kind, Unit::parse(unit));
    let sky =
        CelestialFrame::new("helioprojective").with_obstime(Time::parse("2022-10-24T19:47:53.051").unwrap());
    let reference = Time::parse("2022-10-24T19:47:33.8181234").unwrap();
    let frames = vec![
        Frame::new(
            "sky",
            FrameKind::Celestial(Arc::new(sky)),
            vec![
                axis(0, "lon", "custom:pos.helioprojective.lon", "arcsec"),
                axis(2, "lat", "custom:pos.helioprojective.lat", "arcsec"),
            ],
        ),
        Frame::new("wavelength", FrameKind::Spectral, vec![axis(1, "wavelength", "em.wl", "nm")]),
        Frame::new("time", FrameKind::Temporal { reference }, vec![axis(3, "time", "time", "s")]),
        Frame::new("stokes", FrameKind::Stokes, vec![axis(4, "stokes", "phys.polarization.stokes", "")]),
    ];
    let names = ["slit", "dispersion", "step", "state"].map(str::to_owned).to_vec();
    let gwcs = Gwcs::new(Arc::new(Chain::new(stages).unwrap()), names, frames).unwrap();
    Arc::new(gwcs.with_pixel_shape(vec![20, 12, steps, 4]).unwrap())
}

const SHAPE: [usize; 4] = [4, 6, 12, 20];

/// The keywords give what the WCS gives, at all corners and within.
fn assert_same(wcs: &dyn Wcs, keywords: &[FitsKeyword], left_out: usize) {
    let oracle = Oracle::new(keywords);
    let shape = wcs.pixel_shape().unwrap().to_vec();
    for corner in 0..3_usize.pow(shape.len() as u32) {
        let digit = |n: usize| corner / 3_usize.pow(n as u32) % 3;
        let pixel: Vec<f64> =
            shape.iter().enumerate().map(|(n, length)| (digit(n) * (length - 1) / 2) as f64).collect();
        let batch: Vec<&[f64]> = pixel.iter().map(std::slice::from_ref).collect();
        let world = wcs.pixel_to_world_values(&batch).unwrap();
        let found = oracle.world(&pixel);
        let mut missing = 0;
        for ((name, unit), value) in wcs.world_axis_names().iter().zip(wcs.world_axis_units()).zip(&world) {
            let Some(found) = found.get(name) else {
                missing += 1;
                continue;
            };
            let (found, turn) =
                if unit == "arcsec" { (found * 3600.0, 1_296_000.0) } else { (*found, f64::INFINITY) };
            let difference = (found - value[0]).abs();
            let difference = difference.min((turn - difference).abs());
            assert!(difference < 1e-9, "{name} at {pixel:?}: {found} != {}", value[0]);
        }
        assert_eq!(missing, left_out);
    }
}

#[test]
fn a_pointing_that_varies_is_left_out_with_the_reason() {
    let wcs = raster(false);
    let exported = to_fits_keywords_partial(wcs.as_ref());
    assert_same(wcs.as_ref(), &exported.keywords, 2);
    let [left_out] = exported.left_out.as_slice() else { panic!("one pair") };
    assert_eq!(left_out.world, [WorldAxis(0), WorldAxis(2)]);
    let oracle = Oracle::new(&exported.keywords);
    // The slit has no coordinate that can be written: its pixels are counted, where the longitude would have been.
    assert_eq!((oracle.real("WCSAXES", 0.0), oracle.text("CTYPE1").as_str()), (4.0, ""));
    assert_eq!((oracle.text("CNAME1").as_str(), oracle.text("CTYPE2").as_str()), ("slit", "WAVE"));
    let message = to_fits_keywords(wcs.as_ref()).unwrap_err().to_string();
    assert_eq!(
        message,
        "FITS cannot hold lon, lat: the pointing changes along pixel axes 0, 2; cut what it changes along to one index"
    );
}

#[test]
fn a_pointing_that_does_not_vary_is_written_whole() {
    let wcs = raster(true);
    let keywords = to_fits_keywords(wcs.as_ref()).unwrap();
    assert_same(wcs.as_ref(), &keywords, 0);
    let oracle = Oracle::new(&keywords);
    assert_eq!(oracle.real("WCSAXES", 0.0), 5.0);
    assert_eq!(oracle.text("DATE-AVG"), "2022-10-24T19:47:53.051");
    assert_eq!((oracle.text("CTYPE4").as_str(), oracle.text("DATEREF").as_str()), ("UTC", ""));
    assert_eq!(oracle.real("MJDREFI", 0.0), 59_876.0);
    assert!((oracle.real("MJDREFF", 0.0) * 86_400.0 - 71_253.818_123_4).abs() < 1e-9);
}

#[test]
fn values_off_the_line_are_left_out() {
    let wcs = raster(true);
    // Each of these bins takes the nearest state, so that some states are met twice.
    let shape = Shape::from(SHAPE);
    let wcs = slice(&wcs, &"0:4, 0, 0, 0".parse::<Slices>().unwrap().resolve(&shape).unwrap()).unwrap();
    let wcs = resample(&wcs, &[0.8]).unwrap();
    let error = to_fits_keywords(wcs.as_ref()).unwrap_err().to_string();
    assert_eq!(error, "FITS cannot hold stokes: the values along pixel axis 0 are not linear");
}

proptest! {
    #[test]
    fn views_are_written_whole(
        step in 0..6_usize, state in 0..4_usize, along in 0..20_usize, how in 0..5_usize, bins in 1..4_usize,
    ) {
        let text = match how {
            0 => format!("::2, {step}, ::-1, 2:"),
            1 => format!("{state}, {step}:{}, :, {along}:", step + 1),
            2 => format!("{state}, {step}, 3, :"),
            3 => format!("1:, {step}, :, {along}"),
            _ => format!("{state}, {step}, :, ::-3"),
        };
        let selection = text.parse::<Slices>().unwrap().resolve(&Shape::from(SHAPE)).unwrap();
        let wcs = slice(&raster(false), &selection).unwrap();
        let mut factors = vec![bins as f64; wcs.pixel_n_dim()];
        factors[0] = 1.0;
        let long_enough = wcs.pixel_shape().unwrap().iter().rev().zip(&factors).all(|(&n, &f)| n as f64 >= f);
        prop_assume!(long_enough);
        let wcs = resample(&wcs, &factors).unwrap();
        assert_same(wcs.as_ref(), &to_fits_keywords(wcs.as_ref()).unwrap(), 0);
    }
}

/// A transform that claims to be a line, and is none.
#[derive(Debug)]
struct Square;

impl Transform for Square {
    fn n_inputs(&self) -> usize {
        1
    }

    fn n_outputs(&self) -> usize {
        1
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        if let ([x], [out]) = (inputs, outputs) {
            *out = x.iter().map(|x| x * x).collect();
        }
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        None
    }

    fn separability(&self) -> crate::CorrelationMatrix {
        crate::CorrelationMatrix::identity(1)
    }

    fn trace(&self, inputs: &[Form]) -> Vec<Form> {
        inputs.to_vec()
    }
}

#[test]
fn keywords_that_would_say_something_else_are_not_written() {
    let axis = FrameAxis::new(WorldAxis(0), "wavelength", "em.wl", Unit::parse("nm"));
    let frame = Frame::new("wavelength", FrameKind::Spectral, vec![axis]);
    let gwcs = Gwcs::new(Arc::new(Square), vec!["dispersion".to_owned()], vec![frame]).unwrap();
    let wcs = gwcs.with_pixel_shape(vec![9]).unwrap();
    let error = to_fits_keywords(&wcs).unwrap_err().to_string();
    assert_eq!(error, "FITS cannot hold wavelength: the keywords would say something else");
    let keywords = to_fits_keywords_partial(&wcs).keywords;
    assert_eq!(Oracle::new(&keywords).text("CUNIT1"), "pixel");
}
