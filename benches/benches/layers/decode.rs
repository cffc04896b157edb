//! `granule-fits`: regions of one generated ViSP frame, from the page cache.

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput};
use granule::Dataset;
use granule::core::{Region, RunContext};
use granule::fits::{FitsImage, HduSelector};
use granule::sample::{Compression, Sample};

const WAVE: usize = 1000;
const SLIT: usize = 2560;

/// The first image of a sample of two.
fn frame(directory: &Path, compression: Compression) -> FitsImage {
    let sample = Sample::visp().stokes(1).raster(2).wave(WAVE).slit(SLIT).compression(compression);
    sample.write(directory).unwrap();
    let path = Dataset::open(directory).unwrap().files().paths().next().unwrap();
    FitsImage::open(path, &HduSelector::FirstImage).unwrap()
}

fn read(criterion: &mut Criterion, group: &str, compression: Compression, regions: &[(&str, Region)]) {
    let directory = tempfile::tempdir().unwrap();
    let image = frame(&directory.path().join("sample"), compression);
    let mut group = criterion.benchmark_group(group);
    for (name, region) in regions {
        // Of the values asked for, not of the tiles that had to be decoded for them.
        group.throughput(Throughput::Bytes(4 * region.elements() as u64));
        group.bench_function(*name, |bencher| {
            let run = RunContext::default();
            bencher.iter(|| black_box(image.read(region, &run).unwrap()));
        });
    }
}

fn regions() -> [(&'static str, Region); 3] {
    [
        ("whole frame", Region::from_bounds([(0, 1), (0, WAVE), (0, SLIT)])),
        ("one wavelength", Region::from_bounds([(0, 1), (WAVE / 2, WAVE / 2 + 1), (0, SLIT)])),
        ("one spectrum", Region::from_bounds([(0, 1), (0, WAVE), (SLIT / 2, SLIT / 2 + 1)])),
    ]
}

/// Rice tiles of one row, as DKIST has them, and square ones.
pub(crate) fn rice(criterion: &mut Criterion) {
    read(criterion, "rice rows", Compression::Rice { tile: None }, &regions());
    read(criterion, "rice 256", Compression::Rice { tile: Some(256) }, &regions());
}

/// Uncompressed: what is left is the map, the byte order and the copy.
pub(crate) fn plain(criterion: &mut Criterion) {
    read(criterion, "uncompressed", Compression::Raw, &regions());
}
