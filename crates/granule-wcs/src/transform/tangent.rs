//! The gnomonic projection and the rotation after it, or before it on the way back.

use std::sync::Arc;

use fearless_simd::{Level, dispatch};

use super::Transform;
use super::matrix::Matrix2;
use super::pointing::{Place, Tangent, ToPixels, ToSky, in_lanes};
use crate::CorrelationMatrix;

/// Between a plane, in degrees, and the sky that it touches at the native pole.
#[derive(Clone, Debug)]
pub(super) struct TangentPlane {
    to_sky: ToSky,
    to_plane: ToPixels,
    is_forward: bool,
}

impl TangentPlane {
    /// From the plane to the sky; `pole` is the longitude and latitude of the native pole and the native longitude of
    /// the celestial one.
    pub(super) fn plane_to_sky([lon, lat, lon_pole]: [f64; 3]) -> Self {
        let degrees = Matrix2([[1.0, 0.0], [0.0, 1.0]]);
        let place = Place { crpix: [0.0; 2], degrees, crval: [lon, lat], lon_pole };
        Self { to_sky: ToSky::new(&place), to_plane: ToPixels::new(&place), is_forward: true }
    }

    pub(super) fn reversed(self) -> Self {
        Self { is_forward: !self.is_forward, ..self }
    }
}

#[inline(always)]
fn map<P: Tangent>(pointing: P, inputs: [&[f64]; 2], outputs: [&mut Vec<f64>; 2]) {
    in_lanes(inputs, outputs, |_, first, second| pointing.map_all(first, second));
}

impl Transform for TangentPlane {
    fn n_inputs(&self) -> usize {
        2
    }

    fn n_outputs(&self) -> usize {
        2
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        let ([x, y], [first, second]) = (inputs, outputs) else { return };
        if self.is_forward {
            dispatch!(Level::new(), _simd => map(self.to_sky, [x, y], [first, second]));
        } else {
            dispatch!(Level::new(), _simd => map(self.to_plane, [x, y], [first, second]));
        }
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        Some(Arc::new(self.clone().reversed()))
    }

    fn separability(&self) -> CorrelationMatrix {
        CorrelationMatrix::full(2, 2)
    }
}
