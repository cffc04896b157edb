//! Where a worker looks for its next task.

use crossbeam::deque::{Injector, Stealer, Worker};
use granule_exec::{Claim, Ledger};
use granule_graph::TaskId;

/// What all workers can take from: the tasks that were ready at the beginning, and each other's deques.
#[derive(Debug)]
pub(crate) struct Shared {
    injector: Injector<TaskId>,
    stealers: Vec<Stealer<TaskId>>,
}

/// One worker's queues.
///
/// A queued task is only a suggestion. The ledger keeps what is ready, and may refuse a task, for want of memory or
/// because another worker was offered it; then it is dropped here, and the ledger offers it again when there is room.
#[derive(Debug)]
pub(crate) struct Queues<'a> {
    own: Worker<TaskId>,
    shared: &'a Shared,
    number: usize,
}

/// The shared queues, and a deque for each worker.
pub(crate) fn open(ready: Vec<TaskId>, workers: usize) -> (Shared, Vec<Worker<TaskId>>) {
    let injector = Injector::new();
    for task in ready {
        injector.push(task);
    }
    // Last in, first out: depth first, so that values are used soon after they are made.
    let deques: Vec<Worker<TaskId>> = (0..workers).map(|_| Worker::new_lifo()).collect();
    let stealers = deques.iter().map(Worker::stealer).collect();
    (Shared { injector, stealers }, deques)
}

impl<'a> Queues<'a> {
    pub(crate) fn new(number: usize, own: Worker<TaskId>, shared: &'a Shared) -> Self {
        Self { own, shared, number }
    }

    /// Queues the tasks that this worker made ready, so that the lowest-ranked comes out first.
    pub(crate) fn push(&self, ready: Vec<TaskId>) {
        for task in ready.into_iter().rev() {
            self.own.push(task);
        }
    }

    /// Claims a task: from the own deque, from the beginning, from another worker, or else whatever the ledger
    /// offers, waiting for that; `None` when the run is over.
    pub(crate) fn next(&self, ledger: &Ledger<'_>) -> Option<Claim> {
        while let Some(task) = self.own.pop().or_else(|| self.steal()) {
            if let Some(claim) = ledger.claim(task) {
                return Some(claim);
            }
        }
        ledger.next()
    }

    fn steal(&self) -> Option<TaskId> {
        // One at a time from the injector: a batch would take a worker far from the frontier.
        let begin =
            || std::iter::repeat_with(|| self.shared.injector.steal()).find(|steal| !steal.is_retry());
        begin().and_then(crossbeam::deque::Steal::success).or_else(|| self.steal_from_others())
    }

    fn steal_from_others(&self) -> Option<TaskId> {
        let count = self.shared.stealers.len();
        // From the next worker on, so that thieves do not all try the same one first.
        (1..count).filter_map(|step| self.shared.stealers.get((self.number + step) % count)).find_map(
            |stealer| std::iter::repeat_with(|| stealer.steal()).find(|steal| !steal.is_retry())?.success(),
        )
    }
}
