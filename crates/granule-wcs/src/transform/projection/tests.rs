//! Projections against themselves.

use proptest::prelude::*;

use super::*;
use crate::transform::{CelestialTransform, SkyRotation, Transform, evaluate};

/// Every projection, with parameters away from their defaults where it has any.
fn all() -> Vec<Projection> {
    let none = f64::NAN;
    let cases: [(&str, &[f64]); 44] = [
        ("AZP", &[]),
        ("AZP", &[none, 1.35, 25.0]),
        ("AZP", &[none, 0.5, -20.0]),
        ("SZP", &[]),
        ("SZP", &[none, 2.0, 180.0, 60.0]),
        ("SZP", &[none, 0.7, 30.0, 40.0]),
        ("TAN", &[]),
        ("STG", &[]),
        ("SIN", &[]),
        ("SIN", &[none, 0.2, -0.1]),
        ("SIN", &[none, -1.5, 0.7]),
        ("ARC", &[]),
        ("ZPN", &[0.05, 0.95, -0.025, -0.16]),
        ("ZPN", &[0.0, 0.01, 0.1, 0.3, 0.2]),
        ("ZEA", &[]),
        ("AIR", &[]),
        ("AIR", &[none, 45.0]),
        ("CYP", &[]),
        ("CYP", &[none, 3.0, 0.5]),
        ("CEA", &[none, 0.75]),
        ("CAR", &[]),
        ("MER", &[]),
        ("SFL", &[]),
        ("PAR", &[]),
        ("MOL", &[]),
        ("AIT", &[]),
        ("COP", &[none, 45.0, 25.0]),
        ("COP", &[none, -45.0, 0.0]),
        ("COE", &[none, -45.0, 25.0]),
        ("COE", &[none, 30.0, 0.0]),
        ("COD", &[none, 45.0, 25.0]),
        ("COD", &[none, -60.0, 0.0]),
        ("COO", &[none, 45.0, 25.0]),
        ("COO", &[none, -45.0, 0.0]),
        ("BON", &[none, 45.0]),
        ("BON", &[none, -30.0]),
        ("PCO", &[]),
        ("TSC", &[]),
        ("CSC", &[]),
        ("QSC", &[]),
        ("HPX", &[]),
        ("HPX", &[none, 6.0, 4.0]),
        ("HPX", &[none, 5.0, 2.0]),
        ("XPH", &[]),
    ];
    cases.iter().map(|(code, pv)| Projection::from_fits(code, pv).unwrap()).collect()
}

fn at(transform: &dyn Transform, point: (f64, f64)) -> (f64, f64) {
    let found = evaluate(transform, &[&[point.0], &[point.1]]).unwrap();
    (found[0][0], found[1][0])
}

/// The angle between two positions, in degrees.
fn separation(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (sin_theta, sin_phi) =
        (formulas::sin_cos(0.5 * (a.1 - b.1)).0, formulas::sin_cos(0.5 * (a.0 - b.0)).0);
    let cosines = formulas::sin_cos(a.1).1 * formulas::sin_cos(b.1).1;
    2.0 * (sin_theta.powi(2) + cosines * sin_phi.powi(2)).sqrt().asin().to_degrees()
}

/// Whether the surroundings of a position are on the map as well: at its very edge, and at infinity, figures are lost.
fn well_inside(projection: &Projection, (phi, theta): (f64, f64)) -> bool {
    let plane = projection.clone().sky_to_plane();
    let around = [(phi + 0.1, theta), (phi - 0.1, theta), (phi, theta + 0.1), (phi, theta - 0.1)];
    around.into_iter().all(|point| at(&plane, point).0.is_finite())
}

/// How exactly a projection comes back: the COBE cube is inverted by a fit.
fn tolerance(projection: &Projection) -> f64 {
    if *projection == Projection::CobeQuadSphericalCube { 0.03 } else { 1e-9 }
}

