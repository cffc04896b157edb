//! What can be watched of a run.

use std::time::Duration;

use granule_core::Region;
use granule_graph::{Forecast, TaskId};

use crate::ExecError;

/// Something that happened in a run.
///
/// [`Started`](Self::Started) comes first and [`Finished`](Self::Finished) last, both from the caller's thread; the
/// rest comes from the workers, in the order of each worker.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// The run begins.
    Started {
        /// Name of the executor.
        executor: &'a str,
        /// Workers it has.
        threads: usize,
        /// What the run will take.
        forecast: Forecast,
        /// Bytes it may hold, `None` when there is no limit.
        budget: Option<u64>,
    },
    /// A worker begins a task.
    TaskStarted {
        /// The task.
        task: TaskId,
        /// Name of its operation.
        operation: &'a str,
        /// The region it will yield.
        region: &'a Region,
        /// Number of the worker, from 0.
        worker: usize,
    },
    /// A worker has finished a task, and written its value if that is an output.
    TaskFinished {
        /// The task.
        task: TaskId,
        /// Name of its operation.
        operation: &'a str,
        /// The region it yielded.
        region: &'a Region,
        /// Number of the worker, from 0.
        worker: usize,
        /// Time it took.
        elapsed: Duration,
        /// Bytes of its value.
        bytes: u64,
        /// Tasks done with this one.
        done: usize,
        /// Tasks there are.
        total: usize,
    },
    /// A task has failed; the run stops.
    TaskFailed {
        /// The task.
        task: TaskId,
        /// Name of its operation.
        operation: &'a str,
        /// The region it was to yield.
        region: &'a Region,
        /// Number of the worker, from 0.
        worker: usize,
        /// What went wrong.
        message: &'a str,
    },
    /// The run is over.
    Finished {
        /// Tasks done.
        done: usize,
        /// Tasks there were.
        total: usize,
        /// Time it took.
        elapsed: Duration,
        /// What went wrong, if anything did.
        error: Option<&'a ExecError>,
    },
}

/// Watches runs: progress bars, traces, dashboards. Any closure that takes an [`Event`] is one.
///
/// Called from the workers, without any lock held; a slow observer slows its worker. It may
/// [cancel](crate::CancelToken::cancel) the run; if it panics, the run fails.
pub trait Observer: Send + Sync {
    /// Takes one event.
    fn on(&self, event: &Event<'_>);
}

impl<F: Fn(&Event<'_>) + Send + Sync> Observer for F {
    fn on(&self, event: &Event<'_>) {
        self(event);
    }
}

/// An observer that looks away.
#[derive(Clone, Copy, Debug, Default)]
pub struct NullObserver;

impl Observer for NullObserver {
    fn on(&self, _: &Event<'_>) {}
}
