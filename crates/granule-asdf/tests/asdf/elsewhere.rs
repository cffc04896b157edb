//! Nodes and arrays in other files, and files in other wrappings.

use std::io::Write;
use std::path::Path;

use granule_asdf::{
    ArrayLocation, AsdfError, AsdfFile, AsdfOptions, AsdfWriter, Compression, ExternalFiles, Mapping,
    NdArray, Node,
};

use crate::bytes::{block, with_tree};

/// Writes a file with an array of these values below `a.b`, and in block 0.
fn write(path: &Path, values: &[i32]) {
    let mut writer = AsdfWriter::new();
    let array = writer.add_array(NdArray::vector(values.to_vec()), Compression::Zlib);
    let inner = Mapping::new().with("b", array).with("back", reference("main.asdf#/here"));
    writer.write(Node::map(Mapping::new().with("a", Node::map(inner))), path).unwrap();
}

fn reference(uri: &str) -> Node {
    Node::map(Mapping::new().with("$ref", Node::str(uri)))
}

fn external(uri: &str) -> Node {
    let keys = Mapping::new()
        .with("source", Node::str(uri))
        .with("datatype", Node::str("int32"))
        .with("byteorder", Node::str("little"))
        .with("shape", Node::seq([Node::int(3)]));
    Node::map(keys).with_tag("tag:stsci.edu:asdf/core/ndarray-1.1.0")
}

/// A directory with `main.asdf`, that leads to `sub/other.asdf` and to places where it must not lead.
fn place() -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    std::fs::create_dir(place.path().join("sub")).unwrap();
    std::fs::create_dir(place.path().join("data")).unwrap();
    write(&place.path().join("data/other.asdf"), &[1, 2, 3]);
    write(&place.path().join("outside.asdf"), &[4, 5, 6]);
    let absolute = place.path().join("outside.asdf").to_string_lossy().into_owned();
    let tree = Mapping::new()
        .with("here", Node::int(7))
        .with("array", external("other.asdf"))
        .with("node", reference("other.asdf#/a/b"))
        .with("whole", reference("other.asdf"))
        .with("round", reference("other.asdf#/a/back"))
        .with("dangling", reference("other.asdf#/a/zz"))
        .with("missing", reference("absent.asdf#/a"))
        .with("parent", external("../outside.asdf"))
        .with("absolute", external(&absolute))
        .with("remote", reference("https://example.org/a.asdf#/a"))
        .with("ping", reference("pong.asdf#/pong"))
        .with("fits", external("fits:SCI,1"));
    AsdfWriter::new().write(Node::map(tree), place.path().join("data/main.asdf")).unwrap();
    let pong = Mapping::new().with("pong", reference("main.asdf#/ping"));
    AsdfWriter::new().write(Node::map(pong), place.path().join("data/pong.asdf")).unwrap();
    place
}

fn values(file: &AsdfFile, key: &str) -> Result<Vec<f64>, AsdfError> {
    Ok(file.array(file.tree().require(key)?)?.to_f64().unwrap())
}

#[test]
fn arrays_and_nodes_of_files_beside_are_read() {
    let place = place();
    let file = AsdfFile::open(place.path().join("data/main.asdf")).unwrap();
    assert_eq!(values(&file, "array").unwrap(), [1.0, 2.0, 3.0]);
    assert_eq!(values(&file, "node").unwrap(), [1.0, 2.0, 3.0]);
    assert_eq!(file.find("round").unwrap().node().as_i64(), Some(7));

    let target = file.find("whole.a.b").unwrap();
    let home = target.other_file().unwrap();
    assert!(home.path().unwrap().ends_with("other.asdf"));
    assert_eq!(home.array(target.node()).unwrap().shape, [3]);

    let info = file.array_info(file.tree().require("array").unwrap()).unwrap();
    assert_eq!(info.location, ArrayLocation::External { uri: "other.asdf".into() });
    // Left alone where only references within the file are followed.
    assert_eq!(file.resolve(file.tree().require("node").unwrap()).unwrap(), reference("other.asdf#/a/b"));
}

#[test]
fn files_elsewhere_are_refused_unless_they_are_asked_for() {
    let place = place();
    let path = place.path().join("data/main.asdf");
    let file = AsdfFile::open(&path).unwrap();
    for (key, reason) in [
        ("parent", "only files in the same directory or below"),
        ("absolute", "only files in the same directory or below"),
        ("remote", "only local files"),
        ("fits", "only local files"),
    ] {
        let error = values(&file, key).unwrap_err();
        assert!(matches!(error.root(), AsdfError::ExternalSource { .. }), "{key}: {error}");
        assert!(error.to_string().contains(reason) && error.to_string().contains("main.asdf"), "{error}");
    }
    let trusting = AsdfOptions::new().external(ExternalFiles::Anywhere).open(&path).unwrap();
    assert_eq!(values(&trusting, "parent").unwrap(), [4.0, 5.0, 6.0]);
    assert_eq!(values(&trusting, "absolute").unwrap(), [4.0, 5.0, 6.0]);
    assert!(values(&trusting, "remote").is_err());
    let strict = AsdfOptions::new().external(ExternalFiles::Refuse).open(&path).unwrap();
    assert!(values(&strict, "array").is_err() && strict.find("round").is_err());
}

