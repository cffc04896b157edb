//! Memory of writing: a result much larger than its blocks. Linux tells of it in `/proc`.
#![cfg(target_os = "linux")]

use granule_core::{Block, ChunkGrid, DType, Region, Shape};
use granule_fits::{Compression, FitsImage, FitsSink, HduSelector, ImageWriter};
use granule_store::{ArrayMeta, ChunkSink};

use crate::resources::resident;

/// Values of the result: 200 MB.
const SHAPE: [usize; 3] = [50, 1000, 1000];

/// What writing it may take: blocks of 4 MB, buffers, tiles, and what the other tests of this binary hold meanwhile.
const MOST: u64 = 72 << 20;

fn noise(region: &Region) -> Block {
    let first = region.start().iter().fold(7_usize, |sum, &start| sum * 31 + start);
    let values = (0..region.elements()).map(|i| ((i + first) * 7919 % 10_007) as f32).collect();
    Block::from_vec(&region.shape(), values).unwrap()
}

/// Writes the result in blocks, the last first; by how much the resident memory grew at most.
fn growth(compression: Compression, chunk: [usize; 3]) -> u64 {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.fits");
    let shape = Shape::from(SHAPE);
    let grid = ChunkGrid::regular(&shape, &chunk).unwrap();
    let sink = FitsSink::new(ImageWriter::new(&path).compression(compression));
    let before = resident();
    let mut most = before;
    sink.begin(&ArrayMeta::new(DType::F32, grid.clone())).unwrap();
    let mut regions: Vec<Region> = grid.chunks_in(&Region::full(&shape)).map(|chunk| chunk.region).collect();
    regions.reverse();
    for region in regions {
        sink.write(&region, &noise(&region)).unwrap();
        most = most.max(resident());
    }
    sink.finish().unwrap();
    most = most.max(resident());
    assert_eq!(FitsImage::open(&path, &HduSelector::FirstImage).unwrap().shape(), &shape);
    most - before
}

#[test]
fn a_large_result_is_written_in_little_memory() {
    let rice = |tile: &[usize]| Compression::Rice { tile: tile.to_vec(), quantize_level: 16.0 };
    // Tiles within blocks, and tiles that lie across all of them, of which none is complete until the end.
    for (compression, chunk) in [(rice(&[]), [1, 1000, 1000]), (rice(&[50, 10, 100]), [1, 1000, 1000])] {
        let grown = growth(compression.clone(), chunk);
        assert!(grown < MOST, "{compression:?}: {} MB", grown >> 20);
    }
}
