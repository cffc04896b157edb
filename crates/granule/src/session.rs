//! How to compute: executor, memory, missing files, who watches.

use std::fmt;
use std::sync::Arc;

use granule_array::{Array, Plan};
use granule_core::{Block, MissingFiles, RunContext};
use granule_exec::{CancelToken, Executor, Job, Observer, RunReport};
use granule_exec_rayon::RayonExecutor;
use granule_store::{ChunkSink, MemorySink};

use crate::Error;

/// How to compute: which executor, how much memory, what to do about missing files, who watches.
///
/// A value like any other: cheap to clone, no globals, no environment variables. The default is a rayon pool with a
/// thread for each processor, no memory limit, and NaN for missing files, which are counted in the report.
///
/// ```
/// use granule::prelude::*;
///
/// let session = Session::new(CrossbeamExecutor::new(2))
///     .budget(Some(256 << 20))
///     .missing_files(MissingFiles::Error);
/// assert_eq!(session.executor().threads(), 2);
/// ```
#[derive(Clone)]
pub struct Session {
    executor: Arc<dyn Executor>,
    budget: Option<u64>,
    missing_files: MissingFiles,
    observer: Option<Arc<dyn Observer>>,
    cancel: CancelToken,
}

impl Session {
    /// A session on this executor.
    pub fn new(executor: impl Executor + 'static) -> Self {
        Self::with_executor(Arc::new(executor))
    }

    /// A session on an executor that others use too.
    #[must_use]
    pub fn with_executor(executor: Arc<dyn Executor>) -> Self {
        Self {
            executor,
            budget: None,
            missing_files: MissingFiles::default(),
            observer: None,
            cancel: CancelToken::new(),
        }
    }

    /// Holds at most this many bytes of blocks at once; a run that cannot is refused before it starts. The result
    /// itself, when it is gathered in memory, comes on top.
    #[must_use]
    pub fn budget(mut self, bytes: Option<u64>) -> Self {
        self.budget = bytes;
        self
    }

    /// What to do when a file is not there.
    #[must_use]
    pub fn missing_files(mut self, policy: MissingFiles) -> Self {
        self.missing_files = policy;
        self
    }

    /// Who hears of every task.
    #[must_use]
    pub fn observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.observer = Some(observer);
        self
    }

    /// The switch that stops this session's runs.
    #[must_use]
    pub fn cancel_token(mut self, token: CancelToken) -> Self {
        self.cancel = token;
        self
    }

    /// The executor.
    #[must_use]
    pub fn executor(&self) -> &Arc<dyn Executor> {
        &self.executor
    }

    /// Computes an array into memory.
    ///
    /// # Errors
    /// [`Error::Exec`] with the task that failed, or that the run was cancelled or refused.
    pub fn compute(&self, array: &Array) -> Result<Computed, Error> {
        let sink = MemorySink::new();
        let report = self.compute_into(array, &sink)?;
        Ok(Computed { values: sink.into_block()?, report })
    }

    /// Computes an array into a sink, block by block.
    ///
    /// # Errors
    /// As [`Session::compute`].
    pub fn compute_into(&self, array: &Array, sink: &dyn ChunkSink) -> Result<RunReport, Error> {
        self.run(&array.optimise().lower()?, sink)
    }

    /// Runs a plan into a sink.
    ///
    /// # Errors
    /// As [`Session::compute`].
    pub fn run(&self, plan: &Plan, sink: &dyn ChunkSink) -> Result<RunReport, Error> {
        let context = RunContext::new(self.missing_files);
        sink.begin(plan.meta())?;
        let mut job = Job::new(plan.graph(), sink, &context).budget(self.budget).cancel(self.cancel.clone());
        if let Some(observer) = &self.observer {
            job = job.observer(observer.as_ref());
        }
        let report = self.executor.run(&job)?;
        sink.finish()?;
        Ok(report)
    }
}

impl Default for Session {
    fn default() -> Self {
        Self::new(RayonExecutor::default())
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("executor", &self.executor)
            .field("budget", &self.budget)
            .field("missing_files", &self.missing_files)
            .finish_non_exhaustive()
    }
}

/// The values of an array, and what computing them took.
#[derive(Clone, Debug)]
pub struct Computed {
    values: Block,
    report: RunReport,
}

impl Computed {
    /// The values.
    #[must_use]
    pub fn values(&self) -> &Block {
        &self.values
    }

    /// The values, without the report.
    #[must_use]
    pub fn into_values(self) -> Block {
        self.values
    }

    /// What the run took, read, and warns of.
    #[must_use]
    pub fn report(&self) -> &RunReport {
        &self.report
    }
}
