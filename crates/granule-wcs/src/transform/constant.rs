//! The same number everywhere.

use std::sync::Arc;

use granule_asdf::Node;

use super::{Column, Fusion, Transform};
use crate::write::nodes::{size, transform, with_number};
use crate::{CorrelationMatrix, Result, TransformWriter, WcsError};

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

    /// The tag knows constants of one and two inputs.
    fn to_node(&self, _writer: &mut TransformWriter<'_>) -> Result<Node> {
        if !(1..=2).contains(&self.n_inputs) {
            let what = format!("a constant of {} inputs", self.n_inputs);
            return Err(WcsError::NotWritable { what });
        }
        let fields = with_number("value", self.value).with("dimensions", size(self.n_inputs));
        Ok(transform("constant-1.6.0", fields))
    }
}
