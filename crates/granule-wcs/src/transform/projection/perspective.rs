//! The zenithal perspective projection, AZP.

use super::formulas::{Formulas, RADIUS, UNDEFINED, sin_cos};

/// AZP.
#[derive(Debug)]
pub(super) struct Perspective {
    mu: f64,
    sin_gamma: f64,
    cos_gamma: f64,
    tan_gamma: f64,
    scale: f64,
    /// The latitude below which the sphere hides itself.
    limb: f64,
}

impl Perspective {
    pub(super) fn new(mu: f64, gamma: f64) -> Self {
        let (sin_gamma, cos_gamma) = sin_cos(gamma);
        let limb = if mu.abs() > 1.0 { (-1.0 / mu).asin().to_degrees() } else { -90.0 };
        let scale = RADIUS * (mu + 1.0);
        Self { mu, sin_gamma, cos_gamma, tan_gamma: sin_gamma / cos_gamma, scale, limb }
    }
}

/// The angle, in degrees, less a turn if it is more than half of one.
fn wrapped(angle: f64) -> f64 {
    if angle > 180.0 { angle - 360.0 } else { angle }
}

impl Formulas for Perspective {
    fn to_native(&self, x: f64, y: f64) -> (f64, f64) {
        let flat = y * self.cos_gamma;
        let r = x.hypot(flat);
        if r == 0.0 {
            return (0.0, 90.0);
        }
        let rho = r / (self.scale + y * self.sin_gamma);
        let psi = 1.0_f64.atan2(rho).to_degrees();
        let sine = rho * self.mu / rho.hypot(1.0);
        let sine = if sine.abs() > 1.0 && sine.abs() < 1.0 + 1e-13 { sine.signum() } else { sine };
        let omega = sine.asin().to_degrees();
        // Where the line meets the sphere twice, the point nearer to the pole; NaN if omega is.
        let meets = [wrapped(psi - omega), wrapped(psi + omega + 180.0)]
            .map(|theta| if theta <= 90.0 + 1e-12 { theta } else { f64::NAN });
        (x.atan2(-flat).to_degrees(), meets[0].max(meets[1]))
    }

    fn to_plane(&self, phi: f64, theta: f64) -> (f64, f64) {
        let (sin_phi, cos_phi) = sin_cos(phi);
        let (sin_theta, cos_theta) = sin_cos(theta);
        let tilt = cos_phi * self.tan_gamma;
        let depth = self.mu + sin_theta + cos_theta * tilt;
        // Of the wrong sign beyond where the projection diverges.
        if depth * self.scale <= 0.0 || theta < self.limb {
            return UNDEFINED;
        }
        let r = self.scale * cos_theta / depth;
        (r * sin_phi, -r * cos_phi / self.cos_gamma)
    }
}
