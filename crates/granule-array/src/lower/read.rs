//! Lowering of sources.

use std::sync::Arc;

use granule_core::{Region, RunContext};
use granule_graph::{Cost, Input, Operation, OperationError, Value};
use granule_store::ChunkSource;

use super::{Lowering, Piece};
use crate::{Array, ArrayError};

impl Lowering {
    /// One read for the part of the region in each chunk.
    pub(super) fn read(
        &mut self,
        array: &Array,
        source: &Arc<dyn ChunkSource>,
        region: &Region,
    ) -> Result<Vec<Piece>, ArrayError> {
        let operation = self.operation(array, 0, || Arc::new(Read(Arc::clone(source))));
        let mut pieces = Vec::new();
        for chunk in array.grid().chunks_in(region) {
            let Some(part) = chunk.region.intersect(region) else { continue };
            let task = self.task(operation, array, &part, read_cost(source.as_ref(), &part), &[])?;
            pieces.push(Piece { task, region: part });
        }
        Ok(pieces)
    }
}

/// What a source says of reading a region, as the cost of a task.
pub(super) fn read_cost(source: &dyn ChunkSource, region: &Region) -> Cost {
    let read = source.cost(region);
    Cost { scratch: read.scratch, bytes_read: read.bytes_read, tiles: read.tiles, ..Cost::default() }
}

/// Reads a region of a source.
#[derive(Debug)]
struct Read(Arc<dyn ChunkSource>);

impl Operation for Read {
    fn name(&self) -> &str {
        "read"
    }

    fn run(&self, region: &Region, _: &[Input<'_>], run: &RunContext) -> Result<Value, OperationError> {
        Ok(self.0.read(region, run)?.into())
    }
}
