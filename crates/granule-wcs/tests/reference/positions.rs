//! Conversions among celestial frames against sunpy and astropy (`tests/values/make_positions.py`).

use std::sync::Arc;

use granule_wcs::{CelestialFrame, Observer, OffDisk, SkyCoord, Time, TimeScale};
use serde_json::Value;

fn frame(value: &Value) -> Arc<CelestialFrame> {
    let mut frame = CelestialFrame::new(value[0].as_str().unwrap());
    if let Some(time) = value[1].as_str() {
        frame = frame.with_obstime(Time::parse(time).unwrap());
    }
    match &value[2] {
        Value::String(name) => frame = frame.with_observer(Observer::Named(name.clone())),
        Value::Array(place) => {
            let number = |n: usize| place[n].as_f64().unwrap();
            let (lon_deg, lat_deg, radius_m) = (number(0), number(1), number(2));
            frame = frame.with_observer(Observer::Stonyhurst { lon_deg, lat_deg, radius_m });
        }
        _ => {}
    }
    if let Some(time) = value[3].as_str() {
        frame = frame.with_equinox(Time::parse_in(time, TimeScale::Tt).unwrap());
    }
    Arc::new(frame)
}

fn position(value: &Value, frame: Arc<CelestialFrame>) -> SkyCoord {
    let number = |n: usize| value[n].as_f64().unwrap_or(f64::NAN);
    let coord = SkyCoord::new(number(0), number(1), frame);
    match value[2].as_f64() {
        Some(distance) => coord.with_distance_m(distance),
        None => coord,
    }
}

fn off_disk(value: &Value) -> OffDisk {
    match value.as_str() {
        Some("spherical") => OffDisk::SphericalScreen,
        Some("planar") => OffDisk::PlanarScreen,
        _ => OffDisk::Undefined,
    }
}

/// Whether the place of the Earth takes part, which is known to 0.3″ and 350 km only.
fn knows_the_earth(case: &Value) -> bool {
    let frames = [&case["from"], &case["to"]];
    let is = |name: &str| frames.iter().any(|frame| frame[0] == name);
    let seen_from_earth = frames.iter().any(|frame| frame[2] == "earth");
    let times: Vec<&Value> = frames.iter().map(|frame| &frame[1]).filter(|time| !time.is_null()).collect();
    let solar = !times.is_empty();
    seen_from_earth
        || is("heliographic_carrington")
        || is("heliocentricinertial")
        || (solar && (is("icrs") || is("fk5")))
        || times.windows(2).any(|pair| pair[0] != pair[1])
}

/// The distance between two places, in units of that from the origin but at least of 0.3 au; of directions, in radians.
fn apart(a: &SkyCoord, b: &SkyCoord) -> f64 {
    let unit = |coord: &SkyCoord| coord.clone().with_distance_m(1.0).cartesian_m().unwrap();
    let place = |coord: &SkyCoord| coord.cartesian_m().unwrap_or_else(|| unit(coord));
    let scale = place(b).iter().map(|x| x * x).sum::<f64>().sqrt();
    let scale = if b.distance_m.is_some() { scale.max(4.5e10) } else { 1.0 };
    place(a).iter().zip(place(b)).map(|(x, y)| (x - y).powi(2)).sum::<f64>().sqrt() / scale
}

#[test]
fn positions_agree_with_sunpy_and_astropy() {
    let table: Value = serde_json::from_str(include_str!("../values/positions.json")).unwrap();
    let cases = table["cases"].as_array().unwrap();
    assert!(cases.len() > 250, "{}", cases.len());
    let mut worst = [0.0_f64; 2];
    for case in cases {
        let found = position(&case["position"], frame(&case["from"]))
            .to_frame_with(&frame(&case["to"]), off_disk(&case["screen"]))
            .unwrap_or_else(|error| panic!("{case}: {error}"));
        if case["found"][0].is_null() {
            assert!(found.lon_deg.is_nan() && found.lat_deg.is_nan(), "{case}: {found}");
            continue;
        }
        let expected = position(&case["found"], found.frame.clone());
        // sunpy leaves some heliographic positions without the distance of the surface.
        let mut found = found;
        if expected.distance_m.is_none() {
            found.distance_m = None;
        }
        let off = apart(&found, &expected);
        let known = usize::from(knows_the_earth(case));
        worst[known] = worst[known].max(off);
        assert!(off < [1e-11, 2.5e-6][known], "{case}: {found:?}, off by {off:e}");
    }
    println!("off by at most {:e} without and {:e} with the place of the Earth", worst[0], worst[1]);
}
