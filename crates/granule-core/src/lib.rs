//! The vocabulary of granule: [`Shape`], [`Region`], [`DType`], [`Block`], [`ChunkGrid`], [`Slices`], and the
//! axis-order newtypes that keep array order and pixel order apart.
//!
//! Everything here is plain data without I/O. Array order (slowest axis first, as in `ndarray` and numpy) is
//! used throughout; pixel order (FITS, fastest first) only appears behind [`PixelAxis`].
//!
//! ```
//! use granule_core::{ChunkGrid, Region, Shape, Slices};
//!
//! let shape = Shape::from([4, 20, 50, 70]);
//! let slices: Slices = "0, 5:15, :, -30:".parse()?;
//! let selection = slices.resolve(&shape)?;
//! assert_eq!(selection.shape(), Shape::from([10, 50, 30]));
//! assert_eq!(selection.bounds().to_string(), "[0:1, 5:15, 0:50, 40:70]");
//!
//! let grid = ChunkGrid::regular(&shape, &[1, 1, 50, 70])?;
//! assert_eq!(grid.chunks_in(selection.bounds()).count(), 10);
//! # Ok::<(), granule_core::CoreError>(())
//! ```

mod axis;
mod block;
mod context;
mod dtype;
mod element;
mod error;
mod grid;
mod region;
mod selection;
mod shape;
mod slices;

pub use axis::{ArrayAxis, PixelAxis, WorldAxis};
pub use block::Block;
pub use context::{MissingFiles, ReadStats, RunContext, Warning};
pub use dtype::DType;
pub use element::Element;
pub use error::CoreError;
pub use grid::{Chunk, ChunkGrid};
pub use region::Region;
pub use selection::{AxisSelection, Selection};
pub use shape::Shape;
pub use slices::{Ellipsis, Index, Slices, Step};
