//! Workers as threads of one run.

use std::thread::{self, Builder, Scope};

use crossbeam::deque::Worker;
use granule_exec::{ExecError, Executor, Job, Ledger, RunReport, worker_count};
use granule_graph::TaskId;

use crate::queues::{self, Queues, Shared};

/// Runs tasks on threads that steal from each other; the caller's thread is the first of them.
#[derive(Clone, Copy, Debug)]
pub struct CrossbeamExecutor {
    threads: usize,
}

impl CrossbeamExecutor {
    /// An executor with this many threads, the caller's among them; 0 for as many as the machine offers.
    #[must_use]
    pub fn new(threads: usize) -> Self {
        Self { threads: worker_count(threads) }
    }
}

impl Default for CrossbeamExecutor {
    /// As many threads as the machine offers.
    fn default() -> Self {
        Self::new(0)
    }
}

impl Executor for CrossbeamExecutor {
    fn name(&self) -> &'static str {
        "crossbeam"
    }

    fn threads(&self) -> usize {
        self.threads
    }

    fn run(&self, job: &Job<'_>) -> Result<RunReport, ExecError> {
        let ledger = Ledger::new(job, self.name(), self.threads)?;
        let (shared, deques) = queues::open(ledger.ready(), self.threads);
        let workers = thread::scope(|scope| {
            let mut started = 0;
            let mut deques = deques.into_iter().enumerate();
            let first = deques.next();
            for (number, own) in deques {
                // A thread that the system refuses is done without: the caller's alone can finish any run.
                started += usize::from(start(scope, &ledger, number, own, &shared).is_ok());
            }
            if let Some((number, own)) = first {
                work(&ledger, number, own, &shared);
            }
            started + 1
        });
        let mut report = ledger.close()?;
        report.threads = workers;
        Ok(report)
    }
}

fn start<'scope>(
    scope: &'scope Scope<'scope, '_>,
    ledger: &'scope Ledger<'_>,
    number: usize,
    own: Worker<TaskId>,
    shared: &'scope Shared,
) -> std::io::Result<()> {
    let body = move || work(ledger, number, own, shared);
    Builder::new().name(format!("granule-{number}")).spawn_scoped(scope, body).map(|_| ())
}

/// The life of a worker.
fn work(ledger: &Ledger<'_>, number: usize, own: Worker<TaskId>, shared: &Shared) {
    let queues = Queues::new(number, own, shared);
    while let Some(claim) = queues.next(ledger) {
        queues.push(ledger.perform(claim, number));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use granule_exec::conformance;

    #[test]
    fn it_conforms_on_any_number_of_threads() {
        for threads in [1, 2, 4] {
            conformance::check_executor(&CrossbeamExecutor::new(threads)).unwrap();
        }
    }

    #[test]
    fn random_graphs_give_the_same_bits_within_their_budget() {
        conformance::check_random_graphs(&CrossbeamExecutor::new(4), 1000..3000).unwrap();
    }

    #[test]
    fn the_machine_says_how_many_threads_by_default() {
        assert_eq!(CrossbeamExecutor::default().threads(), worker_count(0));
    }
}
