//! The trait of everything that can run a graph.

use std::fmt::Debug;
use std::num::NonZero;

use crate::{ExecError, Job, RunReport};

/// Runs the tasks of a job. It decides when and where, never what.
pub trait Executor: Debug + Send + Sync {
    /// A short name for reports: `sync`, `rayon`.
    fn name(&self) -> &str;

    /// The number of workers.
    fn threads(&self) -> usize;

    /// Runs every task and writes every output to the job's sink, once. Beginning and finishing the sink is up to the
    /// caller, who alone knows whether more will come.
    ///
    /// # Errors
    /// [`ExecError::Budget`] before anything has run; otherwise the first failure, or [`ExecError::Cancelled`].
    fn run(&self, job: &Job<'_>) -> Result<RunReport, ExecError>;
}

/// The number of workers to use when asked for `threads`, where 0 means as many as the machine offers.
#[must_use]
pub fn worker_count(threads: usize) -> usize {
    match threads {
        0 => std::thread::available_parallelism().map_or(1, NonZero::get),
        asked => asked,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_means_what_the_machine_offers() {
        assert!(worker_count(0) >= 1);
        assert_eq!(worker_count(3), 3);
    }
}
