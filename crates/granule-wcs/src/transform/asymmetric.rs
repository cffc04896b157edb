//! A mapping whose way back is another mapping.

use std::sync::Arc;

use super::{Column, Form, Fusion, Mapping, Transform};
use crate::CorrelationMatrix;

/// A [`Mapping`] forwards and another backwards.
///
/// DKIST uses it around pointing tables, whose inverse takes more than the position: the way back drops what the way
/// there has repeated. What a file says is honoured, even where going there and back swaps two axes.
#[derive(Clone, Debug, PartialEq)]
pub struct AsymmetricMapping {
    forward: Mapping,
    backward: Mapping,
}

impl AsymmetricMapping {
    /// The two mappings.
    #[must_use]
    pub fn new(forward: Mapping, backward: Mapping) -> Self {
        Self { forward, backward }
    }
}

impl Transform for AsymmetricMapping {
    fn n_inputs(&self) -> usize {
        self.forward.n_inputs()
    }

    fn n_outputs(&self) -> usize {
        self.forward.n_outputs()
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        self.forward.evaluate(inputs, outputs);
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        Some(Arc::new(Self { forward: self.backward.clone(), backward: self.forward.clone() }))
    }

    fn separability(&self) -> CorrelationMatrix {
        self.forward.separability()
    }

    fn fuse(&self, inputs: &[Column], fusion: &mut Fusion) -> Option<Vec<Column>> {
        self.forward.fuse(inputs, fusion)
    }

    fn trace(&self, inputs: &[Form]) -> Vec<Form> {
        self.forward.trace(inputs)
    }
}
