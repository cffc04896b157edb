//! PLIO tiles.
#![no_main]

use granule_fuzz::{TiledImage, read_images, with_file};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: ([u8; 2], u8, Vec<u8>)| {
    let (tile, kind, data) = input;
    let bitpix = [8, 16, 32][usize::from(kind) % 3];
    let image = TiledImage { codec: "PLIO_1", bitpix, cards: &[], tile };
    with_file(&image.with_data(&data), read_images);
});
