//! The same number everywhere.

use std::sync::Arc;

use super::{Column, Fusion, Transform};
use crate::CorrelationMatrix;

/// The same number, whatever the inputs.
#[derive(Clone, Debug, PartialEq)]
pub struct Constant {
    value: f64,
    n_inputs: usize,
}

impl Constant {
    /// A constant of so many inputs.
    #[must_use]
    pub fn new(value: f64, n_inputs: usize) -> Self {
        Self { value, n_inputs }
    }
}

impl Transform for Constant {
    fn n_inputs(&self) -> usize {
        self.n_inputs
    }

    fn n_outputs(&self) -> usize {
        1
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        if let ([first, ..], [output]) = (inputs, outputs) {
            output.clear();
            output.resize(first.len(), self.value);
        }
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        None
    }

    /// As gwcs has it: of one input, the output counts as depending on it.
    fn separability(&self) -> CorrelationMatrix {
        CorrelationMatrix::full(1, self.n_inputs)
    }

    fn fuse(&self, _inputs: &[Column], fusion: &mut Fusion) -> Option<Vec<Column>> {
        Some(vec![fusion.sum(&[], self.value)])
    }
}
