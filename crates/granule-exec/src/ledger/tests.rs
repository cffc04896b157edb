//! The ledger under every kind of worker, without threads: whatever the interleaving, the books must be right.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use granule_core::{Block, DType, Region, RunContext, Shape};
use granule_graph::{
    Cost, GraphBuilder, Input, Operation, OperationError, OperationId, TaskGraph, TaskId, Value,
};
use granule_store::MemorySink;
use proptest::prelude::*;

use crate::conformance;
use crate::{CancelToken, Claim, ExecError, Executor, Job, Ledger, RunReport, Step};

/// Virtual workers on one thread: tasks are claimed as soon as they may be, and performed in a random order, as if
/// the others were still running.
#[derive(Debug)]
struct Interleaved {
    workers: usize,
    random: AtomicU64,
}

impl Interleaved {
    fn new(workers: usize, seed: u64) -> Self {
        Self { workers, random: AtomicU64::new(seed) }
    }

    fn below(&self, bound: usize) -> usize {
        let multiplier = 6_364_136_223_846_793_005_u64;
        let next = self.random.load(Ordering::Relaxed).wrapping_mul(multiplier).wrapping_add(1);
        self.random.store(next, Ordering::Relaxed);
        (next >> 33) as usize % bound
    }
}

impl Executor for Interleaved {
    fn name(&self) -> &'static str {
        "interleaved"
    }

    fn threads(&self) -> usize {
        self.workers
    }

    fn run(&self, job: &Job<'_>) -> Result<RunReport, ExecError> {
        let ledger = Ledger::new(job, self.name(), self.workers)?;
        let mut claims: Vec<Claim> = Vec::new();
        let mut hints: Vec<TaskId> = ledger.ready();
        loop {
            // Half of the claims come from queues of hints, as in work stealing, and may be stale.
            while !hints.is_empty() && self.below(2) == 0 {
                let hint = hints.swap_remove(self.below(hints.len()));
                claims.extend(ledger.claim(hint));
            }
            match ledger.try_next() {
                Step::Run(claim) => claims.push(claim),
                Step::Wait => {}
                Step::Done if claims.is_empty() => return ledger.close(),
                Step::Done => {}
            }
            assert!(!claims.is_empty(), "nothing runs and nothing may start: a deadlock");
            assert!(claims.len() <= self.workers);
            if claims.len() == self.workers || self.below(3) == 0 {
                let worker = self.below(claims.len());
                let claim = claims.swap_remove(worker);
                hints.extend(ledger.perform(claim, worker));
            }
        }
    }
}

