//! A foreign format behaves like any other: conformance, cubes, executors, damage.

// Helpers of tests are tests.
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::sync::Arc;

use granule::core::{Region, RunContext, Shape, WorldAxis};
use granule::prelude::*;
use granule::store::conformance::{check_sink, check_source};
use granule::store::{ArrayMeta, CachedSource, ChunkSource, StoreError, StripedSource};
use granule::wcs::transform::{Concatenate, Linear};
use granule::wcs::{Frame, FrameAxis, FrameKind, Gwcs, Unit};
use granule_plugins::{NpySource, PiecesSink, piece_name};
use ndarray::ArrayD;
use ndarray_npy::WriteNpyExt as _;
use proptest::prelude::*;

/// Writes an array with a library that shares no code with the plugin.
fn write<T: ndarray_npy::WritableElement>(path: &Path, shape: &[usize], values: Vec<T>) {
    let array = ArrayD::from_shape_vec(shape, values).unwrap();
    array.write_npy(std::fs::File::create(path).unwrap()).unwrap();
}

fn ramp(shape: &[usize]) -> Vec<f32> {
    (0..shape.iter().product()).map(|n: usize| n as f32 / 3.0).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn npy_files_of_any_shape_conform(shape in prop::collection::vec(1..7_usize, 1..5)) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.npy");
        let values = ramp(&shape);
        write(&path, &shape, values.clone());
        let block = Block::from_vec(&Shape::from(shape), values).unwrap();
        check_source(&NpySource::open(&path).unwrap(), &block).unwrap();
    }
}

#[test]
fn every_element_type_conforms() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.npy");
    let shape = Shape::from([2, 3]);
    macro_rules! check {
        ($($values:expr),*) => {$(
            write(&path, &shape, $values.to_vec());
            let block = Block::from_vec(&shape, $values.to_vec()).unwrap();
            check_source(&NpySource::open(&path).unwrap(), &block).unwrap();
        )*};
    }
    check!(
        [true, false, true, true, false, false],
        [0_u8, 1, 2, 3, 254, 255],
        [i16::MIN, -1, 0, 1, 2, i16::MAX],
        [0_u16, 1, 2, 3, 4, u16::MAX],
        [i32::MIN, -1, 0, 1, 2, i32::MAX],
        [0_u32, 1, 2, 3, 4, u32::MAX],
        [i64::MIN / 1024, -1, 0, 1, 2, i64::MAX / 1024],
        [f32::NAN, -0.0, 1.5, f32::INFINITY, 1e-40, f32::MAX],
        [f64::NAN, -0.0, 1.5, f64::INFINITY, 1e-310, f64::MAX]
    );
}

#[test]
fn costs_are_what_reading_takes() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.npy");
    write(&path, &[4, 5, 6], ramp(&[4, 5, 6]));
    let source = NpySource::open(&path).unwrap();
    for (start, end) in [([0, 0, 0], [4, 5, 6]), ([1, 2, 3], [3, 4, 5]), ([2, 0, 0], [2, 5, 6])] {
        let (region, run) = (Region::new(start, end).unwrap(), RunContext::default());
        source.read(&region, &run).unwrap();
        assert_eq!(run.stats().bytes_read, source.cost(&region).bytes_read, "{region}");
    }
}

/// What a sink of pieces wrote, put together again.
fn gather(directory: &Path, meta: &ArrayMeta) -> Block {
    let mut whole = Block::zeros(meta.dtype(), meta.shape()).unwrap();
    for entry in std::fs::read_dir(directory).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let (start, end) = name.strip_suffix(".npy").unwrap().split_once('-').unwrap();
        let indices = |text: &str| text.split('_').map(|word| word.parse().unwrap()).collect::<Vec<usize>>();
        let region = Region::new(indices(start), indices(end)).unwrap();
        assert_eq!(piece_name(&region), name);
        let piece = NpySource::open(directory.join(&name)).unwrap();
        let full = Region::full(piece.meta().shape());
        whole.assign(&region, &piece.read(&full, &RunContext::default()).unwrap()).unwrap();
    }
    whole
}

#[test]
fn a_directory_of_pieces_conforms() {
    let directory = tempfile::tempdir().unwrap();
    for (number, shape) in [vec![5], vec![4, 7], vec![3, 5, 4]].into_iter().enumerate() {
        let place = directory.path().join(number.to_string());
        let block = Block::from_vec(&Shape::from(shape.clone()), ramp(&shape)).unwrap();
        check_sink(&PiecesSink::new(&place), &block).unwrap();
        let grid = granule::core::ChunkGrid::single(&block.shape());
        assert_eq!(gather(&place, &ArrayMeta::new(DType::F32, grid)), block);
        assert!(matches!(check_sink(&PiecesSink::new(&place), &block), Err(StoreError::Exists { .. })));
    }
    let names = std::fs::read_dir(directory.path()).unwrap().count();
    assert_eq!(names, 3, "nothing temporary is left");
}

