//! What expressions read: exactly what they need.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use granule_array::{Array, Reduction, default_rules};
use granule_core::{Block, ChunkGrid, DType, Region, RunContext, Shape, s};
use granule_store::{ArrayMeta, ChunkSource, ReadCost, StoreError};

use crate::serial::compute;

/// A source of zeros that counts the elements and the reads asked of it.
#[derive(Debug)]
struct Counting {
    meta: ArrayMeta,
    elements: AtomicUsize,
    reads: AtomicUsize,
}

impl Counting {
    fn new(shape: [usize; 3], chunk: [usize; 3]) -> Arc<Self> {
        let grid = ChunkGrid::regular(&Shape::from(shape), &chunk).unwrap();
        let meta = ArrayMeta::new(DType::F32, grid);
        Arc::new(Self { meta, elements: AtomicUsize::new(0), reads: AtomicUsize::new(0) })
    }

    fn read_by(self: &Arc<Self>, array: &Array) -> (usize, usize) {
        compute(array);
        (self.elements.swap(0, Ordering::Relaxed), self.reads.swap(0, Ordering::Relaxed))
    }
}

impl ChunkSource for Counting {
    fn meta(&self) -> &ArrayMeta {
        &self.meta
    }

    fn read(&self, region: &Region, _: &RunContext) -> Result<Block, StoreError> {
        self.elements.fetch_add(region.elements(), Ordering::Relaxed);
        self.reads.fetch_add(1, Ordering::Relaxed);
        Ok(Block::zeros(DType::F32, &region.shape())?)
    }

    fn cost(&self, region: &Region) -> ReadCost {
        ReadCost { bytes_read: 4 * region.elements() as u64, ..ReadCost::default() }
    }
}

#[test]
fn a_slice_reaches_the_source_through_everything() {
    let source = Counting::new([100, 100, 100], [1, 100, 100]);
    let array = Array::from_source(Arc::clone(&source) as Arc<dyn ChunkSource>);
    let row = s![5, 7, ..];
    let read = |array: Array| {
        let unoptimised = source.read_by(&array);
        assert_eq!(unoptimised, source.read_by(&array.optimise()), "{}", array.explain());
        unoptimised
    };
    assert_eq!(read(array.slice(&row).unwrap()), (100, 1));
    assert_eq!(read((&array + 1.0).slice(&row).unwrap()), (100, 1));
    assert_eq!(read((&(&array * 2.0) - &array).unwrap().slice(&row).unwrap()), (100, 1));
    assert_eq!(read(array.mean(&[0]).unwrap().slice(&s![7, ..]).unwrap()), (100 * 100, 100));
    let rebinned = array.rebin(&[1, 10, 10], Reduction::Mean).unwrap();
    assert_eq!(read(rebinned.slice(&s![5, 3, 4]).unwrap()), (100, 1));
    assert_eq!(
        read((&rebinned * 2.0).rebin(&[5, 2, 1], Reduction::Sum).unwrap().slice(&s![0, 0, 0]).unwrap()),
        (1000, 5)
    );
}

#[test]
fn a_step_leaps_over_chunks() {
    let source = Counting::new([20, 4, 4], [1, 4, 4]);
    let array = Array::from_source(Arc::clone(&source) as Arc<dyn ChunkSource>);
    let stepped = array.slice(&"::5, 1:3".parse().unwrap()).unwrap();
    assert_eq!(source.read_by(&stepped), (4 * 8, 4));
    assert_eq!(source.read_by(&stepped.slice(&"::-2".parse().unwrap()).unwrap().optimise()), (2 * 8, 2));
}

#[test]
fn shared_inputs_are_read_once() {
    let source = Counting::new([3, 4, 4], [1, 4, 4]);
    let array = Array::from_source(Arc::clone(&source) as Arc<dyn ChunkSource>);
    let both = (&(&array + &array).unwrap() * &array).unwrap();
    assert_eq!(source.read_by(&both), (48, 3));
}

#[test]
fn rules_say_when_they_fire() {
    let source = Counting::new([8, 8, 8], [1, 8, 8]);
    let array = Array::from_source(source);
    let wanted = (&array + 1.0)
        .rebin(&[2, 2, 2], Reduction::Sum)
        .and_then(|a| a.rebin(&[2, 1, 1], Reduction::Sum))
        .and_then(|a| a.slice(&s![1, .., 2..4]))
        .unwrap();
    let mut fired = Vec::new();
    let optimised = wanted.optimise_with(&default_rules(), &mut |rewrite| fired.push(rewrite.rule));
    assert!(fired.contains(&"rebin of rebin"), "{fired:?}");
    assert!(fired.contains(&"slice of rebin"), "{fired:?}");
    assert!(fired.contains(&"slice of map"), "{fired:?}");
    assert!(optimised.explain().ends_with("source → float32 (8, 8, 8) in 8 chunks of (1, 8, 8)\n"));
    assert_eq!(optimised.shape(), wanted.shape());
}
