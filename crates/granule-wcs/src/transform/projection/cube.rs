//! Spherical cubes: which face a point is on, and the tangential one (TSC).

use std::fmt::Debug;

use super::formulas::{Formulas, UNDEFINED};
use crate::transform::rotation::vector;

/// Half a face in degrees.
const HALF_FACE: f64 = 45.0;

/// How far outside the map a point may be by rounding, in half faces.
const SLACK: f64 = 1e-12;

/// How a face of the cube is drawn.
pub(super) trait Face: Debug + Send + Sync {
    /// Position on the face, from −1 to 1 both ways, of the direction (`xi`, `eta`, `zeta`), of which `zeta` is greatest.
    fn to_face(&self, xi: f64, eta: f64, zeta: f64) -> (f64, f64);

    /// A vector of any length towards a position on the face.
    fn to_direction(&self, chi: f64, psi: f64) -> [f64; 3];
}

/// A projection to the six faces of a cube: four around the equator, from longitude −45° on, one above and one below
/// the first.
#[derive(Debug)]
pub(super) struct Cube<F>(pub(super) F);

impl<F: Face> Formulas for Cube<F> {
    fn to_native(&self, x: f64, y: f64) -> (f64, f64) {
        let [l, m, n] = self.to_vector(x, y);
        (m.atan2(l).to_degrees(), n.atan2(l.hypot(m)).to_degrees())
    }

    fn to_vector(&self, x: f64, y: f64) -> [f64; 3] {
        let (u, v) = (x / HALF_FACE, y / HALF_FACE);
        let (width, height) = if u.abs() <= 1.0 { (1.0, 3.0) } else { (7.0, 1.0) };
        // Also false for NaN.
        let defined = u.abs() <= width + SLACK && v.abs() <= height + SLACK;
        if !defined {
            return [f64::NAN; 3];
        }
        // West of the first face is another name for the east.
        let u = if u < -1.0 { u + 8.0 } else { u };
        let at = |u0: f64, v0: f64| self.0.to_direction((u - u0).clamp(-1.0, 1.0), (v - v0).clamp(-1.0, 1.0));
        if u > 5.0 {
            let [xi, eta, zeta] = at(6.0, 0.0);
            [xi, -zeta, eta]
        } else if u > 3.0 {
            let [xi, eta, zeta] = at(4.0, 0.0);
            [-zeta, -xi, eta]
        } else if u > 1.0 {
            let [xi, eta, zeta] = at(2.0, 0.0);
            [-xi, zeta, eta]
        } else if v > 1.0 {
            let [xi, eta, zeta] = at(0.0, 2.0);
            [-eta, xi, zeta]
        } else if v < -1.0 {
            let [xi, eta, zeta] = at(0.0, -2.0);
            [eta, xi, -zeta]
        } else {
            let [xi, eta, zeta] = at(0.0, 0.0);
            [zeta, xi, eta]
        }
    }

    fn to_plane(&self, phi: f64, theta: f64) -> (f64, f64) {
        self.vector_to_plane(vector(phi, theta))
    }

    fn vector_to_plane(&self, [l, m, n]: [f64; 3]) -> (f64, f64) {
        let faces = [
            ([m, -l, n], (0.0, 2.0)),
            ([m, n, l], (0.0, 0.0)),
            ([-l, n, m], (2.0, 0.0)),
            ([-m, n, -l], (4.0, 0.0)),
            ([l, n, -m], (6.0, 0.0)),
            ([m, l, -n], (0.0, -2.0)),
        ];
        let [first, rest @ ..] = faces;
        // The first of equals.
        let nearest =
            rest.into_iter().fold(first, |best, face| if face.0[2] > best.0[2] { face } else { best });
        let ([xi, eta, zeta], (u0, v0)) = nearest;
        // Also false for NaN.
        let defined = zeta > 0.0;
        if !defined {
            return UNDEFINED;
        }
        let (chi, psi) = self.0.to_face(xi, eta, zeta);
        (HALF_FACE * (u0 + chi.clamp(-1.0, 1.0)), HALF_FACE * (v0 + psi.clamp(-1.0, 1.0)))
    }
}

/// TSC: each face a gnomonic projection.
#[derive(Debug)]
pub(super) struct Tangential;

impl Face for Tangential {
    fn to_face(&self, xi: f64, eta: f64, zeta: f64) -> (f64, f64) {
        (xi / zeta, eta / zeta)
    }

    fn to_direction(&self, chi: f64, psi: f64) -> [f64; 3] {
        [chi, psi, 1.0]
    }
}
