//! Descriptors and tile layout: the table of a compressed image is the fuzzer's, as are the shape and type it claims.
#![no_main]

use granule_fuzz::{TiledImage, read_images, with_file};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: ([u8; 2], u8, u8, [u8; 24], Vec<u8>)| {
    let (tile, codec, bitpix, table, heap) = input;
    let codecs = ["RICE_1", "GZIP_1", "GZIP_2", "HCOMPRESS_1", "PLIO_1", "NOCOMPRESS"];
    let codec = codecs[usize::from(codec) % codecs.len()];
    let bitpix = [8, 16, 32, 64, -32, -64][usize::from(bitpix) % 6];
    let image = TiledImage { codec, bitpix, cards: &[], tile };
    with_file(&image.with_table(&table, &heap), read_images);
});
