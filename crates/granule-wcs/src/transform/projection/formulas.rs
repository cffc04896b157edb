//! What the formulas of a projection have in common.

use std::fmt::Debug;

use super::super::map_two;
use super::super::rotation::{direction, vector};
use crate::transform::matrix::Matrix3;

/// Degrees in a radian: the radius of the sphere when planes are measured in degrees.
pub(super) const RADIUS: f64 = 180.0 / std::f64::consts::PI;

/// How far, in degrees, computed coordinates may lie outside the sphere before they are undefined rather than rounded.
const TOLERANCE: f64 = 1e-11;

/// A point that is not on the map.
pub(super) const UNDEFINED: (f64, f64) = (f64::NAN, f64::NAN);

/// One projection with its constants; angles and planes in degrees, NaN where there is no such point.
///
/// The methods with default bodies are compiled anew for each projection: a batch is dispatched once, not once a point.
pub(crate) trait Formulas: Debug + Send + Sync {
    /// Native longitude and latitude of a point of the plane, not yet limited to the sphere.
    fn to_native(&self, x: f64, y: f64) -> (f64, f64);

    /// The point of the plane at a native longitude between −180° and 180° and a latitude between −90° and 90°.
    fn to_plane(&self, phi: f64, theta: f64) -> (f64, f64);

    /// A vector of any length towards the point of the sphere.
    fn to_vector(&self, x: f64, y: f64) -> [f64; 3] {
        let (phi, theta) = self.native_of(x, y);
        vector(phi, theta)
    }

    /// The point of the plane that a unit vector points to.
    fn vector_to_plane(&self, point: [f64; 3]) -> (f64, f64) {
        let (phi, theta) = direction(point);
        self.to_plane(phi, theta)
    }

    /// Native longitude and latitude, limited to the sphere.
    fn native_of(&self, x: f64, y: f64) -> (f64, f64) {
        let (phi, theta) = self.to_native(x, y);
        limited(phi, theta)
    }

    /// The point of the plane at any longitude.
    fn plane_of(&self, phi: f64, theta: f64) -> (f64, f64) {
        if theta.abs() <= 90.0 && phi.is_finite() {
            let turns = if phi.abs() > 180.0 { (phi / 360.0).round() } else { 0.0 };
            finite(self.to_plane(phi - 360.0 * turns, theta))
        } else {
            UNDEFINED
        }
    }

    /// Celestial longitude, from 0° to 360°, and latitude.
    fn sky_of(&self, rotation: &Matrix3, x: f64, y: f64) -> (f64, f64) {
        let (lon, lat) = direction(rotation.apply(self.to_vector(x, y)));
        if (lon + lat).is_nan() { UNDEFINED } else { (if lon < 0.0 { lon + 360.0 } else { lon }, lat) }
    }

    /// The point of the plane at a celestial position.
    fn plane_of_sky(&self, rotation: &Matrix3, lon: f64, lat: f64) -> (f64, f64) {
        if lat.abs() <= 90.0 {
            finite(self.vector_to_plane(rotation.apply(vector(lon, lat))))
        } else {
            UNDEFINED
        }
    }

    /// [`native_of`](Self::native_of) over a batch.
    fn plane_to_native(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        map_two(inputs, outputs, |x, y| self.native_of(x, y));
    }

    /// [`plane_of`](Self::plane_of) over a batch.
    fn native_to_plane(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        map_two(inputs, outputs, |phi, theta| self.plane_of(phi, theta));
    }

    /// [`sky_of`](Self::sky_of) over a batch.
    fn plane_to_celestial(&self, rotation: &Matrix3, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        map_two(inputs, outputs, |x, y| self.sky_of(rotation, x, y));
    }

    /// [`plane_of_sky`](Self::plane_of_sky) over a batch.
    fn celestial_to_plane(&self, rotation: &Matrix3, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        map_two(inputs, outputs, |lon, lat| self.plane_of_sky(rotation, lon, lat));
    }
}

/// The point of the plane, if it is not at infinity.
fn finite((x, y): (f64, f64)) -> (f64, f64) {
    if x.is_finite() && y.is_finite() { (x, y) } else { UNDEFINED }
}

/// The position, if it is one on the sphere to within rounding.
fn limited(phi: f64, theta: f64) -> (f64, f64) {
    let excess = phi.abs() - 180.0;
    // All false for NaN. Near a pole a longitude is known less well.
    let rounded = excess <= TOLERANCE || (excess <= 360.0 && excess * sin_cos(theta).1.abs() <= TOLERANCE);
    if rounded && theta.abs() <= 90.0 + TOLERANCE {
        (phi.clamp(-180.0, 180.0), theta.clamp(-90.0, 90.0))
    } else {
        UNDEFINED
    }
}

/// The formulas of a projection whose parameters make no sense.
#[derive(Debug)]
pub(super) struct Undefined;

impl Formulas for Undefined {
    fn to_native(&self, _: f64, _: f64) -> (f64, f64) {
        UNDEFINED
    }

    fn to_plane(&self, _: f64, _: f64) -> (f64, f64) {
        UNDEFINED
    }
}

/// Sine and cosine of an angle in degrees.
pub(super) fn sin_cos(degrees: f64) -> (f64, f64) {
    degrees.to_radians().sin_cos()
}

/// `1 − |sin θ|` without loss near the poles; θ in degrees.
pub(super) fn one_minus_sine(theta: f64) -> f64 {
    let half = (0.5 * (90.0 - theta.abs())).to_radians().sin();
    2.0 * half * half
}

/// The angle θ ≥ 0 in degrees for which `1 − sin θ` is `w`, without loss near the pole; `w` from 0 to 2.
pub(super) fn angle_of_one_minus_sine(w: f64) -> f64 {
    90.0 - 2.0 * (0.5 * w).sqrt().asin().to_degrees()
}

/// The arc sine in degrees of what may be a little more than 1 by rounding.
pub(super) fn asin_rounded(sine: f64) -> f64 {
    let sine = if sine.abs() > 1.0 && sine.abs() < 1.0 + 1e-13 { sine.signum() } else { sine };
    sine.asin().to_degrees()
}
