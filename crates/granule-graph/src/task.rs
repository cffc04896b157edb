//! Tasks, their numbers, and outputs.

use std::fmt;

use granule_core::Region;

use crate::Cost;

/// The number of an operation in its graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OperationId(pub(crate) u32);

/// The number of a task in its graph, in the order tasks were added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskId(pub(crate) u32);

impl OperationId {
    /// The number as an index: 0 to the number of operations.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl TaskId {
    /// The number as an index: 0 to [`TaskGraph::len`](crate::TaskGraph::len).
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl fmt::Display for TaskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "task {}", self.0)
    }
}

/// One step of a computation: an operation applied to a region. Its inputs are edges of the graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    operation: OperationId,
    region: Region,
    cost: Cost,
}

impl Task {
    pub(crate) fn new(operation: OperationId, region: Region, cost: Cost) -> Self {
        Self { operation, region, cost }
    }

    /// What it does.
    #[must_use]
    pub fn operation(&self) -> OperationId {
        self.operation
    }

    /// The region it yields, in the coordinates of its operation.
    #[must_use]
    pub fn region(&self) -> &Region {
        &self.region
    }

    /// What it takes.
    #[must_use]
    pub fn cost(&self) -> Cost {
        self.cost
    }
}

/// A value that is part of the result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    pub(crate) task: TaskId,
    pub(crate) region: Region,
}

impl Output {
    /// The task whose value it is.
    #[must_use]
    pub fn task(&self) -> TaskId {
        self.task
    }

    /// Where in the result the value lies.
    #[must_use]
    pub fn region(&self) -> &Region {
        &self.region
    }
}
