//! Rotations of the celestial sphere.

use std::sync::Arc;

use super::form::trace_constants;
use super::matrix::Matrix3;
use super::{Form, Projected, SkyAxis, SkyForm, Transform, map_two};
use crate::CorrelationMatrix;

/// A rotation from one pair of spherical coordinates to another, in degrees.
///
/// Longitudes come out between 0° and 360°; both ends occur.
#[derive(Clone, Debug, PartialEq)]
pub struct SkyRotation {
    matrix: Matrix3,
    /// Longitude and latitude of the native pole, native longitude of the celestial pole.
    angles: [f64; 3],
    to_celestial: bool,
}

impl SkyRotation {
    /// From native to celestial coordinates: the native pole lies at (`lon`, `lat`), and the celestial pole has the
    /// native longitude `lon_pole`.
    #[must_use]
    pub fn native_to_celestial(lon: f64, lat: f64, lon_pole: f64) -> Self {
        let matrix = Matrix3::rotation_z(-(90.0 + lon))
            .times(&Matrix3::rotation_x(-(90.0 - lat)))
            .times(&Matrix3::rotation_z(lon_pole - 90.0));
        Self { matrix, angles: [lon, lat, lon_pole], to_celestial: true }
    }

    /// The other way round.
    #[must_use]
    pub fn celestial_to_native(lon: f64, lat: f64, lon_pole: f64) -> Self {
        Self::native_to_celestial(lon, lat, lon_pole).reversed()
    }

    pub(super) fn reversed(&self) -> Self {
        Self { matrix: self.matrix.transposed(), to_celestial: !self.to_celestial, ..*self }
    }

    /// Longitude and latitude of the native pole, and native longitude of the celestial pole, in degrees.
    #[must_use]
    pub fn angles(&self) -> [f64; 3] {
        self.angles
    }

    /// What the rotation makes of native coordinates; `None` for the other way round.
    pub(super) fn trace_native(&self, native: &Projected) -> Option<Vec<Form>> {
        let sky = Arc::new(SkyForm { native: native.clone(), rotation: self.clone() });
        let axes = [SkyAxis::Longitude, SkyAxis::Latitude];
        self.to_celestial.then(|| axes.map(|axis| Form::Sky(sky.clone(), axis, 1.0)).to_vec())
    }

    pub(super) fn apply(&self, lon: f64, lat: f64) -> (f64, f64) {
        let (sin_lon, cos_lon) = lon.to_radians().sin_cos();
        let (sin_lat, cos_lat) = lat.to_radians().sin_cos();
        let [x, y, z] = self.matrix.apply([cos_lat * cos_lon, cos_lat * sin_lon, sin_lat]);
        let lon = y.atan2(x).to_degrees();
        (if lon < 0.0 { lon + 360.0 } else { lon }, z.atan2(x.hypot(y)).to_degrees())
    }
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
        let traced = match inputs {
            [Form::Native(lon, SkyAxis::Longitude), Form::Native(lat, SkyAxis::Latitude)] if lon == lat => {
                self.trace_native(lon)
            }
            _ => None,
        };
        let evaluate = |inputs: &[&[f64]], outputs: &mut [Vec<f64>]| self.evaluate(inputs, outputs);
        traced.unwrap_or_else(|| trace_constants::<Self>(inputs, 2, evaluate))
    }
}
