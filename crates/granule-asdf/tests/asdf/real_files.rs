//! The reference files of the ASDF standard, and files of DKIST.

use std::fs;
use std::path::{Path, PathBuf};

use granule_asdf::{ArrayData, AsdfFile, Checksum, Kind, NdArray, Node};

/// A path below the shared data, or none (said visibly) where the data is absent.
fn shared(path: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    if !root.is_dir() {
        println!("skipped: ../shared is absent");
        return None;
    }
    Some(root.join("data").join(path))
}

/// Equal values, where NaN equals NaN and -0 does not equal 0.
fn same(a: &NdArray, b: &NdArray) -> bool {
    let bits = |x: &f64| if x.is_nan() { u64::MAX } else { x.to_bits() };
    let values = match (&a.data, &b.data) {
        (ArrayData::C64(a), ArrayData::C64(b)) => {
            let wide = |x: &[f32; 2]| x.map(|part| bits(&part.into()));
            a.iter().map(wide).eq(b.iter().map(wide))
        }
        (ArrayData::C128(a), ArrayData::C128(b)) => {
            a.iter().map(|x| x.map(|part| bits(&part))).eq(b.iter().map(|x| x.map(|part| bits(&part))))
        }
        (ArrayData::Records(a), ArrayData::Records(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.name == b.name && same(&a.values, &b.values))
        }
        (ArrayData::F32(a), ArrayData::F32(b)) => {
            let wide = |x: &f32| bits(&(*x).into());
            a.iter().map(wide).eq(b.iter().map(wide))
        }
        (ArrayData::F64(a), ArrayData::F64(b)) => a.iter().map(bits).eq(b.iter().map(bits)),
        (a, b) => a == b,
    };
    a.shape == b.shape && a.mask == b.mask && values
}

#[test]
fn reference_files_hold_what_their_yaml_says() {
    let Some(folder) = shared("asdf/1.5.0") else { return };
    let mut compared = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "asdf")
            || !path.with_extension("yaml").exists()
        {
            continue;
        }
        let file = AsdfFile::open(&path).unwrap();
        let expected = AsdfFile::open(path.with_extension("yaml")).unwrap();
        assert_eq!((file.version(), file.standard()), ("1.0.0", Some("1.5.0")));
        assert_eq!(file.warnings(), [], "{}", path.display());
        for (key, node) in expected.tree().as_map().unwrap().iter() {
            let found = file.tree().require(key).unwrap();
            if !node.is_ndarray() {
                assert_eq!(found, node, "{key} of {}", path.display());
                continue;
            }
            let (found, wanted) = (file.array(found).unwrap(), expected.array(node).unwrap());
            assert!(same(&found, &wanted), "{key} of {}: {found:?} {wanted:?}", path.display());
            compared += 1;
        }
    }
    assert_eq!(compared, 35);
}

#[test]
fn checksums_of_reference_files_are_of_stored_or_of_decoded_bytes() {
    let Some(folder) = shared("asdf/1.5.0") else { return };
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "asdf") {
            let file = AsdfFile::open(&path).unwrap();
            found.extend((0..file.block_count()).map(|block| file.checksum(block).unwrap()));
        }
    }
    let count = |wanted: Checksum| found.iter().filter(|state| **state == wanted).count();
    println!("{} blocks: {found:?}", found.len());
    assert!(count(Checksum::Stored) > 20);
    assert_eq!(count(Checksum::Decoded), 2);
    assert_eq!(found.len(), count(Checksum::Stored) + count(Checksum::Decoded) + count(Checksum::Absent));
}

#[test]
fn a_file_without_a_tree_has_blocks() {
    let Some(path) = shared("asdf/1.5.0/exploded0000.asdf") else { return };
    let file = AsdfFile::open(path).unwrap();
    assert_eq!(file.block_count(), 1);
    let expected: Vec<u8> = (0i64..8).flat_map(i64::to_le_bytes).collect();
    assert_eq!(file.block_data(0).unwrap(), expected);
}

#[test]
fn aliases_of_the_reference_file_are_one_node() {
    let Some(path) = shared("asdf/1.5.0/anchor.asdf") else { return };
    let file = AsdfFile::open(path).unwrap();
    assert!(file.tree().get("a").unwrap().ptr_eq(file.tree().get("b").unwrap()));
}

/// Reads every array below a node, and returns how many there are.
fn read_arrays(file: &AsdfFile, node: &Node) -> usize {
    match node.kind() {
        Kind::Map(_) if node.short_tag() == Some("ndarray") => {
            let array = file.array(node).unwrap();
            assert_eq!(array.data.count(), Some(array.len()));
            1
        }
        Kind::Map(mapping) => mapping.iter().map(|(_, node)| read_arrays(file, node)).sum(),
        Kind::Seq(items) => items.iter().map(|node| read_arrays(file, node)).sum(),
        _ => 0,
    }
}

fn asdf_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            asdf_files(&path, found);
        } else if path.to_string_lossy().ends_with(".asdf") || path.to_string_lossy().ends_with(".asdf.gz") {
            found.push(path);
        }
    }
}

#[test]
fn every_dkist_file_opens_and_all_its_arrays_are_read() {
    let (Some(dkist), Some(datasets)) = (shared("dkist"), shared("datasets")) else { return };
    let mut paths = Vec::new();
    asdf_files(&dkist, &mut paths);
    asdf_files(&datasets, &mut paths);
    assert!(paths.len() >= 10, "{paths:?}");
    for path in paths {
        let file = AsdfFile::open(&path).unwrap();
        let arrays = read_arrays(&file, file.tree());
        println!("{}: {} blocks, {arrays} arrays, {:?}", path.display(), file.block_count(), file.warnings());
        assert!(arrays > 0 && file.block_count() > 0);
        assert!(file.tree().get("dataset").is_some_and(|node| node.tag().is_some()));
    }
}

#[test]
fn a_header_table_has_columns_of_every_type() {
    let Some(path) = shared("dkist/croppable_visp.asdf.gz") else { return };
    let file = AsdfFile::open(&path).unwrap();
    let dataset = file.tree().require("dataset").unwrap();
    let uris = dataset.require("data").unwrap().require("fileuris").unwrap();
    let count: usize = uris.as_seq().unwrap().iter().map(|row| row.as_seq().unwrap().len()).sum();
    assert_eq!(count, 2752);
    let columns = dataset.require("meta").unwrap().require("headers").unwrap().require("columns").unwrap();
    let mut types: Vec<_> = columns
        .as_seq()
        .unwrap()
        .iter()
        .map(|column| {
            let array = file.array(column.require("data").unwrap()).unwrap();
            assert_eq!(array.shape, [2752]);
            array.data.type_name()
        })
        .collect();
    types.sort_unstable();
    types.dedup();
    assert_eq!(types, ["bool8", "float64", "int64", "string"]);
}
