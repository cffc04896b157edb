//! The pages of the book with Rust on them, which is thereby compiled and run: the doc tests of this crate.
//!
//! The tests of behaviour that crosses crates are in `all.rs` and the modules beside it.

#[doc = include_str!("../../docs/src/tutorial.md")]
mod tutorial {}

#[doc = include_str!("../../docs/src/concepts/laziness.md")]
mod laziness {}

#[doc = include_str!("../../docs/src/concepts/chunks.md")]
mod chunks {}

#[doc = include_str!("../../docs/src/concepts/axis-order.md")]
mod axis_order {}

#[doc = include_str!("../../docs/src/concepts/coordinates.md")]
mod coordinates {}

#[doc = include_str!("../../docs/src/extending.md")]
mod extending {}

#[doc = include_str!("../../README.md")]
mod readme {}
