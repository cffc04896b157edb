//! Zenithal projections along lines that need not be perpendicular to the plane: SIN and SZP.

use super::formulas::{Formulas, RADIUS, UNDEFINED, sin_cos};

/// The unit vector whose projection along a slant is the point (`x`, `y`), in radii.
///
/// With the slant (ξ, η) and w = 1 − sin θ the sphere is `(x − ξw)² + (y − ηw)² + (1 − w)² = 1`; the smaller root is the
/// visible one. `aside` is (ξ − x, η − y): where the slant varies over the plane, they nearly agree far out.
fn slanted(x: f64, y: f64, aside: [f64; 2]) -> [f64; 3] {
    let [dx, dy] = aside;
    let (xi, eta) = (x + dx, y + dy);
    let r2 = x * x + y * y;
    let along = xi * x + eta * y;
    let across = xi * y - eta * x;
    let root = (1.0 + 2.0 * along - r2 - across * across).sqrt();
    let sum = 1.0 + along + root;
    // Also false for NaN.
    let defined = 1.0 + along > 0.0 && root >= 0.0;
    if !defined {
        return [f64::NAN; 3];
    }
    let w = r2 / sum;
    let z = (1.0 + dx * x + dy * y + root) / sum;
    [dy * w - y * z, x * z - dx * w, z]
}

/// Longitude and latitude of a vector; longitude 0 at the pole.
fn angles([a, b, c]: [f64; 3]) -> (f64, f64) {
    let r = a.hypot(b);
    (if r == 0.0 { 0.0 } else { b.atan2(a).to_degrees() }, c.atan2(r).to_degrees())
}

/// SIN.
#[derive(Debug)]
pub(super) struct Orthographic {
    pub(super) xi: f64,
    pub(super) eta: f64,
}

impl Formulas for Orthographic {
    fn to_native(&self, x: f64, y: f64) -> (f64, f64) {
        angles(self.to_vector(x, y))
    }

    fn to_vector(&self, x: f64, y: f64) -> [f64; 3] {
        let (x, y) = (x / RADIUS, y / RADIUS);
        slanted(x, y, [self.xi - x, self.eta - y])
    }

    fn vector_to_plane(&self, [a, b, c]: [f64; 3]) -> (f64, f64) {
        // Below the horizon, or NaN.
        // Also false for NaN.
        let defined = c + self.xi * b - self.eta * a >= 0.0;
        if !defined {
            return UNDEFINED;
        }
        let w = if c > 0.0 { (a * a + b * b) / (1.0 + c) } else { 1.0 - c };
        (RADIUS * (b + self.xi * w), RADIUS * (self.eta * w - a))
    }

    fn to_plane(&self, phi: f64, theta: f64) -> (f64, f64) {
        let (sin_phi, cos_phi) = sin_cos(phi);
        let horizon = -(self.xi * sin_phi - self.eta * cos_phi).atan().to_degrees();
        if theta < horizon {
            return UNDEFINED;
        }
        let (cos_theta, w) = (sin_cos(theta).1, lowered(theta));
        (RADIUS * (cos_theta * sin_phi + self.xi * w), -RADIUS * (cos_theta * cos_phi - self.eta * w))
    }
}

/// `1 − sin θ`, without loss near the pole.
fn lowered(theta: f64) -> f64 {
    let half = (0.5 * (90.0 - theta)).to_radians().sin();
    2.0 * half * half
}

/// SZP.
#[derive(Debug)]
pub(super) struct SlantPerspective {
    /// The point of projection, with `z` from the plane down.
    point: [f64; 3],
    mu: f64,
}

impl SlantPerspective {
    pub(super) fn new(mu: f64, phi0: f64, theta0: f64) -> Self {
        let (sin_phi, cos_phi) = sin_cos(phi0);
        let (sin_theta, cos_theta) = sin_cos(theta0);
        Self { point: [-mu * cos_theta * sin_phi, mu * cos_theta * cos_phi, mu * sin_theta + 1.0], mu }
    }

    /// The factor of the parameters that may not vanish.
    pub(super) fn distance(mu: f64, theta0: f64) -> f64 {
        mu * sin_cos(theta0).0 + 1.0
    }
}

impl Formulas for SlantPerspective {
    fn to_native(&self, x: f64, y: f64) -> (f64, f64) {
        angles(self.to_vector(x, y))
    }

    fn to_vector(&self, x: f64, y: f64) -> [f64; 3] {
        let (x, y) = (x / RADIUS, y / RADIUS);
        let [xp, yp, zp] = self.point;
        let depth = zp - 1.0;
        slanted(x, y, [-(xp + x * depth) / zp, -(yp + y * depth) / zp])
    }

    fn to_plane(&self, phi: f64, theta: f64) -> (f64, f64) {
        let [xp, yp, zp] = self.point;
        let (sin_phi, cos_phi) = sin_cos(phi);
        let (sin_theta, cos_theta) = sin_cos(theta);
        let w = lowered(theta);
        // Of the wrong sign beyond where the projection diverges.
        let depth = (zp - 1.0) + sin_theta;
        // Of a sphere seen from outside only one side is drawn: the far one, or the near one through the plane.
        // The limb is where the lines of projection touch the sphere; wcslib draws it some degrees earlier.
        let towards = cos_theta * (xp * sin_phi - yp * cos_phi) + (1.0 - zp) * sin_theta;
        if depth * zp <= 0.0 || (self.mu.abs() > 1.0 && (towards - 1.0) * zp > 0.0) {
            return UNDEFINED;
        }
        let scale = RADIUS / depth;
        (scale * (zp * cos_theta * sin_phi - xp * w), -scale * (zp * cos_theta * cos_phi + yp * w))
    }
}
