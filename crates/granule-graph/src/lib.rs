//! The task graph: what a computation consists of, in what order its tasks are ranked, and what it will take.
//!
//! A [`TaskGraph`] is plain data. A [`Task`] names an [`Operation`] (shared by many tasks) and the region it yields;
//! edges carry values from task to task, in numbered slots; outputs say which values are the result. Nothing here
//! runs anything: an executor asks the graph to [evaluate](TaskGraph::evaluate) one task at a time, so the graph
//! alone decides *what* is computed, and in which order values are combined.
//!
//! ```
//! use std::sync::Arc;
//! use granule_core::{Block, Region, RunContext, Shape};
//! use granule_graph::{Cost, GraphBuilder, Input, Operation, OperationError, Value};
//!
//! /// Adds the values of all its inputs to the number of elements in its region.
//! #[derive(Debug)]
//! struct Count;
//!
//! impl Operation for Count {
//!     fn name(&self) -> &str {
//!         "count"
//!     }
//!
//!     fn run(&self, region: &Region, inputs: &[Input<'_>], _: &RunContext) -> Result<Value, OperationError> {
//!         let mut total = region.elements() as f64;
//!         for input in inputs {
//!             total += input.value.single()?.to_f64_vec().iter().sum::<f64>();
//!         }
//!         Ok(Block::scalar(total).into())
//!     }
//! }
//!
//! let mut builder = GraphBuilder::new();
//! let count = builder.add_operation(Arc::new(Count));
//! let cost = Cost { output: 8, ..Cost::default() };
//! let left = builder.add_task(count, Region::full(&Shape::from([3])), cost, &[])?;
//! let right = builder.add_task(count, Region::full(&Shape::from([4])), cost, &[])?;
//! let both = builder.add_task(count, Region::default(), cost, &[left, right])?;
//! builder.mark_output(both, Region::default());
//! let graph = builder.build()?;
//!
//! assert_eq!(graph.by_rank(), [left, right, both]);
//! assert_eq!(graph.forecast().serial_peak, 24);
//! assert_eq!(graph.to_string(), "3 tasks (3 count), 2 edges, 1 output; peak 24 B");
//! # Ok::<(), granule_graph::GraphError>(())
//! ```

mod builder;
mod bytes;
mod cost;
mod display;
mod error;
mod forecast;
mod graph;
mod operation;
mod rank;
mod task;
#[cfg(test)]
mod tests;
mod value;

pub use builder::GraphBuilder;
pub use bytes::Bytes;
pub use cost::Cost;
pub use error::GraphError;
pub use forecast::Forecast;
pub use graph::TaskGraph;
pub use operation::{Operation, OperationError};
pub use task::{OperationId, Output, Task, TaskId};
pub use value::{Input, Value};
