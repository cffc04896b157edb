//! What reading takes of the system, and what files that change under it may do: a process of its own, whose handles and
//! memory are counted.

// Helpers of tests are tests.
#![allow(clippy::unwrap_used)]

mod resources;
mod shrinking;
mod writing;