#[test]
fn codes_and_parameters_come_back() {
    let mut codes = Vec::new();
    for projection in all() {
        let mut pv = vec![f64::NAN; 4];
        for (m, value) in projection.fits_parameters() {
            pv.resize(pv.len().max(m + 1), f64::NAN);
            pv[m] = value;
        }
        codes.push(projection.fits_code());
        assert_eq!(Projection::from_fits(projection.fits_code(), &pv).unwrap(), projection);
        let message = Projection::from_fits("Q", &[]).unwrap_err().to_string();
        assert!(message.contains(projection.fits_code()), "{message}");
    }
    codes.dedup();
    assert_eq!(codes.len(), 28);
}

#[test]
fn a_bad_parameter_is_named() {
    let message = |code: &str, pv: &[f64]| Projection::from_fits(code, pv).unwrap_err().to_string();
    let none = f64::NAN;
    assert_eq!(message("COE", &[]), "PV2_1 of COE is NaN; expected a finite number");
    assert_eq!(message("CEA", &[none, 0.0]), "PV2_1 of CEA is 0; expected above 0, up to 1");
    assert_eq!(message("AZP", &[none, -1.0]), "PV2_1 of AZP is -1; expected another than -1");
    assert!(message("HPX", &[none, 4.0, 1.5]).starts_with("PV2_2 of HPX is 1.5; expected a whole number"));
    assert!(message("ZPN", &[]).starts_with("PV2_1 of ZPN is NaN; expected above 0"));
    assert!(message("ZPN", &[0.0, -1.0]).starts_with("PV2_1 of ZPN is -1; expected above 0"));
    assert!(message("ZPN", &[1.0; 31]).contains("PV2_29 is the last"));
    assert!(message("BON", &[none, f64::INFINITY]).starts_with("PV2_1 of BON is inf"));
    assert!(message("COO", &[none, 45.0, 45.0]).contains("parallels between the poles"));
    let senseless = Projection::CylindricalEqualArea { lambda: 0.0 };
    assert!(at(&senseless.plane_to_sky(), (0.0, 0.0)).0.is_nan());
}

#[test]
fn the_reference_point_lies_at_the_origin() {
    for projection in all() {
        let origin = at(&projection.clone().sky_to_plane(), projection.native_reference());
        // Of some the origin is moved: by the first coefficient, or because the map is of another centre.
        let moved = matches!(projection, Projection::ZenithalPolynomial { .. });
        assert!(moved || origin.0.hypot(origin.1) < 1e-9, "{projection:?} {origin:?}");
    }
}

#[test]
fn transforms_say_what_they_are() {
    let transform = Projection::Healpix { h: 4.0, k: 3.0 }.plane_to_sky();
    assert_eq!(format!("{transform:?}"), "ProjectionTransform(Healpix { h: 4.0, k: 3.0 }, PlaneToSky)");
    let celestial = CelestialTransform::sky_to_plane(Projection::Gnomonic, 1.0, 2.0, 180.0);
    assert_eq!(format!("{celestial:?}"), "CelestialTransform(Gnomonic, [1.0, 2.0, 180.0], SkyToPlane)");
}

