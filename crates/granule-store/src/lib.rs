//! Where blocks come from and where they go: [`ChunkSource`] and [`ChunkSink`], with sources and sinks in memory,
//! [`StripedSource`], which lays many sources out as one array, and [`CachedSource`], which remembers what it read.
//!
//! A storage format needs nothing but these traits; [`conformance`] checks an implementation.
//!
//! ```
//! use granule_core::{Block, ChunkGrid, Region, RunContext, Shape};
//! use granule_store::{ChunkSource, MemorySource};
//!
//! let values = Block::from_vec(&Shape::from([2, 3]), vec![1.0_f32, 2.0, 3.0, 4.0, 5.0, 6.0])?;
//! let source = MemorySource::new(values);
//! let region = Region::new([0, 1], [2, 3])?;
//! let block = source.read(&region, &RunContext::default())?;
//! assert_eq!(block.to_vec::<f32>()?, [2.0, 3.0, 5.0, 6.0]);
//! # Ok::<(), granule_store::StoreError>(())
//! ```

mod cached;
pub mod conformance;
mod error;
mod memory;
mod npy;
mod raw;
mod sink;
mod source;
mod striped;
mod temporary;

pub use cached::{CacheStats, CachedSource};
pub use error::StoreError;
pub use memory::{MemorySink, MemorySource};
pub use npy::NpySink;
pub use raw::{ByteOrder, RawArray};
pub use sink::ChunkSink;
pub use source::{ArrayMeta, ChunkSource, ReadCost};
pub use striped::StripedSource;
pub use temporary::temporary_beside;
