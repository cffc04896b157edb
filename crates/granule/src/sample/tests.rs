//! Whole samples, written and read again.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use granule_asdf::{ArrayData, AsdfFile, Node};
use granule_core::{Region, RunContext};
use granule_fits::{FitsImage, HduSelector, Value};
use tempfile::tempdir;

use super::*;

fn small<'a>() -> Sample<'a> {
    Sample::visp().stokes(2).raster(3).wave(8).slit(12)
}

/// The contents of all files of a directory.
fn contents(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    fs::read_dir(directory)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap())
        })
        .collect()
}

/// The node at a path of keys and indices.
fn at(file: &AsdfFile, path: &str) -> Node {
    path.split('.').fold(file.tree().clone(), |node, key| match key.parse::<usize>() {
        Ok(index) => node.as_seq().unwrap()[index].clone(),
        Err(_) => node.require(key).unwrap().clone(),
    })
}

#[test]
fn a_seed_gives_the_same_bits_and_another_seed_others() {
    let [first, same, other] = [7, 7, 8].map(|seed| {
        let directory = tempdir().unwrap();
        small().seed(seed).write(directory.path()).unwrap();
        contents(directory.path())
    });
    assert_eq!(first.len(), 7);
    assert!(first == same);
    let images = |files: BTreeMap<String, Vec<u8>>| -> Vec<Vec<u8>> { files.into_values().collect() };
    assert!(images(first).iter().zip(images(other)).all(|(a, b)| *a != b));
}

#[test]
fn the_table_of_headers_is_the_headers_of_the_files() {
    for compression in
        [Compression::Raw, Compression::Rice { tile: None }, Compression::Rice { tile: Some(5) }]
    {
        let directory = tempdir().unwrap();
        let written = small().compression(compression).write(directory.path()).unwrap();
        let file = AsdfFile::open(&written.asdf).unwrap();
        let columns = at(&file, "dataset.meta.headers.columns");
        let names = file_names(&file);
        for column in columns.as_seq().unwrap() {
            let name = column.require("name").unwrap().as_str().unwrap();
            let values = file.array(column.require("data").unwrap()).unwrap();
            assert_eq!(values.shape, [6], "{name}");
            for (row, file_name) in names.iter().enumerate() {
                let path = directory.path().join(file_name);
                let image = FitsImage::open(path, &HduSelector::Number(1)).unwrap();
                let header = image.header().to_image_header();
                assert_eq!(header.value(name), Some(&value(&values.data, row)), "{name} of {file_name}");
            }
        }
    }
}

fn value(column: &ArrayData, row: usize) -> Value {
    match column {
        ArrayData::Bool(values) => Value::Logical(values[row]),
        ArrayData::I64(values) => Value::Integer(values[row]),
        ArrayData::F64(values) => Value::Float(values[row]),
        ArrayData::Str(values) => Value::String(values[row].clone()),
        other => panic!("a column of {}", other.type_name()),
    }
}

