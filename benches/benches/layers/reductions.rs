//! `granule-array`: reductions and rebins of values in memory, on the synchronous executor.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, Throughput};
use granule::Session;
use granule::array::{Array, Reduction};
use granule::core::{Block, ChunkGrid, Shape};
use granule::exec::SyncExecutor;
use granule::store::MemorySource;

/// Eight chunks of 2 MB: larger than a core's own cache, as decoded frames are.
const SHAPE: [usize; 3] = [8, 200, 2560];

/// Each chunk is copied out of the source before it is reduced: a decoder would have written it instead. `gather`
/// copies it once more, into the result.
fn array() -> Array {
    let shape = Shape::from(SHAPE);
    let values = (0..shape.elements()).map(|i| (i % 1009) as f32 - 500.0).collect();
    let block = Block::from_vec::<f32>(&shape, values).unwrap();
    let grid = ChunkGrid::regular(&shape, &[1, SHAPE[1], SHAPE[2]]).unwrap();
    Array::from_source(Arc::new(MemorySource::with_grid(block, grid).unwrap()))
}

pub(crate) fn in_memory(criterion: &mut Criterion) {
    let array = array();
    let all = |reduction| array.reduce(reduction, &[]).unwrap();
    let cases = [
        ("gather", array.clone()),
        ("sum over 0, 2", array.sum(&[0, 2]).unwrap()),
        ("sum over 0, 1", array.sum(&[0, 1]).unwrap()),
        ("mean of all", all(Reduction::Mean)),
        ("min of all", all(Reduction::Min)),
        ("argmin of all", all(Reduction::ArgMin)),
        ("rebin 1, 1, 10 by mean", array.rebin(&[1, 1, 10], Reduction::Mean).unwrap()),
        ("rebin 4, 1, 10 by mean", array.rebin(&[4, 1, 10], Reduction::Mean).unwrap()),
        ("rebin 1, 10, 1 by mean", array.rebin(&[1, 10, 1], Reduction::Mean).unwrap()),
        ("rebin 1, 10, 10 by max", array.rebin(&[1, 10, 10], Reduction::Max).unwrap()),
    ];
    let session = Session::new(SyncExecutor);
    let mut group = criterion.benchmark_group("reductions");
    group.throughput(Throughput::Bytes(4 * SHAPE.iter().product::<usize>() as u64));
    for (name, array) in &cases {
        group.bench_function(*name, |bencher| {
            bencher.iter(|| black_box(session.compute(array).unwrap()));
        });
    }
}
