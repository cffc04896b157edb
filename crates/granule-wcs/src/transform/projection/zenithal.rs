//! Zenithal projections that need no parameters: TAN, STG, ARC and ZEA.

use super::formulas::{Formulas, RADIUS, UNDEFINED, sin_cos};

/// Native longitude and distance from the origin.
pub(super) fn polar(x: f64, y: f64) -> (f64, f64) {
    let r = x.hypot(y);
    (if r == 0.0 { 0.0 } else { x.atan2(-y).to_degrees() }, r)
}

/// The point of the plane at a native longitude and a distance from the origin.
pub(super) fn at_radius(phi: f64, r: f64) -> (f64, f64) {
    let (sin_phi, cos_phi) = sin_cos(phi);
    (r * sin_phi, -r * cos_phi)
}

/// TAN.
#[derive(Debug)]
pub(super) struct Gnomonic;

impl Formulas for Gnomonic {
    fn to_native(&self, x: f64, y: f64) -> (f64, f64) {
        let (phi, r) = polar(x, y);
        (phi, RADIUS.atan2(r).to_degrees())
    }

    fn to_plane(&self, phi: f64, theta: f64) -> (f64, f64) {
        if theta <= 0.0 {
            return UNDEFINED;
        }
        let (sin_theta, cos_theta) = sin_cos(theta);
        at_radius(phi, RADIUS * cos_theta / sin_theta)
    }

    fn to_vector(&self, x: f64, y: f64) -> [f64; 3] {
        [-y, x, RADIUS]
    }

    fn from_vector(&self, [a, b, c]: [f64; 3]) -> (f64, f64) {
        // Also false for NaN.
        if c > 0.0 { (RADIUS * b / c, -RADIUS * a / c) } else { UNDEFINED }
    }
}

/// STG.
#[derive(Debug)]
pub(super) struct Stereographic;

impl Formulas for Stereographic {
    fn to_native(&self, x: f64, y: f64) -> (f64, f64) {
        let (phi, r) = polar(x, y);
        (phi, 90.0 - 2.0 * (r / (2.0 * RADIUS)).atan().to_degrees())
    }

    fn to_plane(&self, phi: f64, theta: f64) -> (f64, f64) {
        if theta <= -90.0 {
            return UNDEFINED;
        }
        at_radius(phi, 2.0 * RADIUS * (0.5 * (90.0 - theta)).to_radians().tan())
    }

    fn to_vector(&self, x: f64, y: f64) -> [f64; 3] {
        let (u, v) = (x / (2.0 * RADIUS), y / (2.0 * RADIUS));
        [-2.0 * v, 2.0 * u, 1.0 - u * u - v * v]
    }
}

/// ARC.
#[derive(Debug)]
pub(super) struct Equidistant;

impl Formulas for Equidistant {
    fn to_native(&self, x: f64, y: f64) -> (f64, f64) {
        let (phi, r) = polar(x, y);
        (phi, 90.0 - r)
    }

    fn to_plane(&self, phi: f64, theta: f64) -> (f64, f64) {
        at_radius(phi, 90.0 - theta)
    }
}

/// ZEA.
#[derive(Debug)]
pub(super) struct EqualArea;

impl Formulas for EqualArea {
    fn to_native(&self, x: f64, y: f64) -> (f64, f64) {
        let (phi, r) = polar(x, y);
        let sine = r / (2.0 * RADIUS);
        let sine = if sine > 1.0 && sine < 1.0 + 1e-12 { 1.0 } else { sine };
        (phi, 90.0 - 2.0 * sine.asin().to_degrees())
    }

    fn to_plane(&self, phi: f64, theta: f64) -> (f64, f64) {
        at_radius(phi, 2.0 * RADIUS * (0.5 * (90.0 - theta)).to_radians().sin())
    }
}
