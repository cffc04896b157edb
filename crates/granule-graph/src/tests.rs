//! Behaviour of whole graphs.

use std::sync::Arc;

use granule_core::{Block, Region, RunContext, Shape};
use proptest::prelude::*;

use crate::{Cost, GraphBuilder, GraphError, Input, Operation, OperationError, TaskGraph, TaskId, Value};

/// Yields its inputs' first numbers, each times ten to the power of its slot.
#[derive(Debug)]
struct Digits;

impl Operation for Digits {
    fn name(&self) -> &str {
        "di\"gits"
    }

    fn run(&self, region: &Region, inputs: &[Input<'_>], _: &RunContext) -> Result<Value, OperationError> {
        let mut number = region.elements() as f64;
        for (slot, input) in inputs.iter().enumerate() {
            number += input.value.single()?.to_f64_vec()[0] * 10_f64.powi(slot as i32 + 1);
        }
        Ok(Block::scalar(number).into())
    }
}

fn region(length: usize) -> Region {
    Region::full(&Shape::from([length]))
}

fn output(bytes: u64) -> Cost {
    Cost { output: bytes, ..Cost::default() }
}

/// One task for each `(inputs, output bytes, scratch)`; the last is the output.
fn graph_of(tasks: &[(&[usize], u64, u64)]) -> (TaskGraph, Vec<TaskId>) {
    let mut builder = GraphBuilder::new();
    let digits = builder.add_operation(Arc::new(Digits));
    let mut ids: Vec<TaskId> = Vec::new();
    for &(inputs, output, scratch) in tasks {
        let inputs: Vec<TaskId> = inputs.iter().map(|&input| ids[input]).collect();
        let cost = Cost { output, scratch, ..Cost::default() };
        ids.push(builder.add_task(digits, region(1), cost, &inputs).unwrap());
    }
    if let Some(&last) = ids.last() {
        builder.mark_output(last, region(1));
    }
    (builder.build().unwrap(), ids)
}

#[test]
fn inputs_come_by_slot_however_they_are_ordered_or_repeated() {
    let (graph, ids) = graph_of(&[(&[], 1, 0), (&[], 1, 0), (&[], 1, 0), (&[2, 0, 1, 0], 1, 0)]);
    let inputs: Vec<TaskId> = graph.inputs(ids[3]).collect();
    assert_eq!(inputs, [ids[2], ids[0], ids[1], ids[0]]);
    assert_eq!(graph.consumers(ids[0]).collect::<Vec<_>>(), [ids[3], ids[3]]);
    assert_eq!(graph.by_rank(), [ids[2], ids[0], ids[1], ids[3]]);
    assert_eq!((graph.len(), graph.edges()), (4, 4));
}

#[test]
fn a_task_is_evaluated_on_its_region_and_inputs() {
    let (graph, ids) = graph_of(&[(&[], 1, 0), (&[], 1, 0), (&[0, 1], 1, 0)]);
    let (three, four) = (Value::from(Block::scalar(3.0)), Value::from(Block::scalar(4.0)));
    let own = region(1);
    let inputs = [&three, &four].map(|value| Input { region: &own, value });
    let value = graph.evaluate(ids[2], &inputs, &RunContext::default()).unwrap();
    assert_eq!(value.single().unwrap(), &Block::scalar(431.0));
}

#[test]
fn ranks_finish_one_branch_before_the_next() {
    // Two reads feed each partial, two partials feed the combine: added breadth first, ranked depth first.
    let (graph, ids) = graph_of(&[
        (&[], 8, 0),
        (&[], 8, 0),
        (&[], 8, 0),
        (&[], 8, 0),
        (&[0, 1], 1, 0),
        (&[2, 3], 1, 0),
        (&[4, 5], 1, 0),
    ]);
    let order: Vec<usize> = graph.by_rank().iter().map(|id| id.index()).collect();
    assert_eq!(order, [0, 1, 4, 2, 3, 5, 6]);
    assert_eq!(graph.rank(ids[5]), 5);
    // The second branch: a partial of the first, both reads and its own value.
    assert_eq!(graph.forecast().serial_peak, 1 + 16 + 1);
}

#[test]
fn the_forecast_counts_scratch_only_while_its_task_runs() {
    let (graph, _) = graph_of(&[(&[], 10, 100), (&[0], 20, 5), (&[1], 1, 2)]);
    let forecast = graph.forecast();
    assert_eq!(forecast.serial_peak, 110);
    assert_eq!(forecast.largest_task, 110);
    assert_eq!(forecast.full_speed(3), 440);
    let (graph, _) = graph_of(&[(&[], 10, 0), (&[0], 20, 5), (&[1, 0], 1, 2)]);
    assert_eq!(graph.forecast().serial_peak, 35, "the first value is held for its last consumer");
}

#[test]
fn an_output_is_released_once_written_unless_it_is_used_again() {
    let mut builder = GraphBuilder::new();
    let digits = builder.add_operation(Arc::new(Digits));
    let a = builder.add_task(digits, region(1), output(50), &[]).unwrap();
    let b = builder.add_task(digits, region(1), output(60), &[]).unwrap();
    builder.mark_output(a, region(1));
    builder.mark_output(b, region(2));
    builder.mark_output(a, region(3));
    let graph = builder.build().unwrap();
    assert_eq!(graph.forecast().serial_peak, 60);
    let regions: Vec<_> = graph.outputs_of(a).map(|output| output.region().clone()).collect();
    assert_eq!(regions, [region(1), region(3)]);
    assert_eq!(graph.outputs_of(b).count(), 1);
}

#[test]
fn absurd_costs_do_not_overflow() {
    let (graph, _) = graph_of(&[(&[], u64::MAX, u64::MAX), (&[], u64::MAX, 1), (&[0, 1], 1, 1)]);
    assert_eq!(graph.forecast().serial_peak, u64::MAX);
    assert_eq!(graph.forecast().full_speed(9), u64::MAX);
}

#[test]
fn an_empty_graph_is_a_graph() {
    let (graph, _) = graph_of(&[]);
    assert!(graph.is_empty());
    assert_eq!(graph.forecast(), crate::Forecast::default());
    assert_eq!(graph.to_string(), "0 tasks, 0 edges, 0 outputs; peak 0 B");
}

#[test]
fn what_does_not_belong_is_refused() {
    let mut other = GraphBuilder::new();
    let op = other.add_operation(Arc::new(Digits));
    let foreign = other.add_task(op, region(1), output(1), &[]).unwrap();

    let mut builder = GraphBuilder::new();
    let missing = builder.add_task(op, region(1), output(1), &[]).unwrap_err();
    assert_eq!(missing, GraphError::UnknownOperation { operation: 0, operations: 0 });
    let op = builder.add_operation(Arc::new(Digits));
    let missing = builder.add_task(op, region(1), output(1), &[foreign]).unwrap_err();
    assert_eq!(missing, GraphError::UnknownTask { task: 0, tasks: 0 });
    assert!(builder.is_empty(), "a refused task leaves nothing behind");
    builder.mark_output(foreign, region(1));
    assert!(matches!(builder.build(), Err(GraphError::UnknownTask { .. })));
}

#[test]
fn a_task_that_no_output_needs_is_refused_by_name() {
    let mut builder = GraphBuilder::new();
    let op = builder.add_operation(Arc::new(Digits));
    let a = builder.add_task(op, region(1), output(1), &[]).unwrap();
    builder.add_task(op, region(1), output(1), &[a]).unwrap();
    builder.mark_output(a, region(1));
    let error = builder.build().unwrap_err();
    assert_eq!(
        error.to_string(),
        "no output needs task 1 (di\"gits); leave it out, or mark an output that does"
    );
}

#[test]
fn dot_shows_every_task_and_slot() {
    let (graph, _) = graph_of(&[(&[], 1, 0), (&[0, 0], 1, 0)]);
    let expected = "digraph tasks {\n    rankdir = BT;\n    node [shape = box];\n    \
        0 [label = \"di\\\"gits\\n[0:1]\\nrank 0\"];\n    \
        1 [label = \"di\\\"gits\\n[0:1]\\nrank 1\", peripheries = 2];\n    \
        0 -> 1 [label = \"0\"];\n    0 -> 1 [label = \"1\"];\n}\n";
    assert_eq!(graph.to_dot(), expected);
}

#[test]
fn a_long_chain_neither_recurses_nor_forgets() {
    let mut builder = GraphBuilder::new();
    let op = builder.add_operation(Arc::new(Digits));
    let mut last = builder.add_task(op, region(1), output(3), &[]).unwrap();
    for _ in 1..200_000 {
        last = builder.add_task(op, region(1), output(3), &[last]).unwrap();
    }
    builder.mark_output(last, region(1));
    let graph = builder.build().unwrap();
    assert_eq!(graph.rank(last), 199_999);
    assert_eq!(graph.forecast().serial_peak, 6);
}

#[test]
fn a_million_tasks_are_ranked() {
    let mut builder = GraphBuilder::new();
    let op = builder.add_operation(Arc::new(Digits));
    let mut partials = Vec::new();
    for _ in 0..1000 {
        let reads: Vec<TaskId> =
            (0..999).map(|_| builder.add_task(op, Region::default(), output(1), &[]).unwrap()).collect();
        partials.push(builder.add_task(op, Region::default(), output(1), &reads).unwrap());
    }
    let sum = builder.add_task(op, Region::default(), output(1), &partials).unwrap();
    builder.mark_output(sum, Region::default());
    let graph = builder.build().unwrap();
    assert_eq!(graph.len(), 1_000_001);
    assert_eq!(graph.forecast().serial_peak, 999 + 999 + 1);
}

/// Random inputs for `count` tasks, each from those before it.
fn wiring(count: usize) -> impl Strategy<Value = Vec<Vec<usize>>> {
    (0..count)
        .map(|task| proptest::collection::vec(0..task.max(1), if task == 0 { 0..1 } else { 0..4 }))
        .collect::<Vec<_>>()
}

proptest! {
    #[test]
    fn ranks_are_a_permutation_in_which_inputs_come_first(wires in (1_usize..40).prop_flat_map(wiring)) {
        let mut builder = GraphBuilder::new();
        let op = builder.add_operation(Arc::new(Digits));
        let mut ids: Vec<TaskId> = Vec::new();
        for inputs in &wires {
            let inputs: Vec<TaskId> = inputs.iter().map(|&input| ids[input]).collect();
            ids.push(builder.add_task(op, region(1), output(1), &inputs).unwrap());
        }
        for &id in ids.iter().rev() {
            builder.mark_output(id, region(1));
        }
        let graph = builder.build().unwrap();
        let mut sorted = graph.by_rank().to_vec();
        sorted.sort();
        prop_assert_eq!(&sorted, &ids);
        for (rank, &id) in graph.by_rank().iter().enumerate() {
            prop_assert_eq!(graph.rank(id), rank);
            prop_assert!(graph.inputs(id).all(|input| graph.rank(input) < rank));
            let inputs: Vec<usize> = graph.inputs(id).map(TaskId::index).collect();
            prop_assert_eq!(&inputs, &wires[id.index()]);
        }
    }
}
