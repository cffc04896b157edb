//! Running a task graph: the [`Executor`] trait, the [`Ledger`] that every executor shares, and [`SyncExecutor`].
//!
//! An executor decides when and where a task runs, never what it computes: it asks the graph. So every executor,
//! thread count and budget gives the same bits. A [`Job`] is a graph, the sink its outputs go to, and what the caller
//! wants of the run: a memory budget, a [`CancelToken`], an [`Observer`]. What happened comes back as a [`RunReport`].
//!
//! To write an executor, make a [`Ledger`], claim tasks from it on as many threads as you like, perform them, and
//! close it; [`SyncExecutor`] does so in four lines, and [`conformance::check_executor`] says whether it is right.
//!
//! Choose [`SyncExecutor`] to debug (tasks run in rank order on the caller's thread, panics have a plain stack), for
//! work too small to share, and where memory is tight: it holds the least there can be.
//!
//! ```
//! use std::sync::Arc;
//! use granule_core::{Block, ChunkGrid, DType, Region, RunContext, Shape};
//! use granule_exec::{Executor, Job, SyncExecutor};
//! use granule_graph::{Cost, GraphBuilder, Input, Operation, OperationError, Value};
//! use granule_store::{ArrayMeta, ChunkSink, MemorySink};
//!
//! /// Counts up from the start of its region.
//! #[derive(Debug)]
//! struct Iota;
//!
//! impl Operation for Iota {
//!     fn name(&self) -> &str {
//!         "iota"
//!     }
//!
//!     fn run(&self, region: &Region, _: &[Input<'_>], _: &RunContext) -> Result<Value, OperationError> {
//!         let first = region.start()[0] as i64;
//!         let values = (first..first + region.elements() as i64).collect();
//!         Ok(Block::from_vec::<i64>(&region.shape(), values)?.into())
//!     }
//! }
//!
//! let mut builder = GraphBuilder::new();
//! let iota = builder.add_operation(Arc::new(Iota));
//! for start in [0, 2, 4] {
//!     let region = Region::new([start], [start + 2])?;
//!     let task = builder.add_task(iota, region.clone(), Cost { output: 16, ..Cost::default() }, &[])?;
//!     builder.mark_output(task, region);
//! }
//! let graph = builder.build()?;
//!
//! let (sink, context) = (MemorySink::new(), RunContext::default());
//! sink.begin(&ArrayMeta::new(DType::I64, ChunkGrid::single(&Shape::from([6]))))?;
//! let report = SyncExecutor.run(&Job::new(&graph, &sink, &context).budget(16))?;
//! sink.finish()?;
//!
//! assert_eq!(sink.into_block()?.to_vec::<i64>()?, [0, 1, 2, 3, 4, 5]);
//! assert_eq!((report.tasks, report.peak_bytes), (3, 16));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod cancel;
pub mod conformance;
mod error;
mod event;
mod executor;
mod job;
mod ledger;
mod report;
mod sync;

pub use cancel::CancelToken;
pub use error::{ExecError, Rest};
pub use event::{Event, NullObserver, Observer};
pub use executor::{Executor, worker_count};
pub use job::Job;
pub use ledger::{Claim, Ledger, Step};
pub use report::{OperationProfile, RunReport};
pub use sync::SyncExecutor;
