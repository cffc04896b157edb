//! A mapping whose way back is another mapping.

use std::sync::Arc;

use granule_asdf::{Mapping as Fields, Node};

use super::{Column, Form, Fusion, Mapping, Remainder, Transform};
use crate::write::nodes::{dkist, size, sizes};
use crate::{CorrelationMatrix, Result, TransformWriter};

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

    /// Of the way there alone: the way back is made for tables that take all their inputs.
    fn fix(&self, known: &[Option<f64>]) -> Option<Remainder> {
        self.forward.fix(known)
    }

    fn to_node(&self, _writer: &mut TransformWriter<'_>) -> Result<Node> {
        let fields = Fields::new()
            .with("backward_mapping", sizes(self.backward.sources()))
            .with("backward_n_inputs", size(self.backward.n_inputs()))
            .with("forward_mapping", sizes(self.forward.sources()))
            .with("forward_n_inputs", size(self.forward.n_inputs()));
        Ok(dkist("asymmetric_mapping_model-1.2.0", fields))
    }
}
