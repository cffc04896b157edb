//! Scratch memory, as it was predicted and as it is.

use granule_core::{Block, Shape};
use proptest::prelude::*;

use super::*;
use crate::hdu::{self, HduSelector};
use crate::layout::Storage;
use crate::{Compression, ImageWriter};

fn region_of(shape: &Shape, corners: &[(usize, usize)]) -> Region {
    Region::from_bounds(shape.iter().zip(corners).map(|(&length, &(a, b))| {
        let (a, b) = (a % (length + 1), b % (length + 1));
        (a.min(b), a.max(b))
    }))
}

proptest! {
    #[test]
    fn scratch_memory_is_what_was_predicted(
        shape in prop::array::uniform2(1_usize..60),
        tile in prop::array::uniform2(1_usize..60),
        corners in prop::array::uniform2((0_usize..60, 0_usize..60)),
        constant in 0_usize..3,
    ) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.fits");
        let shape = Shape::from(shape);
        // Constant tiles fall back to gzip.
        let values = (0..shape.elements()).map(|i| if constant == 0 { 5.0 } else { (i * 7919 % 1013) as f64 });
        let block = Block::from_vec(&shape, values.collect()).unwrap();
        let rice = Compression::Rice { tile: tile.to_vec(), quantize_level: 16.0 };
        ImageWriter::new(&path).compression(rice).write(&block).unwrap();
        let file = DataFile::open(&path).unwrap();
        let hdu = hdu::find(&file, &HduSelector::FirstImage, |_| true).unwrap();
        let layout = Layout::of(&hdu, &file).unwrap();
        let Storage::Tiled(tiles) = &layout.storage else { panic!("not in tiles") };
        let stored = stored_tiles(&file, &layout, tiles).unwrap();
        let region = region_of(&shape, &corners);

        let predicted = cost(tiles, &stored, 8, &region);
        let mut work = Workspace::default();
        read_tiles::<f64>(&file, &layout, tiles, &region, &mut work).unwrap();
        let scratch = work.capacity() as u64;
        prop_assert!(scratch <= predicted.scratch, "{scratch} {}", predicted.scratch);
        let touched = tiles.grid.tiles_touching(&region).unwrap();
        // Where tiles are of one size and nothing is left over from groups.
        let uniform = touched.iter().all(|(_, tile)| tile.shape() == *tiles.grid.tile());
        if constant != 0 && uniform && stored.iter().all(|tile| tile.abreast() > 1) && region == Region::full(&shape) {
            prop_assert_eq!(scratch, predicted.scratch);
        }
    }
}
