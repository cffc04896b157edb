//! The HEALPix projection, HPX.

use super::formulas::{Formulas, UNDEFINED, angle_of_one_minus_sine, one_minus_sine, sin_cos};

/// HPX with `h` facets along the equator and `k` rows of them.
#[derive(Debug)]
pub(super) struct Healpix {
    h: f64,
    k: f64,
    odd: bool,
    /// The sine of the latitude at which the polar caps begin.
    cap: f64,
}

/// How far outside a facet a point may be by rounding, in degrees.
const SLACK: f64 = 1e-12;

impl Healpix {
    pub(super) fn new(h: f64, k: f64) -> Self {
        Self { h, k, odd: k % 2.0 != 0.0, cap: (k - 1.0) / k }
    }

    /// The meridian in the middle of the polar facet that holds a longitude, or an abscissa.
    fn middle(&self, longitude: f64, north: bool) -> f64 {
        let offset = if self.odd || north { 1.0 } else { 0.0 };
        let facet = ((longitude + 180.0) * self.h / 360.0 + 0.5 * (1.0 - offset)).floor();
        -180.0 + (2.0 * facet + offset) * 180.0 / self.h
    }
}

impl Formulas for Healpix {
    fn to_native(&self, x: f64, y: f64) -> (f64, f64) {
        let height = (y * self.h / 90.0).abs();
        // Also false for NaN.
        let defined = x.abs() <= 180.0 + SLACK && height <= self.k + 1.0 + SLACK;
        if !defined {
            return UNDEFINED;
        }
        if height <= self.k - 1.0 {
            return (x, (y * self.h / (90.0 * self.k)).asin().to_degrees());
        }
        let sigma = (0.5 * (self.k + 1.0 - height)).max(0.0);
        let theta = angle_of_one_minus_sine(sigma * sigma / self.k).copysign(y);
        let middle = self.middle(x, y > 0.0);
        let aside = x - middle;
        if aside.abs() > sigma * 180.0 / self.h + SLACK {
            return UNDEFINED;
        }
        (if sigma == 0.0 { middle } else { middle + aside / sigma }, theta)
    }

    fn to_plane(&self, phi: f64, theta: f64) -> (f64, f64) {
        let sine = sin_cos(theta).0;
        if sine.abs() <= self.cap {
            return (phi, 90.0 * self.k / self.h * sine);
        }
        let sigma = (self.k * one_minus_sine(theta)).sqrt();
        let middle = self.middle(phi, theta > 0.0);
        let x = middle + (phi - middle) * sigma;
        // The last meridian belongs to the facet west of it.
        let x = if x > 180.0 { 360.0 - x } else { x };
        (x, (180.0 / self.h * (0.5 * (self.k + 1.0) - sigma)).copysign(theta))
    }
}
