//! Arrays in memory, as source and as sink.

use std::sync::{Mutex, MutexGuard, PoisonError};

use granule_core::{Block, ChunkGrid, CoreError, Region, RunContext};

use crate::{ArrayMeta, ChunkSink, ChunkSource, ReadCost, StoreError};

/// An array in memory.
#[derive(Debug)]
pub struct MemorySource {
    meta: ArrayMeta,
    block: Block,
}

impl MemorySource {
    /// The block as one chunk.
    #[must_use]
    pub fn new(block: Block) -> Self {
        let grid = ChunkGrid::single(&block.shape());
        Self { meta: ArrayMeta::new(block.dtype(), grid), block }
    }

    /// The block on a grid.
    ///
    /// # Errors
    /// [`CoreError::WrongLength`] when the grid is for another shape.
    pub fn with_grid(block: Block, grid: ChunkGrid) -> Result<Self, StoreError> {
        if grid.shape() != &block.shape() {
            let (count, shape) = (block.elements(), grid.shape().clone());
            return Err(CoreError::WrongLength { count, shape }.into());
        }
        Ok(Self { meta: ArrayMeta::new(block.dtype(), grid), block })
    }
}

impl ChunkSource for MemorySource {
    fn meta(&self) -> &ArrayMeta {
        &self.meta
    }

    fn read(&self, region: &Region, _run: &RunContext) -> Result<Block, StoreError> {
        Ok(self.block.crop(region)?)
    }

    fn cost(&self, _region: &Region) -> ReadCost {
        ReadCost::default()
    }
}

/// A sink that gathers the result in one block.
#[derive(Debug, Default)]
pub struct MemorySink {
    state: Mutex<Option<Gathered>>,
}

#[derive(Debug)]
struct Gathered {
    block: Block,
    written: usize,
}

impl MemorySink {
    /// An empty sink.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The result, once the sink is finished.
    ///
    /// # Errors
    /// [`StoreError::NotBegun`] when nothing was announced, [`StoreError::Incomplete`] when parts are missing.
    pub fn into_block(self) -> Result<Block, StoreError> {
        let state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        let gathered = state.ok_or(StoreError::NotBegun)?;
        gathered.check_complete()?;
        Ok(gathered.block)
    }

    fn lock(&self) -> MutexGuard<'_, Option<Gathered>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Gathered {
    fn check_complete(&self) -> Result<(), StoreError> {
        let expected = self.block.elements();
        if self.written == expected {
            Ok(())
        } else {
            Err(StoreError::Incomplete { written: self.written, expected })
        }
    }
}

impl ChunkSink for MemorySink {
    fn begin(&self, meta: &ArrayMeta) -> Result<(), StoreError> {
        let block = Block::zeros(meta.dtype(), meta.shape())?;
        *self.lock() = Some(Gathered { block, written: 0 });
        Ok(())
    }

    fn write(&self, region: &Region, block: &Block) -> Result<(), StoreError> {
        let mut state = self.lock();
        let gathered = state.as_mut().ok_or(StoreError::NotBegun)?;
        // The whole result in one piece needs no copy.
        if block.shape() == gathered.block.shape() && block.dtype() == gathered.block.dtype() {
            gathered.block = block.clone();
        } else {
            gathered.block.assign(region, block)?;
        }
        gathered.written = gathered.written.saturating_add(region.elements());
        Ok(())
    }

    fn finish(&self) -> Result<(), StoreError> {
        self.lock().as_ref().ok_or(StoreError::NotBegun)?.check_complete()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use granule_core::{DType, Shape};

    #[test]
    fn a_sink_gathers_blocks_in_any_order() {
        let shape = Shape::from([4, 2]);
        let values: Vec<i32> = (0..8).collect();
        let block = Block::from_vec(&shape, values.clone()).unwrap();
        let grid = ChunkGrid::regular(&shape, &[3, 1]).unwrap();
        let sink = MemorySink::new();
        sink.begin(&ArrayMeta::new(DType::I32, grid.clone())).unwrap();
        let mut chunks: Vec<_> = grid.chunks_in(&Region::full(&shape)).collect();
        chunks.reverse();
        for chunk in &chunks {
            assert!(sink.finish().is_err());
            sink.write(&chunk.region, &block.crop(&chunk.region).unwrap()).unwrap();
        }
        sink.finish().unwrap();
        assert_eq!(sink.into_block().unwrap().to_vec::<i32>().unwrap(), values);
    }

    #[test]
    fn a_sink_must_be_begun() {
        let sink = MemorySink::new();
        let block = Block::scalar(1_u8);
        assert!(matches!(sink.write(&Region::default(), &block), Err(StoreError::NotBegun)));
        assert!(matches!(sink.finish(), Err(StoreError::NotBegun)));
    }

    #[test]
    fn a_memory_sink_conforms() {
        let shape = Shape::from([5, 3, 4]);
        let block = Block::from_vec(&shape, (0..60).collect::<Vec<i64>>()).unwrap();
        let sink = MemorySink::new();
        crate::conformance::check_sink(&sink, &block).unwrap();
        assert_eq!(sink.into_block().unwrap(), block);
    }

    #[test]
    fn a_memory_source_conforms() {
        let shape = Shape::from([5, 3, 4]);
        let block = Block::from_vec(&shape, (0..60).collect::<Vec<i64>>()).unwrap();
        let grid = ChunkGrid::regular(&shape, &[2, 3, 3]).unwrap();
        let source = MemorySource::with_grid(block.clone(), grid).unwrap();
        crate::conformance::check_source(&source, &block).unwrap();
    }
}
