//! The closed graph.

use std::sync::Arc;

use granule_core::RunContext;
use petgraph::Direction::{Incoming, Outgoing};
use petgraph::graph::{DiGraph, NodeIndex};

use crate::rank::Slot;
use crate::{Cost, Forecast, Input, Operation, OperationError, OperationId, Output, Task, TaskId, Value};

/// A computation as tasks and the values between them: immutable, ranked, with a forecast of what it takes.
///
/// Made by a [`GraphBuilder`](crate::GraphBuilder). Methods that take a number expect one of this graph, and panic
/// when it is too large: numbers are only ever made by the builder.
#[derive(Debug)]
pub struct TaskGraph {
    graph: DiGraph<Task, Slot>,
    operations: Vec<Arc<dyn Operation>>,
    outputs: Vec<Output>,
    /// Positions in `outputs`, sorted by task.
    outputs_by_task: Vec<usize>,
    by_rank: Vec<TaskId>,
    ranks: Vec<u32>,
    forecast: Forecast,
}

impl TaskGraph {
    pub(crate) fn new(
        graph: DiGraph<Task, Slot>,
        operations: Vec<Arc<dyn Operation>>,
        outputs: Vec<Output>,
        by_rank: Vec<TaskId>,
    ) -> Self {
        let mut ranks = vec![0; by_rank.len()];
        for (rank, task) in (0_u32..).zip(&by_rank) {
            ranks[task.index()] = rank;
        }
        let mut outputs_by_task: Vec<usize> = (0..outputs.len()).collect();
        outputs_by_task.sort_by_key(|&position| outputs[position].task);
        let forecast = Forecast::default();
        let mut graph = Self { graph, operations, outputs, outputs_by_task, by_rank, ranks, forecast };
        graph.forecast = Forecast::simulate(&graph);
        graph
    }

    /// The number of tasks.
    #[must_use]
    pub fn len(&self) -> usize {
        self.graph.node_count()
    }

    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of edges: inputs of all tasks together.
    #[must_use]
    pub fn edges(&self) -> usize {
        self.graph.edge_count()
    }

    /// One task.
    #[must_use]
    pub fn task(&self, id: TaskId) -> &Task {
        &self.graph[NodeIndex::from(id.0)]
    }

    /// All tasks, in the order they were added.
    pub fn tasks(&self) -> impl ExactSizeIterator<Item = (TaskId, &Task)> {
        self.graph.raw_nodes().iter().enumerate().map(|(index, node)| (TaskId(index as u32), &node.weight))
    }

    /// One operation.
    #[must_use]
    pub fn operation(&self, id: OperationId) -> &Arc<dyn Operation> {
        &self.operations[id.index()]
    }

    /// All operations, in the order they were added.
    pub fn operations(&self) -> impl ExactSizeIterator<Item = (OperationId, &Arc<dyn Operation>)> {
        self.operations.iter().enumerate().map(|(index, operation)| (OperationId(index as u32), operation))
    }

    /// The name of what a task does.
    #[must_use]
    pub fn operation_name(&self, id: TaskId) -> &str {
        self.operation(self.task(id).operation()).name()
    }

    /// The tasks whose values a task uses, by slot; one that is used twice comes twice.
    pub fn inputs(&self, id: TaskId) -> impl Iterator<Item = TaskId> {
        self.neighbors(id, Incoming)
    }

    /// The tasks that use a value, in no particular order; one that uses it twice comes twice.
    pub fn consumers(&self, id: TaskId) -> impl Iterator<Item = TaskId> {
        self.neighbors(id, Outgoing)
    }

    fn neighbors(&self, id: TaskId, direction: petgraph::Direction) -> impl Iterator<Item = TaskId> {
        self.graph
            .neighbors_directed(NodeIndex::from(id.0), direction)
            .map(|node| TaskId(node.index() as u32))
    }

    /// The position of a task in a serial run: lower than that of every task that uses it.
    #[must_use]
    pub fn rank(&self, id: TaskId) -> usize {
        self.ranks[id.index()] as usize
    }

    /// The tasks in the order of a serial run.
    #[must_use]
    pub fn by_rank(&self) -> &[TaskId] {
        &self.by_rank
    }

    /// The values that make the result, in the order they were marked.
    #[must_use]
    pub fn outputs(&self) -> &[Output] {
        &self.outputs
    }

    /// The outputs that a task's value is.
    pub fn outputs_of(&self, id: TaskId) -> impl Iterator<Item = &Output> {
        let task_at = |&position: &usize| self.outputs[position].task;
        let first = self.outputs_by_task.partition_point(|position| task_at(position) < id);
        self.outputs_by_task[first..]
            .iter()
            .map(|&position| &self.outputs[position])
            .take_while(move |output| output.task == id)
    }

    /// What all tasks take together, one after the other.
    #[must_use]
    pub fn total_cost(&self) -> Cost {
        self.tasks().map(|(_, task)| task.cost()).sum()
    }

    /// What a run will take.
    #[must_use]
    pub fn forecast(&self) -> Forecast {
        self.forecast
    }

    /// Runs one task on the values of its inputs, given by slot.
    ///
    /// # Errors
    /// What its operation reports.
    pub fn evaluate(
        &self,
        id: TaskId,
        inputs: &[Input<'_>],
        run: &RunContext,
    ) -> Result<Value, OperationError> {
        let task = self.task(id);
        self.operation(task.operation()).run(task.region(), inputs, run)
    }
}
