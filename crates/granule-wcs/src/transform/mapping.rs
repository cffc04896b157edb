//! Reordering, repeating and dropping axes.

use std::sync::Arc;

use granule_asdf::{Mapping as Fields, Node};

use super::remainder::count_open;
use super::{Column, Form, Fusion, Remainder, Transform};
use crate::write::nodes::{size, sizes, transform};
use crate::{CorrelationMatrix, Result, TransformWriter};

/// Output `k` is input `mapping[k]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Mapping {
    mapping: Vec<usize>,
    n_inputs: usize,
}

impl Mapping {
    /// A mapping of `n_inputs` inputs; `None` if it names one that is not there.
    #[must_use]
    pub fn new(mapping: Vec<usize>, n_inputs: usize) -> Option<Self> {
        mapping.iter().all(|&input| input < n_inputs).then_some(Self { mapping, n_inputs })
    }

    /// The mapping that changes nothing.
    #[must_use]
    pub fn identity(n: usize) -> Self {
        Self { mapping: (0..n).collect(), n_inputs: n }
    }

    /// The input each output takes.
    #[must_use]
    pub fn sources(&self) -> &[usize] {
        &self.mapping
    }

    /// Whether it changes nothing.
    pub(super) fn is_identity(&self) -> bool {
        self.mapping.iter().copied().eq(0..self.n_inputs)
    }
}

impl Transform for Mapping {
    fn n_inputs(&self) -> usize {
        self.n_inputs
    }

    fn n_outputs(&self) -> usize {
        self.mapping.len()
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        for (&source, output) in self.mapping.iter().zip(outputs) {
            output.clear();
            output.extend_from_slice(inputs.get(source).copied().unwrap_or(&[]));
        }
    }

    /// Each input from the first output that holds it; none if an input is dropped.
    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        let back = (0..self.n_inputs).map(|input| self.mapping.iter().position(|&source| source == input));
        let back = back.collect::<Option<Vec<usize>>>()?;
        Some(Arc::new(Self { mapping: back, n_inputs: self.mapping.len() }))
    }

    fn separability(&self) -> CorrelationMatrix {
        CorrelationMatrix::from_fn(self.mapping.len(), self.n_inputs, |output, input| {
            self.mapping.get(output) == Some(&input)
        })
    }

    fn fuse(&self, inputs: &[Column], _fusion: &mut Fusion) -> Option<Vec<Column>> {
        self.mapping.iter().map(|&source| inputs.get(source).copied()).collect()
    }

    fn trace(&self, inputs: &[Form]) -> Vec<Form> {
        let taken = self.mapping.iter().map(|&source| inputs.get(source).cloned());
        taken.map(|form| form.unwrap_or_else(Form::unknown::<Self>)).collect()
    }

    fn fix(&self, known: &[Option<f64>]) -> Option<Remainder> {
        let outputs: Vec<Option<f64>> =
            self.mapping.iter().map(|&source| known.get(source).copied()).collect::<Option<_>>()?;
        let place = |source: usize| count_open(known.get(..source).unwrap_or(known));
        let taken = self.mapping.iter().zip(&outputs).filter(|(_, known)| known.is_none());
        let sources: Vec<usize> = taken.map(|(&source, _)| place(source)).collect();
        let any = !sources.is_empty();
        let mapping = Self::new(sources, count_open(known))?;
        Some(Remainder { transform: any.then(|| Arc::new(mapping) as Arc<dyn Transform>), outputs })
    }

    fn to_node(&self, _writer: &mut TransformWriter<'_>) -> Result<Node> {
        if self.is_identity() {
            return Ok(transform("identity-1.4.0", Fields::new().with("n_dims", size(self.n_inputs))));
        }
        let fields =
            Fields::new().with("mapping", sizes(&self.mapping)).with("n_inputs", size(self.n_inputs));
        Ok(transform("remap_axes-1.5.0", fields))
    }
}
