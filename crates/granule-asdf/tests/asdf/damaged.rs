//! Damaged and hostile files: an error that says what is wrong, never a panic, never a large allocation.

use granule_asdf::{AsdfError, AsdfFile, AsdfWarning, AsdfWriter, Compression, Kind, Mapping, NdArray, Node};

use crate::bytes::{HEAD, block, raw, with_tree};

fn failure(bytes: Vec<u8>) -> AsdfError {
    AsdfFile::from_bytes(bytes).map(|file| file.tree().clone()).unwrap_err()
}

/// Reads the array `a` of a file.
fn array(tree: &str, rest: &[u8]) -> Result<NdArray, AsdfError> {
    let file = AsdfFile::from_bytes(with_tree(tree, rest))?;
    file.array(file.tree().require("a")?)
}

#[test]
fn what_is_no_asdf_file() {
    for bytes in [
        &b""[..],
        b"#",
        b"#ASD",
        b"SIMPLE  =                    T",
        b"\xef\xbb\xbf#ASDF 1.0.0\n",
        &[0xd3; 26],
        b"\0\0",
    ] {
        assert!(matches!(failure(bytes.to_vec()), AsdfError::NotAsdf { .. }), "{bytes:?}");
    }
    for bytes in ["#ASDF \n", "#ASDF 2.0.0\n", "#ASDF one\n", "#ASDF 1.0\n"] {
        assert!(matches!(failure(bytes.into()), AsdfError::UnsupportedVersion { .. }), "{bytes}");
    }
}

#[test]
fn paths_that_hold_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let missing = AsdfFile::open(folder.path().join("absent.asdf")).unwrap_err();
    assert!(matches!(missing, AsdfError::Io { action: "open", .. }), "{missing}");
    assert!(matches!(AsdfFile::open(folder.path()).unwrap_err(), AsdfError::NotAFile { .. }));
    let path = folder.path().join("junk.asdf");
    std::fs::write(&path, "junk").unwrap();
    let error = AsdfFile::open(&path).unwrap_err();
    assert!(error.to_string().contains("junk.asdf"), "{error}");
    assert!(matches!(error.root(), AsdfError::NotAsdf { .. }));
}

#[test]
fn trees_that_are_cut_or_doubled() {
    let cut = [HEAD.as_bytes(), b"a: 1\n"].concat();
    assert!(matches!(failure(cut.clone()), AsdfError::UnterminatedTree { .. }));
    assert!(matches!(failure([&cut[..], &raw(b"12345678")].concat()), AsdfError::UnterminatedTree { .. }));
    assert!(matches!(failure(with_tree("a: 1\n--- \nb: 2\n", b"")), AsdfError::SecondDocument { line: 7 }));
    let latin = [HEAD.as_bytes(), b"a: \xe9t\xe9\n...\n"].concat();
    assert!(matches!(failure(latin), AsdfError::TreeNotUtf8 { offset } if offset == HEAD.len() as u64 + 3));
    assert!(matches!(failure(with_tree("a: [1\n", b"")), AsdfError::Yaml { .. }));
}

#[test]
fn line_ends_comments_and_missing_trees() {
    let crlf = with_tree("a: 1\nb: text\n", &raw(b"x"));
    let end = crlf.windows(4).position(|window| window == b"...\n").unwrap() + 4;
    let text = String::from_utf8_lossy(&crlf[..end]).replace('\n', "\r\n");
    let file = AsdfFile::from_bytes([text.as_bytes(), &crlf[end..]].concat()).unwrap();
    assert_eq!(file.tree().get("b").unwrap().as_str(), Some("text"));
    assert_eq!((file.version(), file.standard(), file.block_count()), ("1.0.0", Some("1.5.0"), 1));

    let bare = AsdfFile::from_bytes(b"#ASDF 1.0.0\n".to_vec()).unwrap();
    assert!(bare.tree().is_null() && bare.block_count() == 0 && bare.standard().is_none());
    let commented = [b"#ASDF 1.0.0\n# one\n# two\n", &raw(b"abc")[..]].concat();
    assert_eq!(AsdfFile::from_bytes(commented).unwrap().block_data(0).unwrap(), b"abc");
    let open_end = format!("{HEAD}a: 1\n...");
    assert_eq!(AsdfFile::from_bytes(open_end.into()).unwrap().tree().get("a").unwrap().as_i64(), Some(1));
}

