//! What is written: every placement, version and datatype, and copies of other files.

use granule_asdf::{
    ArrayData, ArrayLocation, ArrayOptions, AsdfError, AsdfFile, AsdfWriter, ByteOrder, Compression, Field,
    Kind, Mapping, NdArray, Node, Placement, Version,
};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::bytes::{block, raw, with_tree};
use crate::round_trip::data;

/// Values of records, among them records: as many as `count`.
fn fields(count: usize) -> impl Strategy<Value = Vec<Field>> {
    let name = prop::option::of("[a-z]{1,6}");
    let plain = (name.clone(), data(), 1..4usize)
        .prop_map(move |(name, data, inner)| {
            let values = repeated(&data, count * inner);
            let shape = if inner == 1 { vec![count] } else { vec![count, inner] };
            Field { name, values: NdArray { shape, data: values, mask: None } }
        })
        .boxed();
    let nested = (name, vec(plain.clone(), 1..3)).prop_map(move |(name, fields)| {
        let values = NdArray { shape: vec![count], data: ArrayData::Records(fields), mask: None };
        Field { name, values }
    });
    vec(prop_oneof![3 => plain, 1 => nested], 1..4)
}

/// As many values, made of those there are.
fn repeated(data: &ArrayData, count: usize) -> ArrayData {
    macro_rules! cycle {
        ($($variant:ident),+) => {
            match data {
                $(ArrayData::$variant(values) if !values.is_empty() => {
                    ArrayData::$variant(values.iter().cycle().take(count).cloned().collect())
                })+
                _ => ArrayData::U8(vec![7; count]),
            }
        };
    }
    cycle!(Bool, I8, U8, I16, U16, I32, U32, I64, U64, F16, F32, F64, C64, C128, Str)
}

fn options() -> impl Strategy<Value = ArrayOptions> {
    let compression = prop::sample::select(vec![
        Compression::None,
        Compression::Zlib,
        Compression::Bzip2,
        Compression::Lz4,
    ]);
    let order = prop::sample::select(vec![ByteOrder::Little, ByteOrder::Big]);
    let placement = prop::sample::select(vec![Placement::Block, Placement::Block, Placement::Inline]);
    (compression, order, placement).prop_map(|(compression, order, placement)| {
        ArrayOptions::new().compression(compression).byte_order(order).placement(placement)
    })
}

fn standard() -> impl Strategy<Value = Version> {
    (0..=6u32).prop_map(|minor| Version::new(1, minor, 0))
}

/// Writes one array called `a`, and reads it.
fn through(
    writer: AsdfWriter,
    array: NdArray,
    options: ArrayOptions,
) -> Result<(AsdfFile, NdArray), AsdfError> {
    let mut writer = writer;
    let node = writer.add_array(array, options);
    let file = AsdfFile::from_bytes(writer.into_bytes(Node::map(Mapping::new().with("a", node)))?)?;
    let found = file.array(file.tree().require("a")?)?;
    Ok((file, found))
}

proptest! {
    #[test]
    fn arrays_are_read_back_from_any_place_in_any_order(data in data(), options in options(), masked in any::<bool>()) {
        let count = data.count().unwrap();
        let mut array = NdArray::vector(data);
        if masked && count > 0 {
            array = array.with_mask((0..count).map(|place| place % 3 == 0).collect()).unwrap();
        }
        let (file, found) = through(AsdfWriter::new(), array.clone(), options).unwrap();
        // Inline, a masked value is null, whatever it was.
        let info = file.array_info(file.tree().require("a").unwrap()).unwrap();
        if info.location == ArrayLocation::Inline && masked {
            prop_assert_eq!(found.mask.unwrap_or_default(), array.mask.unwrap_or_default());
        } else {
            prop_assert_eq!(found, array);
        }
        prop_assert_eq!(file.warnings(), []);
    }

    #[test]
    fn records_are_read_back(fields in (0..6usize).prop_flat_map(|count| (Just(count), fields(count))), options in options()) {
        let (count, fields) = fields;
        let array = NdArray { shape: vec![count], data: ArrayData::Records(fields), mask: None };
        let (_, found) = through(AsdfWriter::new(), array.clone(), options).unwrap();
        prop_assert_eq!(found, array);
    }

    #[test]
    fn a_copy_reads_as_the_original(arrays in vec((data(), options()), 1..5), standard in standard(), before in 0..3usize) {
        let mut writer = AsdfWriter::new().standard(standard);
        let mut tree = Mapping::new().with("odd", Node::str("x").with_tag("asdf://example.org/tags/odd-3.1.4"));
        for (number, (data, options)) in arrays.into_iter().enumerate() {
            let data = if let ArrayData::F16(values) = data { ArrayData::F32(values) } else { data };
            tree.insert(format!("a{number}"), writer.add_array(NdArray::vector(data), options));
        }
        let original = AsdfFile::from_bytes(writer.into_bytes(Node::map(tree)).unwrap()).unwrap();
        let mut writer = AsdfWriter::new();
        for _ in 0..before {
            writer.add_array(NdArray::vector(vec![1u8]), Compression::None);
        }
        let tree = writer.copy_from(&original).unwrap();
        let copy = AsdfFile::from_bytes(writer.into_bytes(tree).unwrap()).unwrap();
        prop_assert_eq!(copy.standard(), original.standard());
        prop_assert_eq!(copy.block_count(), original.block_count() + before);
        for (key, node) in original.tree().as_map().unwrap().iter() {
            let copied = copy.tree().require(key).unwrap();
            prop_assert_eq!(copied.tag(), node.tag());
            if node.is_ndarray() {
                prop_assert_eq!(copy.array(copied).unwrap(), original.array(node).unwrap());
            } else {
                prop_assert_eq!(copied, node);
            }
        }
    }
}

