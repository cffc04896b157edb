//! Tests of the cache: the values of its source, fewer reads, never more bytes than allowed.

use super::*;
use granule_core::{DType, MissingFiles, ReadStats, Shape, Warning};
use proptest::prelude::*;
use std::path::PathBuf;

const SHAPE: [usize; 3] = [5, 6, 7];

/// Counts as if its elements were bytes in files, warns of what begins at 0 when told to.
#[derive(Debug)]
struct Counting {
    inner: crate::MemorySource,
    warns: bool,
}

impl Counting {
    fn new() -> Self {
        Self { inner: crate::MemorySource::new(block()), warns: false }
    }
}

impl ChunkSource for Counting {
    fn meta(&self) -> &ArrayMeta {
        self.inner.meta()
    }

    fn read(&self, region: &Region, run: &RunContext) -> Result<Block, StoreError> {
        let ReadCost { bytes_read, tiles, .. } = self.cost(region);
        run.count(ReadStats { files: 1, tiles, bytes_read, ..ReadStats::default() });
        if self.warns && region.start().iter().all(|&start| start == 0) {
            run.warn_missing(&PathBuf::from("gone"));
        }
        self.inner.read(region, run)
    }

    fn cost(&self, region: &Region) -> ReadCost {
        ReadCost { bytes_read: region.elements() as u64, tiles: 1, scratch: 0 }
    }
}

fn block() -> Block {
    Block::from_vec(&Shape::from(SHAPE), (0..210).map(|n| n as f32).collect()).unwrap()
}

fn cached(grain: &[usize], limit: usize) -> CachedSource {
    CachedSource::new(Arc::new(Counting::new()), grain, limit).unwrap()
}

fn region(start: [usize; 3], end: [usize; 3]) -> Region {
    Region::new(start, end).unwrap()
}

#[test]
fn it_conforms_with_any_limit() {
    for limit in [0, 40, 300, 1 << 20] {
        for grain in [[1, 1, 1], [2, 3, 7], [5, 6, 7], [9, 9, 9]] {
            let source = cached(&grain, limit);
            crate::conformance::check_source(&source, &block()).unwrap();
            crate::conformance::check_source(&source, &block()).unwrap();
            assert!(source.stats().bytes <= limit);
        }
    }
    let scalar = Arc::new(crate::MemorySource::new(Block::scalar(3_i16)));
    let source = CachedSource::new(scalar, &[], 100).unwrap();
    assert_eq!(source.read(&Region::default(), &RunContext::default()).unwrap(), Block::scalar(3_i16));
}

#[test]
fn a_grain_that_does_not_fit_is_refused() {
    let new = |grain: &[usize]| CachedSource::new(Arc::new(Counting::new()), grain, 100);
    assert!(matches!(new(&[1, 1]), Err(StoreError::Core(CoreError::BadChunks { .. }))));
    assert!(matches!(new(&[1, 0, 1]), Err(StoreError::Core(CoreError::BadChunks { .. }))));
}

#[test]
fn what_was_read_is_not_read_again() {
    let source = cached(&[1, 6, 7], 1 << 20);
    let files = |region: &Region| {
        let run = RunContext::default();
        source.read(region, &run).unwrap();
        run.stats().files
    };
    // Neighbours that are missing come in one read.
    assert_eq!(files(&region([1, 2, 3], [3, 4, 5])), 1);
    assert_eq!((source.stats().misses, source.stats().hits), (2, 0));
    assert_eq!(files(&region([1, 0, 0], [3, 6, 7])), 0);
    assert_eq!((source.stats().misses, source.stats().hits), (2, 2));
    // Two are there; the others come in as few reads as halving finds.
    assert_eq!(files(&region([0, 0, 0], [5, 1, 1])), 2);
    assert_eq!(source.stats(), CacheStats { hits: 4, misses: 5, pieces: 5, bytes: 840 });
    source.clear();
    assert_eq!(files(&region([1, 2, 3], [3, 4, 5])), 1);
}

