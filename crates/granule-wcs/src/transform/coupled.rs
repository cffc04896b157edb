//! Two transforms side by side that share inputs, where one needs the other to be inverted.

use std::sync::Arc;

use granule_asdf::{Mapping as Fields, Node};

use super::remainder::{beside, chain, count_open, side_by_side};
use super::{Column, Form, Fusion, Mapping, Remainder, Transform, fix};
use crate::write::nodes::{dkist, size};
use crate::{CorrelationMatrix, Result, TransformWriter, WcsError};

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

    fn fix(&self, known: &[Option<f64>]) -> Option<Remainder> {
        let n_left = self.left.n_inputs();
        let (left, right) = (known.get(..n_left)?, known.get(n_left - self.shared..)?);
        let shared = count_open(known.get(n_left - self.shared..n_left)?);
        let left = (fix(&self.left, left)?, count_open(left));
        let right = (fix(&self.right, right)?, count_open(right));
        side_by_side(left, right, shared, |left, right| match shared {
            0 => Some(beside(left, right)),
            _ => Self::new(left, right, shared).map(|coupled| Arc::new(coupled) as Arc<dyn Transform>),
        })
    }

    fn to_node(&self, writer: &mut TransformWriter<'_>) -> Result<Node> {
        let parts = [writer.transform(self.left.as_ref())?, writer.transform(self.right.as_ref())?];
        let fields = Fields::new().with("forward", Node::seq(parts)).with("shared_inputs", size(self.shared));
        Ok(dkist("coupled_compound_model-1.2.0", fields))
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

    /// No tag means this, but it can be put together of others.
    fn to_node(&self, writer: &mut TransformWriter<'_>) -> Result<Node> {
        let (n_left, n_right) = (self.n_left(), self.right.n_outputs());
        let hand_over = (0..n_left + self.shared).chain(n_left..n_left + n_right).collect();
        let unchanged = |n| Arc::new(Mapping::identity(n)) as Arc<dyn Transform>;
        let stages = Mapping::new(hand_over, n_left + n_right).and_then(|hand_over| {
            let first = beside(unchanged(n_left), self.right.clone());
            // Where the left has nothing to give back, the right is all.
            let last = match self.left.n_outputs() {
                0 => Arc::new(Mapping::new(
                    (n_left + self.shared..n_left + self.shared + n_right).collect(),
                    n_left + self.shared + n_right,
                )?),
                _ => beside(self.left.clone(), unchanged(n_right)),
            };
            chain([first, Arc::new(hand_over), last])
        });
        let stages = stages.ok_or_else(|| WcsError::NotWritable { what: "CoupledInverse".to_owned() })?;
        writer.transform(stages.as_ref())
    }
}
