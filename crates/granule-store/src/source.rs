//! The trait of everything that can be read as an array.

use std::fmt::Debug;

use granule_core::{Block, ChunkGrid, DType, Region, RunContext, Shape};

use crate::StoreError;

/// What is known of an array before any of it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArrayMeta {
    dtype: DType,
    grid: ChunkGrid,
}

impl ArrayMeta {
    /// An array of this type on this grid.
    #[must_use]
    pub fn new(dtype: DType, grid: ChunkGrid) -> Self {
        Self { dtype, grid }
    }

    /// The lengths of the axes, slowest first.
    #[must_use]
    pub fn shape(&self) -> &Shape {
        self.grid.shape()
    }

    /// The element type.
    #[must_use]
    pub fn dtype(&self) -> DType {
        self.dtype
    }

    /// How the array is cut into chunks worth reading on their own.
    #[must_use]
    pub fn grid(&self) -> &ChunkGrid {
        &self.grid
    }
}

/// What reading a region will take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadCost {
    /// Bytes to read from files.
    pub bytes_read: u64,
    /// Tiles to decode.
    pub tiles: u64,
    /// Bytes of scratch memory beyond the block itself.
    pub scratch: u64,
}

impl std::ops::Add for ReadCost {
    type Output = Self;

    /// Two reads, one after the other: scratch is not needed at the same time.
    fn add(self, other: Self) -> Self {
        Self {
            bytes_read: self.bytes_read.saturating_add(other.bytes_read),
            tiles: self.tiles.saturating_add(other.tiles),
            scratch: self.scratch.max(other.scratch),
        }
    }
}

/// An array that can be read region by region, from any thread.
///
/// All three methods are required. A source describes itself without I/O on its data: `meta` and `cost` never read
/// values.
pub trait ChunkSource: Debug + Send + Sync {
    /// Shape, element type and grid.
    fn meta(&self) -> &ArrayMeta;

    /// The values of a region, in C order, of the declared element type.
    ///
    /// What was read is counted in `run`; a missing file follows the policy of `run`.
    ///
    /// # Errors
    /// [`StoreError::Core`] when the region does not lie in the array; otherwise what the storage reports.
    fn read(&self, region: &Region, run: &RunContext) -> Result<Block, StoreError>;

    /// What reading the region will take; an estimate where the storage cannot know before it is opened.
    fn cost(&self, region: &Region) -> ReadCost;
}
