//! Expressions against a naive oracle, and what they read.

// Helpers of tests are tests.
#![allow(clippy::unwrap_used)]

mod oracle;
mod properties;
mod pushdown;
mod serial;
mod values;
