//! The state that every executor shares: what is ready, what is held, what may run.
//!
//! [`State`] is the bookkeeping behind one lock; [`Values`] holds the values with a lock each; `perform` runs one
//! task with no lock held.

mod failure;
mod perform;
mod state;
#[cfg(test)]
mod tests;
mod values;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use granule_graph::TaskId;

use crate::{Event, ExecError, Job, OperationProfile, RunReport};
use failure::{Cause, Failure, panic_message};
use state::State;
use values::Values;

/// The right to run one task, given once: pass it to [`Ledger::perform`].
#[derive(Debug)]
#[must_use = "a claimed task that is not performed blocks the run"]
pub struct Claim {
    task: TaskId,
}

impl Claim {
    /// The task to run.
    #[must_use]
    pub fn task(&self) -> TaskId {
        self.task
    }
}

/// What a worker should do now.
#[derive(Debug)]
#[non_exhaustive]
pub enum Step {
    /// Run this task.
    Run(Claim),
    /// Nothing may start until a running task finishes.
    Wait,
    /// Nothing will start any more: everything is done, or the run was stopped.
    Done,
}

/// The books of one run: which tasks are ready, which values are held, and who may run next.
///
/// Workers share it by reference. The loop of a worker that may block is
/// `while let Some(claim) = ledger.next() { ledger.perform(claim, worker); }`; one that must not block uses
/// [`try_next`](Self::try_next); one that keeps queues of its own takes the tasks that `perform` made ready, and
/// asks for each with [`claim`](Self::claim).
///
/// # Admission
///
/// The lowest-ranked unfinished task, the frontier, may always start. Any other ready task may start only while the
/// bytes held above the frontier, with its own value and scratch, stay within the budget less the serial peak. What
/// lies below the frontier is what a serial run would hold, so the total never exceeds the budget; and since the
/// frontier may always start, a run cannot come to a stop. `Ledger` also never lets more tasks run at once than the
/// executor has threads.
#[derive(Debug)]
pub struct Ledger<'a> {
    job: &'a Job<'a>,
    executor: String,
    threads: usize,
    started: Instant,
    values: Values,
    state: Mutex<State>,
    changed: Condvar,
}

impl<'a> Ledger<'a> {
    /// Opens the books, and tells the observer that the run has started.
    ///
    /// # Errors
    /// [`ExecError::Budget`] when the budget is less than a serial run needs.
    pub fn new(job: &'a Job<'a>, executor: &str, threads: usize) -> Result<Self, ExecError> {
        let forecast = job.graph.forecast();
        let threads = threads.max(1);
        let room = match job.budget {
            None => None,
            Some(budget) => match budget.checked_sub(forecast.serial_peak) {
                None => {
                    let (needed, full_speed) = (forecast.serial_peak, forecast.full_speed(threads));
                    return Err(ExecError::Budget { budget, needed, full_speed });
                }
                room => room,
            },
        };
        let ledger = Self {
            job,
            executor: executor.to_owned(),
            threads,
            started: Instant::now(),
            values: Values::new(job.graph),
            state: Mutex::new(State::new(job.graph, room, threads)),
            changed: Condvar::new(),
        };
        ledger.notify(&Event::Started { executor, threads, forecast, budget: job.budget });
        Ok(ledger)
    }

    /// The tasks that are ready, lowest rank first: a snapshot, to fill queues with.
    #[must_use]
    pub fn ready(&self) -> Vec<TaskId> {
        self.lock().ready(self.job.graph)
    }

    /// Claims the lowest-ranked task that may start now.
    pub fn try_next(&self) -> Step {
        self.step(&mut self.lock())
    }

    /// Claims the lowest-ranked task that may start, waiting until there is one; `None` when the run is over.
    pub fn next(&self) -> Option<Claim> {
        let mut state = self.lock();
        loop {
            match self.step(&mut state) {
                Step::Run(claim) => return Some(claim),
                Step::Done => return None,
                Step::Wait => {
                    state.waiting += 1;
                    state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                    state.waiting -= 1;
                }
            }
        }
    }

    /// Claims this task, if it is ready and may start now. A task that is refused stays ready: [`next`](Self::next)
    /// will offer it when there is room.
    pub fn claim(&self, task: TaskId) -> Option<Claim> {
        let rank = self.job.graph.rank(task);
        let mut state = self.lock();
        self.heed_cancel(&mut state);
        state.claim(self.job.graph, rank).then_some(Claim { task })
    }

    /// Ends the run once every worker has stopped: tells the observer, and reports.
    ///
    /// # Errors
    /// The first failure, or [`ExecError::Cancelled`].
    pub fn close(self) -> Result<RunReport, ExecError> {
        let mut result = self.result();
        let (done, total) = (self.lock().done(), self.job.graph.len());
        let error = result.as_ref().err();
        self.notify(&Event::Finished { done, total, elapsed: self.started.elapsed(), error });
        if result.is_ok() {
            // Only the observer can have failed since.
            result = self.result();
        }
        result
    }

    fn result(&self) -> Result<RunReport, ExecError> {
        let (graph, mut state) = (self.job.graph, self.lock());
        let (done, total) = (state.done(), graph.len());
        if let Some(failure) = state.take_failure() {
            let rest = state.rest(&failure);
            return Err(failure.into_error(graph, rest));
        }
        if done < total {
            return Err(ExecError::Cancelled { done, total });
        }
        let mut operations: BTreeMap<String, OperationProfile> = BTreeMap::new();
        for ((_, operation), profile) in graph.operations().zip(state.profiles()) {
            operations.entry(operation.name().to_owned()).or_default().add(*profile);
        }
        Ok(RunReport {
            executor: self.executor.clone(),
            threads: self.threads,
            tasks: done,
            elapsed: self.started.elapsed(),
            stats: self.job.context.stats(),
            warnings: self.job.context.warnings(),
            peak_bytes: state.peak(),
            underestimated: state.underestimated(),
            operations,
        })
    }

    fn step(&self, state: &mut State) -> Step {
        self.heed_cancel(state);
        state.next(self.job.graph)
    }

    fn heed_cancel(&self, state: &mut State) {
        if self.job.cancel.is_cancelled() {
            state.stop();
        }
    }

    /// Tells the observer, if there is one; its panic becomes a failure of the run. No lock is held.
    fn notify(&self, event: &Event<'_>) {
        let Some(observer) = self.job.observer else { return };
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| observer.on(event))) {
            let cause = Cause::Observer(panic_message(panic.as_ref()));
            self.change(|state| state.fail(Failure { task: None, cause }));
        }
    }

    /// Changes the state and wakes the workers that wait for that.
    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.lock();
        let result = change(&mut state);
        let wake = state.waiting > 0;
        drop(state);
        if wake {
            self.changed.notify_all();
        }
        result
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing that can panic runs under the lock, so a poisoned one is still good.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
