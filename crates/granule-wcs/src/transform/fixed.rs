//! A transform some of whose inputs are given.

use std::sync::Arc;

use granule_asdf::Node;

use super::remainder::{beside, chain};
use super::{Column, Constant, Fusion, Mapping, Remainder, Transform, fix};
use crate::{CorrelationMatrix, Result, TransformWriter, WcsError};

/// A transform with numbers in the place of some of its inputs, which are inputs no longer. It has no inverse.
#[derive(Clone, Debug)]
pub struct FixedInputs {
    transform: Arc<dyn Transform>,
    /// For each input of the transform, the number, or `None` where it is left open.
    values: Vec<Option<f64>>,
}

impl FixedInputs {
    /// The transform with `values` for its inputs; `None` unless there is an entry for each.
    #[must_use]
    pub fn new(transform: Arc<dyn Transform>, values: Vec<Option<f64>>) -> Option<Self> {
        (values.len() == transform.n_inputs()).then_some(Self { transform, values })
    }

    /// The inputs of the transform that are left open.
    fn open(&self) -> impl Iterator<Item = usize> {
        self.values.iter().enumerate().filter(|(_, value)| value.is_none()).map(|(input, _)| input)
    }
}

impl Transform for FixedInputs {
    fn n_inputs(&self) -> usize {
        self.open().count()
    }

    fn n_outputs(&self) -> usize {
        self.transform.n_outputs()
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        if inputs.len() != self.n_inputs() {
            return;
        }
        let length = inputs.first().map_or(0, |input| input.len());
        let fixed: Vec<Vec<f64>> =
            self.values.iter().map(|value| value.map_or(Vec::new(), |value| vec![value; length])).collect();
        let mut open = inputs.iter();
        let all: Vec<&[f64]> = (self.values.iter().zip(&fixed))
            .map(|(value, fixed)| match value {
                Some(_) => fixed.as_slice(),
                None => open.next().copied().unwrap_or(&[]),
            })
            .collect();
        self.transform.evaluate(&all, outputs);
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        None
    }

    fn separability(&self) -> CorrelationMatrix {
        let outputs: Vec<_> = (0..self.n_outputs()).map(granule_core::WorldAxis).collect();
        let inputs: Vec<_> = self.open().map(granule_core::PixelAxis).collect();
        self.transform.separability().select(&outputs, &inputs)
    }

    fn fuse(&self, inputs: &[Column], fusion: &mut Fusion) -> Option<Vec<Column>> {
        let mut open = inputs.iter();
        let columns = self.values.iter().map(|value| match value {
            Some(value) => Some(fusion.sum(&[], *value)),
            None => open.next().copied(),
        });
        let columns = columns.collect::<Option<Vec<_>>>()?;
        fusion.call(&self.transform, &columns)
    }

    fn fix(&self, known: &[Option<f64>]) -> Option<Remainder> {
        let mut known = known.iter();
        let all = self.values.iter().map(|value| value.or_else(|| known.next().copied().flatten()));
        fix(&self.transform, &all.collect::<Vec<_>>())
    }

    /// The transform with constants before it: readers say of those what depends on what, and of the tag `fix_inputs`
    /// they cannot.
    fn to_node(&self, writer: &mut TransformWriter<'_>) -> Result<Node> {
        let none_open = || WcsError::NotWritable { what: "a transform without inputs".to_owned() };
        let open: Vec<usize> = self.open().collect();
        let place = |input: usize| open.iter().position(|&open| open == input).unwrap_or(0);
        let sources = Mapping::new((0..self.values.len()).map(place).collect(), open.len());
        let sources: Arc<dyn Transform> = Arc::new(sources.ok_or_else(none_open)?);
        let part = |value: &Option<f64>| -> Arc<dyn Transform> {
            match value {
                Some(value) => Arc::new(Constant::new(*value, 1)),
                None => Arc::new(Mapping::identity(1)),
            }
        };
        let parts = self.values.iter().map(part).reduce(beside).ok_or_else(none_open)?;
        let all = chain([sources, parts, self.transform.clone()]).ok_or_else(none_open)?;
        writer.transform(all.as_ref())
    }
}
