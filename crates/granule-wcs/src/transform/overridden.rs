//! A transform whose inverse is given.

use std::sync::Arc;

use granule_asdf::Node;

use super::{Column, Form, Fusion, Remainder, Transform, fix};
use crate::write::nodes::with_field;
use crate::{CorrelationMatrix, Result, TransformWriter};

/// A transform with an inverse of its own, in place of the analytic one.
///
/// The inverse may have other numbers of inputs and outputs than the transform has outputs and inputs: it then makes
/// sense only in a [`Chain`](super::Chain) whose other inverses make up for it. A chain in which they do not has none.
#[derive(Clone, Debug)]
pub struct Overridden {
    forward: Arc<dyn Transform>,
    backward: Arc<dyn Transform>,
}

impl Overridden {
    /// The two directions.
    #[must_use]
    pub fn new(forward: Arc<dyn Transform>, backward: Arc<dyn Transform>) -> Self {
        Self { forward, backward }
    }
}

impl Transform for Overridden {
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
        fusion.call(&self.forward, inputs)
    }

    fn trace(&self, inputs: &[Form]) -> Vec<Form> {
        self.forward.trace(inputs)
    }

    /// Of the forward transform: of its inverse it is not known what is left.
    fn fix(&self, known: &[Option<f64>]) -> Option<Remainder> {
        fix(&self.forward, known)
    }

    fn to_node(&self, writer: &mut TransformWriter<'_>) -> Result<Node> {
        let forward = writer.transform(self.forward.as_ref())?;
        let backward = writer.transform(self.backward.as_ref())?;
        Ok(with_field(&forward, "inverse", backward))
    }
}
