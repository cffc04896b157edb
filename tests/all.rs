//! Behaviour that crosses crates.

// Helpers of tests are tests.
#![allow(clippy::unwrap_used)]

mod executors;
mod opening;
#[path = "../crates/granule-array/tests/all/oracle.rs"]
mod oracle;
mod reading;
mod reference_data;
mod reference_wcs;
mod shared;
