//! Zenithal projections along lines that need not be perpendicular to the plane: SIN and SZP.

use super::formulas::{Formulas, RADIUS, UNDEFINED, sin_cos};

/// The unit vector whose projection along the slant (`xi`, `eta`) is the point (`x`, `y`), in radii.
///
/// With w = 1 − sin θ the sphere is `(x − ξw)² + (y − ηw)² + (1 − w)² = 1`; the smaller root is the visible one.
fn slanted(x: f64, y: f64, xi: f64, eta: f64) -> [f64; 3] {
    let r2 = x * x + y * y;
    let b = 1.0 + xi * x + eta * y;
    let root = (b * b - (1.0 + xi * xi + eta * eta) * r2).sqrt();
    if b <= 0.0 || root.is_nan() {
        return [f64::NAN; 3];
    }
    let w = r2 / (b + root);
    [eta * w - y, x - xi * w, 1.0 - w]
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
        slanted(x / RADIUS, y / RADIUS, self.xi, self.eta)
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
        slanted(x, y, (x - xp) / zp, (y - yp) / zp)
    }

    fn to_plane(&self, phi: f64, theta: f64) -> (f64, f64) {
        let [xp, yp, zp] = self.point;
        let (sin_phi, cos_phi) = sin_cos(phi);
        let (sin_theta, cos_theta) = sin_cos(theta);
        let w = lowered(theta);
        let depth = zp - w;
        // Of a sphere seen from outside only the far side is drawn.
        let towards = cos_theta * (xp * sin_phi - yp * cos_phi) + (1.0 - zp) * sin_theta;
        if depth <= 0.0 || (self.mu.abs() > 1.0 && towards > 1.0) {
            return UNDEFINED;
        }
        let scale = RADIUS / depth;
        (scale * (zp * cos_theta * sin_phi - xp * w), -scale * (zp * cos_theta * cos_phi + yp * w))
    }
}
