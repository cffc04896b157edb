//! Two transforms side by side that share inputs, where one needs the other to be inverted.

use std::sync::Arc;

use super::{Column, Form, Fusion, Transform};
use crate::CorrelationMatrix;

/// The last `shared` inputs of the left transform are the first of the right one.
///
/// A pointing table cannot be inverted without knowing its row, and the row follows from time: the inverse first asks
/// the right transform for its inputs, then hands the shared ones to the inverse of the left.
#[derive(Clone, Debug)]
pub struct CoupledCompound {
    left: Arc<dyn Transform>,
    right: Arc<dyn Transform>,
    shared: usize,
}

impl CoupledCompound {
    /// The two transforms; `None` if either has fewer inputs than are shared.
    #[must_use]
    pub fn new(left: Arc<dyn Transform>, right: Arc<dyn Transform>, shared: usize) -> Option<Self> {
        let fits = shared <= left.n_inputs() && shared <= right.n_inputs();
        fits.then_some(Self { left, right, shared })
    }
}

impl Transform for CoupledCompound {
    fn n_inputs(&self) -> usize {
        self.left.n_inputs() + self.right.n_inputs() - self.shared
    }

    fn n_outputs(&self) -> usize {
        self.left.n_outputs() + self.right.n_outputs()
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        let n_left = self.left.n_inputs();
        let outputs = outputs.split_at_mut_checked(self.left.n_outputs());
        if let (Some(left_in), Some(right_in), Some((left_out, right_out))) =
            (inputs.get(..n_left), inputs.get(n_left - self.shared..), outputs)
        {
            self.left.evaluate(left_in, left_out);
            self.right.evaluate(right_in, right_out);
        }
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        let (left, right) = (self.left.inverse()?, self.right.inverse()?);
        let fits = left.n_inputs() == self.left.n_outputs() + self.shared
            && left.n_outputs() + self.shared == self.left.n_inputs()
            && right.n_inputs() == self.right.n_outputs()
            && right.n_outputs() == self.right.n_inputs();
        fits.then(|| Arc::new(CoupledInverse { left, right, shared: self.shared }) as Arc<dyn Transform>)
    }

    fn separability(&self) -> CorrelationMatrix {
        self.left.separability().overlapping(&self.right.separability(), self.shared)
    }

    fn fuse(&self, inputs: &[Column], fusion: &mut Fusion) -> Option<Vec<Column>> {
        let n_left = self.left.n_inputs();
        let left = fusion.call(&self.left, inputs.get(..n_left)?)?;
        let right = fusion.call(&self.right, inputs.get(n_left - self.shared..)?)?;
        Some([left, right].concat())
    }

    fn trace(&self, inputs: &[Form]) -> Vec<Form> {
        let n_left = self.left.n_inputs();
        let mut forms = self.left.trace(inputs.get(..n_left).unwrap_or(&[]));
        forms.extend(self.right.trace(inputs.get(n_left - self.shared..).unwrap_or(&[])));
        forms
    }
}

#[derive(Clone, Debug)]
struct CoupledInverse {
    left: Arc<dyn Transform>,
    right: Arc<dyn Transform>,
    shared: usize,
}

impl CoupledInverse {
    /// How many of the inputs are outputs of the left transform.
    fn n_left(&self) -> usize {
        self.left.n_inputs() - self.shared
    }
}

impl Transform for CoupledInverse {
    fn n_inputs(&self) -> usize {
        self.n_left() + self.right.n_inputs()
    }

    fn n_outputs(&self) -> usize {
        self.left.n_outputs() + self.right.n_outputs()
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        let inputs = inputs.split_at_checked(self.n_left());
        let outputs = outputs.split_at_mut_checked(self.left.n_outputs());
        if let (Some((left_in, right_in)), Some((left_out, right_out))) = (inputs, outputs) {
            self.right.evaluate(right_in, right_out);
            let shared = right_out.iter().take(self.shared).map(Vec::as_slice);
            let left_in: Vec<&[f64]> = left_in.iter().copied().chain(shared).collect();
            self.left.evaluate(&left_in, left_out);
        }
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        None
    }

    fn separability(&self) -> CorrelationMatrix {
        CorrelationMatrix::full(self.n_outputs(), self.n_inputs())
    }

    fn fuse(&self, inputs: &[Column], fusion: &mut Fusion) -> Option<Vec<Column>> {
        let (left, right) = inputs.split_at_checked(self.n_left())?;
        let right = fusion.call(&self.right, right)?;
        let left = [left, right.get(..self.shared)?].concat();
        Some([fusion.call(&self.left, &left)?, right].concat())
    }
}