proptest! {
    #[test]
    fn the_sky_comes_back(phi in -179.999_f64..179.999, sine in -0.999_999_f64..0.999_999) {
        let theta = sine.asin().to_degrees();
        for projection in all() {
            let plane = at(&projection.clone().sky_to_plane(), (phi, theta));
            let back = at(&projection.clone().plane_to_sky(), plane);
            prop_assert_eq!(plane.0.is_nan(), plane.1.is_nan());
            if plane.0.is_nan() || !well_inside(&projection, (phi, theta)) {
                continue;
            }
            let apart = separation(back, (phi, theta));
            prop_assert!(apart < tolerance(&projection), "{:?} {:?} {:?}", projection, plane, back);
        }
    }

    #[test]
    fn the_plane_comes_back(x in -330.0_f64..330.0, y in -200.0_f64..200.0, zoom in 0.0_f64..1.0) {
        for projection in all() {
            let (x, y) = (x * zoom, y * zoom);
            let sky = at(&projection.clone().plane_to_sky(), (x, y));
            prop_assert_eq!(sky.0.is_nan(), sky.1.is_nan());
            if sky.0.is_nan() {
                continue;
            }
            let turned = projection == Projection::PlateCarree;
            prop_assert!((turned || sky.0.abs() <= 180.0) && sky.1.abs() <= 90.0);
            let back = at(&projection.clone().sky_to_plane(), sky);
            let again = at(&projection.clone().plane_to_sky(), back);
            // Compared on the sky: one position may be several points of the plane.
            let same = separation(sky, again) < tolerance(&projection);
            prop_assert!(same || !well_inside(&projection, sky), "{:?} {:?} {:?}", projection, sky, again);
        }
    }

    #[test]
    fn at_once_is_as_one_by_one(x in -170.0_f64..170.0, y in -80.0_f64..80.0, lon in 0.0_f64..360.0, lat in -90.0_f64..90.0, pole in 0.0_f64..360.0) {
        for projection in all() {
            let celestial = CelestialTransform::plane_to_sky(projection.clone(), lon, lat, pole);
            let found = at(&celestial, (x, y));
            let native = at(&projection.clone().plane_to_sky(), (x, y));
            let expected = at(&SkyRotation::native_to_celestial(lon, lat, pole), native);
            prop_assert_eq!(found.0.is_nan(), expected.0.is_nan());
            if found.0.is_nan() {
                continue;
            }
            prop_assert!((0.0..=360.0).contains(&found.0));
            prop_assert!(separation(found, expected) < 1e-11, "{:?} {:?} {:?}", projection, found, expected);
            let back = at(celestial.inverse().unwrap().as_ref(), expected);
            let native = at(&SkyRotation::celestial_to_native(lon, lat, pole), expected);
            // Compared on the sky: on a seam of the map either side may come out.
            let again = at(&projection.clone().plane_to_sky(), back);
            let same = separation(native, again) < tolerance(&projection);
            prop_assert!(same || !well_inside(&projection, native), "{:?} {:?} {:?}", projection, native, again);
        }
    }

    #[test]
    fn any_numbers_give_numbers_or_nothing(a in any_number(), b in any_number(), c in any_number()) {
        for projection in all() {
            let transforms: [&dyn Transform; 4] = [
                &projection.clone().plane_to_sky(),
                &projection.clone().sky_to_plane(),
                &CelestialTransform::plane_to_sky(projection.clone(), 10.0, 20.0, 180.0),
                &CelestialTransform::sky_to_plane(projection.clone(), c, 20.0, 180.0),
            ];
            for transform in transforms {
                let found = at(transform, (a, b));
                prop_assert!(!found.0.is_infinite() && !found.1.is_infinite(), "{:?} {:?}", transform, found);
                prop_assert_eq!(found.0.is_nan(), found.1.is_nan(), "{:?} {:?}", transform, found);
                prop_assert!(found.0.is_nan() || !(a.is_nan() || b.is_nan()), "{:?} {:?}", transform, found);
                // Neighbours in a batch do not change each other.
                let batch = evaluate(transform, &[&[1.0, a, 1.0], &[60.0, b, 60.0]]).unwrap();
                let alone = at(transform, (1.0, 60.0));
                for n in [0, 2] {
                    prop_assert_eq!(batch[0][n].to_bits(), alone.0.to_bits());
                }
            }
        }
    }
}

fn any_number() -> impl Strategy<Value = f64> {
    let odd = prop::sample::select(vec![
        0.0,
        -0.0,
        45.0,
        90.0,
        -90.0,
        180.0,
        -180.0,
        360.0,
        1e-300,
        1e15,
        1e300,
        -1e300,
        f64::MAX,
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
    ]);
    prop_oneof![odd, any::<f64>(), -400.0_f64..400.0]
}