#[test]
fn the_least_recently_used_piece_goes_first() {
    // Room for two pieces of 168 bytes.
    let source = cached(&[1, 6, 7], 400);
    let read = |number: usize| {
        let before = source.stats().misses;
        let at = region([number, 0, 0], [number + 1, 1, 1]);
        source.read(&at, &RunContext::default()).unwrap();
        source.stats().misses > before
    };
    assert_eq!([0, 1, 0, 2, 0, 1, 2].map(read), [true, true, false, true, false, true, true]);
    assert_eq!((source.stats().pieces, source.stats().bytes), (2, 336));
}

#[test]
fn what_came_with_a_warning_is_not_kept_and_every_run_hears_of_it() {
    let warning = Arc::new(Counting { warns: true, ..Counting::new() });
    let source = CachedSource::new(warning, &[1, 6, 7], 1 << 20).unwrap();
    for _ in 0..2 {
        let run = RunContext::new(MissingFiles::Nan);
        source.read(&region([0, 0, 0], [1, 6, 7]), &run).unwrap();
        assert_eq!(run.warnings(), [Warning::MissingFile { path: PathBuf::from("gone") }]);
    }
    assert_eq!((source.stats().pieces, source.stats().misses), (0, 2));
    source.read(&region([1, 0, 0], [2, 6, 7]), &RunContext::default()).unwrap();
    assert_eq!(source.stats().pieces, 1);
}

#[test]
fn threads_share_a_cache() {
    let source = cached(&[2, 2, 2], 200);
    let whole = block();
    std::thread::scope(|scope| {
        for thread in 0..4_usize {
            let (source, whole) = (&source, &whole);
            scope.spawn(move || {
                for round in 0..300_usize {
                    let start = [(thread + round) % 5, round * 7 % 6, round * 5 % 7];
                    let at = region(start, [5, 6, 7]);
                    let found = source.read(&at, &RunContext::default()).unwrap();
                    assert_eq!(found, whole.crop(&at).unwrap());
                }
            });
        }
    });
    assert!(source.stats().bytes <= 200 && source.stats().hits > 0);
}

#[test]
fn a_batch_is_bounded() {
    // 64 MB of zeros in pieces of 1 MB: read eight at a time.
    let zeros = Block::zeros(DType::U8, &Shape::from([64, 1 << 20])).unwrap();
    let source = CachedSource::new(Arc::new(crate::MemorySource::new(zeros)), &[1, 1 << 20], 0).unwrap();
    let column = Region::new([0, 5], [64, 6]).unwrap();
    assert_eq!(source.cost(&column).scratch, 2 * BATCH as u64);
    assert_eq!(source.read(&column, &RunContext::default()).unwrap().elements(), 64);
    assert_eq!(source.stats().misses, 64);
}

proptest! {
    /// Any regions, grain and limit: the values of the source, and the cost of a cold read is what it takes.
    #[test]
    fn values_and_costs_are_those_of_the_source(
        grain in prop::array::uniform3(1..8_usize),
        limit in 0..1000_usize,
        reads in prop::collection::vec(prop::array::uniform3((0..8_usize, 0..8_usize)), 1..12),
    ) {
        let source = cached(&grain, limit);
        for (number, bounds) in reads.into_iter().enumerate() {
            let bounds = bounds.iter().zip(SHAPE).map(|(&(a, b), len)| {
                let (a, b) = (a.min(len), b.min(len));
                (a.min(b), a.max(b))
            });
            let region = Region::from_bounds(bounds);
            let (cost, run) = (source.cost(&region), RunContext::default());
            let found = source.read(&region, &run).unwrap();
            prop_assert_eq!(found, block().crop(&region).unwrap());
            prop_assert!(run.stats().bytes_read <= cost.bytes_read);
            if number == 0 {
                prop_assert_eq!(run.stats().bytes_read, cost.bytes_read);
                prop_assert_eq!(run.stats().tiles, cost.tiles);
            }
            prop_assert!(source.stats().bytes <= limit);
        }
    }
}
