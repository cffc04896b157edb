//! What is written reads back the same.

use granule_asdf::{ArrayData, AsdfError, AsdfFile, AsdfWriter, Compression, Mapping, NdArray, Node};
use proptest::collection::vec;
use proptest::prelude::*;

fn write_and_read(tree: Node) -> AsdfFile {
    let bytes = AsdfWriter::new().into_bytes(tree).unwrap();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    AsdfFile::from_bytes(bytes).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// Strings, with a liking for those that YAML could take for something else.
fn text() -> impl Strategy<Value = String> {
    const TRAPS: &[&str] = &[
        "",
        "12E45",
        "1e5",
        "no",
        "null",
        "~",
        "nan",
        ".nan",
        "1:30",
        "0777",
        "0x1f",
        "<<",
        "=",
        "- a",
        "a: b",
        "a #b",
        "*a",
        "&a",
        "!a",
        "%a",
        "@a",
        "[",
        "]",
        "{",
        "}",
        ",",
        "?",
        "? a",
        "|",
        ">",
        "'",
        "\"",
        "\\",
        "\n",
        "a\n\nb\n",
        "\t",
        " a",
        "a ",
        "---",
        "...",
        "\n...\n",
        "\u{85}",
        "\u{2028}",
        "\u{feff}",
        "\u{0}",
        "#",
        "2022-10-24T18:57:45.501",
        "é",
        "🌞",
    ];
    prop_oneof![
        prop::sample::select(TRAPS).prop_map(str::to_owned),
        "[A-Za-z0-9_.:/ -]{0,40}",
        any::<String>(),
        "[ -~]{100,300}",
    ]
}

fn tag() -> impl Strategy<Value = String> {
    prop_oneof![
        r"tag:stsci\.edu:asdf/[a-z]{1,8}/[a-z_]{1,8}-1\.[0-9]\.0",
        r"asdf://[a-z.]{1,12}/tags/[a-z_]{1,8}-[0-9]\.0\.0",
        "tag:[a-z.]{1,8}:[ -~]{1,12}",
    ]
}

/// Floats without NaN, which does not equal itself.
fn float() -> impl Strategy<Value = f64> {
    any::<f64>().prop_filter("NaN", |value| !value.is_nan())
}

fn single() -> impl Strategy<Value = f32> {
    any::<f32>().prop_filter("NaN", |value| !value.is_nan())
}

/// A number that half precision holds exactly.
fn half(value: i16) -> f32 {
    f32::from(value % 2048) / 256.0
}

fn node() -> impl Strategy<Value = Node> {
    let leaf = prop_oneof![
        Just(Node::null()),
        any::<bool>().prop_map(Node::bool),
        any::<i64>().prop_map(Node::int),
        float().prop_map(Node::float),
        text().prop_map(Node::str),
        (text(), tag()).prop_map(|(text, tag)| Node::str(text).with_tag(tag)),
    ];
    leaf.prop_recursive(5, 60, 8, |inner| {
        let collection = prop_oneof![
            vec(inner.clone(), 0..8).prop_map(Node::seq),
            vec((text(), inner), 0..8).prop_map(|entries| Node::map(entries.into_iter().collect())),
        ];
        (collection, prop::option::of(tag())).prop_map(|(node, tag)| match tag {
            Some(tag) => node.with_tag(tag),
            None => node,
        })
    })
}

/// Values of every datatype but records.
pub(crate) fn data() -> impl Strategy<Value = ArrayData> {
    let padded = |text: String| text.trim_end_matches('\0').to_owned();
    prop_oneof![
        vec(any::<bool>(), 0..50).prop_map(ArrayData::from),
        vec(any::<i8>(), 0..50).prop_map(ArrayData::from),
        vec(any::<u8>(), 0..50).prop_map(ArrayData::from),
        vec(any::<i16>(), 0..50).prop_map(ArrayData::from),
        vec(any::<u16>(), 0..50).prop_map(ArrayData::from),
        vec(any::<i32>(), 0..50).prop_map(ArrayData::from),
        vec(any::<u32>(), 0..50).prop_map(ArrayData::from),
        vec(any::<i64>(), 0..50).prop_map(ArrayData::from),
        vec(any::<u64>(), 0..50).prop_map(ArrayData::from),
        vec(single(), 0..50).prop_map(ArrayData::from),
        vec(any::<i16>().prop_map(half), 0..50).prop_map(ArrayData::F16),
        vec(float(), 0..50).prop_map(ArrayData::from),
        vec([single(), single()], 0..50).prop_map(ArrayData::from),
        vec([float(), float()], 0..50).prop_map(ArrayData::from),
        vec(any::<String>().prop_map(padded), 0..50).prop_map(ArrayData::from),
    ]
}

proptest! {
    #[test]
    fn trees(entries in vec((text(), node()), 0..6)) {
        let tree = Node::map(entries.into_iter().collect()).with_tag("tag:stsci.edu:asdf/core/asdf-1.1.0");
        let file = write_and_read(tree.clone());
        prop_assert_eq!(file.tree(), &tree);
    }

    #[test]
    fn floats_are_read_back_bit_for_bit(value in float()) {
        let file = write_and_read(Node::map(Mapping::new().with("x", Node::float(value))));
        prop_assert_eq!(file.tree().get("x").unwrap().as_f64().unwrap().to_bits(), value.to_bits());
    }

    #[test]
    fn arrays(arrays in vec((data(), any::<bool>(), any::<bool>()), 0..6)) {
        let mut writer = AsdfWriter::new();
        let mut expected = Vec::new();
        let mut tree = Mapping::new();
        for (i, (data, zlib, masked)) in arrays.into_iter().enumerate() {
            let count = data.count().unwrap();
            // A second axis where the number of values allows one.
            let shape = if count % 2 == 0 { vec![count / 2, 2] } else { vec![count] };
            let mut array = NdArray::new(shape, data).unwrap();
            if masked {
                array = array.with_mask((0..count).map(|i| i % 3 == 0).collect()).unwrap();
            }
            let compression = if zlib { Compression::Zlib } else { Compression::None };
            tree.insert(format!("a{i}"), writer.add_array(array.clone(), compression));
            expected.push(array);
        }
        let file = AsdfFile::from_bytes(writer.into_bytes(Node::map(tree)).unwrap()).unwrap();
        prop_assert_eq!(file.warnings(), []);
        for (i, array) in expected.into_iter().enumerate() {
            prop_assert_eq!(file.array(file.tree().require(&format!("a{i}")).unwrap()).unwrap(), array);
        }
    }
}

#[test]
fn a_node_used_twice_is_written_once_and_read_as_one() {
    let inventory = Node::map(Mapping::new().with("datasetId", Node::str("12E45")));
    let list = Node::seq([Node::int(1), Node::int(2)]);
    let tile = || Node::map(Mapping::new().with("inventory", inventory.clone()).with("list", list.clone()));
    let tree = Mapping::new().with("tiles", Node::seq([tile(), tile()])).with("meta", inventory.clone());
    let bytes = AsdfWriter::new().into_bytes(Node::map(tree)).unwrap();
    assert_eq!(String::from_utf8_lossy(&bytes).matches("12E45").count(), 1);
    let file = AsdfFile::from_bytes(bytes).unwrap();
    let tiles = file.tree().require("tiles").unwrap().as_seq().unwrap();
    let meta = file.tree().require("meta").unwrap();
    assert!(tiles.iter().all(|tile| tile.get("inventory").unwrap().ptr_eq(meta)));
    assert!(tiles[0].get("list").unwrap().ptr_eq(tiles[1].get("list").unwrap()));
}

#[test]
fn the_text_is_readable() {
    let uris = Node::seq([Node::seq(["a.fits", "b.fits"].map(Node::str)), Node::seq([Node::str("c.fits")])]);
    let unit = Node::str("ct").with_tag("tag:stsci.edu:asdf/unit/unit-1.0.0");
    let steps = Node::seq([
        Node::map(Mapping::new().with("frame", Node::str("pixel")).with("naxes", Node::int(2))),
        Node::map(Mapping::new().with("frame", Node::str("world"))).with_tag("tag:stsci.edu:gwcs/step-1.1.0"),
    ]);
    let dataset = Mapping::new()
        .with("fileuris", uris)
        .with("empty", Node::map(Mapping::new()))
        .with("unit", unit)
        .with("wcs", Node::map(Mapping::new().with("steps", steps)));
    let dataset = Node::map(dataset).with_tag("asdf://dkist.nso.edu/tags/dataset-1.2.0");
    let bytes = AsdfWriter::new().into_bytes(Node::map(Mapping::new().with("dataset", dataset))).unwrap();
    let expected = "\
#ASDF 1.0.0
#ASDF_STANDARD 1.6.0
%YAML 1.1
%TAG ! tag:stsci.edu:asdf/
--- !core/asdf-1.1.0
dataset: !<asdf://dkist.nso.edu/tags/dataset-1.2.0>
  fileuris: [[a.fits, b.fits], [c.fits]]
  empty: {}
  unit: !unit/unit-1.0.0 ct
  wcs:
    steps:
    - frame: pixel
      naxes: 2
    - !<tag:stsci.edu:gwcs/step-1.1.0>
      frame: world
...
";
    assert_eq!(String::from_utf8_lossy(&bytes), expected);
}

#[test]
fn long_lists_are_broken_into_lines() {
    let names: Vec<String> =
        (0..3000).map(|i| format!("VISP_2022_10_24T18_57_45_501_{i:08}_I_BKEWK_L1.fits")).collect();
    let uris = Node::seq(names.chunks(1000).map(|row| Node::seq(row.iter().map(Node::str))));
    let tree = Node::map(Mapping::new().with("fileuris", uris.clone()));
    let bytes = AsdfWriter::new().into_bytes(tree).unwrap();
    assert!(bytes.split(|byte| *byte == b'\n').all(|line| line.len() <= 110));
    assert_eq!(AsdfFile::from_bytes(bytes).unwrap().tree().get("fileuris"), Some(&uris));
}

#[test]
fn a_file_is_replaced_on_request_only_and_nothing_is_left_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.asdf");
    let tree = |n| Node::map(Mapping::new().with("n", Node::int(n)));
    AsdfWriter::new().write(tree(1), &path).unwrap();
    let error = AsdfWriter::new().write(tree(2), &path).unwrap_err();
    assert!(matches!(error, AsdfError::AlreadyExists { .. }), "{error}");
    AsdfWriter::new().overwrite(true).write(tree(3), &path).unwrap();
    let file = AsdfFile::open(&path).unwrap();
    assert_eq!(file.tree().get("n").unwrap().as_i64(), Some(3));
    assert_eq!(file.path(), Some(path.as_path()));
    let missing = AsdfWriter::new().write(tree(4), folder.path().join("absent/x.asdf")).unwrap_err();
    assert!(matches!(missing, AsdfError::Io { action: "write", .. }), "{missing}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn what_cannot_be_written_is_reported_when_writing() {
    let mut writer = AsdfWriter::new();
    let wrong = NdArray { shape: vec![3], data: ArrayData::from(vec![1.0, 2.0]), mask: None };
    let node = writer.add_array(wrong, Compression::None);
    let error = writer.into_bytes(Node::map(Mapping::new().with("a", node))).unwrap_err();
    assert!(matches!(error, AsdfError::ShapeMismatch { expected: 3, found: 2, .. }), "{error}");

    let error = AsdfWriter::new().into_bytes(Node::int(1)).unwrap_err();
    assert!(matches!(error, AsdfError::RootKind { .. }), "{error}");

    let deep = (0..600).fold(Node::null(), |node, _| Node::seq([node]));
    let error = AsdfWriter::new().into_bytes(Node::map(Mapping::new().with("deep", deep))).unwrap_err();
    assert!(matches!(error, AsdfError::TooDeep { .. }), "{error}");
}

#[test]
fn deep_trees_within_the_limit_are_read_back() {
    for wrap in [|node| Node::seq([node]), |node| Node::map(Mapping::new().with("forward", node))] {
        let deep = (0..400).fold(Node::int(7), |node, _| wrap(node));
        let tree =
            Node::map(Mapping::new().with("deep", deep)).with_tag("tag:stsci.edu:asdf/core/asdf-1.1.0");
        assert_eq!(write_and_read(tree.clone()).tree(), &tree);
    }
}
