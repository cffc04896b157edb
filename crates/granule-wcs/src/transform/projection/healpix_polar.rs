//! The polar HEALPix projection, XPH: four gores around the north pole.

use std::f64::consts::FRAC_1_SQRT_2;

use super::formulas::{Formulas, UNDEFINED, angle_of_one_minus_sine, one_minus_sine, sin_cos};

/// XPH.
#[derive(Debug)]
pub(super) struct HealpixPolar;

/// How far outside a facet a point may be by rounding, in degrees.
const SLACK: f64 = 1e-12;

impl Formulas for HealpixPolar {
    fn to_native(&self, x: f64, y: f64) -> (f64, f64) {
        // Each quadrant of the plane holds a quarter of the sphere, its middle meridian on the diagonal.
        let (across, along, start) = if x <= 0.0 && y > 0.0 {
            (-x - y, x - y, -180.0)
        } else if x < 0.0 && y <= 0.0 {
            (x - y, x + y, -90.0)
        } else if x >= 0.0 && y < 0.0 {
            (x + y, -x + y, 0.0)
        } else {
            (-x + y, -x - y, 90.0)
        };
        let (across, height) = (across * FRAC_1_SQRT_2, along * FRAC_1_SQRT_2 + 90.0);
        let flank = height.abs();
        if flank <= 45.0 {
            let inside = across.abs() <= 45.0 + SLACK;
            let theta = (height / 67.5).asin().to_degrees();
            return if inside { (start + 45.0 + across, theta) } else { UNDEFINED };
        }
        let sigma = (90.0 - flank) / 45.0;
        // Also false for NaN.
        let defined = sigma >= -SLACK && across.abs() <= 45.0 * sigma.max(0.0) + SLACK;
        if !defined {
            return UNDEFINED;
        }
        let sigma = sigma.max(0.0);
        let theta = angle_of_one_minus_sine(sigma * sigma / 3.0).copysign(height);
        let aside = if sigma == 0.0 { 0.0 } else { (across / sigma).clamp(-45.0, 45.0) };
        (start + 45.0 + aside, theta)
    }

    fn to_plane(&self, phi: f64, theta: f64) -> (f64, f64) {
        let turned = if phi >= 180.0 { phi - 180.0 } else { phi + 180.0 };
        let quarter = (turned / 90.0).floor();
        let aside = turned - 90.0 * quarter - 45.0;
        let sine = sin_cos(theta).0;
        let (across, height) = if sine.abs() <= 2.0 / 3.0 {
            (aside, 67.5 * sine)
        } else {
            let sigma = (3.0 * one_minus_sine(theta)).sqrt();
            (aside * sigma, (90.0 - 45.0 * sigma).copysign(theta))
        };
        let (a, b) = (across * FRAC_1_SQRT_2, (height - 90.0) * FRAC_1_SQRT_2);
        if quarter < 1.0 {
            (-a + b, -a - b)
        } else if quarter < 2.0 {
            (a + b, -a + b)
        } else if quarter < 3.0 {
            (a - b, a + b)
        } else {
            (-a - b, a - b)
        }
    }
}