#[test]
fn padding_before_blocks_and_bytes_after_them() {
    let padded = [&[b' '; 200_000][..], &raw(b"abc")].concat();
    let file = AsdfFile::from_bytes(with_tree("a: 1\n", &padded)).unwrap();
    assert_eq!(file.block_data(0).unwrap(), b"abc");
    assert_eq!(file.warnings(), []);

    let zeros = [&raw(b"abc")[..], &[0; 100]].concat();
    assert_eq!(AsdfFile::from_bytes(with_tree("a: 1\n", &zeros)).unwrap().warnings(), []);
    let garbage = [&raw(b"abc")[..], b"garbage"].concat();
    let file = AsdfFile::from_bytes(with_tree("a: 1\n", &garbage)).unwrap();
    assert!(matches!(file.warnings(), [AsdfWarning::TrailingBytes { length: 7, .. }]));
}

#[test]
fn a_wrong_index_is_reported_and_not_used() {
    for index in ["--- [1, 2]\n...\n", "---\n- 150\n...\n", "garbage", "--- [a]\n...\n"] {
        let rest = [&raw(b"abc")[..], b"#ASDF BLOCK INDEX\n%YAML 1.1\n", index.as_bytes()].concat();
        let file = AsdfFile::from_bytes(with_tree("a: 1\n", &rest)).unwrap();
        assert!(matches!(file.warnings(), [AsdfWarning::BadIndex { .. }]), "{index}");
        assert_eq!(file.block_data(0).unwrap(), b"abc");
    }
}

#[test]
fn blocks_after_lost_or_added_bytes_are_found_again() {
    let blocks = |lost: &[usize], added: &[u8]| {
        let mut first = raw(&[7; 300]);
        for at in lost {
            first.remove(*at);
        }
        [&first[..], added, &raw(b"abc"), &raw(b"de"), b"#ASDF BLOCK INDEX\n%YAML 1.1\n--- [1, 2, 3]\n...\n"]
            .concat()
    };
    let file = AsdfFile::from_bytes(with_tree("a: 1\n", &blocks(&[60, 70, 80], b""))).unwrap();
    let [moved, index] = file.warnings() else { panic!("{:?}", file.warnings()) };
    let AsdfWarning::DisplacedBlock { block: 1, expected, offset } = *moved else { panic!("{moved}") };
    assert_eq!(expected - offset, 3);
    assert!(matches!(index, AsdfWarning::BadIndex { .. }));
    assert_eq!((file.block_data(1).unwrap(), file.block_data(2).unwrap()), (b"abc".to_vec(), b"de".to_vec()));
    let error = file.block_data(0).unwrap_err();
    assert!(error.to_string().contains("bytes of its payload were lost"), "{error}");
    assert!(AsdfWriter::new().copy_from(&file).is_err());

    let file = AsdfFile::from_bytes(with_tree("a: 1\n", &blocks(&[], b"xyz"))).unwrap();
    assert!(matches!(file.warnings()[0], AsdfWarning::DisplacedBlock { block: 1, .. }));
    assert_eq!((file.block_data(0).unwrap().len(), file.block_data(1).unwrap()), (300, b"abc".to_vec()));

    // What looks like a block and is none ends the blocks.
    let fake = [&raw(b"abc")[..], b"x\xd3BLK\x00\x01rest"].concat();
    let file = AsdfFile::from_bytes(with_tree("a: 1\n", &fake)).unwrap();
    assert!(matches!(file.warnings(), [AsdfWarning::TrailingBytes { .. }]) && file.block_count() == 1);
}

#[test]
fn block_headers_that_lie() {
    let small = {
        let mut bytes = raw(b"abc");
        bytes[5] = 0x2f;
        bytes
    };
    let long = {
        let mut bytes = raw(b"abc");
        bytes[4] = 0xff;
        bytes
    };
    for rest in [
        small,
        long,
        raw(b"abc")[..20].to_vec(),
        b"\xd3BLK".to_vec(),
        block(0, &[0; 4], [2, 3, 3], b"abc"),
        block(0, &[0; 4], [4, 4, 4], b"abc"),
        block(0, &[0; 4], [u64::MAX; 3], b"abc"),
        block(0, b"zlib", [u64::MAX, u64::MAX - 54, 3], b"abc"),
    ] {
        assert!(
            matches!(failure(with_tree("a: 1\n", &rest)), AsdfError::BlockHeader { block: 0, .. }),
            "{rest:?}"
        );
    }
    let streamed = block(1, b"zlib", [0; 3], b"abc");
    assert!(matches!(failure(with_tree("a: 1\n", &streamed)), AsdfError::StreamedCompression { .. }));
}

const U8_ARRAY: &str = "a: !core/ndarray-1.0.0 {source: 0, datatype: uint8, byteorder: big, shape: [3]}\n";

