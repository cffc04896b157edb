//! The suite's graphs as plain data, and what they should yield.

use std::sync::Arc;

use granule_core::Region;
use granule_graph::{Cost, GraphBuilder, GraphError, TaskGraph, TaskId};

use super::meter::Meter;
use super::operations::{Fail, Fold, Pair, Panic};

/// What a task of the suite does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Fold,
    Pair,
    Fail,
    Panic,
}

/// One task.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) kind: Kind,
    /// Numbers of earlier steps, by slot.
    pub(super) inputs: Vec<usize>,
    /// Numbers it yields.
    pub(super) elements: usize,
    pub(super) scratch: u64,
    /// How many outputs its value is.
    pub(super) outputs: usize,
}

impl Step {
    /// A step of one number that is not an output.
    pub(super) fn new(inputs: Vec<usize>) -> Self {
        Self { kind: Kind::Fold, inputs, elements: 1, scratch: 0, outputs: 0 }
    }

    pub(super) fn kind(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }

    pub(super) fn sized(mut self, elements: usize, scratch: u64) -> Self {
        (self.elements, self.scratch) = (elements, scratch);
        self
    }

    pub(super) fn written(mut self, times: usize) -> Self {
        self.outputs = times;
        self
    }

    /// Bytes of its value.
    pub(super) fn bytes(&self) -> u64 {
        self.elements as u64 * 8
    }
}

/// Where a block goes and the bits of its numbers.
pub(super) type Written = (Region, Vec<u64>);

/// A graph ready to run, with what it should yield.
#[derive(Debug)]
pub(super) struct Case {
    pub(super) graph: TaskGraph,
    pub(super) meter: Arc<Meter>,
    /// What the sink should have received, in order of regions.
    pub(super) expected: Vec<Written>,
}

impl Case {
    pub(super) fn new(steps: &[Step]) -> Result<Self, GraphError> {
        let meter = Arc::new(Meter::new(steps.to_vec()));
        let mut builder = GraphBuilder::new();
        let (fold, pair) = (
            builder.add_operation(Arc::new(Fold(Arc::clone(&meter)))),
            builder.add_operation(Arc::new(Pair(Arc::clone(&meter)))),
        );
        let (fail, panic) = (builder.add_operation(Arc::new(Fail)), builder.add_operation(Arc::new(Panic)));
        let mut tasks: Vec<TaskId> = Vec::with_capacity(steps.len());
        let mut place = 0;
        for (number, step) in steps.iter().enumerate() {
            let operation = match step.kind {
                Kind::Fold => fold,
                Kind::Pair => pair,
                Kind::Fail => fail,
                Kind::Panic => panic,
            };
            let region = Region::from_bounds([(number, number + 1), (0, step.elements)]);
            let cost = Cost { output: step.bytes(), scratch: step.scratch, ..Cost::default() };
            let inputs: Vec<TaskId> = step.inputs.iter().map(|&input| tasks[input]).collect();
            let task = builder.add_task(operation, region, cost, &inputs)?;
            for region in places(&mut place, step) {
                builder.mark_output(task, region);
            }
            tasks.push(task);
        }
        Ok(Self { graph: builder.build()?, meter, expected: expected(steps) })
    }
}

/// Where in the result the outputs of a step go: one after the other.
fn places(next: &mut usize, step: &Step) -> Vec<Region> {
    let mut regions = Vec::with_capacity(step.outputs);
    for _ in 0..step.outputs {
        regions.push(Region::from_bounds([(*next, *next + step.elements)]));
        *next += step.elements;
    }
    regions
}

/// The oracle: every step in order, over plain vectors.
fn expected(steps: &[Step]) -> Vec<Written> {
    let mut values: Vec<Vec<f64>> = Vec::with_capacity(steps.len());
    let mut written = Vec::new();
    let mut place = 0;
    for (number, step) in steps.iter().enumerate() {
        let inputs: Vec<&[f64]> = step.inputs.iter().map(|&input| values[input].as_slice()).collect();
        let value = fold(number, step.elements, &inputs);
        let bits: Vec<u64> = value.iter().map(|number| number.to_bits()).collect();
        written.extend(places(&mut place, step).into_iter().map(|region| (region, bits.clone())));
        values.push(value);
    }
    written
}

/// The numbers of a task: each input's are added up in order and mixed in by slot.
pub(super) fn fold(task: usize, elements: usize, inputs: &[&[f64]]) -> Vec<f64> {
    let number = |index: usize| {
        let start = task as f64 * 0.1 + index as f64;
        inputs.iter().fold(start, |value, input| value / 3.0 + input.iter().sum::<f64>() * 0.7)
    };
    (0..elements).map(number).collect()
}
