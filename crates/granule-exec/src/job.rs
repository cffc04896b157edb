//! What is to be run.

use std::fmt;

use granule_core::RunContext;
use granule_graph::TaskGraph;
use granule_store::ChunkSink;

use crate::{CancelToken, Observer};

/// A graph, the sink of its outputs, and what the caller wants of the run.
///
/// The sink must have been begun; finishing it is up to the caller.
#[derive(Clone)]
pub struct Job<'a> {
    pub(crate) graph: &'a TaskGraph,
    pub(crate) sink: &'a dyn ChunkSink,
    pub(crate) context: &'a RunContext,
    pub(crate) budget: Option<u64>,
    pub(crate) cancel: CancelToken,
    pub(crate) observer: Option<&'a dyn Observer>,
}

impl<'a> Job<'a> {
    /// A run without a memory limit that nobody watches or stops.
    #[must_use]
    pub fn new(graph: &'a TaskGraph, sink: &'a dyn ChunkSink, context: &'a RunContext) -> Self {
        Self { graph, sink, context, budget: None, cancel: CancelToken::new(), observer: None }
    }

    /// Holds no more than this many bytes of values and scratch at once; `None` for no limit.
    #[must_use]
    pub fn budget(mut self, bytes: impl Into<Option<u64>>) -> Self {
        self.budget = bytes.into();
        self
    }

    /// Stops when the token says so.
    #[must_use]
    pub fn cancel(mut self, token: CancelToken) -> Self {
        self.cancel = token;
        self
    }

    /// Tells the observer what happens.
    #[must_use]
    pub fn observer(mut self, observer: &'a dyn Observer) -> Self {
        self.observer = Some(observer);
        self
    }

    /// The graph to run.
    #[must_use]
    pub fn graph(&self) -> &'a TaskGraph {
        self.graph
    }
}

impl fmt::Debug for Job<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Job")
            .field("graph", &format_args!("{}", self.graph))
            .field("budget", &self.budget)
            .field("cancel", &self.cancel)
            .finish_non_exhaustive()
    }
}
