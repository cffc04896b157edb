//! Transforms: functions from some numbers to others, evaluated a batch at a time.

mod affine;
mod asymmetric;
mod celestial;
mod chain;
mod concatenate;
mod constant;
mod coordinate_table;
mod coupled;
mod exponential;
mod form;
mod grid;
mod linear;
mod linear_map;
mod mapping;
mod matrix;
mod overridden;
mod projection;
mod ravel;
mod rotation;
mod sip;
mod spectral;
mod square;
mod tabular;
mod varying;

use std::fmt::Debug;
use std::sync::Arc;

pub use affine::Affine;
pub use asymmetric::AsymmetricMapping;
pub use celestial::CelestialTransform;
pub use chain::Chain;
pub use concatenate::Concatenate;
pub use constant::Constant;
pub use coordinate_table::CoordinateTable;
pub use coupled::CoupledCompound;
pub use exponential::Exponential;
pub use form::{AffineForm, Form, Projected, SkyAxis, SkyForm};
pub use linear::Linear;
pub use linear_map::LinearMap;
pub use mapping::Mapping;
pub use overridden::Overridden;
pub use projection::{Direction, Projection, ProjectionTransform};
pub use ravel::{Ravel, RavelOrder};
pub use rotation::SkyRotation;
pub use sip::{Sip, SipTerms};
pub use spectral::{SpectralBasis, SpectralQuantity, SpectralTransform};
pub(crate) use square::Square;
pub use tabular::{Interpolation, Outside, Tabular};
pub use varying::{CelestialTables, VaryingCelestial};

use crate::wcs::check_batch;
use crate::{CorrelationMatrix, Result};

/// A function from `n_inputs` numbers to `n_outputs` numbers, evaluated over a batch of points.
///
/// Units are no part of it: they are folded into its constants when it is made. NaN in an input makes NaN of the
/// outputs that depend on it and of nothing else.
pub trait Transform: Debug + Send + Sync {
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

    /// What the outputs are as functions of pixel coordinates, given what the inputs are; see [`Form`].
    ///
    /// This lets formats that hold parameters, as FITS does, hold the transform. As provided, it says of constants
    /// what they become, and of everything else that it is [unknown](Form::Unknown).
    fn trace(&self, inputs: &[Form]) -> Vec<Form> {
        let evaluate = |inputs: &[&[f64]], outputs: &mut [Vec<f64>]| self.evaluate(inputs, outputs);
        form::trace_constants::<Self>(inputs, self.n_outputs(), evaluate)
    }
}

/// Evaluates a transform over a batch: one slice an input in, one vector an output out.
///
/// # Errors
/// [`WcsError::CoordinateCount`](crate::WcsError::CoordinateCount) and
/// [`WcsError::UnequalLengths`](crate::WcsError::UnequalLengths).
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

#[cfg(test)]
mod tests;
