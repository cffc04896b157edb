//! The executors: graphs of tasks that do nothing.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, Throughput};
use granule::core::{Block, ChunkGrid, DType, Region, RunContext, Shape};
use granule::exec::{Executor, Job, SyncExecutor};
use granule::graph::{Cost, GraphBuilder, Input, Operation, OperationError, TaskGraph, Value};
use granule::store::{ArrayMeta, ChunkSink, MemorySink};
use granule::{CrossbeamExecutor, RayonExecutor};

const LEAVES: usize = 10_000;
const FAN_IN: usize = 16;

/// Yields one number, whatever it is given.
#[derive(Debug)]
struct Nothing;

impl Operation for Nothing {
    fn name(&self) -> &'static str {
        "nothing"
    }

    fn run(&self, _: &Region, _: &[Input<'_>], _: &RunContext) -> Result<Value, OperationError> {
        Ok(Block::scalar(0.0).into())
    }
}

/// A tree, as a reduction makes it: leaves, and combines of [`FAN_IN`] up to one.
fn tree() -> TaskGraph {
    let mut builder = GraphBuilder::new();
    let nothing = builder.add_operation(Arc::new(Nothing));
    let cost = Cost { output: 8, ..Cost::default() };
    let mut level: Vec<_> =
        (0..LEAVES).map(|_| builder.add_task(nothing, Region::default(), cost, &[]).unwrap()).collect();
    while level.len() > 1 {
        level = level
            .chunks(FAN_IN)
            .map(|group| builder.add_task(nothing, Region::default(), cost, group).unwrap())
            .collect();
    }
    builder.mark_output(level[0], Region::default());
    builder.build().unwrap()
}

pub(crate) fn empty_tasks(criterion: &mut Criterion) {
    let graph = tree();
    let executors: [(&str, Box<dyn Executor>); 5] = [
        ("sync", Box::new(SyncExecutor)),
        ("rayon, 1 thread", Box::new(RayonExecutor::new(1))),
        ("rayon, 2 threads", Box::new(RayonExecutor::new(2))),
        ("crossbeam, 1 thread", Box::new(CrossbeamExecutor::new(1))),
        ("crossbeam, 2 threads", Box::new(CrossbeamExecutor::new(2))),
    ];
    let mut group = criterion.benchmark_group("empty tasks");
    group.throughput(Throughput::Elements(graph.len() as u64));
    group.bench_function("building the graph", |bencher| bencher.iter(|| black_box(tree())));
    for (name, executor) in &executors {
        group.bench_function(*name, |bencher| bencher.iter(|| run(executor.as_ref(), &graph)));
    }
}

fn run(executor: &dyn Executor, graph: &TaskGraph) -> usize {
    let (sink, context) = (MemorySink::new(), RunContext::default());
    let grid = ChunkGrid::single(&Shape::default());
    sink.begin(&ArrayMeta::new(DType::F64, grid)).unwrap();
    executor.run(&Job::new(graph, &sink, &context)).unwrap().tasks
}
