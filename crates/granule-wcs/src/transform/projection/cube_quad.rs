//! The quadrilateralised spherical cube, QSC: equal areas on each face.

use std::f64::consts::FRAC_1_SQRT_2;

use super::cube::Face;

/// QSC.
#[derive(Debug)]
pub(super) struct Quad;

impl Face for Quad {
    fn to_face(&self, xi: f64, eta: f64, zeta: f64) -> (f64, f64) {
        let wide = xi.abs() > eta.abs();
        let (long, short) = if wide { (xi, eta) } else { (eta, xi) };
        if long == 0.0 {
            return (0.0, 0.0);
        }
        let omega = short / long;
        // 1 − ζ, without loss near the centre.
        let sagitta = (xi * xi + eta * eta) / (1.0 + zeta);
        let u = (sagitta / (1.0 - (2.0 + omega * omega).sqrt().recip())).sqrt().copysign(long);
        let bend = omega.atan() - (omega / (2.0 * (1.0 + omega * omega)).sqrt()).asin();
        let v = u * bend.to_degrees() / 15.0;
        if wide { (u, v) } else { (v, u) }
    }

    fn to_direction(&self, chi: f64, psi: f64) -> [f64; 3] {
        let wide = chi.abs() > psi.abs();
        let (u, v) = if wide { (chi, psi) } else { (psi, chi) };
        if u == 0.0 {
            return [0.0, 0.0, 1.0];
        }
        let (sine, cosine) = (15.0 * v / u).to_radians().sin_cos();
        let omega = sine / (cosine - FRAC_1_SQRT_2);
        let sagitta = u * u * (1.0 - (2.0 + omega * omega).sqrt().recip());
        let long = (sagitta * (2.0 - sagitta) / (1.0 + omega * omega)).sqrt().copysign(u);
        let short = long * omega;
        if wide { [long, short, 1.0 - sagitta] } else { [short, long, 1.0 - sagitta] }
    }
}
