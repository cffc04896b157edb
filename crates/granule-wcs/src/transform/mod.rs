//! Transforms: functions from some numbers to others, evaluated a batch at a time.

mod affine;
mod angle;
mod arithmetic;
mod asymmetric;
mod celestial;
mod chain;
mod concatenate;
mod constant;
mod coordinate_table;
mod coupled;
mod elementwise;
mod exponential;
mod fixed;
mod form;
mod fused;
mod geometry;
mod grid;
#[cfg(test)]
mod inverse_tests;
mod linear;
mod linear_map;
mod mapping;
mod matrix;
mod numerical;
mod optics;
mod overridden;
mod pointing;
mod polynomial;
mod projection;
mod ravel;
mod remainder;
mod rotation;
mod selector;
mod sip;
mod spectral;
mod spline;
mod square;
mod tabular;
mod tangent;
mod varying;

use std::any::Any;
use std::fmt::Debug;
use std::sync::Arc;

pub use affine::Affine;
pub use arithmetic::Arithmetic;
pub use asymmetric::AsymmetricMapping;
pub use celestial::CelestialTransform;
pub use chain::Chain;
pub use concatenate::Concatenate;
pub use constant::Constant;
pub use coordinate_table::CoordinateTable;
pub use coupled::CoupledCompound;
pub use elementwise::{BinaryFunction, UnaryFunction};
pub use exponential::Exponential;
pub use fixed::FixedInputs;
pub use form::{AffineForm, Form, Projected, SkyAxis, SkyForm};
pub use fused::{Column, Fused, Fusion, Term, fused};
pub use geometry::{DirectionCosines, SphericalCartesian, Wrap};
pub use linear::Linear;
pub use linear_map::LinearMap;
pub use mapping::Mapping;
pub use numerical::{NumericalInverse, Residual};
pub use optics::{Glass, GratingAngles, GratingWavelength, Refraction, WarmGlass};
pub use overridden::Overridden;
pub use polynomial::{Basis, Polynomial, Polynomial2, Span};
pub use projection::{Direction, Projection, ProjectionTransform};
pub use ravel::{Ravel, RavelOrder};
pub(crate) use remainder::chain;
pub use remainder::{Remainder, fix};
pub use rotation::{Rotation, RotationForm, SkyRotation};
pub use selector::{Choice, LabelImage, Selector};
pub use sip::{Sip, SipTerms};
pub use spectral::{SpectralBasis, SpectralQuantity, SpectralTransform};
pub use spline::Spline;
pub(crate) use square::Square;
pub use tabular::{Interpolation, Outside, Tabular};
pub use varying::{CelestialTables, VaryingCelestial};

use crate::wcs::check_batch;
use crate::{CorrelationMatrix, Result, TransformWriter, WcsError};
use granule_asdf::Node;

/// A function from `n_inputs` numbers to `n_outputs` numbers, evaluated over a batch of points.
///
/// Units are no part of it: they are folded into its constants when it is made. NaN in an input makes NaN of the
/// outputs that depend on it and of nothing else.
pub trait Transform: Any + Debug + Send + Sync {
    /// How many numbers go in.
    fn n_inputs(&self) -> usize;

    /// How many numbers come out.
    fn n_outputs(&self) -> usize;

    /// Evaluates a batch: one slice an input, all of one length; one vector an output, whose contents are replaced.
    ///
    /// The caller gives as many of each as the transform has, as [`evaluate`] makes sure; with other numbers nothing
    /// is written.
    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]);

    /// The transform back, if there is one.
    fn inverse(&self) -> Option<Arc<dyn Transform>>;

    /// Which outputs depend on which inputs.
    fn separability(&self) -> CorrelationMatrix;

    /// Adds what this does to the columns of `inputs` to a list of steps, and gives the columns of its outputs.
    ///
    /// For transforms that only say which numbers go where, or only add and multiply. `None`, as from any other: there
    /// is no more to it than [`evaluate`](Self::evaluate).
    fn fuse(&self, inputs: &[Column], fusion: &mut Fusion) -> Option<Vec<Column>> {
        let _ = (inputs, fusion);
        None
    }

    /// What the outputs are as functions of pixel coordinates, given what the inputs are; see [`Form`].
    ///
    /// This lets formats that hold parameters, as FITS does, hold the transform. As provided, it says of constants
    /// what they become, and of everything else that it is [unknown](Form::Unknown).
    fn trace(&self, inputs: &[Form]) -> Vec<Form> {
        let evaluate = |inputs: &[&[f64]], outputs: &mut [Vec<f64>]| self.evaluate(inputs, outputs);
        form::trace_constants::<Self>(inputs, self.n_outputs(), evaluate)
    }

    /// What is left when some inputs are known, in a form that is simpler than the whole and may have an inverse; see
    /// [`fix()`]. `known` has an entry for each input, some of them numbers and some `None`.
    ///
    /// `None`, as provided: there is no such form.
    fn fix(&self, known: &[Option<f64>]) -> Option<Remainder> {
        let _ = known;
        None
    }

    /// The node of an ASDF tree that stands for this: tagged, of bare numbers, such as
    /// [`WcsReader`](crate::WcsReader) reads.
    ///
    /// # Errors
    /// [`WcsError::NotWritable`], as provided, where no tag means this transform.
    fn to_node(&self, writer: &mut TransformWriter<'_>) -> Result<Node> {
        let _ = writer;
        let name = std::any::type_name::<Self>();
        Err(WcsError::NotWritable { what: name.rsplit("::").next().unwrap_or(name).to_owned() })
    }
}

/// Evaluates a transform over a batch: one slice an input in, one vector an output out.
///
/// # Errors
/// [`WcsError::CoordinateCount`] and
/// [`WcsError::UnequalLengths`].
pub fn evaluate(transform: &dyn Transform, inputs: &[&[f64]]) -> Result<Vec<Vec<f64>>> {
    let length = check_batch("input", transform.n_inputs(), inputs)?;
    let mut outputs = vec![Vec::with_capacity(length); transform.n_outputs()];
    transform.evaluate(inputs, &mut outputs);
    Ok(outputs)
}

/// Fills the one output of a transform of one input.
fn map_one(inputs: &[&[f64]], outputs: &mut [Vec<f64>], map: impl Fn(f64) -> f64) {
    if let ([x], [out]) = (inputs, outputs) {
        out.clear();
        out.extend(x.iter().map(|&x| map(x)));
    }
}

/// Fills the two outputs of a transform of two inputs.
fn map_two(inputs: &[&[f64]], outputs: &mut [Vec<f64>], map: impl Fn(f64, f64) -> (f64, f64)) {
    if let ([x, y], [first, second]) = (inputs, outputs) {
        first.clear();
        second.clear();
        for (&x, &y) in x.iter().zip(*y) {
            let (a, b) = map(x, y);
            first.push(a);
            second.push(b);
        }
    }
}

/// Fills the three outputs of a transform of three inputs.
fn map_three(inputs: &[&[f64]], outputs: &mut [Vec<f64>], map: impl Fn([f64; 3]) -> [f64; 3]) {
    if let ([x, y, z], [first, second, third]) = (inputs, outputs) {
        [&mut *first, &mut *second, &mut *third].into_iter().for_each(Vec::clear);
        for ((&x, &y), &z) in x.iter().zip(*y).zip(*z) {
            let [a, b, c] = map([x, y, z]);
            first.push(a);
            second.push(b);
            third.push(c);
        }
    }
}

#[cfg(test)]
mod tests;
