//! Gzip tiles, plain and with their bytes shuffled.
#![no_main]

use granule_fuzz::{TiledImage, read_images, with_file};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: ([u8; 2], u8, Vec<u8>)| {
    let (tile, kind, data) = input;
    let codec = ["GZIP_1", "GZIP_2"][usize::from(kind) % 2];
    let bitpix = [8, 16, 32, 64, -32, -64][usize::from(kind >> 1) % 6];
    let image = TiledImage { codec, bitpix, cards: &[("ZQUANTIZ", "'NONE'")], tile };
    with_file(&image.with_data(&data), read_images);
});