#[test]
fn payloads_that_do_not_decode_to_their_size() {
    let zlib = |sizes, payload: &[u8]| block(0, b"zlib", sizes, payload);
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut encoder, b"abc").unwrap();
    let good = encoder.finish().unwrap();
    let size = good.len() as u64;
    assert!(array(U8_ARRAY, &zlib([size, size, 3], &good)).is_ok());
    for claim in [4, 1000, u64::MAX] {
        let found = array(U8_ARRAY, &zlib([size, size, claim], &good));
        assert!(
            matches!(found, Err(AsdfError::DecodedSize { expected, .. }) if expected == claim),
            "{found:?}"
        );
    }
    let file = AsdfFile::from_bytes(with_tree("a: 1\n", &zlib([size, size, 2], &good))).unwrap();
    assert!(matches!(file.block_data(0), Err(AsdfError::DecodedSize { expected: 2, found: 3, .. })));
    assert!(matches!(array(U8_ARRAY, &zlib([3, 3, 3], b"abc")), Err(AsdfError::Decompression { .. })));
    let mut broken = good.clone();
    *broken.last_mut().unwrap() ^= 1;
    assert!(matches!(array(U8_ARRAY, &zlib([size, size, 3], &broken)), Err(AsdfError::Decompression { .. })));
    let cut = &good[..good.len() - 6];
    let short = cut.len() as u64;
    assert!(array(U8_ARRAY, &zlib([short, short, 3], cut)).is_err());

    assert!(matches!(
        array(U8_ARRAY, &block(0, &[0; 4], [3, 3, 4], b"abc")),
        Err(AsdfError::DecodedSize { .. })
    ));
    for label in [b"blsc", b"lz4f", b"zstd", b"inpu"] {
        let found = array(U8_ARRAY, &block(0, label, [3, 3, 3], b"abc"));
        assert!(matches!(found, Err(AsdfError::UnsupportedCompression { block: 0, .. })), "{found:?}");
    }
    let other = "a: 1\n";
    let unused = AsdfFile::from_bytes(with_tree(other, &block(0, b"zstd", [3, 3, 3], b"abc"))).unwrap();
    assert_eq!((unused.blocks()[0].label().as_str(), unused.block_count()), ("zstd", 1));
    let flags = block(0x80, &[0; 4], [3; 3], b"abc");
    assert!(array(U8_ARRAY, &flags).is_ok(), "unknown flags are ignored");
}

#[test]
fn arrays_that_do_not_fit_their_block() {
    let rest = raw(&[0; 64]);
    let node = |keys: &str| format!("a: !core/ndarray-1.0.0 {{{keys}}}\n");
    let read = |keys: &str| array(&node(keys), &rest);
    assert!(read("source: 0, datatype: float64, byteorder: big, shape: [8]").is_ok());
    assert!(
        read("source: -1, datatype: float64, byteorder: big, shape: [2], offset: 48, strides: [-48]").is_ok()
    );
    assert!(read("source: 0, datatype: float64, byteorder: big, shape: [0, 99999999999]").is_ok());

    for source in [1, -2, i64::MAX, i64::MIN] {
        let found = read(&format!("source: {source}, datatype: int8, byteorder: big, shape: [1]"));
        assert!(matches!(found, Err(AsdfError::SourceRange { blocks: 1, .. })), "{found:?}");
    }
    for layout in [
        "shape: [9]",
        "shape: [8], offset: 1",
        "shape: [2], strides: [-8]",
        "shape: [2], strides: [64]",
        "shape: [99999999999]",
        "shape: [1], offset: 9223372036854775807",
        "shape: [2], strides: [-9223372036854775808]",
    ] {
        let found = read(&format!("source: 0, datatype: float64, byteorder: big, {layout}"));
        assert!(matches!(found, Err(AsdfError::ArrayBounds { available: 64, .. })), "{layout}: {found:?}");
    }
    for layout in [
        "shape: [4294967296, 4294967296, 4294967296]",
        "shape: [9223372036854775807]",
        "shape: [2], strides: [0]",
        "shape: [2], strides: [8, 8]",
        "shape: [2], offset: -8",
        "shape: ['*']",
        "shape: [2, '*']",
        "shape: [50000, 50000], strides: [1, -1], offset: 50000",
    ] {
        let found = read(&format!("source: 0, datatype: float64, byteorder: big, {layout}"));
        assert!(found.is_err(), "{layout}");
    }
    for keys in [
        "source: 0",
        "source: 0, datatype: int8, byteorder: big",
        "source: 0, datatype: int8, shape: [1]",
        "source: 0, byteorder: big, shape: [1]",
        "datatype: int8, byteorder: big, shape: [1]",
    ] {
        assert!(matches!(read(keys), Err(AsdfError::MissingKey { .. })), "{keys}");
    }
    for datatype in [
        "int7",
        "[ascii]",
        "[]",
        "[utf8, 3]",
        "[ascii, -1]",
        "{name: a}",
        "3",
        "[[[[[[[[[[[[[[[[[[[int8]]]]]]]]]]]]]]]]]]]",
    ] {
        assert!(
            read(&format!("source: 0, datatype: {datatype}, byteorder: big, shape: [1]")).is_err(),
            "{datatype}"
        );
    }
    let external = read("source: other.asdf, datatype: int8, byteorder: big, shape: [1]");
    assert!(matches!(external, Err(AsdfError::ExternalSource { .. })));
}

