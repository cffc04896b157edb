//! `granule-wcs`: the coordinates of many pixels of a generated dataset at once.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, Throughput};
use granule::sample::Sample;
use granule::wcs::{Wcs, resample};
use granule::{Dataset, NDCube};

const POINTS: usize = 100_000;
const LENGTHS: [usize; 4] = [4, 25, 1000, 2560];

/// A small dataset: how far its axes reach does not matter to the transforms.
fn cube() -> NDCube {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("sample");
    Sample::visp().stokes(LENGTHS[0]).raster(LENGTHS[1]).wave(20).slit(30).write(&path).unwrap();
    Dataset::open(&path).unwrap().into()
}

/// Points all over the cube, in pixel order: slit, wavelength, raster, Stokes.
fn pixels() -> Vec<Vec<f64>> {
    let along = |length: usize, step: usize| (0..POINTS).map(|i| (i * step % length) as f64).collect();
    vec![along(30, 7), along(20, 3), along(LENGTHS[1], 11), along(LENGTHS[0], 1)]
}

fn slices(batch: &[Vec<f64>]) -> Vec<&[f64]> {
    batch.iter().map(Vec::as_slice).collect()
}

/// The dataset's own coordinates, and those of a rebinned view.
fn systems() -> [(&'static str, Arc<dyn Wcs>); 2] {
    let cube = cube();
    let rebinned = resample(cube.wcs(), &[1.0, 10.0, 1.0, 10.0]).unwrap();
    [("dataset", Arc::clone(cube.wcs())), ("rebinned", rebinned)]
}

pub(crate) fn pixel_to_world(criterion: &mut Criterion) {
    let pixels = pixels();
    let mut group = criterion.benchmark_group("pixel_to_world_values");
    group.throughput(Throughput::Elements(POINTS as u64));
    for (name, wcs) in systems() {
        group.bench_function(name, |bencher| {
            bencher.iter(|| black_box(wcs.pixel_to_world_values(&slices(&pixels)).unwrap()));
        });
    }
}

pub(crate) fn world_to_pixel(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("world_to_pixel_values");
    group.throughput(Throughput::Elements(POINTS as u64));
    for (name, wcs) in systems() {
        let world = wcs.pixel_to_world_values(&slices(&pixels())).unwrap();
        group.bench_function(name, |bencher| {
            bencher.iter(|| black_box(wcs.world_to_pixel_values(&slices(&world)).unwrap()));
        });
    }
}
