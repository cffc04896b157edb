//! H-compress tiles, smoothed or not.
#![no_main]

use granule_fuzz::{TiledImage, read_images, with_file};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: ([u8; 2], u8, Vec<u8>)| {
    let (tile, kind, data) = input;
    let smooth = ["0", "1"][usize::from(kind) % 2];
    let cards = [("ZNAME1", "'SCALE'"), ("ZVAL1", "1.0"), ("ZNAME2", "'SMOOTH'"), ("ZVAL2", smooth)];
    let bitpix = [8, 16, 32][usize::from(kind >> 1) % 3];
    let image = TiledImage { codec: "HCOMPRESS_1", bitpix, cards: &cards, tile };
    with_file(&image.with_data(&data), read_images);
});
