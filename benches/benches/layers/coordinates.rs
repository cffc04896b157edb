//! `granule-wcs`: the coordinates of many pixels of a generated dataset at once.

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use granule::array::Reduction;
use granule::sample::Sample;
use granule::{Dataset, NDCube};

const POINTS: usize = 100_000;
/// From one point to the next along every axis: a prime, so that the points scatter.
const STEP: usize = 7919;
/// A small dataset: how far its axes reach does not matter to the transforms.
fn dataset() -> NDCube {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("sample");
    Sample::visp().stokes(4).raster(25).wave(20).slit(30).write(&path).unwrap();
    Dataset::open(&path).unwrap().into()
}

/// The coordinates of a dataset and of a rebinned view, each with pixels that lie in it.
fn systems() -> [(&'static str, NDCube); 2] {
    let dataset = dataset();
    let rebinned = dataset.rebin(&[1, 5, 1, 10], Reduction::Mean).unwrap();
    [("dataset", dataset), ("rebinned", rebinned)]
}

/// Pixels all over a cube, in pixel order: the fastest axis first.
fn pixels(cube: &NDCube) -> Vec<Vec<f64>> {
    let along = |&length: &usize| (0..POINTS).map(|i| (i * STEP % length) as f64).collect();
    cube.shape().iter().rev().map(along).collect()
}

fn slices(batch: &[Vec<f64>]) -> Vec<&[f64]> {
    batch.iter().map(Vec::as_slice).collect()
}

pub(crate) fn pixel_to_world(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("pixel_to_world_values");
    group.throughput(Throughput::Elements(POINTS as u64));
    for (name, cube) in systems() {
        let (wcs, pixels) = (cube.wcs(), pixels(&cube));
        group.bench_function(name, |bencher| {
            bencher.iter(|| black_box(wcs.pixel_to_world_values(&slices(&pixels)).unwrap()));
        });
    }
}

pub(crate) fn world_to_pixel(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("world_to_pixel_values");
    group.throughput(Throughput::Elements(POINTS as u64));
    for (name, cube) in systems() {
        let wcs = cube.wcs();
        let world = wcs.pixel_to_world_values(&slices(&pixels(&cube))).unwrap();
        group.bench_function(name, |bencher| {
            bencher.iter(|| black_box(wcs.world_to_pixel_values(&slices(&world)).unwrap()));
        });
    }
}
