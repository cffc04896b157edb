//! Behaviour that crosses crates.
