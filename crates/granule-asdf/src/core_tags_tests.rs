//! Tests of the core tags.

use super::*;

fn file(tree: &str) -> AsdfFile {
    let text =
        format!("#ASDF 1.0.0\n%YAML 1.1\n%TAG ! tag:stsci.edu:asdf/\n--- !core/asdf-1.1.0\n{tree}...\n");
    AsdfFile::from_bytes(text.into()).unwrap()
}

fn node(file: &AsdfFile) -> &Node {
    file.tree().require("a").unwrap()
}

#[test]
fn complex_numbers() {
    for (text, parts) in [
        ("!core/complex-1.0.0 1.5-2j", Some([1.5, -2.0])),
        ("!core/complex-1.0.0 infI", Some([0.0, f64::INFINITY])),
        ("3", Some([3.0, 0.0])),
        ("!core/complex-1.0.0 one", None),
        ("1+2j", None),
    ] {
        assert_eq!(node(&file(&format!("a: {text}\n"))).as_complex(), parts, "{text}");
    }
    for parts in [[1.5, -0.0], [-1e300, f64::INFINITY], [f64::NEG_INFINITY, 1e-300]] {
        assert_eq!(Node::complex(parts[0], parts[1]).as_complex(), Some(parts));
    }
}

#[test]
fn integers_of_any_size() {
    let words = "!core/ndarray-1.1.0 {datatype: uint32, data: [1, 2, 3]}";
    let found = file(&format!("a: !core/integer-1.1.0 {{sign: '-', words: {words}, string: ignored}}\n"));
    let value = found.integer(node(&found)).unwrap();
    assert_eq!(value.to_string(), "-55340232229718589441");
    assert_eq!(value.to_i128(), Some(-55_340_232_229_718_589_441));
    for value in [0, 1, -1, i128::MAX, i128::MIN, 1_000_000_000, -999_999_999, 10_i128.pow(30)] {
        let integer = Integer::from(value);
        assert_eq!((integer.to_string(), integer.to_i128()), (value.to_string(), Some(value)));
        let mut writer = crate::AsdfWriter::new();
        let tree = Mapping::new().with("a", writer.add_integer(&integer));
        let bytes = writer.into_bytes(Node::map(tree)).unwrap();
        let found = AsdfFile::from_bytes(bytes).unwrap();
        assert_eq!(found.integer(node(&found)).unwrap(), integer);
    }
    assert_eq!(Integer::new(true, vec![0, 0]), Integer::default());
    assert_eq!(Integer::new(false, vec![0, 0, 0, 0, 1]).to_i128(), None);
    let plain = file("a: 18446744073709551615\n");
    assert_eq!(plain.integer(node(&plain)).unwrap().to_i128(), Some(u64::MAX.into()));
}

#[test]
fn integers_that_are_none() {
    for tree in [
        "{sign: '*', words: [1]}",
        "{sign: '+'}",
        "{words: [1]}",
        "{sign: '+', words: [[1]]}",
        "{sign: '+', words: [-1]}",
        "{sign: '+', words: [4294967296]}",
        "{sign: '+', words: [1.5]}",
        "text",
    ] {
        let found = file(&format!("a: !core/integer-1.0.0 {tree}\n"));
        assert!(found.integer(node(&found)).is_err(), "{tree}");
    }
}

#[test]
fn constants_are_what_they_wrap() {
    for (text, value) in [
        ("5", Node::int(5)),
        ("1.5", Node::float(1.5)),
        ("yes", Node::bool(true)),
        ("text", Node::str("text")),
        ("[1]", Node::seq([Node::int(1)])),
    ] {
        let found = file(&format!("a: !core/constant-1.0.0 {text}\n"));
        assert_eq!(found.constant(node(&found)), value, "{text}");
        assert_eq!(found.constant(&value), value);
    }
}

#[test]
fn arrays_of_other_formats_are_described() {
    let keys = "{fileuri: a.fits, target: 1, datatype: float32, shape: [4, 5]}";
    let found = file(&format!("a: !core/externalarray-1.0.0 {keys}\n"));
    let array = found.external_array(node(&found)).unwrap();
    assert_eq!((array.uri.as_str(), array.target.as_i64()), ("a.fits", Some(1)));
    assert_eq!((array.datatype, array.shape), (DataType::F32, vec![4, 5]));
    for key in ["fileuri", "target", "datatype", "shape"] {
        let found = file(&format!("a: !core/externalarray-1.0.0 {}\n", keys.replace(key, "other")));
        let error = found.external_array(node(&found)).unwrap_err();
        assert!(matches!(&error, AsdfError::MissingKey { key: missing, .. } if missing == key), "{error}");
    }
}
