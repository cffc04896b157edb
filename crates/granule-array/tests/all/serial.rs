//! The simplest way to run a plan: one task after the other, everything kept.

use std::collections::HashMap;

use granule_array::Array;
use granule_core::{Block, RunContext};
use granule_graph::{Input, TaskId, Value};
use granule_store::{ChunkSink, MemorySink};

/// The values of an array, as it is written.
pub(crate) fn compute(array: &Array) -> Block {
    let plan = array.lower().unwrap();
    let graph = plan.graph();
    let run = RunContext::default();
    let mut values: HashMap<TaskId, Value> = HashMap::new();
    for &task in graph.by_rank() {
        let ids: Vec<TaskId> = graph.inputs(task).collect();
        let inputs: Vec<Input<'_>> =
            ids.iter().map(|id| Input { region: graph.task(*id).region(), value: &values[id] }).collect();
        let value = graph.evaluate(task, &inputs, &run).unwrap();
        values.insert(task, value);
    }
    let sink = MemorySink::new();
    sink.begin(plan.meta()).unwrap();
    for output in graph.outputs() {
        sink.write(output.region(), values[&output.task()].single().unwrap()).unwrap();
    }
    sink.finish().unwrap();
    sink.into_block().unwrap()
}
