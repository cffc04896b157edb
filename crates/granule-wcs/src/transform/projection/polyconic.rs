//! Bonne's projection and the polyconic one: BON and PCO.

use super::formulas::{Formulas, RADIUS, UNDEFINED, sin_cos};
use super::solve::rising_root;

/// BON with a parallel other than the equator.
#[derive(Debug)]
pub(super) struct Bonne {
    /// The centre of the parallels on the y axis.
    centre: f64,
    north: f64,
}

impl Bonne {
    pub(super) fn new(theta1: f64) -> Self {
        let (sine, cosine) = sin_cos(theta1);
        Self { centre: RADIUS * cosine / sine + theta1, north: 1.0_f64.copysign(theta1) }
    }
}

impl Formulas for Bonne {
    fn to_native(&self, x: f64, y: f64) -> (f64, f64) {
        let dy = self.centre - y;
        let r = self.north * x.hypot(dy);
        let theta = self.centre - r;
        let cosine = sin_cos(theta).1;
        if r == 0.0 || cosine.abs() < 1e-14 {
            return (0.0, theta);
        }
        let angle = (self.north * x).atan2(self.north * dy);
        (angle * r / cosine, theta)
    }

    fn to_plane(&self, phi: f64, theta: f64) -> (f64, f64) {
        let r = self.centre - theta;
        if r == 0.0 {
            return (0.0, self.centre);
        }
        let (sine, cosine) = (phi * sin_cos(theta).1 / r).sin_cos();
        (r * sine, self.centre - r * cosine)
    }
}

/// PCO.
///
/// Inverted by Newton's method, to rounding.
#[derive(Debug)]
pub(super) struct Polyconic;

impl Formulas for Polyconic {
    fn to_native(&self, x: f64, y: f64) -> (f64, f64) {
        if y == 0.0 || !y.is_finite() || !x.is_finite() {
            return if y == 0.0 { (x, 0.0) } else { UNDEFINED };
        }
        let (u, v) = (x / RADIUS, y.abs() / RADIUS);
        // The circle of the parallel: u² + (v − θ)² = 2 (v − θ) cot θ, of which both sides times sin θ grow with θ.
        let highest = v.min(std::f64::consts::FRAC_PI_2);
        let guess = v / (1.0 + 0.5 * u * u);
        let theta = rising_root(0.0, highest, guess.min(highest), |theta| {
            let (sine, cosine) = theta.sin_cos();
            let above = v - theta;
            let square = u * u + above * above;
            (sine * square - 2.0 * above * cosine, cosine * (square + 2.0))
        });
        let (sine, cosine) = theta.sin_cos();
        let phi = (u * sine).atan2(cosine - (v - theta) * sine) / sine;
        (phi.to_degrees(), theta.to_degrees().copysign(y))
    }

    fn to_plane(&self, phi: f64, theta: f64) -> (f64, f64) {
        if theta == 0.0 {
            return (phi, 0.0);
        }
        let (sine, cosine) = sin_cos(theta);
        let (sin_half, cos_half) = sin_cos(0.5 * phi * sine);
        let diameter = 2.0 * RADIUS * cosine / sine;
        (diameter * sin_half * cos_half, theta + diameter * sin_half * sin_half)
    }
}
