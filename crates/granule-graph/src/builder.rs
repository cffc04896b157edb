//! Making a graph.

use std::sync::Arc;

use granule_core::Region;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::rank::{Slot, depth_first};
use crate::{Cost, GraphError, Operation, OperationId, Output, Task, TaskGraph, TaskId};

/// Collects operations, tasks and outputs; tasks can only use tasks that are already there, so there is never a
/// cycle.
#[derive(Debug, Default)]
pub struct GraphBuilder {
    graph: DiGraph<Task, Slot>,
    operations: Vec<Arc<dyn Operation>>,
    outputs: Vec<Output>,
}

impl GraphBuilder {
    /// An empty graph.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an operation for tasks to name. Add it once and share it: every call adds another.
    pub fn add_operation(&mut self, operation: Arc<dyn Operation>) -> OperationId {
        // A u32 of operations would not fit in memory: an `Arc` of a trait object is 16 bytes.
        let id = OperationId(u32::try_from(self.operations.len()).unwrap_or(u32::MAX));
        self.operations.push(operation);
        id
    }

    /// Adds a task that applies `operation` to `region`, with the values of `inputs` in this order.
    ///
    /// A task may use the same input more than once.
    ///
    /// # Errors
    /// [`GraphError::UnknownOperation`] or [`GraphError::UnknownTask`] for a number that is not of this builder,
    /// [`GraphError::TooLarge`] beyond about four billion tasks or edges.
    pub fn add_task(
        &mut self,
        operation: OperationId,
        region: Region,
        cost: Cost,
        inputs: &[TaskId],
    ) -> Result<TaskId, GraphError> {
        let operations = self.operations.len();
        if operation.index() >= operations {
            return Err(GraphError::UnknownOperation { operation: operation.index(), operations });
        }
        for &input in inputs {
            self.check_task(input)?;
        }
        let too_large = |_| GraphError::TooLarge { limit: u32::MAX as usize };
        let node = self.graph.try_add_node(Task::new(operation, region, cost)).map_err(too_large)?;
        // petgraph walks the edges of a node from the latest to the first: added backwards, slot 0 is met first.
        for (slot, input) in inputs.iter().enumerate().rev() {
            self.graph.try_add_edge(NodeIndex::from(input.0), node, Slot(slot as u32)).map_err(too_large)?;
        }
        Ok(TaskId(node.index() as u32))
    }

    /// Says that the value of a task is the part of the result at `region`.
    ///
    /// The order of the calls is the order in which a serial run makes the outputs. One task may be several outputs.
    pub fn mark_output(&mut self, task: TaskId, region: Region) {
        self.outputs.push(Output { task, region });
    }

    /// The number of tasks so far.
    #[must_use]
    pub fn len(&self) -> usize {
        self.graph.node_count()
    }

    /// Whether there is no task yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Ranks the tasks and closes the graph.
    ///
    /// # Errors
    /// [`GraphError::UnknownTask`] for an output that is not a task of this builder, [`GraphError::Unneeded`] for
    /// a task that no output needs.
    pub fn build(self) -> Result<TaskGraph, GraphError> {
        for output in &self.outputs {
            self.check_task(output.task)?;
        }
        let by_rank = depth_first(&self.graph, &self.outputs);
        if by_rank.len() < self.len() {
            return Err(self.first_unneeded(&by_rank));
        }
        Ok(TaskGraph::new(self.graph, self.operations, self.outputs, by_rank))
    }

    fn check_task(&self, task: TaskId) -> Result<(), GraphError> {
        let tasks = self.len();
        if task.index() < tasks { Ok(()) } else { Err(GraphError::UnknownTask { task: task.index(), tasks }) }
    }

    fn first_unneeded(&self, needed: &[TaskId]) -> GraphError {
        let mut unneeded = vec![true; self.len()];
        for task in needed {
            unneeded[task.index()] = false;
        }
        let task = unneeded.iter().position(|&unneeded| unneeded).unwrap_or_default();
        let operation = self.graph[NodeIndex::new(task)].operation();
        GraphError::Unneeded { task, operation: self.operations[operation.index()].name().to_owned() }
    }
}
