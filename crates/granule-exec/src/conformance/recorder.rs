//! A sink that remembers every call.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use granule_core::{Block, Region};
use granule_store::{ArrayMeta, ChunkSink, StoreError};

use super::plan::Written;

/// Keeps what was written, duplicates too.
#[derive(Debug, Default)]
pub(super) struct Recorder {
    written: Mutex<Vec<Written>>,
    /// Calls of `begin` and `finish`, which are not the executor's.
    framed: AtomicUsize,
    /// Where in the result writing fails.
    broken: Option<Region>,
}

impl Recorder {
    /// A recorder that does not take this region.
    pub(super) fn broken_at(region: Region) -> Self {
        Self { broken: Some(region), ..Self::default() }
    }

    /// What was written, in order of regions; of empty ones at the same place, in any order.
    pub(super) fn written(&self) -> Vec<Written> {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner).clone();
        written.sort_by(|(a, _), (b, _)| (a.start(), a.end()).cmp(&(b.start(), b.end())));
        written
    }

    pub(super) fn framed(&self) -> usize {
        self.framed.load(Ordering::Relaxed)
    }
}

impl ChunkSink for Recorder {
    fn begin(&self, _: &ArrayMeta) -> Result<(), StoreError> {
        self.framed.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    fn write(&self, region: &Region, block: &Block) -> Result<(), StoreError> {
        if self.broken.as_ref() == Some(region) {
            return Err(StoreError::NotBegun);
        }
        let bits = block.to_f64_vec().into_iter().map(f64::to_bits).collect();
        self.written.lock().unwrap_or_else(PoisonError::into_inner).push((region.clone(), bits));
        Ok(())
    }

    fn finish(&self) -> Result<(), StoreError> {
        self.framed.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}
