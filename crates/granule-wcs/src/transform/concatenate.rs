//! Two transforms side by side.

use std::sync::Arc;

use super::{Column, Form, Fusion, Transform};
use crate::CorrelationMatrix;

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
}
