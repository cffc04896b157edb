//! Why a run fails, before it is known what became of the other tasks.

use std::any::Any;
use std::fmt;

use granule_core::Region;
use granule_graph::{GraphError, OperationError, TaskGraph, TaskId};
use granule_store::StoreError;

use crate::{ExecError, Rest};

/// What went wrong.
#[derive(Debug)]
pub(super) enum Cause {
    /// The operation reported it.
    Operation(OperationError),
    /// The operation or the sink panicked.
    Panic(String),
    /// The value cannot be an output.
    Output(GraphError),
    /// The sink refused the block of this region of the result.
    Sink(Region, StoreError),
    /// The observer panicked.
    Observer(String),
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operation(error) => error.fmt(f),
            Self::Output(error) => error.fmt(f),
            Self::Sink(_, error) => error.fmt(f),
            Self::Panic(message) | Self::Observer(message) => f.write_str(message),
        }
    }
}

/// What went wrong and in which task, if in one.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) task: Option<TaskId>,
    pub(super) cause: Cause,
}

impl Failure {
    pub(super) fn into_error(self, graph: &TaskGraph, rest: Rest) -> ExecError {
        let operation = self.task.map(|task| graph.operation_name(task).to_owned()).unwrap_or_default();
        let region = self.task.map(|task| graph.task(task).region().clone()).unwrap_or_default();
        match self.cause {
            Cause::Operation(source) => ExecError::Task { operation, region, rest, source },
            Cause::Panic(message) => ExecError::Panicked { operation, region, message, rest },
            Cause::Output(error) => ExecError::Output { operation, region, rest, source: Box::new(error) },
            Cause::Sink(region, error) => ExecError::Sink { region, rest, source: Box::new(error) },
            Cause::Observer(message) => ExecError::Observer { message, rest },
        }
    }
}

/// What a panic said, if it said it in text.
pub(super) fn panic_message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("a panic without a message")
        .to_owned()
}
