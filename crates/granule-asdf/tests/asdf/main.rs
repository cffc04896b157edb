//! Whole files: real ones, written ones, damaged ones.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops where it cannot go on, and says what it skips"
)]

mod bytes;
mod compressed;
mod damaged;
mod elsewhere;
mod hostile;
mod real_files;
mod round_trip;
mod written;
