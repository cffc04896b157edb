//! Handles and memory of many reads. Linux tells of both in `/proc`; elsewhere there is nothing to count them by.
#![cfg(target_os = "linux")]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use granule_core::{Block, DType, Region, RunContext, Shape};
use granule_fits::{Compression, FitsSource, HduSelector, ImageWriter, Io};
use granule_store::{ChunkSource, StripedSource};

/// Files of the dataset.
const FILES: usize = 10_000;

/// Bytes that reading a file may leave behind: its layout, its path, its share of the dataset.
const BYTES_A_FILE: u64 = 3 << 10;

/// Bytes that reading any number of files may leave behind: caches of the allocator, stacks of threads. The other tests
/// of this binary run meanwhile and hold some 20 MB.
const BYTES_AT_ALL: u64 = 48 << 20;

/// Files that a run keeps open.
const KEPT: usize = 16;

const SHAPE: [usize; 2] = [64, 128];

/// Open handles on files below this directory: those of other tests do not count.
fn handles(directory: &Path) -> usize {
    let entries = std::fs::read_dir("/proc/self/fd").unwrap();
    let targets = entries.filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok());
    targets.filter(|target| target.starts_with(directory)).count()
}

/// Bytes of this process that are in memory.
pub(crate) fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() << 10
}

/// One small image under many names: plain or in tiles, by turns.
fn dataset(directory: &Path) -> Vec<PathBuf> {
    let values: Vec<f32> = (0..64 * 128).map(|n| (n % 1013 * 7919 % 1013) as f32).collect();
    let block = Block::from_vec(&Shape::from(SHAPE), values).unwrap();
    let rice = Compression::Rice { tile: vec![16, 128], quantize_level: 16.0 };
    let originals = [("plain", Compression::None), ("tiled", rice)].map(|(name, compression)| {
        let path = directory.join(name).with_extension("fits");
        ImageWriter::new(&path).compression(compression).write(&block).unwrap();
        path
    });
    let link = |number: usize| {
        let path = directory.join(format!("{number}.fits"));
        std::fs::hard_link(&originals[number % 2], &path).unwrap();
        path
    };
    (0..FILES).map(link).collect()
}

#[test]
fn ten_thousand_files_leave_no_handle_and_little_memory() {
    let directory = tempfile::tempdir().unwrap();
    let place = directory.path().canonicalize().unwrap();
    let paths = dataset(&place);
    let shape = Shape::from(SHAPE);
    let lazy = |path: &PathBuf| FitsSource::lazy(path, HduSelector::FirstImage, &shape, DType::F32);
    // Everything that is made once is made here.
    for path in &paths[..100] {
        lazy(path).read(&Region::full(&shape), &RunContext::default()).unwrap();
    }
    let before = resident();

    let parts: Vec<Arc<dyn ChunkSource>> =
        paths.iter().map(|path| Arc::new(lazy(path)) as Arc<dyn ChunkSource>).collect();
    let source = StripedSource::new(&Shape::from([FILES]), parts, 0).unwrap();
    let run = RunContext::default();
    for number in 0..FILES {
        let region = Region::new([number, 0, 0], [number + 1, 64, 128]).unwrap();
        assert_eq!(source.read(&region, &run).unwrap().elements(), 64 * 128);
        if number % 500 == 0 {
            assert!(handles(&place) <= KEPT, "after {number} files");
        }
    }
    assert_eq!(handles(&place), KEPT);
    let stats = run.stats();
    drop(run);
    let decoded = stats.bytes_decoded;
    let (grown, most) = (resident().saturating_sub(before), BYTES_AT_ALL + FILES as u64 * BYTES_A_FILE);
    assert_eq!((stats.files, handles(&place)), (FILES as u64, 0));
    assert!(decoded > 3 * most, "the test decodes too little to tell: {decoded} bytes");
    assert!(grown < most, "{FILES} files left {grown} bytes in memory; at most {most} are expected");
}

#[test]
fn reads_that_fail_leave_no_handle_either() {
    let directory = tempfile::tempdir().unwrap();
    let place = directory.path().canonicalize().unwrap();
    let whole = dataset(&place).swap_remove(1);
    let bytes = std::fs::read(&whole).unwrap();
    let path = place.join("cut.fits");
    let shape = Shape::from(SHAPE);
    let mut failed = 0;
    for number in 0..1200 {
        std::fs::write(&path, &bytes[..bytes.len() * (number % 40) / 40]).unwrap();
        for io in [Io::Auto, Io::Map] {
            let source = FitsSource::lazy(&path, HduSelector::FirstImage, &shape, DType::F32).with_io(io);
            failed += usize::from(source.read(&Region::full(&shape), &RunContext::default()).is_err());
        }
    }
    assert!(failed > 2000, "{failed}");
    assert_eq!(handles(&place), 0);
}
