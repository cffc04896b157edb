//! An executor on crossbeam's work-stealing deques.
//!
//! Choose [`CrossbeamExecutor`] for one long run, and for graphs of many short tasks: a task that a worker makes ready
//! goes to that worker's own deque, so a value is usually used by the core that made it, while it is still in that
//! core's cache; idle workers steal. Threads are started by each run and end with it, and the caller's thread is one
//! of them, so an idle executor costs nothing. A program that makes many small runs is better served by
//! `granule-exec-rayon`, whose threads stay; to debug, take `SyncExecutor`.
//!
//! ```
//! use granule_core::RunContext;
//! use granule_exec::{Executor, Job};
//! use granule_exec_crossbeam::CrossbeamExecutor;
//! use granule_graph::GraphBuilder;
//! use granule_store::MemorySink;
//!
//! let executor = CrossbeamExecutor::new(2);
//! let (graph, sink, context) = (GraphBuilder::new().build()?, MemorySink::new(), RunContext::default());
//! let report = executor.run(&Job::new(&graph, &sink, &context))?;
//! assert_eq!((report.executor.as_str(), report.threads, report.tasks), ("crossbeam", 2, 0));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod executor;
mod queues;

pub use executor::CrossbeamExecutor;
