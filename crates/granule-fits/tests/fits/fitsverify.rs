//! What `fitsverify` says of files we write, where it is installed.

use std::path::Path;
use std::process::Command;

use granule_core::{Block, ChunkGrid, DType, Shape};
use granule_fits::{Card, Compression, Dithering, ImageWriter, Placement, Value};

use crate::oracle::noisy;
use crate::streaming::stream;

/// What `fitsverify` finds, with its warnings; `None` where it is not installed.
fn fitsverify(path: &Path) -> Option<Result<(), String>> {
    let output = Command::new("fitsverify").arg(path).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    Some(if text.contains("Verification found 0 warning(s) and 0 error(s)") { Ok(()) } else { Err(text) })
}

fn cards() -> Vec<Card> {
    let long =
        "a text that is much longer than what a single card of eighty characters can ever hold, it's true";
    vec![
        Card::bare("EXTNAME", "observation"),
        Card::new("BUNIT", "ct", "unit of the values"),
        Card::new("LINEWAV", 630.25, "[nm]"),
        Card::new("TITLE", long, ""),
        Card::bare("HISTORY", Value::Commentary(long.into())),
        Card::bare("COMMENT", Value::Commentary("as it is".into())),
    ]
}

#[test]
fn fitsverify_finds_no_fault_in_any_kind() {
    let directory = tempfile::tempdir().unwrap();
    let shape = Shape::from([3, 30, 40]);
    let grid = ChunkGrid::regular(&shape, &[2, 17, 40]).unwrap();
    let tile = || vec![1, 8, 40];
    let rice = || Compression::Rice { tile: tile(), quantize_level: 16.0 };
    let kinds = [
        (Compression::None, Dithering::None),
        (rice(), Dithering::None),
        (rice(), Dithering::Subtractive1 { seed: 3 }),
        (rice(), Dithering::Subtractive2 { seed: 10_000 }),
        (Compression::Gzip1 { tile: tile() }, Dithering::None),
        (Compression::Gzip2 { tile: vec![] }, Dithering::None),
    ];
    for (compression, dithering) in kinds {
        for dtype in DType::ALL {
            if matches!(dtype, DType::I64 | DType::U64) && matches!(compression, Compression::Rice { .. }) {
                continue;
            }
            let block =
                Block::from_vec(&shape, noisy(shape.elements(), 9, dtype.is_float())).unwrap().cast(dtype);
            for (name, placement) in [("a.fits", Placement::Primary), ("b.fits", Placement::Extension)] {
                let path = directory.path().join(format!("{dtype}-{name}"));
                let writer = ImageWriter::new(&path)
                    .cards(&cards())
                    .compression(compression.clone())
                    .dithering(dithering)
                    .placement(placement)
                    .overwrite(granule_fits::Overwrite::Yes);
                stream(&writer, &block, &grid, 1, 2).unwrap();
                let Some(found) = fitsverify(&path) else {
                    println!("skipped: fitsverify is not installed");
                    return;
                };
                assert_eq!(found, Ok(()), "{dtype} {compression:?} {dithering:?}");
                writer.write(&block).unwrap();
                assert_eq!(fitsverify(&path), Some(Ok(())), "{dtype} {compression:?} at once");
            }
        }
    }
}
