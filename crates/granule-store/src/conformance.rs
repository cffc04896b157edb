//! What every [`ChunkSource`] and [`ChunkSink`] must do, as checks that any implementation can run in its own tests.

use granule_core::{Block, ChunkGrid, CoreError, Region, RunContext};

use crate::{ArrayMeta, ChunkSink, ChunkSource, StoreError};

/// Reads the whole, every chunk, and a set of off-grid regions of the source, and compares them with `expected`.
///
/// # Errors
/// What the source reports; [`StoreError::Core`] when a block has the wrong shape, type or values, or when a
/// region outside the array is not refused.
pub fn check_source(source: &dyn ChunkSource, expected: &Block) -> Result<(), StoreError> {
    let run = RunContext::default();
    let shape = source.meta().shape().clone();
    let whole = Region::full(&shape);
    if source.meta().dtype() != expected.dtype() {
        return Err(CoreError::WrongDType { expected: expected.dtype(), found: source.meta().dtype() }.into());
    }
    let chunks = source.meta().grid().chunks_in(&whole).map(|chunk| chunk.region);
    let regions = std::iter::once(whole.clone()).chain(chunks).chain(off_grid_regions(&whole));
    for region in regions {
        let block = source.read(&region, &run)?;
        let wanted = expected.crop(&region)?;
        if !same_bits(&block, &wanted) {
            return Err(CoreError::OutOfBounds { region, shape: block.shape() }.into());
        }
    }
    let beyond = Region::from_bounds(whole.bounds().map(|(start, end)| (start, end + 1)));
    match source.read(&beyond, &run) {
        Err(_) => Ok(()),
        Ok(block) => Err(CoreError::OutOfBounds { region: beyond, shape: block.shape() }.into()),
    }
}

/// Writes a block to the sink in pieces, last first and from two threads, and finishes it. What was stored is for the
/// caller to compare.
///
/// # Errors
/// What the sink reports; [`StoreError::NotBegun`] when it accepts a block before it is begun.
pub fn check_sink(sink: &dyn ChunkSink, block: &Block) -> Result<(), StoreError> {
    let shape = block.shape();
    let whole = Region::full(&shape);
    if sink.write(&whole, block).is_ok() || sink.finish().is_ok() {
        return Err(StoreError::NotBegun);
    }
    let halves: Vec<usize> = shape.iter().map(|&len| len.div_ceil(2).max(1)).collect();
    let grid = ChunkGrid::regular(&shape, &halves)?;
    sink.begin(&ArrayMeta::new(block.dtype(), grid.clone()))?;
    let mut regions: Vec<Region> = grid.chunks_in(&whole).map(|chunk| chunk.region).collect();
    regions.reverse();
    let (left, right) = regions.split_at(regions.len() / 2);
    let write =
        |regions: &[Region]| regions.iter().try_for_each(|region| sink.write(region, &block.crop(region)?));
    std::thread::scope(|scope| {
        let other = scope.spawn(|| write(left));
        write(right)?;
        other.join().unwrap_or(Err(StoreError::NotBegun))
    })?;
    sink.finish()
}

/// Corners, centres and single elements: regions that do not follow any grid.
fn off_grid_regions(whole: &Region) -> Vec<Region> {
    let part =
        |take: fn(usize) -> (usize, usize)| Region::from_bounds(whole.end().iter().map(|&len| take(len)));
    vec![
        part(|len| (0, len.min(1))),
        part(|len| (len.saturating_sub(1), len)),
        part(|len| (len / 3, len - len / 4)),
        part(|len| (len / 2, len / 2)),
    ]
}

/// Equality in which NaN equals NaN.
fn same_bits(a: &Block, b: &Block) -> bool {
    let bits = |block: &Block| block.to_f64_vec().into_iter().map(f64::to_bits).collect::<Vec<_>>();
    a.shape() == b.shape() && a.dtype() == b.dtype() && bits(a) == bits(b)
}
