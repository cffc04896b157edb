//! Tile-compressed files of every kind, against the values their writers had.

use std::path::Path;

use granule_core::{Block, DType, Region, RunContext, Shape};
use granule_fits::{FitsImage, FitsSource, HduSelector};
use granule_store::ChunkSource;
use granule_store::conformance::check_source;

use crate::shared::{fits_files, shared};

/// Little-endian bytes of a block, as numpy writes them; unsigned images are stored with an offset of 2³¹.
fn little_endian(block: &Block, unsigned: bool) -> Vec<u8> {
    match block {
        Block::U8(values) => values.iter().copied().collect(),
        Block::I16(values) => values.iter().flat_map(|value| value.to_le_bytes()).collect(),
        Block::I32(values) if unsigned => {
            values.iter().flat_map(|value| (*value as u32 ^ 0x8000_0000).to_le_bytes()).collect()
        }
        Block::I32(values) => values.iter().flat_map(|value| value.to_le_bytes()).collect(),
        Block::F32(values) => values.iter().flat_map(|value| value.to_le_bytes()).collect(),
        Block::F64(values) => values.iter().flat_map(|value| value.to_le_bytes()).collect(),
        other => panic!("{other:?}"),
    }
}

fn check_file(path: &Path) {
    let image = FitsImage::open(path, &HduSelector::Number(1)).unwrap();
    let run = RunContext::default();
    let whole = image.read(&Region::full(image.shape()), &run).unwrap();
    let expected = std::fs::read(path.with_extension("bin")).unwrap();
    let unsigned = image.header().bzero().unwrap() != 0.0;
    assert!(little_endian(&whole, unsigned) == expected, "{} differs", path.display());
    let source = FitsSource::open(path, HduSelector::FirstImage).unwrap();
    check_source(&source, &whole).unwrap();
}

#[test]
fn every_tile_file_reads_bit_for_bit() {
    let Some(directory) = shared("tiles") else { return };
    let files = fits_files(&directory);
    assert!(files.len() >= 15);
    files.iter().for_each(|path| check_file(path));
}

#[test]
fn a_dataset_of_files_equals_its_assembled_cube() {
    for (name, shape) in [("visp_small", [1, 50, 70]), ("visp_small_raw", [1, 50, 70])] {
        let Some(directory) = shared(&format!("datasets/{name}")) else { return };
        let Some(values) = shared(&format!("datasets/{name}/data.bin")) else { return };
        let expected = std::fs::read(values).unwrap();
        let files = fits_files(&directory);
        let shape = Shape::from(shape);
        let frame = shape.elements() * 4;
        // The order of the files in the cube is the dataset's business: here every frame must be one of the cube's.
        let mut frames: Vec<&[u8]> = expected.chunks_exact(frame).collect();
        assert_eq!(frames.len(), files.len());
        for path in &files {
            let source = FitsSource::lazy(path, HduSelector::Number(1), &shape, DType::F32);
            let block = source.read(&Region::full(&shape), &RunContext::default()).unwrap();
            let bytes = little_endian(&block, false);
            let at = frames.iter().position(|frame| **frame == bytes[..]);
            frames.swap_remove(at.unwrap_or_else(|| panic!("{} is not in the cube", path.display())));
        }
    }
}

#[test]
fn only_the_tiles_of_a_region_are_decoded() {
    let Some(path) = shared("tiles/dkist_l1_tiled_f4.fits") else { return };
    let source = FitsSource::open(&path, HduSelector::FirstImage).unwrap();
    assert_eq!(source.meta().shape(), &Shape::from([1, 97, 131]));
    for (start, end, tiles) in [
        ([0, 0, 0], [1, 97, 131], 9),
        ([0, 39, 49], [1, 41, 51], 4),
        ([0, 96, 130], [1, 97, 131], 1),
        ([0, 0, 60], [1, 97, 61], 3),
        ([0, 5, 5], [1, 5, 9], 0),
    ] {
        let region = Region::new(start, end).unwrap();
        let run = RunContext::default();
        source.read(&region, &run).unwrap();
        let (stats, cost) = (run.stats(), source.cost(&region));
        assert_eq!((stats.tiles, stats.files), (tiles, 1), "{region}");
        assert_eq!(cost.tiles, tiles);
        assert_eq!(stats.bytes_read, cost.bytes_read);
    }
}
