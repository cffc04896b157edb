//! Behaviour that crosses crates.

// Helpers of tests are tests.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod executors;
mod opening;
// Shared with the tests of the arrays, which use all of it.
#[allow(dead_code)]
#[path = "../crates/granule-array/tests/all/oracle.rs"]
mod oracle;
mod reading;
mod reference_data;
mod reference_headers;
mod reference_wcs;
mod shared;
