//! Running a case and judging the run.

use std::fmt::Display;

use granule_core::RunContext;

use super::plan::{Case, Step};
use super::recorder::Recorder;
use crate::{CancelToken, ExecError, Executor, Job, NullObserver, Observer, RunReport};

/// An executor on trial.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trial<'a> {
    executor: &'a dyn Executor,
}

/// What the caller wants of a run.
pub(super) struct Wishes<'a> {
    pub(super) budget: Option<u64>,
    pub(super) cancel: CancelToken,
    pub(super) observer: &'a dyn Observer,
    pub(super) sink: Recorder,
}

impl Default for Wishes<'_> {
    fn default() -> Self {
        let (cancel, sink) = (CancelToken::new(), Recorder::default());
        Self { budget: None, cancel, observer: &NullObserver, sink }
    }
}

/// What came of a run.
pub(super) struct Outcome {
    pub(super) result: Result<RunReport, ExecError>,
    pub(super) sink: Recorder,
}

impl<'a> Trial<'a> {
    pub(super) fn new(executor: &'a dyn Executor) -> Self {
        Self { executor }
    }

    pub(super) fn threads(&self) -> usize {
        self.executor.threads()
    }

    pub(super) fn case(&self, check: &'static str, steps: &[Step]) -> Result<Case, ExecError> {
        Case::new(steps).map_err(|error| self.fault(check, error))
    }

    /// Runs a case, each time afresh.
    pub(super) fn run(&self, case: &Case, wishes: Wishes<'_>) -> Outcome {
        case.meter.reset();
        let context = RunContext::default();
        let job = Job::new(&case.graph, &wishes.sink, &context)
            .budget(wishes.budget)
            .cancel(wishes.cancel)
            .observer(wishes.observer);
        let result = self.executor.run(&job);
        Outcome { result, sink: wishes.sink }
    }

    /// Runs a case that must succeed: right bits, each output once, every task once, memory within the budget.
    pub(super) fn succeed(
        &self,
        check: &'static str,
        case: &Case,
        budget: Option<u64>,
    ) -> Result<RunReport, ExecError> {
        let Outcome { result, sink } = self.run(case, Wishes { budget, ..Wishes::default() });
        let report = result.map_err(|error| self.fault(check, error))?;
        self.expect(check, "blocks written", &sink.written(), &case.expected)?;
        self.expect(check, "calls of begin and finish", &sink.framed(), &0)?;
        self.expect(check, "runs of each task", &case.meter.runs(), &vec![1; case.graph.len()])?;
        self.expect(check, "tasks reported", &report.tasks, &case.graph.len())?;
        let profiled: usize = report.operations.values().map(|profile| profile.tasks).sum();
        self.expect(check, "tasks profiled", &profiled, &case.graph.len())?;
        self.expect(check, "values larger than declared", &report.underestimated, &0)?;
        self.expect(check, "name reported", &report.executor.as_str(), &self.executor.name())?;
        self.check_memory(check, case, budget, &report)?;
        Ok(report)
    }

    /// The ledger's account is neither above the budget nor below what tasks saw.
    fn check_memory(
        &self,
        check: &'static str,
        case: &Case,
        budget: Option<u64>,
        report: &RunReport,
    ) -> Result<(), ExecError> {
        let (peak, seen) = (report.peak_bytes, case.meter.peak());
        if peak < seen {
            return Err(self.fault(check, format!("a peak of {peak} bytes reported, tasks saw {seen}")));
        }
        match budget {
            Some(budget) if peak > budget => {
                Err(self.fault(check, format!("a peak of {peak} bytes on a budget of {budget}")))
            }
            _ => Ok(()),
        }
    }

    pub(super) fn expect<T: PartialEq + std::fmt::Debug>(
        &self,
        check: &'static str,
        what: &str,
        found: &T,
        expected: &T,
    ) -> Result<(), ExecError> {
        if found == expected {
            return Ok(());
        }
        Err(self.fault(check, format!("{what}: expected {expected:?}, found {found:?}")))
    }

    /// The error that says what is wrong.
    pub(super) fn fault(&self, check: &'static str, found: impl Display) -> ExecError {
        ExecError::Nonconforming {
            executor: self.executor.name().to_owned(),
            check,
            found: found.to_string(),
        }
    }

    /// The error for a run that ended otherwise than it should have.
    pub(super) fn unexpected(&self, check: &'static str, result: &Result<RunReport, ExecError>) -> ExecError {
        match result {
            Ok(_) => self.fault(check, "the run succeeded"),
            Err(error) => self.fault(check, error),
        }
    }
}
