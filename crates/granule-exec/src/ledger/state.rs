//! The bookkeeping behind the lock: plain data, without threads.

use std::collections::BTreeSet;
use std::time::Duration;

use granule_graph::{TaskGraph, TaskId};

use super::failure::Failure;
use super::{Claim, Step};
use crate::{OperationProfile, Rest};

/// How many ready tasks are looked at, from the lowest rank, for one that memory allows.
const LOOKAHEAD: usize = 32;

/// Where a task is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Waiting,
    Ready,
    Running,
    Finished,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    phase: Phase,
    /// Inputs that are not there yet.
    missing: u32,
    /// Bytes held: value and scratch while it runs, its value afterwards, nothing once that is freed.
    held: u64,
}

/// What is entered when a task has finished.
#[derive(Debug)]
pub(super) struct Finished {
    pub(super) task: TaskId,
    /// Bytes of its value.
    pub(super) bytes: u64,
    /// Bytes of it that stay for consumers.
    pub(super) kept: u64,
    /// Tasks whose values were freed.
    pub(super) freed: Vec<TaskId>,
    pub(super) elapsed: Duration,
}

/// Ready set, memory account and outcome of a run. Tasks are indexed by rank.
#[derive(Debug)]
pub(super) struct State {
    entries: Vec<Entry>,
    ready: BTreeSet<usize>,
    /// Rank of the lowest-ranked unfinished task.
    frontier: usize,
    /// Bytes that may be held above the frontier; `None` for no limit.
    room: Option<u64>,
    /// Most tasks to run at once.
    threads: usize,
    running: usize,
    /// Bytes held by all tasks. Wider than any one cost, so that absurd costs cannot wrap.
    live: u128,
    /// Bytes held by tasks above the frontier.
    above: u128,
    peak: u128,
    done: usize,
    failed: usize,
    underestimated: usize,
    stopped: bool,
    failure: Option<Failure>,
    profiles: Vec<OperationProfile>,
    /// Workers that sleep until something changes.
    pub(super) waiting: usize,
}

impl State {
    pub(super) fn new(graph: &TaskGraph, room: Option<u64>, threads: usize) -> Self {
        let mut ready = BTreeSet::new();
        let mut entries = Vec::with_capacity(graph.len());
        for (rank, &task) in graph.by_rank().iter().enumerate() {
            let missing = graph.inputs(task).count() as u32;
            let phase = if missing == 0 { Phase::Ready } else { Phase::Waiting };
            if missing == 0 {
                ready.insert(rank);
            }
            entries.push(Entry { phase, missing, held: 0 });
        }
        Self {
            entries,
            ready,
            frontier: 0,
            room,
            threads,
            running: 0,
            live: 0,
            above: 0,
            peak: 0,
            done: 0,
            failed: 0,
            underestimated: 0,
            stopped: false,
            failure: None,
            profiles: vec![OperationProfile::default(); graph.operations().len()],
            waiting: 0,
        }
    }

    /// The lowest-ranked task that may start, claimed.
    pub(super) fn next(&mut self, graph: &TaskGraph) -> Step {
        if self.stopped || self.done == self.entries.len() {
            return Step::Done;
        }
        if self.running == self.threads {
            return Step::Wait;
        }
        let admitted = self.ready.iter().copied().take(LOOKAHEAD).find(|&rank| self.admits(graph, rank));
        match admitted {
            Some(rank) => {
                self.start(graph, rank);
                Step::Run(Claim { task: graph.by_rank()[rank] })
            }
            None => Step::Wait,
        }
    }

    /// Starts this task, if it is ready and may; says whether it did.
    pub(super) fn claim(&mut self, graph: &TaskGraph, rank: usize) -> bool {
        let may = !self.stopped
            && self.running < self.threads
            && self.entries[rank].phase == Phase::Ready
            && self.admits(graph, rank);
        if may {
            self.start(graph, rank);
        }
        may
    }

