//! The trait of what tasks do.

use std::fmt::Debug;

use granule_core::{Region, RunContext};

use crate::{Input, Value};

/// What an operation reports when it fails: any error, to which the executor adds the task.
pub type OperationError = Box<dyn std::error::Error + Send + Sync>;

/// What tasks do: data shared by many tasks, such as a source to read or a kernel's parameters.
///
/// An operation prints and has no state of a run: the same region and inputs always give the same value, so that
/// any executor gives the same bits.
pub trait Operation: Debug + Send + Sync {
    /// A short name for reports: `read`, `sum.partial`.
    fn name(&self) -> &str;

    /// The value of one task: `region` is the task's own, `inputs` come in the order they were declared.
    ///
    /// # Errors
    /// Whatever goes wrong; the executor says in which task.
    fn run(&self, region: &Region, inputs: &[Input<'_>], run: &RunContext) -> Result<Value, OperationError>;
}
