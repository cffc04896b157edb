//! World coordinates of real and simulated datasets against what the Python reference implementations give.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that cannot go on fails")]

mod cube;
mod datasets;
mod headers;
mod hostile;
mod outside;
mod positions;
mod projections;
mod shared;
mod transforms;
mod units;
mod written;
