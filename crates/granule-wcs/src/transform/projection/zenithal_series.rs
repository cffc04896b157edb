//! Zenithal projections whose radius is inverted by iteration: ZPN and AIR.

use std::f64::consts::{FRAC_PI_2, PI};

use super::formulas::{Formulas, RADIUS, UNDEFINED};
use super::solve::rising_root;
use super::zenithal::{at_radius, polar};

/// How finely the first turning point of a polynomial is searched for: every degree.
const SEARCH_STEPS: usize = 180;

/// ZPN: the radius is a polynomial of the distance from the pole.
///
/// Inverted by Newton's method, to rounding, within the range over which the radius grows.
#[derive(Debug)]
pub(super) struct Polynomial {
    coefficients: Vec<f64>,
    /// The distance from the pole, in radians, up to which the radius grows.
    limit: f64,
    /// Least and greatest radius within it.
    radii: (f64, f64),
}

impl Polynomial {
    pub(super) fn new(coefficients: &[f64]) -> Self {
        let slope = |w: f64| polynomial(coefficients, w).1;
        let step = PI / SEARCH_STEPS as f64;
        let turn = (1..=SEARCH_STEPS).map(|n| n as f64 * step).find(|&w| slope(w) <= 0.0);
        let limit = turn.map_or(PI, |end| first_turn(slope, end - step, end));
        let radius = |w: f64| polynomial(coefficients, w).0;
        Self { coefficients: coefficients.to_vec(), limit, radii: (radius(0.0), radius(limit)) }
    }
}

/// Where the slope ceases to be positive between two distances.
fn first_turn(slope: impl Fn(f64) -> f64, low: f64, high: f64) -> f64 {
    let (mut low, mut high) = (low, high);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if slope(middle) > 0.0 { low = middle } else { high = middle }
    }
    low
}

/// Value and slope.
fn polynomial(coefficients: &[f64], w: f64) -> (f64, f64) {
    coefficients.iter().rev().fold((0.0, 0.0), |(value, slope), c| (value * w + c, slope * w + value))
}

impl Formulas for Polynomial {
    fn to_native(&self, x: f64, y: f64) -> (f64, f64) {
        let (phi, r) = polar(x, y);
        let (r, (least, greatest)) = (r / RADIUS, self.radii);
        let slack = 1e-13 * greatest.abs().max(1.0);
        // Also false for NaN.
        let defined = r >= least - slack && r <= greatest + slack;
        if !defined {
            return UNDEFINED;
        }
        let guess = self.limit * (r - least) / (greatest - least);
        let w = rising_root(0.0, self.limit, guess.clamp(0.0, self.limit), |w| {
            let (value, slope) = polynomial(&self.coefficients, w);
            (value - r, slope)
        });
        (phi, 90.0 - w.to_degrees())
    }

    fn to_plane(&self, phi: f64, theta: f64) -> (f64, f64) {
        let w = (90.0 - theta).to_radians();
        if w > self.limit {
            return UNDEFINED;
        }
        at_radius(phi, RADIUS * polynomial(&self.coefficients, w).0)
    }
}

/// AIR: Airy's projection.
///
/// Inverted by Newton's method, to rounding.
#[derive(Debug)]
pub(super) struct Airy {
    /// `ln cos ξ / tan² ξ` of the boundary.
    boundary: f64,
    /// Half the distance from the pole, in radians, up to which the radius grows.
    limit: f64,
}

impl Airy {
    pub(super) fn new(theta_b: f64) -> Self {
        let xi = (0.5 * (90.0 - theta_b)).to_radians();
        let (sine, tangent) = (xi.sin(), xi.tan());
        let boundary = if xi < 1e-4 { -0.5 } else { 0.5 * (-sine * sine).ln_1p() / (tangent * tangent) };
        let airy = Self { boundary, limit: FRAC_PI_2 };
        let step = FRAC_PI_2 / SEARCH_STEPS as f64;
        let slope = |xi: f64| airy.radius(xi).1;
        let turn = (1..SEARCH_STEPS).map(|n| n as f64 * step).find(|&xi| slope(xi) <= 0.0);
        let limit = turn.map_or(FRAC_PI_2, |end| first_turn(slope, end - step, end));
        Self { boundary, limit }
    }

    /// The radius, in radii of the sphere, and its slope, at half the distance from the pole.
    fn radius(&self, xi: f64) -> (f64, f64) {
        let (sine, cosine) = xi.sin_cos();
        if sine == 0.0 {
            return (0.0, 1.0 - 2.0 * self.boundary);
        }
        let logarithm = 0.5 * (-sine * sine).ln_1p();
        let logarithm = if sine > 0.9 { cosine.ln() } else { logarithm };
        let radius = -2.0 * (logarithm * cosine / sine + self.boundary * sine / cosine);
        let slope = 2.0 * (1.0 + logarithm / (sine * sine) - self.boundary / (cosine * cosine));
        (radius, slope)
    }
}

impl Formulas for Airy {
    fn to_native(&self, x: f64, y: f64) -> (f64, f64) {
        let (phi, r) = polar(x, y);
        let r = r / RADIUS;
        if !r.is_finite() || (self.limit < FRAC_PI_2 && r > self.radius(self.limit).0) {
            return UNDEFINED;
        }
        let guess = (r / (1.0 - 2.0 * self.boundary)).min(0.75 * self.limit);
        let xi = rising_root(0.0, self.limit, guess, |xi| {
            let (radius, slope) = self.radius(xi);
            (radius - r, slope)
        });
        (phi, 90.0 - 2.0 * xi.to_degrees())
    }

    fn to_plane(&self, phi: f64, theta: f64) -> (f64, f64) {
        if theta <= -90.0 {
            return UNDEFINED;
        }
        at_radius(phi, RADIUS * self.radius((0.5 * (90.0 - theta)).to_radians()).0)
    }
}
