//! Cylindrical projections: CYP, CEA, CAR and MER.

use super::formulas::{Formulas, RADIUS, UNDEFINED, asin_rounded, sin_cos};

/// CYP.
#[derive(Debug)]
pub(super) struct Perspective {
    pub(super) mu: f64,
    pub(super) lambda: f64,
}

impl Formulas for Perspective {
    fn to_native(&self, x: f64, y: f64) -> (f64, f64) {
        let eta = y / (RADIUS * (self.mu + self.lambda));
        let theta = eta.atan().to_degrees() + asin_rounded(eta * self.mu / eta.hypot(1.0));
        (x / self.lambda, theta)
    }

    fn to_plane(&self, phi: f64, theta: f64) -> (f64, f64) {
        let (sin_theta, cos_theta) = sin_cos(theta);
        let depth = self.mu + cos_theta;
        if depth == 0.0 {
            return UNDEFINED;
        }
        (self.lambda * phi, RADIUS * (self.mu + self.lambda) * sin_theta / depth)
    }
}

/// CEA.
#[derive(Debug)]
pub(super) struct EqualArea {
    pub(super) lambda: f64,
}

impl Formulas for EqualArea {
    fn to_native(&self, x: f64, y: f64) -> (f64, f64) {
        (x, asin_rounded(self.lambda * y / RADIUS))
    }

    fn to_plane(&self, phi: f64, theta: f64) -> (f64, f64) {
        (phi, RADIUS * sin_cos(theta).0 / self.lambda)
    }
}

/// CAR.
///
/// Maps of more than one turn are common, and a longitude is no less one beyond 180°: it is left as it is.
#[derive(Debug)]
pub(super) struct PlateCarree;

impl Formulas for PlateCarree {
    fn to_native(&self, x: f64, y: f64) -> (f64, f64) {
        (x, y)
    }

    fn native_of(&self, x: f64, y: f64) -> (f64, f64) {
        if x.is_finite() && y.abs() <= 90.0 { (x, y) } else { UNDEFINED }
    }

    fn to_plane(&self, phi: f64, theta: f64) -> (f64, f64) {
        (phi, theta)
    }
}

/// MER.
#[derive(Debug)]
pub(super) struct Mercator;

impl Formulas for Mercator {
    fn to_native(&self, x: f64, y: f64) -> (f64, f64) {
        (x, (y / RADIUS).sinh().atan().to_degrees())
    }

    fn to_plane(&self, phi: f64, theta: f64) -> (f64, f64) {
        if theta.abs() >= 90.0 {
            return UNDEFINED;
        }
        // Either form is exact where the other is not.
        let y = if theta.abs() < 45.0 {
            theta.to_radians().tan().asinh()
        } else {
            (0.5 * (90.0 - theta.abs())).to_radians().tan().ln().copysign(theta)
        };
        (phi, RADIUS * y)
    }
}
