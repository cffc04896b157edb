//! Files compressed as a whole.

use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::write::GzEncoder;
use granule_core::{Block, DType, Region, RunContext, Shape};
use granule_fits::{Compression, FitsError, FitsFile, FitsImage, FitsSource, HduSelector, ImageWriter, Io};
use granule_store::ChunkSource;
use granule_store::conformance::check_source;

use crate::shared::{fits_files, shared};

/// Compresses a file, under another name that need not say so.
fn gzip(path: &Path, name: &str) -> PathBuf {
    let target = path.with_file_name(name);
    let mut encoder = GzEncoder::new(std::fs::File::create(&target).unwrap(), flate2::Compression::fast());
    encoder.write_all(&std::fs::read(path).unwrap()).unwrap();
    encoder.finish().unwrap();
    target
}

fn images(directory: &Path) -> Vec<(PathBuf, Block)> {
    let shape = Shape::from([40, 300]);
    let block =
        Block::from_vec(&shape, (0..12_000).map(|i| i * 7919 % 10_007).collect::<Vec<i32>>()).unwrap();
    let rice = Compression::Rice { tile: vec![7, 100], quantize_level: 16.0 };
    let written = [("plain", Compression::None), ("tiled", rice)].map(|(name, compression)| {
        let path = directory.join(format!("{name}.fits"));
        ImageWriter::new(&path).compression(compression).write(&block).unwrap();
        (gzip(&path, &format!("{name}.fits.gz")), block.clone())
    });
    written.into()
}

#[test]
fn images_are_read_as_if_the_file_were_not_compressed() {
    let directory = tempfile::tempdir().unwrap();
    for (path, block) in images(directory.path()) {
        for io in [Io::Auto, Io::Map, Io::Pread] {
            let source = FitsSource::open(&path, HduSelector::FirstImage).unwrap().with_io(io);
            check_source(&source, &block).unwrap();
            let lazy =
                FitsSource::lazy(&path, HduSelector::FirstImage, &block.shape(), DType::I32).with_io(io);
            check_source(&lazy, &block).unwrap();
        }
    }
}

#[test]
fn any_file_can_be_compressed() {
    let Some(directory) = shared("tiles") else { return };
    let scratch = tempfile::tempdir().unwrap();
    for path in fits_files(&directory) {
        let copy = scratch.path().join("copy.fits");
        std::fs::write(&copy, std::fs::read(&path).unwrap()).unwrap();
        // The first bytes tell, not the name.
        let zipped = gzip(&copy, "zipped.fits");
        let same = |a: &FitsFile, b: &FitsFile| a.hdus().iter().zip(b.hdus()).all(|(a, b)| a.kind == b.kind);
        assert!(same(&FitsFile::open(&path).unwrap(), &FitsFile::open(&zipped).unwrap()));
        let read = |path: &Path| {
            let image = FitsImage::open(path, &HduSelector::FirstImage).unwrap();
            let block = image.read(&Region::full(image.shape()), &RunContext::default()).unwrap();
            block.to_f64_vec().into_iter().map(f64::to_bits).collect::<Vec<_>>()
        };
        assert!(read(&path) == read(&zipped), "{}", path.display());
    }
}

#[test]
fn an_opened_source_decompresses_once_and_a_lazy_one_each_time() {
    let directory = tempfile::tempdir().unwrap();
    for (path, block) in images(directory.path()) {
        let length = std::fs::metadata(&path).unwrap().len();
        let opened = FitsSource::open(&path, HduSelector::FirstImage).unwrap();
        let lazy = FitsSource::lazy(&path, HduSelector::FirstImage, &block.shape(), DType::I32);
        let region = Region::new([3, 7], [5, 250]).unwrap();
        for _ in 0..2 {
            let run = RunContext::default();
            assert_eq!(opened.read(&region, &run).unwrap(), block.crop(&region).unwrap());
            let (stats, cost) = (run.stats(), opened.cost(&region));
            assert_eq!((stats.bytes_read, stats.tiles), (cost.bytes_read, cost.tiles));
            assert_eq!(stats.bytes_read, 0);
            let run = RunContext::default();
            lazy.read(&region, &run).unwrap();
            assert_eq!(run.stats().bytes_read, length);
        }
    }
}

#[test]
fn a_file_that_changes_is_decompressed_anew() {
    let directory = tempfile::tempdir().unwrap();
    let [(plain, block), (tiled, _)] = images(directory.path()).try_into().unwrap();
    let source = FitsSource::open(&plain, HduSelector::FirstImage).unwrap();
    std::fs::copy(&tiled, &plain).unwrap();
    let run = RunContext::default();
    assert_eq!(source.read(&Region::full(&block.shape()), &run).unwrap(), block);
    assert_eq!(run.stats().tiles, 18);
}

#[test]
fn compressed_files_that_are_damaged_are_errors() {
    let directory = tempfile::tempdir().unwrap();
    for (path, _) in images(directory.path()) {
        let whole = std::fs::read(&path).unwrap();
        for cut in (0..whole.len()).step_by(whole.len() / 50) {
            std::fs::write(&path, &whole[..cut]).unwrap();
            assert!(FitsImage::open(&path, &HduSelector::FirstImage).is_err(), "{cut}");
        }
        let mut damaged = whole.clone();
        damaged[whole.len() / 2] ^= 0x10;
        std::fs::write(&path, damaged).unwrap();
        let error = FitsImage::open(&path, &HduSelector::FirstImage).unwrap_err();
        assert!(matches!(error, FitsError::Gunzip { .. }), "{error}");
        assert!(error.to_string().contains(".fits.gz: cannot decompress: "), "{error}");
    }
}
