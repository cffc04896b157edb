//! One transform after another.

use std::sync::Arc;

use granule_asdf::{Mapping, Node};

use super::{Column, Form, Fusion, Remainder, Transform, fix, remainder};
use crate::write::nodes::transform;
use crate::{CorrelationMatrix, Result, TransformWriter};

/// Transforms in a row: each takes the outputs of the one before.
#[derive(Clone, Debug)]
pub struct Chain {
    first: Arc<dyn Transform>,
    rest: Vec<Arc<dyn Transform>>,
}

impl Chain {
    /// The transforms in the order in which they are applied; `None` if there is none, or two that do not fit.
    #[must_use]
    pub fn new(stages: impl IntoIterator<Item = Arc<dyn Transform>>) -> Option<Self> {
        let mut stages = stages.into_iter();
        let chain = Self { first: stages.next()?, rest: stages.collect() };
        let fits = |pair: (&Arc<dyn Transform>, &Arc<dyn Transform>)| pair.0.n_outputs() == pair.1.n_inputs();
        let all_fit = chain.stages().zip(&chain.rest).all(fits);
        all_fit.then_some(chain)
    }

    fn stages(&self) -> impl DoubleEndedIterator<Item = &Arc<dyn Transform>> {
        std::iter::once(&self.first).chain(&self.rest)
    }
}

impl Transform for Chain {
    fn n_inputs(&self) -> usize {
        self.first.n_inputs()
    }

    fn n_outputs(&self) -> usize {
        self.rest.last().unwrap_or(&self.first).n_outputs()
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        let Some((last, middle)) = self.rest.split_last() else {
            return self.first.evaluate(inputs, outputs);
        };
        let mut current = vec![Vec::new(); self.first.n_outputs()];
        self.first.evaluate(inputs, &mut current);
        let mut next: Vec<Vec<f64>> = Vec::new();
        for stage in middle {
            // The two sets of buffers take turns, so that a long chain allocates no more than a short one.
            next.resize_with(stage.n_outputs(), Vec::new);
            stage.evaluate(&views(&current), &mut next);
            std::mem::swap(&mut current, &mut next);
        }
        last.evaluate(&views(&current), outputs);
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        let back = self.stages().rev().map(|stage| stage.inverse()).collect::<Option<Vec<_>>>()?;
        Self::new(back).map(|chain| Arc::new(chain) as Arc<dyn Transform>)
    }

    fn separability(&self) -> CorrelationMatrix {
        self.rest.iter().fold(self.first.separability(), |before, stage| stage.separability().after(&before))
    }

    fn fuse(&self, inputs: &[Column], fusion: &mut Fusion) -> Option<Vec<Column>> {
        self.stages().try_fold(inputs.to_vec(), |columns, stage| fusion.call(stage, &columns))
    }

    fn trace(&self, inputs: &[Form]) -> Vec<Form> {
        self.rest.iter().fold(self.first.trace(inputs), |forms, stage| stage.trace(&forms))
    }

    fn fix(&self, known: &[Option<f64>]) -> Option<Remainder> {
        let mut outputs = known.to_vec();
        let mut stages = Vec::new();
        for stage in self.stages() {
            let left = fix(stage, &outputs)?;
            outputs = left.outputs;
            match left.transform {
                Some(transform) => stages.push(transform),
                // Nothing that came before counts any more.
                None => stages.clear(),
            }
        }
        Some(Remainder { transform: remainder::chain(stages), outputs })
    }

    fn to_node(&self, writer: &mut TransformWriter<'_>) -> Result<Node> {
        let first = writer.transform(self.first.as_ref())?;
        self.rest.iter().try_fold(first, |before, stage| {
            let pair = Node::seq([before, writer.transform(stage.as_ref())?]);
            Ok(transform("compose-1.4.0", Mapping::new().with("forward", pair)))
        })
    }
}

fn views(buffers: &[Vec<f64>]) -> Vec<&[f64]> {
    buffers.iter().map(Vec::as_slice).collect()
}
