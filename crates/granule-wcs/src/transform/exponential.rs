//! Logarithmic axes (`-LOG`, paper III, section 3.2).

use std::sync::Arc;

use super::{Transform, map_one};
use crate::CorrelationMatrix;

/// `reference · exp(x / reference)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Exponential {
    reference: f64,
    inverted: bool,
}

impl Exponential {
    /// The function with a reference value; `None` if that is zero or not finite.
    #[must_use]
    pub fn new(reference: f64) -> Option<Self> {
        (reference.is_finite() && reference != 0.0).then_some(Self { reference, inverted: false })
    }
}

impl Transform for Exponential {
    fn n_inputs(&self) -> usize {
        1
    }

    fn n_outputs(&self) -> usize {
        1
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        let reference = self.reference;
        if self.inverted {
            map_one(inputs, outputs, |value| reference * (value / reference).ln());
        } else {
            map_one(inputs, outputs, |x| reference * (x / reference).exp());
        }
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        Some(Arc::new(Self { inverted: !self.inverted, ..self.clone() }))
    }

    fn separability(&self) -> CorrelationMatrix {
        CorrelationMatrix::identity(1)
    }
}
