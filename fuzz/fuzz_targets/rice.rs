//! Rice tiles: of bytes, of 16 and 32 bits, and of floats with each kind of dither.
#![no_main]

use granule_fuzz::{TiledImage, read_images, with_file};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: ([u8; 2], u8, Vec<u8>)| {
    let (tile, kind, data) = input;
    let float = [(
        "ZQUANTIZ",
        ["'NO_DITHER'", "'SUBTRACTIVE_DITHER_1'", "'SUBTRACTIVE_DITHER_2'"][usize::from(kind) % 3],
    )];
    let scale = [("ZSCALE", "0.5"), ("ZZERO", "-3.0"), ("ZDITHER0", "7"), ("ZBLANK", "-2147483648")];
    let size = [("ZNAME1", "'BYTEPIX'"), ("ZVAL1", ["1", "2", "4"][usize::from(kind >> 2) % 3])];
    let bitpix = [8, 16, 32, -32, -64][usize::from(kind >> 4) % 5];
    let cards = [&float[..], &scale, &size].concat();
    let image = TiledImage { codec: "RICE_1", bitpix, cards: &cards, tile };
    with_file(&image.with_data(&data), read_images);
});
