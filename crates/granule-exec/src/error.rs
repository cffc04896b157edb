//! How a run can fail.

use std::fmt;

use granule_core::Region;
use granule_graph::{Bytes, GraphError, OperationError};
use granule_store::StoreError;

/// An error of a run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExecError {
    /// A task reported an error: see the source.
    #[error("{operation} of {region} failed: {source} ({rest})")]
    Task {
        /// Name of its operation.
        operation: String,
        /// The region it was to yield.
        region: Region,
        /// What became of the other tasks.
        rest: Rest,
        /// What the operation reported.
        source: OperationError,
    },
    /// A task panicked, which is a defect of its operation (or of the sink it wrote to): report it.
    #[error("{operation} of {region} panicked: {message} ({rest})")]
    Panicked {
        /// Name of its operation.
        operation: String,
        /// The region it was to yield.
        region: Region,
        /// What the panic said.
        message: String,
        /// What became of the other tasks.
        rest: Rest,
    },
    /// The value of an output is not one block, which is a defect of the graph: report it.
    #[error("{operation} of {region} cannot be written: {source} ({rest})")]
    Output {
        /// Name of its operation.
        operation: String,
        /// The region it yielded.
        region: Region,
        /// What became of the other tasks.
        rest: Rest,
        /// What is wrong with the value.
        source: Box<GraphError>,
    },
    /// The sink did not take a block: see the source.
    #[error("cannot write {region} of the result: {source} ({rest})")]
    Sink {
        /// Where in the result it was to go.
        region: Region,
        /// What became of the other tasks.
        rest: Rest,
        /// What the sink reported.
        source: Box<StoreError>,
    },
    /// The observer panicked: it must not.
    #[error("the observer panicked: {message} ({rest})")]
    Observer {
        /// What the panic said.
        message: String,
        /// What became of the tasks.
        rest: Rest,
    },
    /// The caller stopped the run.
    #[error("cancelled after {done} of {total} tasks")]
    Cancelled {
        /// Tasks that were done.
        done: usize,
        /// Tasks there were.
        total: usize,
    },
    /// The budget cannot hold the computation, which was not begun: raise it to `needed`, or ask for less at a time.
    #[error(
        "a budget of {} ({budget} bytes) is too small; {needed} bytes ({}) would do, and {full_speed} ({}) keep all \
         workers busy",
        Bytes(*budget), Bytes(*needed), Bytes(*full_speed)
    )]
    Budget {
        /// The budget given, in bytes.
        budget: u64,
        /// The least that would do, in bytes.
        needed: u64,
        /// The least with which no worker waits for memory, in bytes.
        full_speed: u64,
    },
    /// The threads could not be had: ask for fewer.
    #[error("{executor} cannot start {threads} threads: {source}")]
    Threads {
        /// Name of the executor.
        executor: String,
        /// Threads asked for.
        threads: usize,
        /// What the system or the pool reported.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// An executor does not do what every executor must; only [`conformance`](crate::conformance) says so.
    #[error("{executor} does not conform: {check}: {found}")]
    Nonconforming {
        /// Name of the executor.
        executor: String,
        /// What was checked.
        check: &'static str,
        /// What was found instead.
        found: String,
    },
}

/// What became of the other tasks when one of them failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rest {
    /// Tasks that were done.
    pub done: usize,
    /// Other tasks that failed before everything stopped.
    pub failed: usize,
    /// Tasks that were not run.
    pub left: usize,
}

impl fmt::Display for Rest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} tasks done", self.done)?;
        if self.failed > 0 {
            write!(f, ", {} more failed", self.failed)?;
        }
        write!(f, ", {} not run", self.left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_say_where_and_what_would_do() {
        let budget = ExecError::Budget { budget: 10, needed: 24_000, full_speed: 96_000 };
        assert_eq!(
            budget.to_string(),
            "a budget of 10 B (10 bytes) is too small; 24000 bytes (24.0 kB) would do, and 96000 (96.0 kB) keep \
             all workers busy"
        );
        let task = ExecError::Task {
            operation: "read".into(),
            region: Region::from_bounds([(0, 1), (5, 9)]),
            rest: Rest { done: 3, failed: 1, left: 7 },
            source: "no such file".into(),
        };
        assert_eq!(
            task.to_string(),
            "read of [0:1, 5:9] failed: no such file (3 tasks done, 1 more failed, 7 not run)"
        );
    }
}
