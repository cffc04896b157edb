//! Small files that ask for much: an error, soon and without much memory, or nothing but what was asked for.

use granule_asdf::{AsdfError, AsdfFile, AsdfWriter, Node};

use crate::bytes::{HEAD, block, raw, with_tree};

fn failure(tree: &str) -> AsdfError {
    AsdfFile::from_bytes(with_tree(tree, b"")).map(|file| file.tree().clone()).unwrap_err()
}

#[test]
fn a_tree_of_a_million_levels_is_refused() {
    let deep = 1_000_000;
    for (open, close) in
        [("- ", ""), ("[", "]"), ("{a: ", "}"), ("? ", ""), ("[{a: ", "}]"), ("- - a: - ", "")]
    {
        for close in [close, ""] {
            let error = failure(&format!("{}1{}\n", open.repeat(deep), close.repeat(deep)));
            assert!(
                matches!(error, AsdfError::TooDeep { .. } | AsdfError::Yaml { .. }),
                "{open:?} {close:?}: {error}"
            );
        }
    }
    // Indented, so that each level stands on a line of its own.
    let stairs: String = (0..3000).map(|level| format!("{:1$}a:\n", "", level)).collect();
    assert!(matches!(failure(&stairs), AsdfError::TooDeep { .. }));
}

#[test]
fn aliases_that_stand_for_billions_of_nodes_are_refused() {
    for collection in ["[%]", "{%}"] {
        let mut tree = String::from("a0: &a0 [1, 2, 3, 4, 5, 6, 7, 8, 9]\n");
        for level in 1..30 {
            let items: Vec<String> = (0..9)
                .map(|item| {
                    let key = if collection == "{%}" { format!("k{item}: ") } else { String::new() };
                    format!("{key}*a{}", level - 1)
                })
                .collect();
            tree += &format!("a{level}: &a{level} {}\n", collection.replace('%', &items.join(", ")));
        }
        assert!(matches!(failure(&tree), AsdfError::AliasExpansion { .. }), "{collection}");
    }
    assert!(matches!(failure("a: &a [*a]\n"), AsdfError::CyclicAlias { .. }));
    assert!(matches!(failure("a: &a {b: {c: *a}}\n"), AsdfError::CyclicAlias { .. }));
}

#[test]
fn arrays_of_10_to_the_18_elements_are_refused() {
    let rest = [raw(&[0; 64]), block(1, &[0; 4], [0; 3], &[0; 64])].concat();
    for keys in [
        "source: 0, datatype: float64, byteorder: big, shape: [1000000000000000000]",
        "source: 0, datatype: uint8, byteorder: big, shape: [1000000000, 1000000000]",
        "source: 0, datatype: [ascii, 1000000000000000000], byteorder: big, shape: [1]",
        "source: 0, datatype: [ucs4, 9223372036854775807], byteorder: big, shape: [1]",
        "source: 0, datatype: [ascii, 0], byteorder: big, shape: [1000000000000000000]",
        "source: 0, datatype: [{datatype: uint8, shape: [1000000000, 1000000000]}], byteorder: big, shape: [1]",
        "source: 0, datatype: uint8, byteorder: big, shape: [1000000000000000000], strides: [-1], offset: 63",
        "source: 1, datatype: [ascii, 0], byteorder: big, shape: ['*']",
        "data: [1, 2], shape: [1000000000000000000]",
        "data: [1, 2], shape: [1000000000, 1000000000, 1000000000]",
        "data: [[1]], datatype: [{datatype: uint8, shape: [1000000000000]}]",
    ] {
        let tree = format!("a: !core/ndarray-1.0.0 {{{keys}}}\n");
        let file = AsdfFile::from_bytes(with_tree(&tree, &rest)).unwrap();
        assert!(file.array(file.tree().require("a").unwrap()).is_err(), "{keys}");
    }
}

#[test]
fn a_mask_cannot_make_an_array_larger() {
    let tree = "a: !core/ndarray-1.0.0 {source: 0, datatype: uint8, byteorder: big, shape: [0, 99999999999], mask: \
                !core/ndarray-1.0.0 {data: [1]}}\nb: !core/ndarray-1.0.0 {data: [1, 2], mask: \
                !core/ndarray-1.0.0 {source: 0, datatype: uint8, byteorder: big, shape: [2, 32]}}\n";
    let file = AsdfFile::from_bytes(with_tree(tree, &raw(&[0; 64]))).unwrap();
    assert_eq!(file.array(file.tree().require("a").unwrap()).unwrap().mask, Some(vec![]));
    let error = file.array(file.tree().require("b").unwrap()).unwrap_err();
    assert!(matches!(error, AsdfError::MaskShape { .. }), "{error}");
}

#[test]
fn hundreds_of_thousands_of_blocks_are_walked() {
    let blocks = raw(b"12345678").repeat(200_000);
    let file = AsdfFile::from_bytes(with_tree("a: 1\n", &blocks)).unwrap();
    assert_eq!(file.block_count(), 200_000);
    assert_eq!(file.block_data(199_999).unwrap(), b"12345678");
}

#[test]
fn a_long_tree_takes_no_more_than_its_length() {
    // Lines, keys, anchors, tags, quotes and comments in great numbers, each of which a scanner may be slow at.
    let many = 200_000;
    for line in
        ["k%: v\n", "k%: &a% [1]\n", "k%: !t% 1\n", "k%: 'a ''b'\n", "k%: \"\\\"\\n\"\n", "# %\n", "\n"]
    {
        let tree: String = (0..many).map(|number: u32| line.replace('%', &number.to_string())).collect();
        let file = AsdfFile::from_bytes(with_tree(&format!("first: 1\n{tree}last: 2\n"), b"")).unwrap();
        assert_eq!(file.find("last").unwrap().node().as_i64(), Some(2), "{line}");
    }
    let scalar = "word ".repeat(many as usize);
    for tree in [format!("a: {scalar}\n"), format!("a: '{scalar}'\n"), format!("a: |\n  {scalar}\n")] {
        assert!(AsdfFile::from_bytes(with_tree(&tree, b"")).is_ok());
    }
}

#[test]
fn a_file_without_end_of_tree_is_not_searched_past_its_blocks() {
    let cut = [HEAD.as_bytes(), b"a: 1\n", &raw(&vec![b'\n'; 1 << 20])].concat();
    assert!(matches!(AsdfFile::from_bytes(cut), Err(AsdfError::UnterminatedTree { .. })));
}

#[test]
fn a_deep_tree_made_in_memory_is_refused_when_written() {
    let deep = (0..2000).fold(Node::int(1), |node, _| Node::seq([node]));
    assert!(matches!(deep.to_yaml(), Err(AsdfError::TooDeep { .. })));
    assert!(matches!(
        AsdfWriter::new().into_bytes(Node::map([("a", deep)].into_iter().collect())),
        Err(AsdfError::TooDeep { .. })
    ));
}
