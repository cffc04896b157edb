//! Conversions against their inverses.

use proptest::prelude::*;

use super::*;
use crate::{Observer, Time};

const TIME: &str = "2022-10-24T19:47:33.818";

fn frame(name: &str) -> CelestialFrame {
    CelestialFrame::new(name)
}

fn seen(name: &str, lon_deg: f64) -> Arc<CelestialFrame> {
    let observer = Observer::Stonyhurst { lon_deg, lat_deg: 4.9, radius_m: 1.488e11 };
    Arc::new(frame(name).with_observer(observer).with_obstime(Time::parse(TIME).unwrap()))
}

#[test]
fn what_is_off_the_disk_needs_an_assumption() {
    let limb = (SOLAR_RADIUS / 1.488e11).asin().to_degrees();
    let stonyhurst = Arc::new(frame("heliographic_stonyhurst"));
    let at = |lon: f64, off_disk| {
        SkyCoord::new(lon, 0.0, seen("helioprojective", 0.0)).to_frame_with(&stonyhurst, off_disk).unwrap()
    };
    assert!(at(limb * 0.999_999, OffDisk::Undefined).lon_deg.is_finite());
    assert!(at(limb * 1.000_001, OffDisk::Undefined).lon_deg.is_nan());
    let distance = at(2.0 * limb, OffDisk::PlanarScreen).distance_m.unwrap();
    assert!((distance - 1.488e11 * (2.0 * limb).to_radians().tan()).abs() < 1.0, "{distance}");
    // A sphere about the observer cuts the line of sight at its own radius.
    let chord = 2.0 * 1.488e11 * limb.to_radians().sin();
    let distance = at(2.0 * limb, OffDisk::SphericalScreen).distance_m.unwrap();
    assert!((distance - chord).abs() < 1.0, "{distance}");
    // What lies behind the observer is not the Sun.
    assert!(at(180.0, OffDisk::PlanarScreen).lon_deg.is_nan());
}

const SOLAR_RADIUS: f64 = crate::frame::ephemeris::SOLAR_RADIUS_M;

#[test]
fn what_is_missing_is_named() {
    let error = |from: Arc<CelestialFrame>, to: Arc<CelestialFrame>| {
        SkyCoord::new(0.1, 0.1, from).to_frame(&to).unwrap_err().to_string()
    };
    let stonyhurst = Arc::new(frame("heliographic_stonyhurst"));
    assert_eq!(
        error(Arc::new(frame("helioprojective")), stonyhurst.clone()),
        "cannot convert Helioprojective to HeliographicStonyhurst: it takes an observer of Helioprojective"
    );
    assert_eq!(
        error(stonyhurst.clone(), Arc::new(frame("icrs"))),
        "cannot convert HeliographicStonyhurst to ICRS: it takes a time of observation"
    );
    assert_eq!(
        error(Arc::new(frame("icrs")), seen("helioprojective", 0.0)),
        "cannot convert ICRS to Helioprojective: it takes a distance from the barycentre: a direction alone has no place \
         near the Sun"
    );
    let mars = frame("helioprojective").with_observer(Observer::Named("mars".to_owned()));
    assert!(error(Arc::new(mars), stonyhurst.clone()).contains("where \"mars\" is, is not known"));
    assert!(
        error(stonyhurst.clone(), Arc::new(frame("geomagnetic")))
            .contains("geomagnetic is not among icrs, fk5")
    );
    assert!(error(Arc::new(frame("fk4")), Arc::new(frame("icrs"))).contains("fk4 is not among"));
    assert!(error(seen("heliocentric", 0.0), stonyhurst).contains("a distance from the Sun"));
}

#[test]
fn cartesian_components_run_west_north_and_to_the_observer() {
    let west = SkyCoord::from_cartesian_m([3e8, 0.0, 0.0], seen("heliocentric", 0.0));
    let on_the_sky = west.to_frame(&seen("helioprojective", 0.0)).unwrap();
    assert!((on_the_sky.lon_deg - (3e8_f64 / 1.488e11).atan().to_degrees()).abs() < 1e-12);
    assert!(on_the_sky.lat_deg.abs() < 1e-12);
    let back = on_the_sky.to_frame(&west.frame).unwrap().cartesian_m().unwrap();
    assert!((back[0] - 3e8).abs() < 1e-3 && back[2].abs() < 1e-3, "{back:?}");
}

proptest! {
    #[test]
    fn every_conversion_has_its_inverse(
        lon in -180.0_f64..180.0,
        lat in -89.0_f64..89.0,
        radius in 1e8_f64..1e12,
        way in 0_usize..8,
        observer in -180.0_f64..180.0,
    ) {
        let start = Arc::new(frame("heliographic_stonyhurst").with_obstime(Time::parse(TIME).unwrap()));
        let start = SkyCoord::new(lon, lat, start).with_distance_m(radius);
        let frames = [
            seen("helioprojective", observer),
            seen("helioprojectiveradial", observer),
            seen("heliocentric", observer),
            seen("heliographic_carrington", observer),
            seen("heliocentricinertial", observer),
            Arc::new(frame("icrs")),
            Arc::new(frame("galactic")),
            Arc::new(frame("fk5").with_equinox(Time::parse("1975-01-01").unwrap())),
        ];
        let there = start.to_frame(&frames[way]).unwrap();
        let back = there.to_frame(&start.frame).unwrap();
        let (from, to) = (start.cartesian_m().unwrap(), back.cartesian_m().unwrap());
        let off = from.iter().zip(to).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
        // Rounding of the longest vector on the way.
        prop_assert!(off < 1e-14 * (radius + 4e11), "{off} m by {}", frames[way].name);
    }

    #[test]
    fn surface_points_come_back_from_the_sky(lon in -80.0_f64..80.0, lat in -80.0_f64..80.0) {
        let facing = lon.to_radians().cos() * lat.to_radians().cos();
        prop_assume!(facing > 0.2);
        let start = Arc::new(frame("heliographic_stonyhurst").with_obstime(Time::parse(TIME).unwrap()));
        let start = SkyCoord::new(lon, lat, start);
        let mut sky = start.to_frame(&seen("helioprojective", 0.0)).unwrap();
        sky.distance_m = None;
        let back = sky.to_frame(&start.frame).unwrap();
        // 1e-16 of an angle is 1e-11 m of 1 au, magnified towards the limb.
        prop_assert!((back.lon_deg - lon).abs() < 1e-9 && (back.lat_deg - lat).abs() < 1e-9, "{back}");
    }
}
