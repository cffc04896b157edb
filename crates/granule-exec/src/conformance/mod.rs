//! What every [`Executor`] must do, as a check that any implementation can run in its own tests.
//!
//! The graphs are small, their operations order-sensitive, and what comes out is compared, bit for bit, with plain
//! loops over vectors that share no code with graphs and ledgers. Memory is measured by the operations themselves.
//!
//! ```
//! use granule_exec::{SyncExecutor, conformance};
//!
//! conformance::check_executor(&SyncExecutor)?;
//! # Ok::<(), granule_exec::ExecError>(())
//! ```

mod checks;
mod failures;
mod meter;
mod operations;
mod plan;
mod random;
mod recorder;
#[cfg(test)]
mod tests;
mod trial;

use std::ops::Range;

use crate::{ExecError, Executor};
use trial::Trial;

/// Every check, and a few hundred random graphs. Panics in operations are part of it: expect their messages on
/// stderr.
///
/// # Errors
/// [`ExecError::Nonconforming`] with the first check that the executor does not pass.
pub fn check_executor(executor: &dyn Executor) -> Result<(), ExecError> {
    let trial = Trial::new(executor);
    checks::shapes(&trial)?;
    checks::events(&trial)?;
    checks::budget_too_small(&trial)?;
    failures::failing_task(&trial)?;
    failures::panicking_task(&trial)?;
    failures::failing_sink(&trial)?;
    failures::output_of_two_blocks(&trial)?;
    failures::panicking_observer(&trial)?;
    failures::cancelled_by_observer(&trial)?;
    failures::cancelled_before_it_began(&trial)?;
    check_random_graphs(executor, 0..300)
}

/// Random graphs, one for each seed, under no budget, the least that can do, and one between: the bits must be those
/// of a naive evaluation, each output written once, and the peak within the budget.
///
/// # Errors
/// [`ExecError::Nonconforming`] with the first seed that the executor does not pass.
pub fn check_random_graphs(executor: &dyn Executor, seeds: Range<u64>) -> Result<(), ExecError> {
    let trial = Trial::new(executor);
    seeds.into_iter().try_for_each(|seed| checks::random_graph(&trial, seed))
}
