//! Rotations of the celestial sphere.

use std::sync::Arc;

use granule_asdf::{Mapping, Node};

use super::form::trace_constants;
use super::matrix::Matrix3;
use super::{Column, Direction, Form, Fusion, SkyAxis, SkyForm, Transform, celestial, map_three, map_two};
use crate::write::nodes::{transform, with_number};
use crate::{CorrelationMatrix, Result, TransformWriter};

/// A rotation from one pair of spherical coordinates to another, in degrees.
///
/// Longitudes come out between 0° and 360°; both ends occur.
#[derive(Clone, Debug, PartialEq)]
pub struct SkyRotation {
    matrix: Matrix3,
    /// Longitude and latitude of the native pole, native longitude of the celestial pole.
    pole: [f64; 3],
    direction: Direction,
}

impl SkyRotation {
    /// From native to celestial coordinates: the native pole lies at (`lon`, `lat`), and the celestial pole has the
    /// native longitude `lon_pole`.
    #[must_use]
    pub fn native_to_celestial(lon: f64, lat: f64, lon_pole: f64) -> Self {
        let matrix = native_to_celestial(lon, lat, lon_pole);
        Self { matrix, pole: [lon, lat, lon_pole], direction: Direction::PlaneToSky }
    }

    /// The other way round.
    #[must_use]
    pub fn celestial_to_native(lon: f64, lat: f64, lon_pole: f64) -> Self {
        Self::native_to_celestial(lon, lat, lon_pole).reversed()
    }

    pub(super) fn reversed(&self) -> Self {
        Self { matrix: self.matrix.transposed(), direction: self.direction.reversed(), ..self.clone() }
    }

    /// Longitude and latitude of the native pole, and the native longitude of the celestial one, in degrees.
    #[must_use]
    pub fn pole(&self) -> [f64; 3] {
        self.pole
    }

    /// Towards celestial coordinates, as from a plane to the sky, or from them.
    #[must_use]
    pub fn direction(&self) -> Direction {
        self.direction
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

    fn to_node(&self, _writer: &mut TransformWriter<'_>) -> Result<Node> {
        let [phi, theta, psi] = self.pole;
        let direction = match self.direction {
            Direction::PlaneToSky => "native2celestial",
            Direction::SkyToPlane => "celestial2native",
        };
        let fields = with_number("phi", phi)
            .with("theta", Node::float(theta))
            .with("psi", Node::float(psi))
            .with("direction", Node::str(direction));
        Ok(transform("rotate3d-1.5.0", fields))
    }

    fn fuse(&self, inputs: &[Column], fusion: &mut Fusion) -> Option<Vec<Column>> {
        celestial::after_projection(self, inputs, fusion)
    }

    fn trace(&self, inputs: &[Form]) -> Vec<Form> {
        match inputs {
            [Form::Native(lon, SkyAxis::Longitude), Form::Native(lat, SkyAxis::Latitude)]
                if lon == lat && self.direction == Direction::PlaneToSky =>
            {
                SkyForm::new(lon.as_ref().clone(), self.pole).axes()
            }
            _ => trace_constants::<Self>(inputs, 2, |inputs, outputs| self.evaluate(inputs, outputs)),
        }
    }
}

/// What a [`Rotation`] turns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RotationForm {
    /// Vectors of three components.
    Cartesian,
    /// Longitude, which comes out from −180° to 180°, and latitude, in degrees.
    Spherical,
}

/// Rotations about coordinate axes, one after another, of vectors or of spherical coordinates.
///
/// They are passive: the axes turn, so that turning by 90° about z takes (1, 0, 0) to (0, −1, 0).
#[derive(Clone, Debug, PartialEq)]
pub struct Rotation {
    matrix: Matrix3,
    turns: Vec<(char, f64)>,
    form: RotationForm,
}

impl Rotation {
    /// Turns about the axes `x`, `y` and `z` by angles in degrees, the first of them first; `None` for another axis.
    #[must_use]
    pub fn new(turns: Vec<(char, f64)>, form: RotationForm) -> Option<Self> {
        let identity = Matrix3([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]);
        let matrix = turns.iter().try_fold(identity, |before, &(axis, degrees)| {
            let turn = match axis {
                'x' => Matrix3::rotation_x(degrees),
                'y' => Matrix3::rotation_y(degrees),
                'z' => Matrix3::rotation_z(degrees),
                _ => return None,
            };
            Some(turn.times(&before))
        })?;
        Some(Self { matrix, turns, form })
    }

    /// The axes and angles in degrees, the first turn first.
    #[must_use]
    pub fn turns(&self) -> &[(char, f64)] {
        &self.turns
    }

    /// What is turned.
    #[must_use]
    pub fn form(&self) -> RotationForm {
        self.form
    }
}

impl Transform for Rotation {
    fn n_inputs(&self) -> usize {
        match self.form {
            RotationForm::Cartesian => 3,
            RotationForm::Spherical => 2,
        }
    }

    fn n_outputs(&self) -> usize {
        self.n_inputs()
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        match self.form {
            RotationForm::Cartesian => map_three(inputs, outputs, |vector| self.matrix.apply(vector)),
            RotationForm::Spherical => {
                map_two(inputs, outputs, |lon, lat| direction(self.matrix.apply(vector(lon, lat))));
            }
        }
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        let turns = self.turns.iter().rev().map(|&(axis, degrees)| (axis, -degrees)).collect();
        Some(Arc::new(Self { matrix: self.matrix.transposed(), turns, form: self.form }))
    }

    fn separability(&self) -> CorrelationMatrix {
        CorrelationMatrix::full(self.n_outputs(), self.n_inputs())
    }

    fn to_node(&self, _writer: &mut TransformWriter<'_>) -> Result<Node> {
        let kind = match self.form {
            RotationForm::Cartesian => "cartesian",
            RotationForm::Spherical => "spherical",
        };
        let fields = Mapping::new()
            .with("angles", Node::seq(self.turns.iter().map(|(_, degrees)| Node::float(*degrees))))
            .with("axes_order", Node::str(self.turns.iter().map(|(axis, _)| *axis).collect::<String>()))
            .with("rotation_type", Node::str(kind));
        Ok(transform("rotate_sequence_3d-1.2.0", fields))
    }
}
