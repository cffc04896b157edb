//! The operations of the suite's graphs.

use std::sync::Arc;

use granule_core::{Block, Region, RunContext, Shape};
use granule_graph::{Input, Operation, OperationError, Value};

use super::meter::Meter;
use super::plan::fold;

/// Mixes its inputs so that any change of their order or values changes the bits.
#[derive(Debug)]
pub(super) struct Fold(pub(super) Arc<Meter>);

/// As [`Fold`], but the value comes in two blocks.
#[derive(Debug)]
pub(super) struct Pair(pub(super) Arc<Meter>);

/// Reports an error.
#[derive(Debug)]
pub(super) struct Fail;

/// Panics.
#[derive(Debug)]
pub(super) struct Panic;

/// The number of a task, which is where its region starts, and the numbers it yields.
fn run_fold(meter: &Meter, region: &Region, inputs: &[Input<'_>]) -> (usize, Vec<f64>) {
    let task = region.start().first().copied().unwrap_or_default();
    meter.begin(task);
    let inputs: Vec<Vec<f64>> = inputs
        .iter()
        .map(|input| input.value.blocks().iter().flat_map(Block::to_f64_vec).collect())
        .collect();
    let inputs: Vec<&[f64]> = inputs.iter().map(Vec::as_slice).collect();
    (task, fold(task, region.elements(), &inputs))
}

fn block(values: Vec<f64>) -> Result<Block, OperationError> {
    Ok(Block::from_vec(&Shape::from([values.len()]), values)?)
}

impl Operation for Fold {
    fn name(&self) -> &'static str {
        "fold"
    }

    fn run(&self, region: &Region, inputs: &[Input<'_>], _: &RunContext) -> Result<Value, OperationError> {
        let (task, values) = run_fold(&self.0, region, inputs);
        self.0.end(task);
        Ok(block(values)?.into())
    }
}

impl Operation for Pair {
    fn name(&self) -> &'static str {
        "pair"
    }

    fn run(&self, region: &Region, inputs: &[Input<'_>], _: &RunContext) -> Result<Value, OperationError> {
        let (task, mut values) = run_fold(&self.0, region, inputs);
        self.0.end(task);
        let second = values.split_off(values.len() / 2);
        Ok(vec![block(values)?, block(second)?].into())
    }
}

impl Operation for Fail {
    fn name(&self) -> &'static str {
        "fail"
    }

    fn run(&self, _: &Region, _: &[Input<'_>], _: &RunContext) -> Result<Value, OperationError> {
        Err("this task always fails".into())
    }
}

impl Operation for Panic {
    fn name(&self) -> &'static str {
        "panic"
    }

    fn run(&self, region: &Region, _: &[Input<'_>], _: &RunContext) -> Result<Value, OperationError> {
        panic!("this task always panics, at {region}")
    }
}
