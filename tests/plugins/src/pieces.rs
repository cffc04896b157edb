//! A result as a directory of `.npy` files, one for each block.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use granule::core::{Block, ChunkGrid, CoreError, Region};
use granule::store::{ArrayMeta, ChunkSink, NpySink, StoreError};
use tempfile::TempDir;

/// Writes each block to a file of its own, as object stores like it; see [`piece_name`].
///
/// The directory has a temporary name until every element is written, and must not be there before. Blocks are written
/// side by side: the lock is held to count, not to write.
#[derive(Debug)]
pub struct PiecesSink {
    directory: PathBuf,
    state: Mutex<Option<Writing>>,
}

#[derive(Debug)]
struct Writing {
    meta: ArrayMeta,
    directory: TempDir,
    written: usize,
}

/// The name of the file that holds a region: `0_10-5_20.npy` from (0, 10) up to, not including, (5, 20).
#[must_use]
pub fn piece_name(region: &Region) -> String {
    let words = |indices: &[usize]| indices.iter().map(ToString::to_string).collect::<Vec<_>>().join("_");
    format!("{}-{}.npy", words(region.start()), words(region.end()))
}

impl PiecesSink {
    /// A sink to a directory that is not there yet.
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self { directory: directory.into(), state: Mutex::new(None) }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Writing>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ChunkSink for PiecesSink {
    fn begin(&self, meta: &ArrayMeta) -> Result<(), StoreError> {
        if self.directory.symlink_metadata().is_ok() {
            return Err(StoreError::Exists { path: self.directory.clone() });
        }
        let parent = self.directory.parent().filter(|parent| !parent.as_os_str().is_empty());
        let directory = TempDir::new_in(parent.unwrap_or(Path::new(".")))?;
        *self.lock() = Some(Writing { meta: meta.clone(), directory, written: 0 });
        Ok(())
    }

    fn write(&self, region: &Region, block: &Block) -> Result<(), StoreError> {
        let (dtype, path) = {
            let state = self.lock();
            let writing = state.as_ref().ok_or(StoreError::NotBegun)?;
            region.check_within(writing.meta.shape())?;
            (writing.meta.dtype(), writing.directory.path().join(piece_name(region)))
        };
        if block.dtype() != dtype {
            return Err(CoreError::WrongDType { expected: dtype, found: block.dtype() }.into());
        }
        // A piece is an array of its own, which a sink for such files writes.
        let (file, shape) = (NpySink::new(path), region.shape());
        file.begin(&ArrayMeta::new(dtype, ChunkGrid::single(&shape)))?;
        file.write(&Region::full(&shape), block)?;
        file.finish()?;
        if let Some(writing) = self.lock().as_mut() {
            writing.written = writing.written.saturating_add(region.elements());
        }
        Ok(())
    }

    fn finish(&self) -> Result<(), StoreError> {
        let Writing { meta, directory, written } = self.lock().take().ok_or(StoreError::NotBegun)?;
        let expected = meta.shape().elements();
        if written != expected {
            return Err(StoreError::Incomplete { written, expected });
        }
        std::fs::rename(directory.path(), &self.directory)?;
        // Under its new name it is no longer temporary.
        let _gone = directory.keep();
        Ok(())
    }
}
