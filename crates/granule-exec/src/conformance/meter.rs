//! Memory as the tasks themselves see it, independent of the ledger's account.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::plan::Step;

/// Counts what tasks hold while they run and what their values hold until the last consumer has run.
#[derive(Debug)]
pub(super) struct Meter {
    steps: Vec<Step>,
    account: Mutex<Account>,
}

#[derive(Clone, Debug, Default)]
struct Account {
    live: u64,
    peak: u64,
    runs: Vec<usize>,
    consumers: Vec<usize>,
}

impl Meter {
    pub(super) fn new(steps: Vec<Step>) -> Self {
        let meter = Self { steps, account: Mutex::default() };
        meter.reset();
        meter
    }

    /// Forgets the last run.
    pub(super) fn reset(&self) {
        let mut consumers = vec![0; self.steps.len()];
        for &input in self.steps.iter().flat_map(|step| &step.inputs) {
            consumers[input] += 1;
        }
        let runs = vec![0; self.steps.len()];
        *self.lock() = Account { consumers, runs, ..Account::default() };
    }

    /// A task starts: its value and scratch are held from now on.
    pub(super) fn begin(&self, task: usize) {
        let mut account = self.lock();
        account.runs[task] += 1;
        account.live += self.steps[task].bytes() + self.steps[task].scratch;
        account.peak = account.peak.max(account.live);
    }

    /// A task ends: its scratch is free, and what only it still needed.
    pub(super) fn end(&self, task: usize) {
        let mut account = self.lock();
        let step = &self.steps[task];
        let mut freed = step.scratch;
        for &input in &step.inputs {
            account.consumers[input] -= 1;
            if account.consumers[input] == 0 {
                freed += self.steps[input].bytes();
            }
        }
        if account.consumers[task] == 0 {
            freed += step.bytes();
        }
        account.live -= freed;
    }

    /// The most that was held at once.
    pub(super) fn peak(&self) -> u64 {
        self.lock().peak
    }

    /// How often each task ran.
    pub(super) fn runs(&self) -> Vec<usize> {
        self.lock().runs.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Account> {
        self.account.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
