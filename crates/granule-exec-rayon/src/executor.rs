//! Workers as jobs of a pool.

use std::sync::{Arc, Mutex, PoisonError};

use granule_exec::{Claim, ExecError, Executor, Job, Ledger, RunReport, Step, worker_count};
use rayon::{Scope, ThreadPool, ThreadPoolBuilder};

/// Runs tasks on a rayon pool of its own, which its first run starts and all its runs use.
#[derive(Debug)]
pub struct RayonExecutor {
    threads: usize,
    pool: Mutex<Option<Arc<ThreadPool>>>,
}

impl RayonExecutor {
    /// An executor with this many threads; 0 for as many as the machine offers.
    #[must_use]
    pub fn new(threads: usize) -> Self {
        Self { threads: worker_count(threads), pool: Mutex::default() }
    }

    /// The pool, started if it is not there yet.
    fn pool(&self) -> Result<Arc<ThreadPool>, ExecError> {
        let mut pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(pool) = pool.as_ref() {
            return Ok(Arc::clone(pool));
        }
        let started = ThreadPoolBuilder::new()
            .num_threads(self.threads)
            .thread_name(|worker| format!("granule-{worker}"))
            .build()
            .map(Arc::new)
            .map_err(|error| ExecError::Threads {
                executor: self.name().to_owned(),
                threads: self.threads,
                source: Box::new(error),
            })?;
        Ok(Arc::clone(pool.insert(started)))
    }
}

impl Default for RayonExecutor {
    /// As many threads as the machine offers.
    fn default() -> Self {
        Self::new(0)
    }
}

impl Executor for RayonExecutor {
    fn name(&self) -> &'static str {
        "rayon"
    }

    fn threads(&self) -> usize {
        self.threads
    }

    fn run(&self, job: &Job<'_>) -> Result<RunReport, ExecError> {
        let pool = self.pool()?;
        let ledger = Ledger::new(job, self.name(), self.threads)?;
        pool.in_place_scope(|scope| launch(scope, &ledger));
        ledger.close()
    }
}

/// Starts a worker for every task that may start now. The ledger sees to it that there are no more than threads.
fn launch<'scope>(scope: &Scope<'scope>, ledger: &'scope Ledger<'scope>) {
    while let Step::Run(claim) = ledger.try_next() {
        scope.spawn(move |scope| work(scope, ledger, claim));
    }
}

/// Performs a task, and then whatever may start, until nothing may. What else a finished task lets start goes to
/// other threads: whoever finishes launches, so nothing that may start is ever left lying.
fn work<'scope>(scope: &Scope<'scope>, ledger: &'scope Ledger<'scope>, claim: Claim) {
    let worker = rayon::current_thread_index().unwrap_or_default();
    let mut next = Some(claim);
    while let Some(claim) = next {
        ledger.perform(claim, worker);
        next = match ledger.try_next() {
            Step::Run(claim) => Some(claim),
            _ => None,
        };
        launch(scope, ledger);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use granule_exec::conformance;

    #[test]
    fn it_conforms_on_any_number_of_threads() {
        for threads in [1, 2, 4] {
            conformance::check_executor(&RayonExecutor::new(threads)).unwrap();
        }
    }

    #[test]
    fn random_graphs_give_the_same_bits_within_their_budget() {
        conformance::check_random_graphs(&RayonExecutor::new(4), 1000..3000).unwrap();
    }

    #[test]
    fn runs_share_one_pool_even_at_the_same_time() {
        let executor = RayonExecutor::new(2);
        std::thread::scope(|scope| {
            for first in [0, 5000] {
                let executor = &executor;
                scope.spawn(move || conformance::check_random_graphs(executor, first..first + 100).unwrap());
            }
        });
        assert!(Arc::ptr_eq(&executor.pool().unwrap(), &executor.pool().unwrap()));
    }

    #[test]
    fn the_pool_may_be_used_from_within_itself() {
        let executor = RayonExecutor::new(1);
        let pool = executor.pool().unwrap();
        pool.install(|| conformance::check_random_graphs(&executor, 0..20)).unwrap();
    }

    #[test]
    fn the_machine_says_how_many_threads_by_default() {
        assert_eq!(RayonExecutor::default().threads(), worker_count(0));
    }
}
