//! The executor without threads.

use crate::{ExecError, Executor, Job, Ledger, RunReport};

/// Runs tasks one by one, in rank order, on the caller's thread.
#[derive(Clone, Copy, Debug, Default)]
pub struct SyncExecutor;

impl Executor for SyncExecutor {
    fn name(&self) -> &'static str {
        "sync"
    }

    fn threads(&self) -> usize {
        1
    }

    fn run(&self, job: &Job<'_>) -> Result<RunReport, ExecError> {
        let ledger = Ledger::new(job, self.name(), 1)?;
        while let Some(claim) = ledger.next() {
            ledger.perform(claim, 0);
        }
        ledger.close()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conformance;

    #[test]
    fn it_conforms() {
        conformance::check_executor(&SyncExecutor).unwrap();
    }
}
