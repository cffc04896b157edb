//! Projections whose parallels are straight, or nearly so, and whose meridians are not: SFL, PAR, MOL and AIT.

use std::f64::consts::{PI, SQRT_2};

use super::formulas::{Formulas, RADIUS, UNDEFINED, angle_of_one_minus_sine, one_minus_sine, sin_cos};
use super::solve::rising_root;

/// Longitude from the abscissa and the length of its parallel; at a pole there is one point only.
fn along_parallel(x: f64, length: f64) -> f64 {
    if length > 1e-13 {
        x / length
    } else if x.abs() < 1e-12 {
        0.0
    } else {
        f64::NAN
    }
}

/// SFL.
#[derive(Debug)]
pub(super) struct SansonFlamsteed;

impl Formulas for SansonFlamsteed {
    fn to_native(&self, x: f64, y: f64) -> (f64, f64) {
        (along_parallel(x, sin_cos(y).1), y)
    }

    fn to_plane(&self, phi: f64, theta: f64) -> (f64, f64) {
        (phi * sin_cos(theta).1, theta)
    }
}

/// PAR.
#[derive(Debug)]
pub(super) struct Parabolic;

impl Formulas for Parabolic {
    fn to_native(&self, x: f64, y: f64) -> (f64, f64) {
        let s = y / 180.0;
        // 1 − 4s², which loses less near the poles as a product.
        (along_parallel(x, (1.0 - 2.0 * s) * (1.0 + 2.0 * s)), 3.0 * s.asin().to_degrees())
    }

    fn to_plane(&self, phi: f64, theta: f64) -> (f64, f64) {
        let s = sin_cos(theta / 3.0).0;
        (phi * (1.0 - 2.0 * s) * (1.0 + 2.0 * s), 180.0 * s)
    }
}

/// MOL.
#[derive(Debug)]
pub(super) struct Mollweide;

/// `p − sin p`, without loss near 0.
fn less_its_sine(p: f64) -> f64 {
    if p > 0.5 {
        return p - p.sin();
    }
    let q = p * p;
    // Terms of the Taylor series up to p¹⁵.
    let terms = [156.0, 110.0, 72.0, 42.0, 20.0];
    p * q / 6.0 * terms.iter().fold(1.0, |sum, term| 1.0 - q / term * sum)
}

impl Formulas for Mollweide {
    fn to_native(&self, x: f64, y: f64) -> (f64, f64) {
        let s = y / (SQRT_2 * RADIUS);
        let s = if s.abs() > 1.0 && s.abs() < 1.0 + 1e-12 { s.signum() } else { s };
        let cosine = ((1.0 - s) * (1.0 + s)).sqrt();
        let p = 2.0 * cosine.atan2(s.abs());
        let theta = angle_of_one_minus_sine(less_its_sine(p) / PI);
        (along_parallel(x, cosine * 2.0 * SQRT_2 / PI), theta.copysign(y))
    }

    fn to_plane(&self, phi: f64, theta: f64) -> (f64, f64) {
        // With p = π − 2|γ| the condition 2γ + sin 2γ = π sin θ is exact near the poles as well.
        let target = PI * one_minus_sine(theta);
        let guess = (6.0 * target).cbrt().min(PI);
        let p = rising_root(0.0, PI, guess, |p| {
            let half = (0.5 * p).sin();
            (less_its_sine(p) - target, 2.0 * half * half)
        });
        let (sine, cosine) = (0.5 * p).sin_cos();
        (2.0 * SQRT_2 / PI * phi * sine, (SQRT_2 * RADIUS * cosine).copysign(theta))
    }
}

/// AIT.
#[derive(Debug)]
pub(super) struct HammerAitoff;

impl Formulas for HammerAitoff {
    fn to_native(&self, x: f64, y: f64) -> (f64, f64) {
        let (u, v) = (x / (4.0 * RADIUS), y / (2.0 * RADIUS));
        let z2 = 1.0 - u * u - v * v;
        // Also false for NaN.
        let defined = z2 >= 0.5 - 1e-13;
        if !defined {
            return UNDEFINED;
        }
        let z2 = z2.max(0.5);
        let z = z2.sqrt();
        let (across, along) = (2.0 * z * u, 2.0 * z2 - 1.0);
        let cos_theta = across.hypot(along);
        let half = if cos_theta == 0.0 { 0.0 } else { across.atan2(along) };
        (2.0 * half.to_degrees(), (2.0 * v * z).atan2(cos_theta).to_degrees())
    }

    fn to_plane(&self, phi: f64, theta: f64) -> (f64, f64) {
        let (sin_theta, cos_theta) = sin_cos(theta);
        let (sin_half, cos_half) = sin_cos(0.5 * phi);
        let gamma = RADIUS * (2.0 / (1.0 + cos_theta * cos_half)).sqrt();
        (2.0 * gamma * cos_theta * sin_half, gamma * sin_theta)
    }
}