#[test]
fn interleaved_workers_conform() {
    for workers in [1, 2, 4, 13] {
        conformance::check_executor(&Interleaved::new(workers, 7)).unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn any_graph_on_any_budget_with_any_interleaving_gives_the_same_bits(
        graph in 1000_u64..u64::MAX, order: u64, workers in 1_usize..9,
    ) {
        conformance::check_random_graphs(&Interleaved::new(workers, order), graph..graph + 1).unwrap();
    }
}

/// Yields as many bytes as its region has elements.
#[derive(Debug)]
struct Zeros;

impl Operation for Zeros {
    fn name(&self) -> &'static str {
        "zeros"
    }

    fn run(&self, region: &Region, _: &[Input<'_>], _: &RunContext) -> Result<Value, OperationError> {
        Ok(Block::zeros(DType::U8, &region.shape())?.into())
    }
}

fn add(
    builder: &mut GraphBuilder,
    zeros: OperationId,
    bytes: usize,
    scratch: u64,
    inputs: &[TaskId],
) -> TaskId {
    let cost = Cost { output: bytes as u64, scratch, ..Cost::default() };
    builder.add_task(zeros, Region::full(&Shape::from([bytes])), cost, inputs).unwrap()
}

/// Sources of these sizes, and a sum of one byte: a serial run holds them all.
fn sources(sizes: &[(usize, u64)]) -> (TaskGraph, Vec<TaskId>) {
    let mut builder = GraphBuilder::new();
    let zeros = builder.add_operation(Arc::new(Zeros));
    let tasks: Vec<TaskId> =
        sizes.iter().map(|&(bytes, scratch)| add(&mut builder, zeros, bytes, scratch, &[])).collect();
    let sum = add(&mut builder, zeros, 1, 0, &tasks);
    builder.mark_output(sum, Region::default());
    (builder.build().unwrap(), tasks)
}

fn with_ledger<T>(graph: &TaskGraph, room: u64, threads: usize, test: impl FnOnce(&Ledger<'_>) -> T) -> T {
    let (sink, context) = (MemorySink::new(), RunContext::default());
    let job = Job::new(graph, &sink, &context).budget(graph.forecast().serial_peak + room);
    test(&Ledger::new(&job, "test", threads).unwrap())
}

fn run(step: Step) -> Option<Claim> {
    match step {
        Step::Run(claim) => Some(claim),
        _ => None,
    }
}

#[test]
fn without_room_only_the_frontier_runs() {
    let (graph, tasks) = sources(&[(10, 0), (10, 0), (10, 0)]);
    with_ledger(&graph, 9, 4, |ledger| {
        let first = run(ledger.try_next()).unwrap();
        assert_eq!(first.task(), tasks[0]);
        assert!(matches!(ledger.try_next(), Step::Wait));
        assert!(ledger.claim(tasks[1]).is_none());
        ledger.perform(first, 0);
        assert_eq!(run(ledger.try_next()).unwrap().task(), tasks[1]);
    });
}

#[test]
fn room_is_for_values_and_scratch_above_the_frontier() {
    let (graph, tasks) = sources(&[(10, 0), (10, 5), (10, 0), (7, 0)]);
    with_ledger(&graph, 25, 9, |ledger| {
        let claims: Vec<Claim> = std::iter::from_fn(|| run(ledger.try_next())).collect();
        let claimed: Vec<TaskId> = claims.iter().map(Claim::task).collect();
        // 15 and 10 bytes fill the room; the last waits.
        assert_eq!(claimed, tasks[..3]);
        let mut claims = claims.into_iter();
        claims.next().map(|frontier| ledger.perform(frontier, 0));
        // The second task is the frontier now, so its bytes no longer count.
        assert_eq!(run(ledger.try_next()).unwrap().task(), tasks[3]);
    });
}

#[test]
fn a_small_task_may_pass_one_that_does_not_fit() {
    let (graph, tasks) = sources(&[(10, 0), (100, 0), (5, 0)]);
    with_ledger(&graph, 50, 4, |ledger| {
        let claims: Vec<Claim> = std::iter::from_fn(|| run(ledger.try_next())).collect();
        assert_eq!(claims.iter().map(Claim::task).collect::<Vec<_>>(), [tasks[0], tasks[2]]);
    });
}

#[test]
fn no_more_tasks_run_than_there_are_threads() {
    let (graph, tasks) = sources(&[(1, 0), (1, 0), (1, 0)]);
    with_ledger(&graph, 1000, 2, |ledger| {
        let claims = [ledger.claim(tasks[2]).unwrap(), run(ledger.try_next()).unwrap()];
        assert_eq!(claims[1].task(), tasks[0]);
        assert!(matches!(ledger.try_next(), Step::Wait));
        assert!(ledger.claim(tasks[1]).is_none());
    });
}

#[test]
fn a_task_is_claimed_once_and_only_when_ready() {
    let (graph, tasks) = sources(&[(1, 0)]);
    let sum = graph.outputs()[0].task();
    with_ledger(&graph, 1000, 8, |ledger| {
        assert_eq!(ledger.ready(), tasks);
        assert!(ledger.claim(sum).is_none());
        let claim = ledger.claim(tasks[0]).unwrap();
        assert!(ledger.claim(tasks[0]).is_none());
        assert!(ledger.ready().is_empty());
        assert_eq!(ledger.perform(claim, 0), [sum]);
        assert!(ledger.claim(tasks[0]).is_none());
        assert!(ledger.claim(sum).is_some());
    });
}

#[test]
fn a_value_larger_than_declared_is_counted() {
    let mut builder = GraphBuilder::new();
    let zeros = builder.add_operation(Arc::new(Zeros));
    let cost = Cost { output: 3, ..Cost::default() };
    let large = builder.add_task(zeros, Region::full(&Shape::from([100])), cost, &[]).unwrap();
    let end = add(&mut builder, zeros, 5, 0, &[large]);
    builder.mark_output(end, Region::from_bounds([(0, 5)]));
    let graph = builder.build().unwrap();
    let (sink, context) = (MemorySink::new(), RunContext::default());
    granule_store::ChunkSink::begin(
        &sink,
        &granule_store::ArrayMeta::new(DType::U8, granule_core::ChunkGrid::single(&Shape::from([5]))),
    )
    .unwrap();
    let report = crate::SyncExecutor.run(&Job::new(&graph, &sink, &context)).unwrap();
    assert_eq!((report.underestimated, report.peak_bytes), (1, 105));
}

#[test]
fn absurd_costs_are_accounted_without_overflow() {
    let mut builder = GraphBuilder::new();
    let zeros = builder.add_operation(Arc::new(Zeros));
    let cost = Cost { output: u64::MAX, scratch: u64::MAX, ..Cost::default() };
    for place in 0..3 {
        let task = builder.add_task(zeros, Region::default(), cost, &[]).unwrap();
        builder.mark_output(task, Region::from_bounds([(place, place + 1)]));
    }
    let graph = builder.build().unwrap();
    with_ledger(&graph, 0, 3, |ledger| {
        assert!(run(ledger.try_next()).is_some());
        assert!(matches!(ledger.try_next(), Step::Wait));
    });
    let (sink, context) = (MemorySink::new(), RunContext::default());
    let job = Job::new(&graph, &sink, &context);
    let ledger = Ledger::new(&job, "test", 3).unwrap();
    assert_eq!(std::iter::from_fn(|| run(ledger.try_next())).count(), 3);
}

#[test]
fn a_cancelled_ledger_offers_nothing() {
    let (graph, tasks) = sources(&[(1, 0), (1, 0)]);
    let (sink, context, token) = (MemorySink::new(), RunContext::default(), CancelToken::new());
    let job = Job::new(&graph, &sink, &context).cancel(token.clone());
    let ledger = Ledger::new(&job, "test", 2).unwrap();
    let claim = ledger.next().unwrap();
    token.cancel();
    assert!(ledger.claim(tasks[1]).is_none());
    assert!(ledger.next().is_none());
    ledger.perform(claim, 0);
    let error = ledger.close().unwrap_err();
    assert!(matches!(error, ExecError::Cancelled { done: 1, total: 3 }));
}
