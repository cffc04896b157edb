//! The tree: nodes, mappings and tags.

mod mapping;
mod node;
mod rewrite;
mod tag;

pub use mapping::Mapping;
pub use node::{Kind, Node};
pub use tag::Version;