fn file_names(file: &AsdfFile) -> Vec<String> {
    let rows = at(file, "dataset.data.fileuris");
    let names = rows.as_seq().unwrap().iter().flat_map(|row| row.as_seq().unwrap());
    names.map(|name| name.as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_tree_describes_what_was_written() {
    let directory = tempdir().unwrap();
    let mut seen = Vec::new();
    let mut on_file = |done, total| seen.push((done, total));
    let written = small().on_file(&mut on_file).write(directory.path().join("a/b")).unwrap();
    assert_eq!(seen, [(1, 6), (2, 6), (3, 6), (4, 6), (5, 6), (6, 6)]);
    assert_eq!((written.files, written.bytes_raw), (6, 2 * 3 * 8 * 12 * 4));

    let file = AsdfFile::open(&written.asdf).unwrap();
    let data = at(&file, "dataset.data");
    assert_eq!(at(&file, "dataset").short_tag(), Some("dataset"));
    let shape: Vec<_> = data.require("shape").unwrap().as_seq().unwrap().iter().map(Node::as_i64).collect();
    assert_eq!(shape, [Some(1), Some(8), Some(12)]);
    let sizes: Vec<_> =
        at(&file, "dataset.wcs.pixel_shape").as_seq().unwrap().iter().map(Node::as_i64).collect();
    assert_eq!(sizes, [Some(12), Some(8), Some(3), Some(2)]);
    assert_eq!(at(&file, "dataset.unit").as_str(), Some("count"));
    assert_eq!(at(&file, "history.entries.0.software.name").as_str(), Some("granule"));
    let inventory = at(&file, "dataset.meta.inventory");
    assert_eq!(inventory.require("instrumentName").unwrap().as_str(), Some("VISP"));
    assert_eq!(inventory.require("aoLocked").unwrap().as_i64(), Some(6));

    let on_disk: u64 = file_names(&file)
        .iter()
        .map(|name| fs::metadata(written.asdf.with_file_name(name)).unwrap().len())
        .sum();
    assert_eq!(written.bytes_on_disk, on_disk);
    let gibibytes = inventory.require("dataset_size").unwrap().as_f64().unwrap();
    assert!((gibibytes * 1024.0_f64.powi(3) - on_disk as f64).abs() < 6.0, "rounded to a byte a file");
}

#[test]
fn the_asdf_file_alone_has_the_coordinates_and_as_many_headers() {
    let (whole, alone) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let written = small().write(whole.path()).unwrap();
    let asdf = small().write_asdf(alone.path()).unwrap();
    assert_eq!(asdf.file_name(), written.asdf.file_name());
    assert_eq!(contents(alone.path()).len(), 1);
    let [whole, alone] = [written.asdf, asdf].map(|path| crate::Dataset::open(path).unwrap());
    assert_eq!(whole.headers().len(), alone.headers().len());
    assert!(whole.headers().keywords().eq(alone.headers().keywords()));
    assert_eq!(whole.cube().shape(), alone.cube().shape());
    let values = |dataset: &crate::Dataset| {
        let pixel: &[&[f64]] = &[&[0.0, 3.0], &[1.0, 2.0], &[0.0, 1.0], &[1.0, 0.0]];
        dataset.cube().wcs().pixel_to_world_values(pixel).unwrap()
    };
    assert_eq!(values(&whole), values(&alone));
}

#[test]
fn the_inventory_has_the_keys_of_a_real_dataset() {
    let reference = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/datasets/visp_small");
    if !reference.exists() {
        eprintln!("skipped: ../shared is absent");
        return;
    }
    let directory = tempdir().unwrap();
    let ours = AsdfFile::open(small().write(directory.path()).unwrap().asdf).unwrap();
    let theirs = AsdfFile::open(reference.join("VISP_L1_20221024T194733_BEOGN_metadata.asdf")).unwrap();
    let keys = |file: &AsdfFile, path: &str| -> Vec<String> {
        at(file, path).as_map().unwrap().iter().map(|(key, _)| key.to_owned()).collect()
    };
    for path in ["dataset", "dataset.data", "dataset.meta.inventory", "dataset.wcs.steps.0"] {
        assert_eq!(keys(&ours, path), keys(&theirs, path), "{path}");
    }
    let tags = |file: &AsdfFile| -> Vec<String> {
        let mut tags = Vec::new();
        collect_tags(file.tree().get("dataset").unwrap().get("wcs").unwrap(), &mut tags);
        tags
    };
    assert_eq!(tags(&ours), tags(&theirs));
    let columns = |file: &AsdfFile| -> Vec<String> {
        let names = at(file, "dataset.meta.headers.colnames");
        names.as_seq().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect()
    };
    let here = columns(&ours);
    // Lines other than that of iron are not observed, and there is no second coordinate system.
    let absent = ["SPECLN02", "SPECLN03", "SPECSYSA", "VELOSYSA", "FRAMEWAV"];
    let missing: Vec<_> = columns(&theirs)
        .into_iter()
        .filter(|name| !here.contains(name) && !absent.contains(&name.as_str()))
        .collect();
    assert_eq!(missing, Vec::<String>::new());
}

/// The tags of a node and of everything in it, keys in the order of the alphabet.
fn collect_tags(node: &Node, tags: &mut Vec<String>) {
    tags.extend(node.tag().map(str::to_owned));
    node.as_seq().into_iter().flatten().for_each(|item| collect_tags(item, tags));
    let mut children: Vec<_> = node.as_map().into_iter().flat_map(|map| map.iter()).collect();
    children.sort_by_key(|(key, _)| *key);
    children.into_iter().for_each(|(_, child)| collect_tags(child, tags));
}

#[test]
fn compression_changes_values_by_less_than_the_noise() {
    let [raw, rice] = [Compression::Raw, Compression::Rice { tile: Some(32) }].map(|compression| {
        let directory = tempdir().unwrap();
        let sample = Sample::visp().stokes(2).raster(2).wave(40).slit(80).compression(compression);
        let written = sample.write(directory.path()).unwrap();
        let file = AsdfFile::open(&written.asdf).unwrap();
        let path = directory.path().join(&file_names(&file)[0]);
        let image = FitsImage::open(path, &HduSelector::Number(1)).unwrap();
        let region = Region::full(image.shape());
        let block = image.read(&region, &RunContext::default()).unwrap();
        (written.bytes_on_disk, block.to_f64_vec())
    });
    assert!(rice.0 < raw.0);
    let noise = (spectrum::CONTINUUM / spectrum::PHOTONS).sqrt();
    let worst = raw.1.iter().zip(&rice.1).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    assert!(worst > 0.0 && worst < 0.5 * noise, "{worst} of {noise}");
}

#[test]
fn settings_that_make_no_dataset_are_refused_before_anything_is_written() {
    let directory = tempdir().unwrap();
    let path = directory.path().join("new");
    let message = |sample: Sample| sample.write(&path).unwrap_err().to_string();
    assert_eq!(message(small().slit(0)), "a sample cannot have 0 pixels along the slit; choose 1 to 8192");
    assert!(message(small().stokes(5)).contains("5 Stokes parameters"));
    assert!(message(small().raster(65_536).wave(8_192).slit(8_192)).contains("bytes uncompressed"));
    assert!(matches!(small().stokes(1).raster(1).write(&path), Err(SampleError::SingleFile)));
    let tiles = small().compression(Compression::Rice { tile: Some(0) });
    assert!(matches!(tiles.write(&path), Err(SampleError::Tile)));
    assert!(!path.exists());
}

#[test]
fn a_sample_is_replaced_only_on_request_and_leaves_nothing_behind() {
    let directory = tempdir().unwrap();
    let path = directory.path();
    small().raster(5).write(path).unwrap();
    let before = contents(path);
    let refused = small().write(path).unwrap_err();
    assert!(matches!(&refused, SampleError::Exists { .. }), "{refused}");
    assert!(contents(path) == before);

    fs::write(path.join("notes.txt"), "mine").unwrap();
    small().overwrite(Overwrite::Yes).write(path).unwrap();
    assert_eq!(contents(path).len(), 2 * 3 + 2);
}

#[test]
fn what_is_no_sample_is_never_replaced() {
    let directory = tempdir().unwrap();
    let path = directory.path();
    for text in
        ["", "#ASDF 1.0.0\n%YAML 1.1\n--- {history: {entries: [{software: {name: dkist-inventory}}]}}\n...\n"]
    {
        fs::write(path.join("VISP_L1_other_metadata.asdf"), text).unwrap();
        let before = contents(path);
        let refused = small().overwrite(Overwrite::Yes).write(path).unwrap_err();
        assert!(matches!(&refused, SampleError::NotASample { .. }), "{refused}");
        assert!(contents(path) == before);
    }
}

#[test]
fn files_of_a_sample_that_fails_are_removed() {
    let directory = tempdir().unwrap();
    let observation = Observation::new(small().size, 42);
    // A directory in the place of the last file: it cannot be overwritten.
    let obstacle = directory.path().join(observation.file_name(1, 2));
    fs::create_dir(&obstacle).unwrap();
    fs::write(obstacle.join("x"), "").unwrap();
    let output = write::Output {
        directory: directory.path(),
        compression: Compression::Raw,
        overwrite: Overwrite::Yes,
    };
    write::dataset(&observation, &output, &mut |_, _| {}).unwrap_err();
    let left: Vec<_> = fs::read_dir(directory.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(left, [obstacle]);
}

#[test]
fn a_directory_that_cannot_be_made_is_an_error() {
    let directory = tempdir().unwrap();
    let file = directory.path().join("file");
    fs::write(&file, "").unwrap();
    for path in [file.clone(), file.join("below")] {
        let error = small().write(&path).unwrap_err();
        assert!(matches!(&error, SampleError::Directory { action: "make", .. }), "{error}");
    }
}
