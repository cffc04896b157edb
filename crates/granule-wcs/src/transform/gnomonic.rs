//! The gnomonic projection (TAN): a plane that touches the sphere.

use std::sync::Arc;

use super::form::trace_constants;
use super::{AffineForm, Form, SkyAxis, Transform, map_two};
use crate::CorrelationMatrix;

/// Degrees in a radian: the radius of the sphere when planes are measured in degrees.
const RADIUS: f64 = 180.0 / std::f64::consts::PI;

/// Between the plane and native spherical coordinates, all in degrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Gnomonic {
    /// From the plane to native longitude and latitude.
    PixelToSky,
    /// From native longitude and latitude to the plane; NaN on the far half of the sphere.
    SkyToPixel,
}

/// Native coordinates that come of linear functions of the pixels by a projection.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Projected {
    /// The coordinates in the plane of the projection, in degrees.
    pub plane: [AffineForm; 2],
}

/// Native longitude and latitude of a point of the plane.
pub(super) fn plane_to_native(x: f64, y: f64) -> (f64, f64) {
    (x.atan2(-y).to_degrees(), RADIUS.atan2(x.hypot(y)).to_degrees())
}

/// The point of the plane at a native longitude and latitude.
pub(super) fn native_to_plane(phi: f64, theta: f64) -> (f64, f64) {
    if theta.is_nan() || theta <= 0.0 {
        return (f64::NAN, f64::NAN);
    }
    let (sin_theta, cos_theta) = theta.to_radians().sin_cos();
    let (sin_phi, cos_phi) = phi.to_radians().sin_cos();
    let r = RADIUS * cos_theta / sin_theta;
    (r * sin_phi, -r * cos_phi)
}

impl Transform for Gnomonic {
    fn n_inputs(&self) -> usize {
        2
    }

    fn n_outputs(&self) -> usize {
        2
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        match self {
            Self::PixelToSky => map_two(inputs, outputs, plane_to_native),
            Self::SkyToPixel => map_two(inputs, outputs, native_to_plane),
        }
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        Some(Arc::new(match self {
            Self::PixelToSky => Self::SkyToPixel,
            Self::SkyToPixel => Self::PixelToSky,
        }))
    }

    fn separability(&self) -> CorrelationMatrix {
        CorrelationMatrix::full(2, 2)
    }

    fn trace(&self, inputs: &[Form]) -> Vec<Form> {
        match (self, inputs) {
            (Self::PixelToSky, [Form::Affine(x), Form::Affine(y)]) => {
                let native = Arc::new(Projected { plane: [x.clone(), y.clone()] });
                let axes = [SkyAxis::Longitude, SkyAxis::Latitude];
                axes.map(|axis| Form::Native(native.clone(), axis)).to_vec()
            }
            _ => trace_constants::<Self>(inputs, 2, |inputs, outputs| self.evaluate(inputs, outputs)),
        }
    }
}
