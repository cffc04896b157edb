//! Conic projections: COP, COE, COD and COO.

use std::fmt::Debug;

use super::formulas::{Formulas, RADIUS, UNDEFINED, asin_rounded, sin_cos};

/// How the radius of a parallel depends on its latitude; radii have the sign of the cone's latitude.
pub(super) trait Parallels: Debug + Send + Sync {
    /// The radius of a parallel in degrees; NaN where there is none.
    fn radius(&self, theta: f64) -> f64;

    /// The latitude of the parallel of a radius, both in degrees.
    fn latitude(&self, radius: f64) -> f64;
}

/// A conic projection.
#[derive(Debug)]
pub(super) struct Conic<P> {
    parallels: P,
    /// The constant of the cone: degrees of the plane for a degree of longitude.
    cone: f64,
    /// Where the cone's tip lies on the y axis.
    tip: f64,
    north: f64,
}

impl<P: Parallels> Conic<P> {
    fn new(parallels: P, cone: f64, sigma: f64) -> Self {
        let tip = parallels.radius(sigma);
        Self { parallels, cone, tip, north: 1.0_f64.copysign(sigma) }
    }
}

impl<P: Parallels> Formulas for Conic<P> {
    fn to_native(&self, x: f64, y: f64) -> (f64, f64) {
        let dy = self.tip - y;
        let r = self.north * x.hypot(dy);
        let angle = if r == 0.0 { 0.0 } else { (self.north * x).atan2(self.north * dy).to_degrees() };
        (angle / self.cone, self.parallels.latitude(r))
    }

    fn to_plane(&self, phi: f64, theta: f64) -> (f64, f64) {
        let r = self.parallels.radius(theta);
        if r.is_nan() {
            return UNDEFINED;
        }
        let (sine, cosine) = sin_cos(self.cone * phi);
        (r * sine, self.tip - r * cosine)
    }
}

/// COP.
#[derive(Debug)]
pub(super) struct Perspective {
    sigma: f64,
    cotangent: f64,
    scale: f64,
}

/// COP; `sigma` must not be zero.
pub(super) fn perspective(sigma: f64, delta: f64) -> Conic<Perspective> {
    let (sine, cosine) = sin_cos(sigma);
    let parallels = Perspective { sigma, cotangent: cosine / sine, scale: RADIUS * sin_cos(delta).1 };
    Conic::new(parallels, sine, sigma)
}

impl Parallels for Perspective {
    fn radius(&self, theta: f64) -> f64 {
        let (sine, cosine) = sin_cos(theta - self.sigma);
        let radius = self.scale * (self.cotangent - sine / cosine);
        // Beyond the tip or behind the point of projection.
        if cosine <= 1e-16 || radius * self.sigma < 0.0 { f64::NAN } else { radius }
    }

    fn latitude(&self, radius: f64) -> f64 {
        self.sigma + (self.cotangent - radius / self.scale).atan().to_degrees()
    }
}

/// COE.
#[derive(Debug)]
pub(super) struct EqualArea {
    gamma: f64,
    /// `1 + sin θ₁ sin θ₂`.
    constant: f64,
}

/// COE; `sigma` must not be zero.
pub(super) fn equal_area(sigma: f64, delta: f64) -> Conic<EqualArea> {
    let (first, second) = (sin_cos(sigma - delta).0, sin_cos(sigma + delta).0);
    let gamma = first + second;
    Conic::new(EqualArea { gamma, constant: 1.0 + first * second }, 0.5 * gamma, sigma)
}

impl Parallels for EqualArea {
    fn radius(&self, theta: f64) -> f64 {
        let square = self.constant - self.gamma * sin_cos(theta).0;
        2.0 * RADIUS / self.gamma * square.max(0.0).sqrt()
    }

    fn latitude(&self, radius: f64) -> f64 {
        let half = 0.5 * radius / RADIUS;
        let sine = self.constant / self.gamma - self.gamma * half * half;
        let sine = if sine.abs() > 1.0 && sine.abs() < 1.0 + 1e-12 { sine.signum() } else { sine };
        asin_rounded(sine)
    }
}

/// COD.
#[derive(Debug)]
pub(super) struct Equidistant {
    /// The latitude of the tip.
    tip: f64,
}

/// COD; `sigma` must not be zero.
pub(super) fn equidistant(sigma: f64, delta: f64) -> Conic<Equidistant> {
    let (sine, cosine) = sin_cos(sigma);
    // δ cot δ and sin δ / δ, both with their limits at 0.
    let (slope, shrink) = if delta == 0.0 {
        (RADIUS, 1.0)
    } else {
        let (sin_delta, cos_delta) = sin_cos(delta);
        (delta * cos_delta / sin_delta, sin_delta * RADIUS / delta)
    };
    Conic::new(Equidistant { tip: sigma + slope * cosine / sine }, sine * shrink, sigma)
}

impl Parallels for Equidistant {
    fn radius(&self, theta: f64) -> f64 {
        self.tip - theta
    }

    fn latitude(&self, radius: f64) -> f64 {
        self.tip - radius
    }
}

/// COO.
#[derive(Debug)]
pub(super) struct Orthomorphic {
    cone: f64,
    psi: f64,
}

/// COO; `sigma` must not be zero.
pub(super) fn orthomorphic(sigma: f64, delta: f64) -> Conic<Orthomorphic> {
    let (first, second) = (sigma - delta, sigma + delta);
    let cone = if delta == 0.0 {
        sin_cos(sigma).0
    } else {
        (sin_cos(second).1 / sin_cos(first).1).ln() / (half_tangent(second) / half_tangent(first)).ln()
    };
    let psi = RADIUS * sin_cos(first).1 / (cone * half_tangent(first).powf(cone));
    Conic::new(Orthomorphic { cone, psi }, cone, sigma)
}

/// The tangent of half the distance from the north pole.
fn half_tangent(theta: f64) -> f64 {
    (0.5 * (90.0 - theta)).to_radians().tan()
}

impl Parallels for Orthomorphic {
    fn radius(&self, theta: f64) -> f64 {
        // The pole at infinity.
        if (theta >= 90.0 && self.cone < 0.0) || (theta <= -90.0 && self.cone > 0.0) {
            return f64::NAN;
        }
        if theta <= -90.0 { 0.0 } else { self.psi * half_tangent(theta).powf(self.cone) }
    }

    fn latitude(&self, radius: f64) -> f64 {
        90.0 - 2.0 * (radius / self.psi).powf(1.0 / self.cone).atan().to_degrees()
    }
}