/// Positions along the slit and wavelengths.
fn coordinates() -> Arc<Gwcs> {
    let axis = |number, name, physical_type, unit| {
        vec![FrameAxis::new(WorldAxis(number), name, physical_type, Unit::parse(unit))]
    };
    let transform = Concatenate::new(Arc::new(Linear::scale(0.5)), Arc::new(Linear::new(0.01, 630.0)));
    let frames = vec![
        Frame::new("slit", FrameKind::Generic, axis(0, "position", "custom:pos", "arcsec")),
        Frame::new("wavelength", FrameKind::Spectral, axis(1, "wavelength", "em.wl", "nm")),
    ];
    Arc::new(Gwcs::new(Arc::new(transform), vec!["slit".into(), "dispersion".into()], frames).unwrap())
}

#[test]
fn a_cube_of_a_foreign_format_computes_on_every_executor() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("spectrum.npy");
    let values = ramp(&[30, 40]);
    write(&path, &[30, 40], values.clone());
    let source = NpySource::open(&path).unwrap();
    let cube = NDCube::new(Array::from_source(Arc::new(source)), coordinates()).unwrap();
    let rebinned = cube.slice(s![6.., ..]).unwrap().rebin(&[8, 10], Reduction::Mean).unwrap();

    let bin = |row: usize, column: usize| {
        let places = (0..80).map(|n| (6 + row * 8 + n / 10) * 40 + column * 10 + n % 10);
        places.map(|place| f64::from(values[place])).sum::<f64>() / 80.0
    };
    for session in [
        Session::new(SyncExecutor),
        Session::new(RayonExecutor::new(2)),
        Session::new(CrossbeamExecutor::new(2)),
    ] {
        let found = rebinned.compute(&session).unwrap();
        assert_eq!(found.values().shape(), Shape::from([3, 4]));
        for (place, value) in found.values().to_f64_vec().into_iter().enumerate() {
            let expected = bin(place / 4, place % 4);
            assert!((value - expected).abs() < 1e-4, "{place}: {value} is not {expected}");
        }
    }
    // The coordinates of the middle of the first bin: pixels (4.5, 6 + 3.5).
    let world = rebinned.wcs().pixel_to_world_values(&[&[0.0][..], &[0.0]]).unwrap();
    assert!((world[0][0] - 2.25).abs() < 1e-12 && (world[1][0] - 630.095).abs() < 1e-9);

    // From a foreign format into another.
    let place = directory.path().join("pieces");
    Session::default().compute_into(cube.data(), &PiecesSink::new(&place)).unwrap();
    let whole = Block::from_vec(&Shape::from([30, 40]), values).unwrap();
    assert_eq!(gather(&place, &ArrayMeta::new(DType::F32, cube.data().grid().clone())), whole);
}

#[test]
fn foreign_files_are_striped_cached_and_missed_like_any_other() {
    let directory = tempfile::tempdir().unwrap();
    let part = |number: usize| -> Arc<dyn ChunkSource> {
        let path = directory.path().join(format!("{number}.npy"));
        write(&path, &[2, 3], ramp(&[2, 3]));
        Arc::new(NpySource::open(path).unwrap())
    };
    let striped = StripedSource::new(&Shape::from([4]), (0..4).map(part).collect(), 0).unwrap();
    let whole = Block::from_vec(&Shape::from([4, 2, 3]), ramp(&[2, 3]).repeat(4)).unwrap();
    check_source(&striped, &whole).unwrap();
    let cached = Arc::new(CachedSource::new(Arc::new(striped), &[1, 2, 3], 1 << 20).unwrap());
    check_source(cached.as_ref(), &whole).unwrap();
    assert_eq!(cached.stats().misses, 4);

    // What is kept outlives its file; what is not follows the run's policy.
    std::fs::remove_file(directory.path().join("2.npy")).unwrap();
    check_source(cached.as_ref(), &whole).unwrap();
    cached.clear();
    let array = Array::from_source(cached);
    let computed = Session::default().compute(&array).unwrap();
    assert_eq!(computed.values().to_f64_vec().iter().filter(|value| value.is_nan()).count(), 6);
    assert_eq!(computed.report().warnings.len(), 1);
    assert!(Session::default().missing_files(MissingFiles::Error).compute(&array).is_err());
}

#[test]
fn damaged_files_are_read_or_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.npy");
    write(&path, &[4, 5], ramp(&[4, 5]));
    let bytes = std::fs::read(&path).unwrap();
    let read = || {
        let source = NpySource::open(&path)?;
        source.read(&Region::full(source.meta().shape()), &RunContext::default())
    };
    for length in 0..bytes.len() {
        std::fs::write(&path, &bytes[..length]).unwrap();
        let error = read().unwrap_err();
        assert!(error.to_string().contains("a.npy"), "{error}");
    }
    let mut refused = 0;
    for place in 0..128 {
        for value in [0, b'9', b'-', b'(', 0xff] {
            let mut damaged = bytes.clone();
            damaged[place] = value;
            std::fs::write(&path, &damaged).unwrap();
            refused += usize::from(read().is_err());
        }
    }
    assert!(refused > 100, "{refused}");
    // A file that shrinks after it was opened is an error of the read.
    std::fs::write(&path, &bytes).unwrap();
    let source = NpySource::open(&path).unwrap();
    std::fs::write(&path, &bytes[..150]).unwrap();
    let read = source.read(&Region::full(source.meta().shape()), &RunContext::default());
    assert!(matches!(read, Err(StoreError::Format { .. })));
}