#[test]
fn references_that_lead_nowhere_or_in_a_circle_are_errors() {
    let place = place();
    let file = AsdfFile::open(place.path().join("data/main.asdf")).unwrap();
    let error = file.find("dangling").unwrap_err();
    assert!(error.to_string().contains("\"other.asdf#/a/zz\" leads nowhere"), "{error}");
    let error = file.find("missing").unwrap_err();
    assert!(
        matches!(error.root(), AsdfError::Io { .. }) && error.to_string().contains("absent.asdf"),
        "{error}"
    );
    let error = file.find("ping").unwrap_err();
    assert!(error.to_string().contains("leads in a circle"), "{error}");
}

#[test]
fn bytes_in_memory_lead_to_files_of_a_directory_that_is_given() {
    let place = place();
    let bytes = std::fs::read(place.path().join("data/main.asdf")).unwrap();
    let lost = AsdfFile::from_bytes(bytes.clone()).unwrap();
    assert!(matches!(values(&lost, "array"), Err(AsdfError::ExternalSource { .. })));
    let file = AsdfOptions::new().directory(place.path().join("data")).read(bytes).unwrap();
    assert_eq!(values(&file, "array").unwrap(), [1.0, 2.0, 3.0]);
}

#[test]
fn an_exploded_file_of_many_parts_is_read() {
    let place = tempfile::tempdir().unwrap();
    let mut tree = Mapping::new();
    for part in 0..40 {
        write(&place.path().join(format!("part{part:04}.asdf")), &[part, part, part]);
        tree.insert(format!("a{part}"), external(&format!("part{part:04}.asdf")));
    }
    AsdfWriter::new().write(Node::map(tree), place.path().join("all.asdf")).unwrap();
    let file = AsdfFile::open(place.path().join("all.asdf")).unwrap();
    for part in (0..40).chain((0..40).rev()) {
        assert_eq!(values(&file, &format!("a{part}")).unwrap(), [f64::from(part); 3]);
    }
}

#[test]
fn an_array_that_the_other_file_does_not_hold_is_an_error() {
    let place = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: Vec<u8>| std::fs::write(place.path().join(name), bytes).unwrap();
    write("empty.asdf", with_tree("b: 1\n", b""));
    write("short.asdf", with_tree("b: 1\n", &block(0, &[0; 4], [8; 3], b"12345678")));
    write("junk.asdf", b"junk".to_vec());
    let tree = Mapping::new()
        .with("empty", external("empty.asdf"))
        .with("short", external("short.asdf"))
        .with("junk", external("junk.asdf"));
    AsdfWriter::new().write(Node::map(tree), place.path().join("main.asdf")).unwrap();
    let file = AsdfFile::open(place.path().join("main.asdf")).unwrap();
    assert!(matches!(values(&file, "empty").unwrap_err().root(), AsdfError::SourceRange { blocks: 0, .. }));
    assert!(matches!(
        values(&file, "short").unwrap_err().root(),
        AsdfError::ArrayBounds { available: 8, .. }
    ));
    let error = values(&file, "junk").unwrap_err();
    assert!(
        matches!(error.root(), AsdfError::NotAsdf { .. }) && error.to_string().contains("junk.asdf"),
        "{error}"
    );
}

#[test]
fn a_file_in_gzip_is_read_and_a_damaged_one_is_an_error() {
    let place = tempfile::tempdir().unwrap();
    write(&place.path().join("plain.asdf"), &[1, 2, 3]);
    let plain = std::fs::read(place.path().join("plain.asdf")).unwrap();
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(&plain).unwrap();
    let zipped = encoder.finish().unwrap();
    let path = place.path().join("zipped.asdf.gz");
    std::fs::write(&path, &zipped).unwrap();
    let read = |file: AsdfFile| file.array(file.find("a.b").unwrap().node()).unwrap().to_f64().unwrap();
    assert_eq!(read(AsdfFile::open(&path).unwrap()), [1.0, 2.0, 3.0]);
    assert_eq!(read(AsdfFile::from_bytes(zipped.clone()).unwrap()), [1.0, 2.0, 3.0]);
    std::fs::write(&path, &zipped[..zipped.len() / 2]).unwrap();
    let error = AsdfFile::open(&path).unwrap_err();
    assert!(matches!(error.root(), AsdfError::Gzip { .. }), "{error}");
    assert!(error.to_string().contains("zipped.asdf.gz: its gzip data are damaged"), "{error}");
}
