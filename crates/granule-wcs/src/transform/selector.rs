//! Transforms that differ from region to region.

use std::sync::Arc;

use super::Transform;
use crate::CorrelationMatrix;

/// The keys for which a transform is chosen.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Choice {
    /// Those near a value, as numpy's `isclose` has it: within the tolerance and 10⁻⁵ of the key.
    Near {
        /// The value.
        value: f64,
        /// How far off a key may be.
        tolerance: f64,
    },
    /// This label.
    Label(f64),
    /// Those between two values, neither of which belongs to them.
    Between(f64, f64),
}

impl Choice {
    fn holds(self, key: f64) -> bool {
        match self {
            Self::Near { value, tolerance } => (value - key).abs() <= tolerance + 1e-5 * key.abs(),
            Self::Label(label) => label == key,
            Self::Between(low, high) => low < key && key < high,
        }
    }
}

/// A transform of the inputs gives a key, and the key chooses the transform of the same inputs that counts.
#[derive(Clone, Debug)]
pub struct Selector {
    key: Arc<dyn Transform>,
    choices: Vec<(Choice, Arc<dyn Transform>)>,
    n_outputs: usize,
    undefined: f64,
}

impl Selector {
    /// The transforms by their keys, the last that holds first; `undefined` where none does.
    ///
    /// `None` without transforms, unless all have as many inputs as the key and the same number of outputs, or if the key
    /// is not one number.
    #[must_use]
    pub fn new(
        key: Arc<dyn Transform>,
        choices: Vec<(Choice, Arc<dyn Transform>)>,
        undefined: f64,
    ) -> Option<Self> {
        let n_outputs = choices.first()?.1.n_outputs();
        let fits = choices.iter().all(|(_, transform)| {
            transform.n_inputs() == key.n_inputs() && transform.n_outputs() == n_outputs
        });
        (fits && key.n_outputs() == 1).then_some(Self { key, choices, n_outputs, undefined })
    }
}

impl Transform for Selector {
    fn n_inputs(&self) -> usize {
        self.key.n_inputs()
    }

    fn n_outputs(&self) -> usize {
        self.n_outputs
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        if inputs.len() != self.n_inputs() || outputs.len() != self.n_outputs {
            return;
        }
        let mut keys = [Vec::new()];
        self.key.evaluate(inputs, &mut keys);
        let [keys] = keys;
        for output in &mut *outputs {
            output.clear();
            output.resize(keys.len(), self.undefined);
        }
        let chosen = |key: &f64| self.choices.iter().rposition(|(choice, _)| choice.holds(*key));
        let chosen: Vec<Option<usize>> = keys.iter().map(chosen).collect();
        let mut values = vec![Vec::new(); self.n_outputs];
        for (n, (_, transform)) in self.choices.iter().enumerate() {
            let points =
                || chosen.iter().enumerate().filter(|(_, chosen)| **chosen == Some(n)).map(|(p, _)| p);
            if points().next().is_none() {
                continue;
            }
            let part = |input: &&[f64]| points().filter_map(|point| input.get(point).copied()).collect();
            let part: Vec<Vec<f64>> = inputs.iter().map(part).collect();
            transform.evaluate(&part.iter().map(Vec::as_slice).collect::<Vec<_>>(), &mut values);
            for (output, values) in outputs.iter_mut().zip(&values) {
                for (point, value) in points().zip(values) {
                    if let Some(slot) = output.get_mut(point) {
                        *slot = *value;
                    }
                }
            }
        }
    }

    /// Where a key of the outputs is given too, as the inverse of that of the inputs.
    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        let key = self.key.inverse()?;
        let back = |(choice, transform): &(Choice, Arc<dyn Transform>)| Some((*choice, transform.inverse()?));
        let choices = self.choices.iter().map(back).collect::<Option<Vec<_>>>()?;
        Some(Arc::new(Self::new(key, choices, self.undefined)?))
    }

    fn separability(&self) -> CorrelationMatrix {
        CorrelationMatrix::full(self.n_outputs, self.n_inputs())
    }
}

/// The label of each pixel of an image: from x and y, rounded to the nearest pixel, to a number.
///
/// NaN outside the image and where the label is 0 or `no_label`.
#[derive(Clone, Debug)]
pub struct LabelImage {
    width: usize,
    labels: Vec<f64>,
    no_label: f64,
}

impl LabelImage {
    /// Labels in rows of this length; `None` if they do not fill the last.
    #[must_use]
    pub fn new(width: usize, labels: Vec<f64>, no_label: f64) -> Option<Self> {
        (width > 0 && labels.len().is_multiple_of(width)).then_some(Self { width, labels, no_label })
    }

    fn label(&self, x: f64, y: f64) -> f64 {
        let (column, row) = ((x + 0.5).floor(), (y + 0.5).floor());
        // Also false for NaN.
        if !(column >= 0.0 && column < self.width as f64 && row >= 0.0) {
            return f64::NAN;
        }
        let place = (row as usize).saturating_mul(self.width).saturating_add(column as usize);
        let label = self.labels.get(place).copied().unwrap_or(f64::NAN);
        if label == 0.0 || label == self.no_label { f64::NAN } else { label }
    }
}

impl Transform for LabelImage {
    fn n_inputs(&self) -> usize {
        2
    }

    fn n_outputs(&self) -> usize {
        1
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        if let ([x, y], [output]) = (inputs, outputs) {
            output.clear();
            output.extend(x.iter().zip(*y).map(|(&x, &y)| self.label(x, y)));
        }
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        None
    }

    fn separability(&self) -> CorrelationMatrix {
        CorrelationMatrix::full(1, 2)
    }
}
