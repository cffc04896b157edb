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

fn assert_close(found: &[f64], expected: &Value, tolerance: f64, case: &str) {
    let expected = numbers(expected);
    assert_eq!(found.len(), expected.len(), "{case}");
    for (point, (f, e)) in found.iter().zip(&expected).enumerate() {
        assert!(
            (f - e).abs() <= tolerance || (f.is_nan() && e.is_nan()),
            "{case}, point {point}: {f} != {e}"
        );
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
        assert_close(&plane[0], &case["x"], tolerance, &format!("{code} x"));
        assert_close(&plane[1], &case["y"], tolerance, &format!("{code} y"));
        let (x, y) = (numbers(&case["x"]), numbers(&case["y"]));
        let native = evaluate(&projection.plane_to_sky(), &[&x, &y]).unwrap();
        let back = [numbers(&case["phi_back"]), numbers(&case["theta_back"])];
        for n in 0..x.len() {
            // wcslib loses the tip of COO and points of the central meridian of PCO, which are where they came from.
            let lost = back[0][n].is_nan() && !x[n].is_nan();
            assert!(!lost || code == "COO" || code == "PCO", "{code}, point {n}");
            let meant = if lost { (phi[n], theta[n]) } else { (back[0][n], back[1][n]) };
            assert_position((native[0][n], native[1][n]), meant, tolerance, &format!("{code}, point {n}"));
        }
    }
    assert_eq!(expected.as_object().unwrap().len(), 27);
}

/// A list of pairs, of which those that are null are NaN, as two columns.
fn columns(pairs: &Value) -> [Vec<f64>; 2] {
    let nothing = vec![f64::NAN; 2];
    let pairs: Vec<Vec<f64>> = (pairs.as_array().unwrap().iter())
        .map(|pair| if pair.is_null() { nothing.clone() } else { numbers(pair) })
        .collect();
    [0, 1].map(|column| pairs.iter().map(|pair| pair[column]).collect())
}

/// Two positions are the same on the sphere, whatever the longitude at a pole, or both undefined.
fn assert_position(found: (f64, f64), expected: (f64, f64), tolerance: f64, case: &str) {
    let apart = (unit(found.0, found.1).iter().zip(unit(expected.0, expected.1)))
        .map(|(f, e)| (f - e).abs())
        .fold(0.0, f64::max);
    let defined = [found, expected].map(|(phi, theta)| !phi.is_nan() && !theta.is_nan());
    assert!(
        defined[0] == defined[1] && (!defined[0] || apart <= tolerance),
        "{case}: {found:?} != {expected:?}"
    );
}

fn unit(phi: f64, theta: f64) -> [f64; 3] {
    let ((s, c), (sin_theta, cos_theta)) = (phi.to_radians().sin_cos(), theta.to_radians().sin_cos());
    [cos_theta * c, cos_theta * s, sin_theta]
}

#[test]
fn other_parameters_and_the_edges_agree_with_wcslib() {
    let reference: Value = serde_json::from_str(include_str!("../data/projections.json")).unwrap();
    let (sky, points) = (columns(&reference["sky"]), columns(&reference["points"]));
    let mut undefined = 0;
    for case in reference["cases"].as_array().unwrap() {
        let code = case["code"].as_str().unwrap();
        let projection = Projection::from_fits(code, &numbers(&case["pv"])).unwrap();
        let tolerance = if code == "CSC" { 1e-4 } else { 1e-9 };
        let plane = evaluate(&projection.clone().sky_to_plane(), &[&sky[0], &sky[1]]).unwrap();
        let [x, y] = columns(&case["plane"]);
        for (n, (x, y)) in x.iter().zip(&y).enumerate() {
            let apart = (plane[0][n] - x).hypot(plane[1][n] - y) / (1.0 + x.hypot(*y));
            let neither = x.is_nan() && plane[0][n].is_nan();
            assert!(
                apart <= tolerance || neither,
                "{projection:?}, sky {n}: {} {} != {x} {y}",
                plane[0][n],
                plane[1][n]
            );
        }
        let native = evaluate(&projection.clone().plane_to_sky(), &[&points[0], &points[1]]).unwrap();
        let [phi, theta] = columns(&case["native"]);
        for (n, (phi, theta)) in phi.iter().zip(&theta).enumerate() {
            let found = (native[0][n], native[1][n]);
            assert_position(found, (*phi, *theta), tolerance, &format!("{projection:?}, point {n}"));
            undefined += usize::from(phi.is_nan());
        }
    }
    assert!(undefined > 100, "{undefined}");
}