    /// The admission rule: see [`Ledger`](crate::Ledger).
    fn admits(&self, graph: &TaskGraph, rank: usize) -> bool {
        let Some(room) = self.room else { return true };
        let needed = u128::from(graph.task(graph.by_rank()[rank]).cost().memory());
        rank == self.frontier || self.above + needed <= u128::from(room)
    }

    fn start(&mut self, graph: &TaskGraph, rank: usize) {
        self.ready.remove(&rank);
        self.running += 1;
        self.entries[rank].phase = Phase::Running;
        self.hold(rank, graph.task(graph.by_rank()[rank]).cost().memory());
    }

    /// Sets what a task holds.
    fn hold(&mut self, rank: usize, bytes: u64) {
        let before = std::mem::replace(&mut self.entries[rank].held, bytes);
        self.live = self.live - u128::from(before) + u128::from(bytes);
        if rank > self.frontier {
            self.above = self.above - u128::from(before) + u128::from(bytes);
        }
        self.peak = self.peak.max(self.live);
    }

    /// Enters a finished task. Returns the tasks this made ready, lowest rank first.
    pub(super) fn finish(&mut self, graph: &TaskGraph, finished: &Finished) -> Vec<TaskId> {
        let task = graph.task(finished.task);
        let rank = graph.rank(finished.task);
        self.running -= 1;
        self.done += 1;
        self.entries[rank].phase = Phase::Finished;
        if finished.bytes > task.cost().output {
            self.underestimated += 1;
        }
        self.hold(rank, finished.kept);
        for &input in &finished.freed {
            self.hold(graph.rank(input), 0);
        }
        self.advance();
        self.profiles[task.operation().index()].add(OperationProfile {
            tasks: 1,
            time: finished.elapsed,
            bytes: finished.bytes,
        });
        self.make_ready(graph, finished.task)
    }

    /// Moves the frontier past what is finished; what it passes no longer lies above it.
    fn advance(&mut self) {
        while self.entries.get(self.frontier).is_some_and(|entry| entry.phase == Phase::Finished) {
            self.frontier += 1;
            self.above -= self.entries.get(self.frontier).map_or(0, |entry| u128::from(entry.held));
        }
    }

    fn make_ready(&mut self, graph: &TaskGraph, task: TaskId) -> Vec<TaskId> {
        let mut ranks = Vec::new();
        for consumer in graph.consumers(task) {
            let rank = graph.rank(consumer);
            let entry = &mut self.entries[rank];
            entry.missing -= 1;
            if entry.missing == 0 {
                entry.phase = Phase::Ready;
                self.ready.insert(rank);
                ranks.push(rank);
            }
        }
        ranks.sort_unstable();
        ranks.into_iter().map(|rank| graph.by_rank()[rank]).collect()
    }

    /// Enters a failure, of a running task or of the observer, and stops the run. The first is kept.
    pub(super) fn fail(&mut self, failure: Failure) {
        if failure.task.is_some() {
            self.running -= 1;
            self.failed += 1;
        }
        self.failure.get_or_insert(failure);
        self.stop();
    }

    /// Lets no other task start.
    pub(super) fn stop(&mut self) {
        self.stopped = true;
    }

    pub(super) fn ready(&self, graph: &TaskGraph) -> Vec<TaskId> {
        self.ready.iter().map(|&rank| graph.by_rank()[rank]).collect()
    }

    pub(super) fn take_failure(&mut self) -> Option<Failure> {
        self.failure.take()
    }

    /// What became of the tasks other than the one whose failure is reported.
    pub(super) fn rest(&self, failure: &Failure) -> Rest {
        let left = self.entries.len() - self.done - self.failed;
        Rest { done: self.done, failed: self.failed - usize::from(failure.task.is_some()), left }
    }

    pub(super) fn done(&self) -> usize {
        self.done
    }

    pub(super) fn peak(&self) -> u64 {
        u64::try_from(self.peak).unwrap_or(u64::MAX)
    }

    pub(super) fn underestimated(&self) -> usize {
        self.underestimated
    }

    pub(super) fn profiles(&self) -> &[OperationProfile] {
        &self.profiles
    }
}
