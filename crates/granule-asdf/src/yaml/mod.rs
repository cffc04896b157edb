//! YAML 1.1: the meaning of plain scalars, reading a tree, writing one.
//!
//! The scanner is `saphyr-parser`, which knows YAML 1.2; what differs in YAML 1.1 (the meaning of plain scalars, merge
//! keys) is decided here, as PyYAML decides it, because PyYAML wrote the files.

mod emit;
mod parse;
mod quote;
mod resolve;
mod timestamp;

pub(crate) use emit::emit;
pub(crate) use parse::{parse, plain};

/// How deep a tree may nest, read or written.
pub(crate) const MAX_DEPTH: usize = 512;
