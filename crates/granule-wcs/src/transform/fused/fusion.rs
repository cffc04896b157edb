//! Putting together the list of steps.

use std::sync::Arc;

use super::super::Transform;
use super::sum::Sum;
use super::{Output, Step};

/// A column of numbers, one for each point, while transforms are fused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column(pub(super) usize);

impl Column {
    /// Its values: an input, or something made of the inputs before.
    pub(super) fn of<'v>(self, inputs: &[&'v [f64]], made: &'v [Vec<f64>]) -> &'v [f64] {
        let made = || made.get(self.0.checked_sub(inputs.len())?).map(Vec::as_slice);
        inputs.get(self.0).copied().or_else(made).unwrap_or(&[])
    }

    /// The same column where columns have moved to these places.
    pub(super) fn moved(self, places: &[usize]) -> Self {
        Self(places.get(self.0).copied().unwrap_or(0))
    }
}

/// A term of a weighted sum: `over · (x − from) / under`.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Term {
    /// What the difference is multiplied by.
    pub over: f64,
    /// What the product is divided by.
    pub under: f64,
    /// What is subtracted first.
    pub from: f64,
    /// Where the values come from.
    pub column: Column,
}

impl Term {
    /// The values of a column times a factor.
    #[must_use]
    pub fn new(factor: f64, column: Column) -> Self {
        Self { over: factor, under: 1.0, from: 0.0, column }
    }
}

/// The steps made so far. A [`Transform`] adds its own in [`Transform::fuse`].
#[derive(Debug)]
pub struct Fusion {
    n_inputs: usize,
    makers: Vec<Maker>,
}

/// What a column is. The first ones are inputs.
#[derive(Debug)]
enum Maker {
    Sum(Sum),
    /// The first output of a transform.
    Call(Arc<dyn Transform>, Vec<Column>),
    /// Another output of the transform so many columns before.
    Next(usize),
}

impl Fusion {
    pub(super) fn new(n_inputs: usize) -> Self {
        Self { n_inputs, makers: Vec::new() }
    }

    pub(super) fn inputs(&self) -> impl Iterator<Item = Column> + use<> {
        (0..self.n_inputs).map(Column)
    }

    /// The outputs of a transform of these columns; `None` if it has another number of inputs.
    pub fn call(&mut self, transform: &Arc<dyn Transform>, inputs: &[Column]) -> Option<Vec<Column>> {
        if inputs.len() != transform.n_inputs() {
            return None;
        }
        match transform.fuse(inputs, self) {
            Some(outputs) => (outputs.len() == transform.n_outputs()).then_some(outputs),
            None => Some(self.opaque(transform.clone(), inputs)),
        }
    }

    /// The outputs of a transform that is evaluated as it is.
    pub fn opaque(&mut self, transform: Arc<dyn Transform>, inputs: &[Column]) -> Vec<Column> {
        let first = self.n_columns();
        let n_outputs = transform.n_outputs();
        if n_outputs > 0 {
            self.makers.push(Maker::Call(transform, inputs.to_vec()));
            self.makers.extend((1..n_outputs).map(Maker::Next));
        }
        (first..first + n_outputs).map(Column).collect()
    }

    /// A weighted sum of columns plus a constant, merged with the sums that those may be.
    pub fn sum(&mut self, terms: &[Term], constant: f64) -> Column {
        let mut sum = Sum { terms: Vec::new(), constant };
        for term in terms {
            match self.maker(term.column) {
                Some(Maker::Sum(inner)) => sum.add(term, inner),
                _ => sum.add(term, &Sum::of(term.column)),
            }
        }
        if let Some(column) = sum.unchanged() {
            return column;
        }
        self.makers.push(Maker::Sum(sum));
        Column(self.n_columns() - 1)
    }

    /// The transform whose outputs, all of them and in order, these columns are; and its inputs.
    #[must_use]
    pub fn maker_of(&self, columns: &[Column]) -> Option<(&Arc<dyn Transform>, &[Column])> {
        let first = columns.first()?;
        let Maker::Call(transform, inputs) = self.maker(*first)? else { return None };
        let follow = columns.iter().enumerate().all(|(n, column)| column.0 == first.0 + n);
        (follow && transform.n_outputs() == columns.len()).then_some((transform, inputs))
    }

    fn maker(&self, column: Column) -> Option<&Maker> {
        self.makers.get(column.0.checked_sub(self.n_inputs)?)
    }

    fn n_columns(&self) -> usize {
        self.n_inputs + self.makers.len()
    }

    /// The steps that the outputs need, the number of columns, and the outputs.
    pub(super) fn finish(self, outputs: &[Column]) -> (Vec<Step>, usize, Vec<Output>) {
        // A sum of columns is as well made where it is put out.
        let last: Vec<Output> = outputs.iter().map(|&column| self.output(column)).collect();
        let needed = self.needed(&last);
        let mut places: Vec<usize> = (0..self.n_inputs).collect();
        let mut next = self.n_inputs;
        let mut steps = Vec::new();
        for (maker, needed) in self.makers.into_iter().zip(needed) {
            let place = next;
            places.push(place);
            if !needed {
                continue;
            }
            next += 1;
            match maker {
                Maker::Sum(sum) => steps.push(Step::Sum { sum: sum.moved(&places), into: place }),
                Maker::Call(transform, inputs) => {
                    let inputs = inputs.iter().map(|column| column.moved(&places)).collect();
                    let n_outputs = transform.n_outputs();
                    steps.push(Step::Call { transform, inputs, first: place, n_outputs });
                }
                Maker::Next(_) => {}
            }
        }
        let outputs = last.into_iter().map(|output| match output {
            Output::Column(column) => Output::Column(column.moved(&places)),
            Output::Sum(sum) => Output::Sum(sum.moved(&places)),
        });
        (steps, next, outputs.collect())
    }

    fn output(&self, column: Column) -> Output {
        match self.maker(column) {
            Some(Maker::Sum(sum)) => Output::Sum(sum.clone()),
            _ => Output::Column(column),
        }
    }

    /// Which columns are used, directly or not; of a transform's outputs, all or none.
    fn needed(&self, outputs: &[Output]) -> Vec<bool> {
        let mut needed = vec![false; self.makers.len()];
        let mark = |needed: &mut Vec<bool>, column: Column| {
            let place = column.0.checked_sub(self.n_inputs);
            if let Some(flag) = place.and_then(|place| needed.get_mut(place)) {
                *flag = true;
            }
        };
        for output in outputs {
            match output {
                Output::Column(column) => mark(&mut needed, *column),
                Output::Sum(sum) => sum.terms.iter().for_each(|term| mark(&mut needed, term.column)),
            }
        }
        for (place, maker) in self.makers.iter().enumerate().rev() {
            let is_needed = needed.get(place) == Some(&true);
            match maker {
                Maker::Next(back) if is_needed => {
                    mark(&mut needed, Column(self.n_inputs + place - back));
                }
                Maker::Sum(sum) if is_needed => {
                    sum.terms.iter().for_each(|term| mark(&mut needed, term.column));
                }
                Maker::Call(_, inputs) if is_needed => {
                    inputs.iter().for_each(|&column| mark(&mut needed, column));
                }
                _ => {}
            }
        }
        self.whole_calls(needed)
    }

    fn whole_calls(&self, mut needed: Vec<bool>) -> Vec<bool> {
        for place in 0..self.makers.len() {
            if let Some(Maker::Next(back)) = self.makers.get(place) {
                let first = needed.get(place - back).copied().unwrap_or(false);
                if let Some(flag) = needed.get_mut(place) {
                    *flag = first;
                }
            }
        }
        needed
    }
}
