//! A projection in one direction, as a transform.

use std::fmt;
use std::sync::Arc;

use granule_asdf::Node;

use super::{Formulas, Projection};
use crate::transform::form::trace_constants;
use crate::transform::{Column, Form, Fusion, Projected, SkyAxis, Transform, celestial};
use crate::write::projection_node;
use crate::{CorrelationMatrix, Result, TransformWriter};

/// Which way a projection is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Direction {
    /// From the plane to the sphere: `pix2sky` in ASDF.
    PlaneToSky,
    /// From the sphere to the plane: `sky2pix` in ASDF.
    SkyToPlane,
}

impl Direction {
    /// The other way.
    #[must_use]
    pub fn reversed(self) -> Self {
        match self {
            Self::PlaneToSky => Self::SkyToPlane,
            Self::SkyToPlane => Self::PlaneToSky,
        }
    }
}

/// Between a plane and native spherical coordinates, all in degrees.
///
/// Made by [`Projection::plane_to_sky`] and [`Projection::sky_to_plane`]. Native longitudes come out from −180° to 180°
/// and go in modulo a turn. Both outputs are NaN where either is undefined.
#[derive(Clone)]
pub struct ProjectionTransform {
    projection: Projection,
    direction: Direction,
    formulas: Arc<dyn Formulas>,
}

impl ProjectionTransform {
    pub(super) fn new(projection: Projection, direction: Direction) -> Self {
        let formulas = projection.formulas();
        Self { projection, direction, formulas }
    }

    /// The projection.
    #[must_use]
    pub fn projection(&self) -> &Projection {
        &self.projection
    }

    /// Which way it is taken.
    #[must_use]
    pub fn direction(&self) -> Direction {
        self.direction
    }
}

/// The projection and its direction: the constants follow from them.
impl fmt::Debug for ProjectionTransform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ProjectionTransform").field(&self.projection).field(&self.direction).finish()
    }
}

impl PartialEq for ProjectionTransform {
    fn eq(&self, other: &Self) -> bool {
        self.projection == other.projection && self.direction == other.direction
    }
}

impl Transform for ProjectionTransform {
    fn n_inputs(&self) -> usize {
        2
    }

    fn n_outputs(&self) -> usize {
        2
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        match self.direction {
            Direction::PlaneToSky => self.formulas.plane_to_native(inputs, outputs),
            Direction::SkyToPlane => self.formulas.native_to_plane(inputs, outputs),
        }
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        Some(Arc::new(Self { direction: self.direction.reversed(), ..self.clone() }))
    }

    fn separability(&self) -> CorrelationMatrix {
        CorrelationMatrix::full(2, 2)
    }

    fn to_node(&self, _writer: &mut TransformWriter<'_>) -> Result<Node> {
        projection_node(&self.projection, self.direction)
    }

    fn fuse(&self, inputs: &[Column], fusion: &mut Fusion) -> Option<Vec<Column>> {
        celestial::after_rotation(self, inputs, fusion)
    }

    fn trace(&self, inputs: &[Form]) -> Vec<Form> {
        match (self.direction, inputs) {
            (Direction::PlaneToSky, [Form::Affine(x), Form::Affine(y)]) => {
                let plane = [x.clone(), y.clone()];
                let native = Arc::new(Projected { projection: self.projection.clone(), plane });
                [SkyAxis::Longitude, SkyAxis::Latitude]
                    .map(|axis| Form::Native(native.clone(), axis))
                    .to_vec()
            }
            _ => trace_constants::<Self>(inputs, 2, |inputs, outputs| self.evaluate(inputs, outputs)),
        }
    }
}
