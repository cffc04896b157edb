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

/// `1 / (1 + c)` of a unit vector, without loss near the antipode; infinite there.
fn reciprocal_height([a, b, c]: [f64; 3]) -> f64 {
    if c > -0.5 { (1.0 + c).recip() } else { (1.0 - c) / (a * a + b * b) }
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

    fn vector_to_plane(&self, [a, b, c]: [f64; 3]) -> (f64, f64) {
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

    fn vector_to_plane(&self, [a, b, c]: [f64; 3]) -> (f64, f64) {
        let k = 2.0 * RADIUS * reciprocal_height([a, b, c]);
        (k * b, -k * a)
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

    fn to_vector(&self, x: f64, y: f64) -> [f64; 3] {
        let r = x.hypot(y);
        // Also false for NaN.
        let defined = r <= 180.0 + 1e-11;
        if !defined {
            return [f64::NAN; 3];
        }
        let (sine, cosine) = sin_cos(r);
        let k = if r == 0.0 { RADIUS.recip() } else { sine / r };
        [-k * y, k * x, cosine]
    }

    fn vector_to_plane(&self, [a, b, c]: [f64; 3]) -> (f64, f64) {
        let r = a.hypot(b);
        if r == 0.0 {
            return if c > 0.0 { (0.0, 0.0) } else { (0.0, 180.0) };
        }
        let k = r.atan2(c).to_degrees() / r;
        (k * b, -k * a)
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

    fn to_vector(&self, x: f64, y: f64) -> [f64; 3] {
        let (u, v) = (x / RADIUS, y / RADIUS);
        let square = 0.25 * (u * u + v * v);
        // NaN outside the disc, in each of the three.
        let rest = (1.0 - square).sqrt();
        [-v * rest, u * rest, 2.0 * rest * rest - 1.0]
    }

    fn vector_to_plane(&self, [a, b, c]: [f64; 3]) -> (f64, f64) {
        let k = RADIUS * (2.0 * reciprocal_height([a, b, c])).sqrt();
        if k.is_infinite() { (0.0, 2.0 * RADIUS) } else { (k * b, -k * a) }
    }
}
