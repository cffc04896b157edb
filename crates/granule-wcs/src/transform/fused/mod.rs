//! A tree of transforms as one list of steps.
//!
//! Chains, transforms side by side and mappings only say which numbers go where. Here they are gone: a column of numbers
//! is made by a step from the columns it needs, and what adds and multiplies is one step however it was written.

mod fusion;
#[cfg(test)]
mod properties;
mod sum;
#[cfg(test)]
mod tests;

use std::sync::Arc;

pub use fusion::{Column, Fusion, Term};
use sum::Sum;

use super::{Form, Transform};
use crate::CorrelationMatrix;

/// A transform made ready for evaluation; what it was made of stays its [`source`](Self::source).
///
/// Its values are those of the source but for the last digits: what is fused rounds less often.
#[derive(Clone, Debug)]
pub struct Fused {
    source: Arc<dyn Transform>,
    steps: Vec<Step>,
    /// How many columns there are, inputs included.
    n_columns: usize,
    outputs: Vec<Output>,
}

/// What an output is at the end of a batch.
#[derive(Clone, Debug)]
enum Output {
    /// A column as it is.
    Column(Column),
    /// A sum that nothing else needs.
    Sum(Sum),
}

/// What makes a column, or several that follow one another.
#[derive(Clone, Debug)]
enum Step {
    /// A transform, from these columns to the `n_outputs` from `first` on.
    Call { transform: Arc<dyn Transform>, inputs: Vec<Column>, first: usize, n_outputs: usize },
    /// A weighted sum into one column.
    Sum { sum: Sum, into: usize },
}

/// So many points at a time: their columns stay in a core's cache.
const BATCH: usize = 1024;

/// Numbers in all columns of a batch together, where there are very many columns.
const SCRATCH: usize = 1 << 20;

impl Fused {
    /// The transform as a list of steps; `None` for one whose parts do not fit.
    #[must_use]
    pub fn new(source: &Arc<dyn Transform>) -> Option<Self> {
        let mut fusion = Fusion::new(source.n_inputs());
        let inputs: Vec<Column> = fusion.inputs().collect();
        let outputs = fusion.call(source, &inputs)?;
        let (steps, n_columns, outputs) = fusion.finish(&outputs);
        Some(Self { source: source.clone(), steps, n_columns, outputs })
    }

    /// The transform this was made of.
    #[must_use]
    pub fn source(&self) -> &Arc<dyn Transform> {
        &self.source
    }

    /// How many steps there are.
    #[must_use]
    pub fn n_steps(&self) -> usize {
        let sums = self.outputs.iter().filter(|output| matches!(output, Output::Sum(_)));
        self.steps.len() + sums.count()
    }

    fn run(&self, inputs: &[&[f64]], scratch: &mut [Vec<f64>]) {
        for step in &self.steps {
            match step {
                Step::Call { transform, inputs: from, first, n_outputs } => {
                    let place = first - inputs.len();
                    let Some((done, rest)) = scratch.split_at_mut_checked(place) else { return };
                    let arguments: Vec<&[f64]> = from.iter().map(|column| column.of(inputs, done)).collect();
                    if let Some(made) = rest.get_mut(..*n_outputs) {
                        transform.evaluate(&arguments, made);
                    }
                }
                Step::Sum { sum, into } => {
                    let Some((done, [made, ..])) = scratch.split_at_mut_checked(into - inputs.len()) else {
                        return;
                    };
                    made.clear();
                    let length = inputs.first().map_or(0, |input| input.len());
                    sum.append(length, made, |column| column.of(inputs, done));
                }
            }
        }
    }
}

impl Transform for Fused {
    fn n_inputs(&self) -> usize {
        self.source.n_inputs()
    }

    fn n_outputs(&self) -> usize {
        self.source.n_outputs()
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        if inputs.len() != self.n_inputs() || outputs.len() != self.n_outputs() {
            return;
        }
        let length = inputs.first().map_or(0, |input| input.len());
        for output in &mut *outputs {
            output.clear();
            output.reserve_exact(length);
        }
        let mut scratch = vec![Vec::new(); self.n_columns - inputs.len()];
        let batch = BATCH.min(SCRATCH / self.n_columns.max(1)).max(16);
        for start in (0..length).step_by(batch) {
            let end = (start + batch).min(length);
            let part: Vec<&[f64]> =
                inputs.iter().map(|values| values.get(start..end).unwrap_or(&[])).collect();
            self.run(&part, &mut scratch);
            for (values, output) in outputs.iter_mut().zip(&self.outputs) {
                match output {
                    Output::Column(column) => values.extend_from_slice(column.of(&part, &scratch)),
                    Output::Sum(sum) => sum.append(end - start, values, |column| column.of(&part, &scratch)),
                }
            }
        }
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        let inverse = self.source.inverse()?;
        Some(fused(&inverse))
    }

    fn separability(&self) -> CorrelationMatrix {
        self.source.separability()
    }

    fn fuse(&self, inputs: &[Column], fusion: &mut Fusion) -> Option<Vec<Column>> {
        fusion.call(&self.source, inputs)
    }

    fn trace(&self, inputs: &[Form]) -> Vec<Form> {
        self.source.trace(inputs)
    }
}

/// The transform as a list of steps, or, if its parts do not fit, as it is.
#[must_use]
pub fn fused(transform: &Arc<dyn Transform>) -> Arc<dyn Transform> {
    match Fused::new(transform) {
        Some(fused) => Arc::new(fused),
        None => transform.clone(),
    }
}
