//! The program as a user runs it.

// Helpers of tests are tests.
#![allow(clippy::unwrap_used)]

mod asdf;
mod compute;
mod damage;
mod fits;
mod info;
mod program;
mod sample;
mod save;
mod world;
