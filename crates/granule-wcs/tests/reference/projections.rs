//! Projections both ways against wcslib, by way of astropy.

use granule_wcs::transform::{Projection, evaluate};
use serde_json::Value;

use crate::shared::{json, numbers};

/// The FITS parameters of a case, by astropy's names of them.
fn parameters(par: &Value) -> Vec<f64> {
    let of = |key: &str| par[key].as_f64();
    let first = ["mu", "xi", "theta_b", "sigma", "theta1"].into_iter().find_map(of);
    let second = ["gamma", "eta", "delta", "phi0"].into_iter().find_map(of);
    let (first, second) = match (first, of("lam")) {
        (Some(mu), lam) => (Some(mu), second.or(lam)),
        (None, lam) => (lam, None),
    };
    [None, first, second, of("theta0")].map(|value| value.unwrap_or(f64::NAN)).to_vec()
}

fn assert_close(found: &[f64], expected: &Value, tolerance: f64, turn: f64, case: &str) {
    let expected = numbers(expected);
    assert_eq!(found.len(), expected.len(), "{case}");
    for (point, (f, e)) in found.iter().zip(&expected).enumerate() {
        let difference = (f - e).abs();
        let agrees = difference.min((difference - turn).abs()) <= tolerance;
        assert!(agrees || (f.is_nan() && e.is_nan()), "{case}, point {point}: {f} != {e}");
    }
}

#[test]
fn the_27_projections_agree_both_ways() {
    let Some(expected) = json("wcs/projections.json") else { return };
    for (code, case) in expected.as_object().unwrap() {
        let projection = Projection::from_fits(code, &parameters(&case["par"])).unwrap();
        let (phi, theta) = (numbers(&case["phi"]), numbers(&case["theta"]));
        let plane = evaluate(&projection.clone().sky_to_plane(), &[&phi, &theta]).unwrap();
        // wcslib works out the COBE cube in single precision.
        let tolerance = if code == "CSC" { 1e-4 } else { 1e-9 };
        assert_close(&plane[0], &case["x"], tolerance, 0.0, &format!("{code} x"));
        assert_close(&plane[1], &case["y"], tolerance, 0.0, &format!("{code} y"));
        let (x, y) = (numbers(&case["x"]), numbers(&case["y"]));
        let native = evaluate(&projection.plane_to_sky(), &[&x, &y]).unwrap();
        // At the pole any longitude is right.
        let at_pole = |theta: &f64| theta.abs() > 90.0 - 1e-9;
        let longitudes: Vec<f64> = numbers(&case["phi_back"]);
        let meant: Vec<f64> = (native[0].iter().zip(&longitudes).zip(&native[1]))
            .map(|((&found, &expected), theta)| if at_pole(theta) { expected } else { found })
            .collect();
        assert_close(&meant, &case["phi_back"], tolerance, 360.0, &format!("{code} phi"));
        assert_close(&native[1], &case["theta_back"], tolerance, 0.0, &format!("{code} theta"));
    }
    assert_eq!(expected.as_object().unwrap().len(), 27);
}