#[test]
fn overlapping_items_cannot_make_a_small_file_huge() {
    let tree = "a: !core/ndarray-1.0.0 {source: 0, datatype: uint8, byteorder: big, shape: [50000, 50000], strides: [1, 1]}\n";
    assert!(matches!(array(tree, &raw(&vec![0; 100_000])), Err(AsdfError::ArrayLayout { .. })));
    let window = "a: !core/ndarray-1.0.0 {source: 0, datatype: uint8, byteorder: big, shape: [3, 2], strides: [1, 1]}\n";
    assert_eq!(array(window, &raw(b"abcd")).unwrap().to_f64().unwrap(), [97., 98., 98., 99., 99., 100.]);
    let empty =
        "a: !core/ndarray-1.0.0 {source: 0, datatype: [ascii, 0], byteorder: big, shape: [60000000]}\n";
    assert!(array(empty, &raw(b"")).is_err());
}

#[test]
fn strings_that_are_none() {
    let ascii = "a: !core/ndarray-1.0.0 {source: 0, datatype: [ascii, 2], byteorder: big, shape: [1]}\n";
    assert_eq!(array(ascii, &raw(b"a\0")).unwrap().as_str().unwrap(), ["a"]);
    assert!(matches!(array(ascii, &raw(b"\xe9\0")), Err(AsdfError::ArrayValue { .. })));
    let ucs4 = "a: !core/ndarray-1.0.0 {source: 0, datatype: [ucs4, 1], byteorder: big, shape: [1]}\n";
    assert!(array(ucs4, &raw(&[0, 1, 0xf3, 0x1e])).is_ok());
    assert!(matches!(array(ucs4, &raw(&[0, 0, 0xd8, 0])), Err(AsdfError::ArrayValue { .. })));
}

/// A file with something of everything.
fn sample() -> Vec<u8> {
    let mut writer = AsdfWriter::new();
    let floats: Vec<f64> = (0..64).map(f64::from).collect();
    let masked = NdArray::new([8, 8], floats).unwrap().with_mask(vec![false; 64]).unwrap();
    let names = ["one", "two", "three"].map(str::to_owned).to_vec();
    let shared = Node::map(Mapping::new().with("id", Node::str("12E45")).with("value", Node::float(1.5e-9)));
    let tree = Mapping::new()
        .with("floats", writer.add_array(masked, Compression::Zlib))
        .with("ints", writer.add_array(NdArray::vector(vec![1i16, -2, 3]), Compression::None))
        .with("bzp2", writer.add_array(NdArray::vector(vec![1i32; 100]), Compression::Bzip2))
        .with("lz4", writer.add_array(NdArray::vector(vec![2i32; 100]), Compression::Lz4))
        .with("large", writer.add_integer(&(1 << 100).into()))
        .with("names", writer.add_array(NdArray::vector(names), Compression::Zlib))
        .with("shared", Node::seq([shared.clone(), shared]))
        .with("inline", Node::seq((0..9).map(Node::int)).with_tag("tag:stsci.edu:asdf/core/ndarray-1.1.0"))
        .with("reference", Node::map(Mapping::new().with("$ref", Node::str("#/shared/0"))))
        .with("text", Node::str("two\nlines: 'quoted'"));
    writer.into_bytes(Node::map(tree)).unwrap()
}

