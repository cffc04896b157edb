//! Files that shrink and change while they are read: a value or an error, and the process lives.

use std::fs::OpenOptions;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use granule_core::{Block, Region, RunContext, Shape};
use granule_fits::{Compression, FitsError, FitsImage, FitsSource, HduSelector, ImageWriter};
use granule_store::{ChunkSource, StoreError};

const SHAPE: [usize; 2] = [512, 1024];

/// Bytes that a cut leaves: at least the headers, and none of the plain image's data but the first.
const HEADERS: u64 = 4 * 2880;

/// An image of 2 MB, or in tiles: far more than one page of memory.
fn write(path: &Path, compression: Compression) -> Vec<i32> {
    let values: Vec<i32> = (0..512 * 1024).map(|n| n % 1013 * 7919 % 1013).collect();
    let block = Block::from_vec(&Shape::from(SHAPE), values.clone()).unwrap();
    ImageWriter::new(path).compression(compression).write(&block).unwrap();
    values
}

/// Reads while a thread cuts the data off the file and puts their room back, over and over; how many reads failed.
///
/// The header stays, and the file is whole for longer than it is short, so that most cuts fall into the reading of data.
fn read_while_shrinking(path: &Path, mut read: impl FnMut() -> bool) -> usize {
    let bytes = std::fs::read(path).unwrap();
    let done = AtomicBool::new(false);
    let failed = std::thread::scope(|scope| {
        scope.spawn(|| {
            let file = OpenOptions::new().write(true).open(path).unwrap();
            let mut pause = 0;
            while !done.load(Ordering::Relaxed) {
                file.set_len(HEADERS).unwrap();
                file.set_len(bytes.len() as u64).unwrap();
                pause = (pause + 7) % 97;
                (0..pause).for_each(|_| std::thread::yield_now());
            }
        });
        let mut failed = 0;
        for round in 0.. {
            failed += usize::from(!read());
            // On a busy machine it may take longer until a cut falls into a read.
            if round > 2000 && failed > 0 || round > 200_000 {
                break;
            }
        }
        done.store(true, Ordering::Relaxed);
        failed
    });
    std::fs::write(path, &bytes).unwrap();
    failed
}

#[test]
fn a_file_that_shrinks_under_a_default_read_is_an_error_and_no_signal() {
    let directory = tempfile::tempdir().unwrap();
    let rice = Compression::Rice { tile: vec![64, 64], quantize_level: 16.0 };
    for (name, compression) in [("plain.fits", Compression::None), ("tiled.fits", rice)] {
        let path = directory.path().join(name);
        let expected = write(&path, compression);
        let shape = Shape::from(SHAPE);
        let source = FitsSource::lazy(&path, HduSelector::FirstImage, &shape, granule_core::DType::I32);
        let whole = Region::full(&shape);
        let errors = read_while_shrinking(&path, || match source.read(&whole, &RunContext::default()) {
            Ok(block) => {
                assert_eq!(block.shape(), shape);
                true
            }
            Err(StoreError::Format { .. }) => false,
            Err(other) => panic!("{other}"),
        });
        assert!(errors > 0, "{name}: no read met a short file");
        // At rest again, the same source reads what is there.
        assert_eq!(source.read(&whole, &RunContext::default()).unwrap().to_vec::<i32>().unwrap(), expected);
    }
}

#[test]
fn an_image_whose_file_is_another_by_now_is_an_error() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.fits");
    write(&path, Compression::None);
    let image = FitsImage::open(&path, &HduSelector::FirstImage).unwrap();
    let corner = Region::new([0, 0], [1, 1]).unwrap();
    assert!(image.read(&corner, &RunContext::default()).is_ok());
    // Longer by a block, so that the test does not rest on the clock of the file system.
    let length = std::fs::metadata(&path).unwrap().len();
    OpenOptions::new().write(true).open(&path).unwrap().set_len(length + 2880).unwrap();
    let error = image.read(&corner, &RunContext::default()).unwrap_err();
    assert!(matches!(error, FitsError::Changed { .. }), "{error}");
    assert!(error.to_string().contains("a.fits"), "{error}");
    let again = FitsImage::open(&path, &HduSelector::FirstImage).unwrap();
    assert!(again.read(&corner, &RunContext::default()).is_ok());
}
