//! The suite itself: executors that are wrong in one way each must not pass.

use granule_store::{ArrayMeta, ChunkSink, StoreError};

use super::check_executor;
use crate::{CancelToken, ExecError, Executor, Job, Ledger, NullObserver, RunReport, SyncExecutor};

/// An executor that does not do as told.
#[derive(Debug)]
enum Wrong {
    ForgetsTheBudget,
    ForgetsTheToken,
    ForgetsTheObserver,
    RunsTwice,
    WritesNothing,
    FinishesTheSink,
    GivesUpQuietly,
    HasAnotherName,
}

#[derive(Debug)]
struct Nowhere;

impl ChunkSink for Nowhere {
    fn begin(&self, _: &ArrayMeta) -> Result<(), StoreError> {
        Ok(())
    }

    fn write(&self, _: &granule_core::Region, _: &granule_core::Block) -> Result<(), StoreError> {
        Ok(())
    }

    fn finish(&self) -> Result<(), StoreError> {
        Ok(())
    }
}

impl Executor for Wrong {
    fn name(&self) -> &'static str {
        if matches!(self, Self::HasAnotherName) { "other" } else { "sync" }
    }

    fn threads(&self) -> usize {
        1
    }

    fn run(&self, job: &Job<'_>) -> Result<RunReport, ExecError> {
        let mut job = job.clone();
        match self {
            Self::ForgetsTheBudget => job = job.budget(None),
            Self::ForgetsTheToken => job = job.cancel(CancelToken::new()),
            Self::ForgetsTheObserver => job = job.observer(&NullObserver),
            Self::RunsTwice => drop(SyncExecutor.run(&job)?),
            Self::WritesNothing => job.sink = &Nowhere,
            Self::FinishesTheSink => {
                let report = SyncExecutor.run(&job)?;
                job.sink.finish().map(|()| report).unwrap();
            }
            Self::GivesUpQuietly => {
                let ledger = Ledger::new(&job, "sync", 1)?;
                for _ in 0..3 {
                    ledger.next().map(|claim| ledger.perform(claim, 0));
                }
                return Ok(RunReport::default());
            }
            Self::HasAnotherName => {}
        }
        SyncExecutor.run(&job)
    }
}

#[test]
fn what_is_wrong_does_not_pass() {
    let wrongs = [
        Wrong::ForgetsTheBudget,
        Wrong::ForgetsTheToken,
        Wrong::ForgetsTheObserver,
        Wrong::RunsTwice,
        Wrong::WritesNothing,
        Wrong::FinishesTheSink,
        Wrong::GivesUpQuietly,
        Wrong::HasAnotherName,
    ];
    for wrong in wrongs {
        let result = check_executor(&wrong);
        assert!(matches!(result, Err(ExecError::Nonconforming { .. })), "{wrong:?} passed: {result:?}");
    }
}