/// Touches everything a file gives access to.
fn read_everything(bytes: Vec<u8>) -> Result<usize, AsdfError> {
    let file = AsdfFile::from_bytes(bytes)?;
    let mut good = (0..file.block_count()).filter(|block| file.block_data(*block).is_ok()).count();
    good += (0..file.block_count()).filter(|block| file.checksum(*block).is_ok()).count();
    let mut writer = AsdfWriter::new();
    if let Ok(tree) = writer.copy_from(&file)
        && let Ok(bytes) = writer.into_bytes(tree)
    {
        // Whatever can be read and copied can be read again.
        AsdfFile::from_bytes(bytes).unwrap();
    }
    let mut nodes = vec![file.tree()];
    while let Some(node) = nodes.pop() {
        good += usize::from(file.array(node).is_ok_and(|array| array.to_f64().is_some()));
        good += usize::from(file.follow(node).is_ok_and(|target| target.node().tag_name().is_some()));
        good += usize::from(file.integer(node).is_ok_and(|value| !value.to_string().is_empty()));
        let _ = (file.array_info(node), file.constant(node), file.external_array(node), node.as_complex());
        match node.kind() {
            Kind::Seq(items) => nodes.extend(items),
            Kind::Map(mapping) => nodes.extend(mapping.iter().map(|(_, node)| node)),
            _ => {}
        }
    }
    Ok(good)
}

/// A small generator of pseudo-random numbers, so that a failure can be repeated.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }
}

#[test]
fn no_damage_makes_the_reader_panic() {
    let original = sample();
    let whole = read_everything(original.clone()).unwrap();
    assert!(whole > 10, "{whole}");
    let mut dice = Dice(1);
    let (mut read, mut refused) = (0, 0);
    let text = b"[]{}&*!|>'\"%@`#,:-?<.=~ \n\t0123456789aeE_\xff\x00\xc3";
    for _ in 0..6000 {
        let mut bytes = original.clone();
        for _ in 0..=dice.below(4) {
            let at = dice.below(bytes.len());
            match dice.below(4) {
                0 => bytes[at] = u8::try_from(dice.below(256)).unwrap(),
                1 => bytes[at] = text[dice.below(text.len())],
                2 => drop(bytes.drain(at..(at + 1 + dice.below(20)).min(bytes.len()))),
                _ => bytes.insert(at, text[dice.below(text.len())]),
            }
        }
        match read_everything(bytes) {
            Ok(_) => read += 1,
            Err(error) => {
                assert!(!error.to_string().is_empty());
                refused += 1;
            }
        }
    }
    assert!(read > 500 && refused > 500, "read {read}, refused {refused}");
}

#[test]
fn what_is_left_of_damaged_trees_is_written_as_it_was_read() {
    const TREE: &str = "%YAML 1.1\n%TAG ! tag:stsci.edu:asdf/\n--- !core/asdf-1.1.0\na: &x {b: [1, -2.5e+3, 'it''s', \"\\x41\\n\"]}\n\
        c: *x\nd:\n- !unit/unit-1.0.0 nm\n- &y\n  when: 2022-10-24\n  ? long key\n  : ~\n- {<<: *y, 1: yes}\n\
        e: |\n  two\n  lines\nf: !<asdf://x/y-1.0.0> [0x1F, 1:30, .nan, .inf, 12E45, null]\n...\n";
    let mut dice = Dice(7);
    let text = "[]{}&*!|>'\"%@`#,:-?<.=~ \n\t019aeE_\u{e9}\u{85}";
    let letters: Vec<char> = text.chars().collect();
    let (mut read, mut refused) = (0, 0);
    for _ in 0..20_000 {
        let mut tree: Vec<char> = TREE.chars().collect();
        for _ in 0..=dice.below(3) {
            let at = dice.below(tree.len());
            match dice.below(3) {
                0 => tree[at] = letters[dice.below(letters.len())],
                1 => tree.insert(at, letters[dice.below(letters.len())]),
                _ => drop(tree.drain(at..(at + 1 + dice.below(6)).min(tree.len()))),
            }
        }
        let Ok(found) = Node::from_yaml(&tree.iter().collect::<String>()) else {
            refused += 1;
            continue;
        };
        let written = found.to_yaml().unwrap();
        let again = Node::from_yaml(&written).unwrap_or_else(|error| panic!("{error}\n{written}"));
        // NaN does not equal itself, but its text does.
        assert_eq!(again.to_yaml().unwrap(), written);
        assert!(again == found || written.contains(".nan"), "{written}");
        read += 1;
    }
    assert!(read > 2000 && refused > 2000, "read {read}, refused {refused}");
}

#[test]
fn a_file_cut_anywhere_is_an_error_or_loses_only_its_index() {
    let original = sample();
    let index = original.windows(17).rposition(|window| window == b"#ASDF BLOCK INDEX").unwrap();
    let arrays = ["floats", "ints", "names"];
    let reads = |bytes: &[u8]| {
        let file = AsdfFile::from_bytes(bytes.to_vec())?;
        arrays.iter().try_for_each(|name| file.array(file.tree().require(name)?).map(drop))
    };
    for length in 0..original.len() {
        assert_eq!(reads(&original[..length]).is_ok(), length >= index, "{length}");
    }
}
