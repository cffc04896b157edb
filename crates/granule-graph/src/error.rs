//! What can be wrong with a task graph.

/// An error of the task graph.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GraphError {
    /// A task that the graph does not hold: add inputs before the tasks that use them.
    #[error("the graph has no task {task}; it has {tasks} so far")]
    UnknownTask {
        /// Number of the task asked for.
        task: usize,
        /// Tasks there are.
        tasks: usize,
    },
    /// An operation that the graph does not hold: add it to the same builder first.
    #[error("the graph has no operation {operation}; it has {operations} so far")]
    UnknownOperation {
        /// Number of the operation asked for.
        operation: usize,
        /// Operations there are.
        operations: usize,
    },
    /// A task that no output needs: running it would be wasted work, so leave it out or mark an output.
    #[error("no output needs task {task} ({operation}); leave it out, or mark an output that does")]
    Unneeded {
        /// Number of the task.
        task: usize,
        /// Name of its operation.
        operation: String,
    },
    /// More tasks or edges than a graph can number: use larger chunks.
    #[error("a graph holds fewer than {limit} tasks and edges; use larger chunks")]
    TooLarge {
        /// One more than there can be.
        limit: usize,
    },
    /// A value of several blocks, or none, where one is expected.
    #[error("expected a value of one block, found {blocks}")]
    NotSingle {
        /// Blocks in the value.
        blocks: usize,
    },
}
