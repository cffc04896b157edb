//! Sums, differences, products, quotients and powers of what two transforms make of the same inputs.

use std::sync::Arc;

use granule_asdf::{Mapping, Node};

use super::{BinaryFunction, Column, Fusion, Transform};
use crate::write::nodes::transform;
use crate::{CorrelationMatrix, Result, TransformWriter, WcsError};

/// The outputs of two transforms of the same inputs, combined one by one. It has no inverse.
#[derive(Clone, Debug)]
pub struct Arithmetic {
    function: BinaryFunction,
    left: Arc<dyn Transform>,
    right: Arc<dyn Transform>,
}

impl Arithmetic {
    /// The combination; `None` if the two have different numbers of inputs or outputs.
    #[must_use]
    pub fn new(
        function: BinaryFunction,
        left: Arc<dyn Transform>,
        right: Arc<dyn Transform>,
    ) -> Option<Self> {
        let fits = left.n_inputs() == right.n_inputs() && left.n_outputs() == right.n_outputs();
        fits.then_some(Self { function, left, right })
    }
}

impl Transform for Arithmetic {
    fn n_inputs(&self) -> usize {
        self.left.n_inputs()
    }

    fn n_outputs(&self) -> usize {
        self.left.n_outputs()
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        if inputs.len() != self.n_inputs() || outputs.len() != self.n_outputs() {
            return;
        }
        let (mut left, mut right) = (vec![Vec::new(); outputs.len()], vec![Vec::new(); outputs.len()]);
        self.left.evaluate(inputs, &mut left);
        self.right.evaluate(inputs, &mut right);
        for ((output, left), right) in outputs.iter_mut().zip(&left).zip(&right) {
            self.function.fill(left, right, output);
        }
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        None
    }

    /// What either depends on.
    fn separability(&self) -> CorrelationMatrix {
        let (left, right) = (self.left.separability(), self.right.separability());
        CorrelationMatrix::from_fn(self.n_outputs(), self.n_inputs(), |row, column| {
            let depends = |matrix: &CorrelationMatrix| {
                matrix.depends(granule_core::WorldAxis(row), granule_core::PixelAxis(column))
            };
            depends(&left) || depends(&right)
        })
    }

    fn to_node(&self, writer: &mut TransformWriter<'_>) -> Result<Node> {
        let version = match self.function.name() {
            name @ ("add" | "subtract" | "multiply" | "divide" | "power") => format!("{name}-1.4.0"),
            name => return Err(WcsError::NotWritable { what: format!("two transforms joined by {name}") }),
        };
        let parts = [writer.transform(self.left.as_ref())?, writer.transform(self.right.as_ref())?];
        Ok(transform(&version, Mapping::new().with("forward", Node::seq(parts))))
    }

    fn fuse(&self, inputs: &[Column], fusion: &mut Fusion) -> Option<Vec<Column>> {
        let left = fusion.call(&self.left, inputs)?;
        let right = fusion.call(&self.right, inputs)?;
        let function: Arc<dyn Transform> = Arc::new(self.function);
        let pairs = left.into_iter().zip(right);
        let combined = pairs.map(|(left, right)| fusion.call(&function, &[left, right]));
        combined.collect::<Option<Vec<_>>>().map(|columns| columns.concat())
    }
}