#[test]
fn a_streamed_array_comes_last_and_can_be_appended_to() {
    let mut writer = AsdfWriter::new();
    let stream = ArrayOptions::new().placement(Placement::Streamed);
    let log = writer.add_array(NdArray::new([2, 3], vec![1i16, 2, 3, 4, 5, 6]).unwrap(), stream);
    let other = writer.add_array(NdArray::vector(vec![1.5]), Compression::Zlib);
    let tree = Node::map(Mapping::new().with("log", log).with("other", other));
    let mut bytes = writer.into_bytes(tree).unwrap();
    bytes.extend([7i16, 8, 9].iter().flat_map(|value| value.to_le_bytes()));
    // A row that is not complete yet.
    bytes.extend([1, 2, 3]);
    let file = AsdfFile::from_bytes(bytes).unwrap();
    assert!(file.blocks()[1].streamed && !file.blocks()[0].streamed);
    let array = file.array(file.tree().require("log").unwrap()).unwrap();
    assert_eq!(
        (array.shape.as_slice(), array.data),
        (&[3, 3][..], ArrayData::from((1i16..10).collect::<Vec<_>>()))
    );
    assert_eq!(file.array(file.tree().require("other").unwrap()).unwrap().to_f64().unwrap(), [1.5]);

    // A copy holds the rows there are, in an ordinary block.
    let mut writer = AsdfWriter::new();
    let tree = writer.copy_from(&file).unwrap();
    let copy = AsdfFile::from_bytes(writer.into_bytes(tree).unwrap()).unwrap();
    assert_eq!(copy.array(copy.tree().require("log").unwrap()).unwrap().shape, [3, 3]);
    assert!(!copy.blocks()[1].streamed && copy.warnings().is_empty());
}

#[test]
fn what_cannot_be_streamed_is_reported() {
    let stream = ArrayOptions::new().placement(Placement::Streamed);
    for shape in [vec![], vec![2, 0]] {
        let count = shape.iter().product();
        let array = NdArray::new(shape, vec![1u8; count]).unwrap();
        let error = through(AsdfWriter::new(), array, stream).unwrap_err();
        assert!(matches!(error, AsdfError::Unstreamable { .. }), "{error}");
    }
    let mut writer = AsdfWriter::new();
    writer.add_array(NdArray::vector(vec![1u8]), stream);
    let error = through(writer, NdArray::vector(vec![1u8]), stream).unwrap_err();
    assert!(error.to_string().contains("one streamed array at most"), "{error}");
}

#[test]
fn tags_follow_the_version_of_the_standard() {
    for (minor, root, array) in
        [(0, "1.0.0", "1.0.0"), (1, "1.0.0", "1.0.0"), (2, "1.1.0", "1.0.0"), (6, "1.1.0", "1.1.0")]
    {
        let version = Version::new(1, minor, 0);
        let writer = AsdfWriter::new().standard(version);
        let (file, _) = through(writer, NdArray::vector(vec![1u8]), ArrayOptions::new()).unwrap();
        assert_eq!(file.standard(), Some(version.to_string().as_str()));
        assert!(file.tree().tag().unwrap().ends_with(&format!("core/asdf-{root}")), "{version}");
        let tag = file.tree().get("a").unwrap().tag().unwrap().to_owned();
        assert!(tag.ends_with(&format!("core/ndarray-{array}")), "{version}");
    }
    for version in
        [Version::new(1, 7, 0), Version::new(2, 0, 0), Version::new(0, 9, 0), Version::new(1, 5, 1)]
    {
        let error = AsdfWriter::new().standard(version).into_bytes(Node::map(Mapping::new())).unwrap_err();
        assert!(error.to_string().contains("versions 1.0.0 to 1.6.0 can be written"), "{error}");
    }
    let halves = NdArray { shape: vec![1], data: ArrayData::F16(vec![0.5]), mask: None };
    let writer = AsdfWriter::new().standard(Version::new(1, 5, 0));
    let error = through(writer, halves, ArrayOptions::new()).unwrap_err();
    assert!(matches!(error, AsdfError::Standard { what: "float16", .. }), "{error}");
    let mut writer = AsdfWriter::new().standard(Version::new(1, 2, 0));
    writer.add_integer(&1.into());
    assert!(matches!(writer.into_bytes(Node::map(Mapping::new())), Err(AsdfError::Standard { .. })));
}

