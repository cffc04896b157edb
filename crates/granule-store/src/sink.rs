//! The trait of everything that a result can be written to.

use granule_core::{Block, Region};

use crate::{ArrayMeta, StoreError};

/// A place for the blocks of a result. Blocks arrive in any order and from any thread, each region once.
pub trait ChunkSink: Send + Sync {
    /// Announces the array that will come.
    ///
    /// # Errors
    /// What the storage reports: no room, no permission.
    fn begin(&self, meta: &ArrayMeta) -> Result<(), StoreError>;

    /// Takes the values of one region.
    ///
    /// # Errors
    /// [`StoreError::NotBegun`] before `begin`; otherwise what the storage reports.
    fn write(&self, region: &Region, block: &Block) -> Result<(), StoreError>;

    /// Says that every region has been written.
    ///
    /// # Errors
    /// What the storage reports.
    fn finish(&self) -> Result<(), StoreError>;
}
