//! The serial order of a graph.

use petgraph::Direction::Incoming;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::{Output, Task, TaskId};

/// The number of the input of a task that an edge feeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slot(pub(crate) u32);

/// The tasks that outputs need, depth first, in the order of the outputs and then of the slots.
///
/// Inputs come before the tasks that use them, and as shortly before as depth-first order can: what is made first
/// is used, and freed, soon. Walks with a stack of its own, since a chain of a million tasks is a legal graph.
pub(crate) fn depth_first(graph: &DiGraph<Task, Slot>, outputs: &[Output]) -> Vec<TaskId> {
    let mut order = Vec::with_capacity(graph.node_count());
    let mut seen = vec![false; graph.node_count()];
    let mut stack = Vec::new();
    for output in outputs {
        let root = NodeIndex::from(output.task.0);
        if !std::mem::replace(&mut seen[root.index()], true) {
            stack.push((root, graph.neighbors_directed(root, Incoming).detach()));
        }
        while let Some((node, inputs)) = stack.last_mut() {
            match inputs.next_node(graph) {
                Some(input) => {
                    if !std::mem::replace(&mut seen[input.index()], true) {
                        stack.push((input, graph.neighbors_directed(input, Incoming).detach()));
                    }
                }
                None => {
                    order.push(TaskId(node.index() as u32));
                    stack.pop();
                }
            }
        }
    }
    order
}
