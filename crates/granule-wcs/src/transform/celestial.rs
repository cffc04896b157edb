//! From a plane to the celestial sphere at once: a projection and the rotation after it.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use granule_asdf::{Mapping, Node};

use super::form::trace_constants;
use super::matrix::Matrix3;
use super::projection::{Direction, Formulas, Projection, ProjectionTransform};
use super::rotation::native_to_celestial;
use super::tangent::TangentPlane;
use super::{Column, Form, Fusion, Projected, SkyForm, SkyRotation, Transform};
use crate::write::{nodes::transform, projection_node};
use crate::{CorrelationMatrix, Result, TransformWriter};

/// Between a plane and celestial longitude and latitude, all in degrees.
///
/// The same as a [`ProjectionTransform`](super::ProjectionTransform) and a [`SkyRotation`] in a row, in less time: where
/// the projection allows, points pass from one to the other as vectors, without angles between. Longitudes come out
/// from 0° to 360°; both outputs are NaN where either is undefined.
#[derive(Clone)]
pub struct CelestialTransform {
    projection: Projection,
    pole: [f64; 3],
    direction: Direction,
    formulas: Arc<dyn Formulas>,
    /// To the sky or from it, as the direction says.
    rotation: Matrix3,
}

impl CelestialTransform {
    /// From the plane to the sky; the native pole lies at (`lon`, `lat`), and the celestial pole has the native longitude
    /// `lon_pole`.
    #[must_use]
    pub fn plane_to_sky(projection: Projection, lon: f64, lat: f64, lon_pole: f64) -> Self {
        let formulas = projection.formulas();
        let rotation = native_to_celestial(lon, lat, lon_pole);
        let direction = Direction::PlaneToSky;
        Self { projection, pole: [lon, lat, lon_pole], direction, formulas, rotation }
    }

    /// From the sky to the plane, with the same pole.
    #[must_use]
    pub fn sky_to_plane(projection: Projection, lon: f64, lat: f64, lon_pole: f64) -> Self {
        Self::plane_to_sky(projection, lon, lat, lon_pole).reversed()
    }

    fn reversed(&self) -> Self {
        Self { direction: self.direction.reversed(), rotation: self.rotation.transposed(), ..self.clone() }
    }

    /// The projection.
    #[must_use]
    pub fn projection(&self) -> &Projection {
        &self.projection
    }

    /// The rotation alone, from native to celestial coordinates.
    #[must_use]
    pub fn rotation(&self) -> SkyRotation {
        let [lon, lat, lon_pole] = self.pole;
        SkyRotation::native_to_celestial(lon, lat, lon_pole)
    }

    /// Which way the transform goes.
    #[must_use]
    pub fn direction(&self) -> Direction {
        self.direction
    }
}

impl fmt::Debug for CelestialTransform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut tuple = f.debug_tuple("CelestialTransform");
        tuple.field(&self.projection).field(&self.pole).field(&self.direction).finish()
    }
}

impl Transform for CelestialTransform {
    fn n_inputs(&self) -> usize {
        2
    }

    fn n_outputs(&self) -> usize {
        2
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        match self.direction {
            Direction::PlaneToSky => self.formulas.plane_to_celestial(&self.rotation, inputs, outputs),
            Direction::SkyToPlane => self.formulas.celestial_to_plane(&self.rotation, inputs, outputs),
        }
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        Some(Arc::new(self.reversed()))
    }

    fn separability(&self) -> CorrelationMatrix {
        CorrelationMatrix::full(2, 2)
    }

    /// The projection and the rotation in a row.
    fn to_node(&self, writer: &mut TransformWriter<'_>) -> Result<Node> {
        let projection = projection_node(&self.projection, self.direction)?;
        let rotation = self.rotation();
        let pair = match self.direction {
            Direction::PlaneToSky => [projection, rotation.to_node(writer)?],
            Direction::SkyToPlane => [rotation.reversed().to_node(writer)?, projection],
        };
        Ok(transform("compose-1.4.0", Mapping::new().with("forward", Node::seq(pair))))
    }

    /// A tangent plane has a way of its own.
    fn fuse(&self, inputs: &[Column], fusion: &mut Fusion) -> Option<Vec<Column>> {
        (self.projection == Projection::Gnomonic).then(|| {
            let plane = TangentPlane::plane_to_sky(self.pole);
            let plane = if self.direction == Direction::PlaneToSky { plane } else { plane.reversed() };
            fusion.opaque(Arc::new(plane), inputs)
        })
    }

    fn trace(&self, inputs: &[Form]) -> Vec<Form> {
        match (self.direction, inputs) {
            (Direction::PlaneToSky, [Form::Affine(x), Form::Affine(y)]) => {
                let plane = [x.clone(), y.clone()];
                SkyForm::new(Projected { projection: self.projection.clone(), plane }, self.pole).axes()
            }
            _ => trace_constants::<Self>(inputs, 2, |inputs, outputs| self.evaluate(inputs, outputs)),
        }
    }
}

/// A projection and a rotation in a row, as the [`CelestialTransform`] that they are; `None` if `columns` come from
/// something else.
pub(super) fn after_projection(
    rotation: &SkyRotation,
    columns: &[Column],
    fusion: &mut Fusion,
) -> Option<Vec<Column>> {
    let (maker, inputs) = fusion.maker_of(columns)?;
    let maker: &dyn Any = maker.as_ref();
    let projection = maker.downcast_ref::<ProjectionTransform>()?;
    let [lon, lat, lon_pole] = rotation.pole();
    if projection.direction() != Direction::PlaneToSky || rotation.direction() != Direction::PlaneToSky {
        return None;
    }
    let (projection, inputs) = (projection.projection().clone(), inputs.to_vec());
    let both: Arc<dyn Transform> = Arc::new(CelestialTransform::plane_to_sky(projection, lon, lat, lon_pole));
    fusion.call(&both, &inputs)
}

/// A rotation and a projection in a row; otherwise as [`after_projection`].
pub(super) fn after_rotation(
    projection: &ProjectionTransform,
    columns: &[Column],
    fusion: &mut Fusion,
) -> Option<Vec<Column>> {
    let (maker, inputs) = fusion.maker_of(columns)?;
    let maker: &dyn Any = maker.as_ref();
    let rotation = maker.downcast_ref::<SkyRotation>()?;
    let [lon, lat, lon_pole] = rotation.pole();
    if projection.direction() != Direction::SkyToPlane || rotation.direction() != Direction::SkyToPlane {
        return None;
    }
    let (projection, inputs) = (projection.projection().clone(), inputs.to_vec());
    let both: Arc<dyn Transform> = Arc::new(CelestialTransform::sky_to_plane(projection, lon, lat, lon_pole));
    fusion.call(&both, &inputs)
}
