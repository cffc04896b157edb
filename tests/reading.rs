//! Reading files of a dataset: only what is needed, and honestly about what is not there.

use std::path::PathBuf;

use granule::prelude::*;
use granule::sample::Sample;

use crate::shared::bits;

fn sample(directory: &tempfile::TempDir) -> PathBuf {
    let path = directory.path().join("observation");
    Sample::visp().stokes(2).raster(4).wave(10).slit(12).write(&path).unwrap();
    path
}

fn fits_files(path: &std::path::Path) -> Vec<PathBuf> {
    Dataset::open(path).unwrap().files().paths().collect()
}

#[test]
fn only_the_tiles_an_answer_needs_are_decoded() {
    let directory = tempfile::tempdir().unwrap();
    let dataset = Dataset::open(sample(&directory)).unwrap();
    let session = Session::default();
    let read = |cube: &NDCube| {
        let stats = cube.compute(&session).unwrap().report().stats;
        (stats.files, stats.tiles)
    };
    let cube = dataset.cube();
    // A row of a file is a tile.
    assert_eq!(read(cube), (8, 80));
    assert_eq!(read(&cube.slice("0, 2, 5, 7").unwrap()), (1, 1));
    assert_eq!(read(&cube.slice("1, :, 3:5").unwrap()), (4, 8));
    assert_eq!(read(&cube.slice("0, ::-2").unwrap()), (2, 20));
    let rebinned = cube.rebin(&[1, 2, 5, 3], Reduction::Mean).unwrap();
    assert_eq!(read(&rebinned.slice("1, 0, 1, 2").unwrap()), (2, 10));
    let doubled = cube.with_data(cube.data() * 2.0).unwrap();
    assert_eq!(read(&doubled.slice("0, 0, 0").unwrap()), (1, 1));
}

#[test]
fn compressed_and_plain_samples_read_alike() {
    let directory = tempfile::tempdir().unwrap();
    let make = |name: &str, compression| {
        let path = directory.path().join(name);
        Sample::visp().stokes(1).raster(2).wave(30).slit(40).compression(compression).write(&path).unwrap();
        let dataset = Dataset::open(&path).unwrap();
        dataset.cube().compute(&Session::default()).unwrap().values().to_f64_vec()
    };
    use granule::sample::Compression;
    let raw = make("raw", Compression::Raw);
    for tile in [None, Some(16)] {
        let name = format!("rice-{tile:?}");
        let rice = make(&name, Compression::Rice { tile });
        let worst = raw.iter().zip(&rice).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        // Quantised to a fraction of what the tile's rows scatter: well below a hundredth of the 20,000 counts.
        assert!(worst > 0.0 && worst < 100.0, "{worst}");
    }
}

#[test]
fn a_missing_file_is_nan_and_counted_or_an_error() {
    let directory = tempfile::tempdir().unwrap();
    let path = sample(&directory);
    let whole = Dataset::open(&path).unwrap().cube().compute(&Session::default()).unwrap();
    let gone = fits_files(&path).remove(5);
    std::fs::remove_file(&gone).unwrap();
    let dataset = Dataset::open(&path).unwrap();

    let computed = dataset.cube().compute(&Session::default()).unwrap();
    assert_eq!(computed.report().missing_files(), 1);
    assert!(computed.report().warnings[0].to_string().contains(gone.file_name().unwrap().to_str().unwrap()));
    let missing = dataset.slice(s![1, 1]).unwrap().cube().compute(&Session::default()).unwrap();
    assert!(missing.values().to_f64_vec().iter().all(|value| value.is_nan()));
    let others = whole.values().to_f64_vec().len() - 10 * 12;
    let same = bits(whole.values()).iter().zip(bits(computed.values())).filter(|(a, b)| *a == b).count();
    assert_eq!(same, others);

    let strict = Session::default().missing_files(MissingFiles::Error);
    let error = dataset.cube().compute(&strict).unwrap_err().to_string();
    assert!(error.contains("is missing"), "{error}");
    assert!(dataset.slice(s![0]).unwrap().cube().compute(&strict).is_ok());
}

#[test]
fn a_damaged_file_is_an_error_that_names_it() {
    let directory = tempfile::tempdir().unwrap();
    let path = sample(&directory);
    let file = fits_files(&path).remove(2);
    let bytes = std::fs::read(&file).unwrap();
    let dataset = Dataset::open(&path).unwrap();
    for length in [0, 100, 2880, bytes.len() / 2, bytes.len() - 2880] {
        std::fs::write(&file, &bytes[..length]).unwrap();
        let error = dataset.cube().compute(&Session::default()).unwrap_err().to_string();
        assert!(error.contains(file.file_name().unwrap().to_str().unwrap()), "{length}: {error}");
    }
}

#[test]
fn maps_and_caches_change_what_is_read_and_no_value() {
    use granule::OpenOptions;
    use granule::fits::Io;
    use granule::sample::Compression;

    let directory = tempfile::tempdir().unwrap();
    let session = Session::default();
    for (name, compression) in [("raw", Compression::Raw), ("rice", Compression::Rice { tile: None })] {
        let path = directory.path().join(name);
        Sample::visp().stokes(2).raster(3).wave(10).slit(12).compression(compression).write(&path).unwrap();
        let compute = |options: &OpenOptions| {
            let cube = Dataset::open_with(&path, options).unwrap().cube().slice("1, :, 2:7").unwrap();
            let first = cube.compute(&session).unwrap();
            let second = cube.compute(&session).unwrap();
            assert_eq!(bits(first.values()), bits(second.values()));
            (bits(first.values()), second.report().stats.bytes_read)
        };
        let (expected, read) = compute(&OpenOptions::new());
        assert!(read > 0);
        for io in [Io::Map, Io::Pread] {
            assert_eq!(compute(&OpenOptions::new().io(io)).0, expected, "{name} {io:?}");
        }
        let (cached, read_again) = compute(&OpenOptions::new().cache(Some(1 << 20)));
        assert_eq!((cached, read_again), (expected, 0), "{name}");
    }
}
