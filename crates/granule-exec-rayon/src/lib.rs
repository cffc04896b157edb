//! An executor on a private rayon pool.
//!
//! Choose [`RayonExecutor`] for a program that computes again and again: its threads are started once, by the first
//! run, and are there for the next; between runs they sleep. No thread of the pool ever blocks: a worker that has
//! nothing to do leaves, and comes back as a job of the pool when a task may start. The pool is private, so it neither
//! waits for nor holds up other users of rayon. For a single run, or where tasks are so short that starting one
//! counts, `granule-exec-crossbeam` is a little leaner; to debug, take `SyncExecutor`.
//!
//! ```
//! use granule_core::RunContext;
//! use granule_exec::{Executor, Job};
//! use granule_exec_rayon::RayonExecutor;
//! use granule_graph::GraphBuilder;
//! use granule_store::MemorySink;
//!
//! let executor = RayonExecutor::new(2);
//! let (graph, sink, context) = (GraphBuilder::new().build()?, MemorySink::new(), RunContext::default());
//! let report = executor.run(&Job::new(&graph, &sink, &context))?;
//! assert_eq!((report.executor.as_str(), report.threads, report.tasks), ("rayon", 2, 0));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod executor;

pub use executor::RayonExecutor;
