//! Two transforms side by side.

use std::sync::Arc;

use granule_asdf::{Mapping, Node};

use super::remainder::{beside, count_open, side_by_side};
use super::{Column, Form, Fusion, Remainder, Transform, fix};
use crate::write::nodes::transform;
use crate::{CorrelationMatrix, Result, TransformWriter};

/// The first inputs go to one transform, the others to the other; their outputs follow one another.
#[derive(Clone, Debug)]
pub struct Concatenate {
    left: Arc<dyn Transform>,
    right: Arc<dyn Transform>,
}

impl Concatenate {
    /// The two transforms.
    #[must_use]
    pub fn new(left: Arc<dyn Transform>, right: Arc<dyn Transform>) -> Self {
        Self { left, right }
    }
}

impl Transform for Concatenate {
    fn n_inputs(&self) -> usize {
        self.left.n_inputs() + self.right.n_inputs()
    }

    fn n_outputs(&self) -> usize {
        self.left.n_outputs() + self.right.n_outputs()
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        let inputs = inputs.split_at_checked(self.left.n_inputs());
        let outputs = outputs.split_at_mut_checked(self.left.n_outputs());
        if let (Some((left_in, right_in)), Some((left_out, right_out))) = (inputs, outputs) {
            self.left.evaluate(left_in, left_out);
            self.right.evaluate(right_in, right_out);
        }
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        Some(Arc::new(Self { left: self.left.inverse()?, right: self.right.inverse()? }))
    }

    fn separability(&self) -> CorrelationMatrix {
        self.left.separability().beside(&self.right.separability())
    }

    fn fuse(&self, inputs: &[Column], fusion: &mut Fusion) -> Option<Vec<Column>> {
        let (left, right) = inputs.split_at_checked(self.left.n_inputs())?;
        let left = fusion.call(&self.left, left)?;
        Some([left, fusion.call(&self.right, right)?].concat())
    }

    fn trace(&self, inputs: &[Form]) -> Vec<Form> {
        let (left, right) = inputs.split_at_checked(self.left.n_inputs()).unwrap_or((inputs, &[]));
        let mut forms = self.left.trace(left);
        forms.extend(self.right.trace(right));
        forms
    }

    fn fix(&self, known: &[Option<f64>]) -> Option<Remainder> {
        let (left, right) = known.split_at_checked(self.left.n_inputs())?;
        let left = (fix(&self.left, left)?, count_open(left));
        let right = (fix(&self.right, right)?, count_open(right));
        side_by_side(left, right, 0, |left, right| Some(beside(left, right)))
    }

    fn to_node(&self, writer: &mut TransformWriter<'_>) -> Result<Node> {
        let parts = [writer.transform(self.left.as_ref())?, writer.transform(self.right.as_ref())?];
        Ok(transform("concatenate-1.4.0", Mapping::new().with("forward", Node::seq(parts))))
    }
}
