//! Rotations of the celestial sphere.

use std::sync::Arc;

use super::form::trace_constants;
use super::matrix::Matrix3;
use super::{Form, SkyAxis, SkyForm, Transform, map_two};
use crate::CorrelationMatrix;

/// A rotation from one pair of spherical coordinates to another, in degrees.
///
/// Longitudes come out between 0° and 360°; both ends occur.
#[derive(Clone, Debug, PartialEq)]
pub struct SkyRotation {
    matrix: Matrix3,
    /// Longitude and latitude of the native pole, native longitude of the celestial pole.
    pole: [f64; 3],
    to_celestial: bool,
}

impl SkyRotation {
    /// From native to celestial coordinates: the native pole lies at (`lon`, `lat`), and the celestial pole has the
    /// native longitude `lon_pole`.
    #[must_use]
    pub fn native_to_celestial(lon: f64, lat: f64, lon_pole: f64) -> Self {
        let matrix = native_to_celestial(lon, lat, lon_pole);
        Self { matrix, pole: [lon, lat, lon_pole], to_celestial: true }
    }

    /// The other way round.
    #[must_use]
    pub fn celestial_to_native(lon: f64, lat: f64, lon_pole: f64) -> Self {
        Self::native_to_celestial(lon, lat, lon_pole).reversed()
    }

    fn reversed(&self) -> Self {
        Self { matrix: self.matrix.transposed(), to_celestial: !self.to_celestial, ..*self }
    }

    fn apply(&self, lon: f64, lat: f64) -> (f64, f64) {
        let (lon, lat) = direction(self.matrix.apply(vector(lon, lat)));
        (if lon < 0.0 { lon + 360.0 } else { lon }, lat)
    }
}

/// The matrix from native to celestial vectors: the native pole lies at (`lon`, `lat`), and the celestial pole has the
/// native longitude `lon_pole`.
pub(super) fn native_to_celestial(lon: f64, lat: f64, lon_pole: f64) -> Matrix3 {
    Matrix3::rotation_z(-(90.0 + lon))
        .times(&Matrix3::rotation_x(-(90.0 - lat)))
        .times(&Matrix3::rotation_z(lon_pole - 90.0))
}

/// The unit vector towards a longitude and latitude in degrees.
pub(super) fn vector(lon: f64, lat: f64) -> [f64; 3] {
    let (sin_lon, cos_lon) = lon.to_radians().sin_cos();
    let (sin_lat, cos_lat) = lat.to_radians().sin_cos();
    [cos_lat * cos_lon, cos_lat * sin_lon, sin_lat]
}

/// Longitude, from −180° to 180°, and latitude of a vector of any length.
pub(super) fn direction([x, y, z]: [f64; 3]) -> (f64, f64) {
    let square = x * x + y * y;
    // The root of the squares is quicker, where they do not overflow.
    let r = if square < f64::MAX { square.sqrt() } else { x.hypot(y) };
    (y.atan2(x).to_degrees(), z.atan2(r).to_degrees())
}

impl Transform for SkyRotation {
    fn n_inputs(&self) -> usize {
        2
    }

    fn n_outputs(&self) -> usize {
        2
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        map_two(inputs, outputs, |lon, lat| self.apply(lon, lat));
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        Some(Arc::new(self.reversed()))
    }

    fn separability(&self) -> CorrelationMatrix {
        CorrelationMatrix::full(2, 2)
    }

    fn trace(&self, inputs: &[Form]) -> Vec<Form> {
        match inputs {
            [Form::Native(lon, SkyAxis::Longitude), Form::Native(lat, SkyAxis::Latitude)]
                if lon == lat && self.to_celestial =>
            {
                SkyForm::new(lon.as_ref().clone(), self.pole).axes()
            }
            _ => trace_constants::<Self>(inputs, 2, |inputs, outputs| self.evaluate(inputs, outputs)),
        }
    }
}
