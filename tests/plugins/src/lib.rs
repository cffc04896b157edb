//! A storage format added from outside: numpy's `.npy` files to read from, and directories of them to write to.
//!
//! This crate sees what a plugin on crates.io would see, the facade and nothing else. [`NpySource`] is a
//! [`ChunkSource`](granule::store::ChunkSource), [`PiecesSink`] a [`ChunkSink`](granule::store::ChunkSink); both pass
//! the conformance suite in `tests/`, and cubes, executors and plans know no difference.
//!
//! ```
//! use std::sync::Arc;
//!
//! use granule::core::{ChunkGrid, Region, Shape};
//! use granule::prelude::*;
//! use granule::store::{ArrayMeta, ChunkSink, NpySink};
//! use granule_plugins::NpySource;
//!
//! # let directory = tempfile::tempdir()?;
//! # let path = directory.path().join("ramp.npy");
//! # let shape = Shape::from([3, 4]);
//! # let ramp = Block::from_vec(&shape, (0..12).map(f64::from).collect())?;
//! # let sink = NpySink::new(&path);
//! # sink.begin(&ArrayMeta::new(DType::F64, ChunkGrid::single(&shape)))?;
//! # sink.write(&Region::full(&shape), &ramp)?;
//! # sink.finish()?;
//! let array = Array::from_source(Arc::new(NpySource::open(&path)?));
//! let rows = array.reduce(Reduction::Mean, &[1])?;
//! let computed = Session::default().compute(&rows)?;
//! assert_eq!(computed.values().to_vec::<f64>()?, [1.5, 5.5, 9.5]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod decode;
mod error;
mod header;
mod pieces;
mod source;

pub use error::NpyError;
pub use pieces::{PiecesSink, piece_name};
pub use source::NpySource;
