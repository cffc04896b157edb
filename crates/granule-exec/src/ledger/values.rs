//! The values that wait for their consumers.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use granule_graph::{TaskGraph, TaskId, Value};

/// A slot for the value of each task, each behind a lock of its own: gathering inputs and freeing values does not
/// hold up the scheduling.
#[derive(Debug)]
pub(super) struct Values(Vec<Mutex<Slot>>);

#[derive(Debug)]
struct Slot {
    /// Uses by tasks that have not finished, counting a task once for each of its slots.
    references: usize,
    value: Option<Arc<Value>>,
}

impl Values {
    pub(super) fn new(graph: &TaskGraph) -> Self {
        let slot = |(id, _)| Mutex::new(Slot { references: graph.consumers(id).count(), value: None });
        Self(graph.tasks().map(slot).collect())
    }

    /// Keeps a value for its consumers; without any, it is freed. Returns the bytes that stay.
    pub(super) fn keep(&self, task: TaskId, value: Value) -> u64 {
        let bytes = value.bytes();
        let mut slot = self.lock(task);
        if slot.references == 0 {
            return 0;
        }
        slot.value = Some(Arc::new(value));
        bytes
    }

    /// The values a task uses, by slot.
    pub(super) fn inputs(&self, graph: &TaskGraph, task: TaskId) -> Vec<(TaskId, Arc<Value>)> {
        // A task is only claimed once its inputs are there; were one not, its empty value would be refused.
        graph.inputs(task).map(|input| (input, self.lock(input).value.clone().unwrap_or_default())).collect()
    }

    /// Gives back the inputs of a task that has finished. Frees, and returns, those that nobody uses any more.
    pub(super) fn release_inputs(&self, graph: &TaskGraph, task: TaskId) -> Vec<TaskId> {
        let mut freed = Vec::new();
        for input in graph.inputs(task) {
            let mut slot = self.lock(input);
            slot.references = slot.references.saturating_sub(1);
            if slot.references == 0 {
                let value = slot.value.take();
                drop(slot);
                drop(value);
                freed.push(input);
            }
        }
        freed
    }

    fn lock(&self, task: TaskId) -> MutexGuard<'_, Slot> {
        self.0[task.index()].lock().unwrap_or_else(PoisonError::into_inner)
    }
}