#[test]
fn the_index_is_left_out_on_request() {
    let array = || NdArray::vector(vec![1u8]);
    let bytes = |writer: AsdfWriter| {
        let mut writer = writer;
        let node = writer.add_array(array(), ArrayOptions::new());
        writer.into_bytes(Node::map(Mapping::new().with("a", node))).unwrap()
    };
    let has_index = |bytes: &[u8]| bytes.windows(17).any(|window| window == b"#ASDF BLOCK INDEX");
    assert!(has_index(&bytes(AsdfWriter::new())));
    let without = bytes(AsdfWriter::new().without_index());
    assert!(!has_index(&without) && AsdfFile::from_bytes(without).is_ok());
}

#[test]
fn a_copy_keeps_blocks_that_cannot_be_read_and_nodes_that_mean_nothing_here() {
    let tree = "a: !core/ndarray-1.0.0 {source: -1, datatype: uint8, byteorder: big, shape: [3]}\n\
                b: &x !<asdf://example.org/tags/thing-1.0.0> {when: 2022-10-24, 1: one, yes: true, text: '2022-10-24'}\n\
                c: [*x, !other 12e5, !!binary aGk=, 123456789012345678901234567890]\n";
    let rest = [raw(b"abc"), block(0, b"zstd", [3, 3, 9], b"xyz")].concat();
    let original = AsdfFile::from_bytes(with_tree(tree, &rest)).unwrap();
    let mut writer = AsdfWriter::new();
    let node = writer.add_array(NdArray::vector(vec![9u8]), Compression::Lz4);
    let copied = writer.copy_from(&original).unwrap();
    assert!(copied.get("c").unwrap().as_seq().unwrap()[0].ptr_eq(copied.get("b").unwrap()));
    let Kind::Map(mapping) = copied.kind() else { panic!("the root is a mapping") };
    let bytes = writer.into_bytes(Node::map(mapping.clone().with("new", node))).unwrap();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    for kept in [
        "when: 2022-10-24\n",
        "  1: one\n",
        "  true: true\n",
        "text: '2022-10-24'\n",
        "123456789012345678901234567890",
    ] {
        assert!(text.contains(kept), "{kept:?} is not in\n{text}");
    }
    let copy = AsdfFile::from_bytes(bytes).unwrap();
    assert_eq!(copy.tree().get("b"), original.tree().get("b"));
    assert_eq!(copy.tree().get("c"), original.tree().get("c"));
    assert_eq!(copy.tree().get("a").unwrap().get("source").unwrap().as_i64(), Some(2));
    assert_eq!((copy.blocks()[2].label().as_str(), copy.blocks()[2].data_size), ("zstd", 9));

    let dangling = AsdfFile::from_bytes(with_tree(tree, &[])).unwrap();
    assert!(matches!(
        AsdfWriter::new().copy_from(&dangling),
        Err(AsdfError::SourceRange { block: -1, blocks: 0, .. })
    ));
}

#[test]
fn masks_of_single_fields_are_reported() {
    let values = NdArray::vector(vec![1u8]).with_mask(vec![true]).unwrap();
    let fields = vec![Field { name: Some("id".into()), values }];
    let array = NdArray { shape: vec![1], data: ArrayData::Records(fields), mask: None };
    let error = through(AsdfWriter::new(), array.clone(), ArrayOptions::new()).unwrap_err();
    assert!(matches!(&error, AsdfError::MaskedField { name } if name == "id"), "{error}");
    // In the tree there is room for it.
    let (_, found) =
        through(AsdfWriter::new(), array.clone(), ArrayOptions::new().placement(Placement::Inline)).unwrap();
    let ArrayData::Records(fields) = &found.data else { panic!("records were written") };
    assert_eq!(fields[0].values.mask, Some(vec![true]));
}
