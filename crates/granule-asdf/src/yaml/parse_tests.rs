//! Tests of reading YAML.

use super::*;

fn tree(text: &str) -> Node {
    parse(text, 1).unwrap()
}

fn failure(text: &str) -> AsdfError {
    parse(text, 1).unwrap_err()
}

#[test]
fn tags_resolve_through_handles_and_verbatim() {
    let text = "%YAML 1.1\n%TAG ! tag:stsci.edu:asdf/\n%TAG !d! asdf://dkist.nso.edu/tags/\n--- !core/asdf-1.1.0\n\
                a: !unit/unit-1.0.0 m\nb: !<asdf://x/y-1.0.0> {c: 1}\nd: !d!dataset-1.3.0 [1]\ne: !!str 12\nf: !!float 1\n";
    let root = tree(text);
    assert_eq!(root.tag(), Some("tag:stsci.edu:asdf/core/asdf-1.1.0"));
    assert_eq!(root.get("a").unwrap().tag(), Some("tag:stsci.edu:asdf/unit/unit-1.0.0"));
    assert_eq!(root.get("b").unwrap().tag(), Some("asdf://x/y-1.0.0"));
    assert_eq!(root.get("d").unwrap().tag(), Some("asdf://dkist.nso.edu/tags/dataset-1.3.0"));
    assert_eq!(root.get("e").unwrap(), &Node::str("12"));
    assert_eq!(root.get("f").unwrap(), &Node::float(1.0));
}

#[test]
fn an_alias_is_the_node_it_names() {
    let root = tree("a: &id001 {x: 1}\nb: *id001\nc: {x: 1}\n");
    let [a, b, c] = ["a", "b", "c"].map(|key| root.get(key).unwrap());
    assert!(a.ptr_eq(b));
    assert!(!a.ptr_eq(c));
    assert_eq!(a, c);
}

#[test]
fn plain_scalars_follow_yaml_1_1_and_quoted_ones_are_text() {
    let root = tree(
        "a: 12E45\nb: '12'\nc: \"no\"\nd: no\ne: 1.5e+3\nf: !unit/unit-1.0.0 1\ng:\nh: !unit/unit-1.0.0\n",
    );
    assert_eq!(root.get("a").unwrap().as_str(), Some("12E45"));
    assert_eq!(root.get("b").unwrap().as_str(), Some("12"));
    assert_eq!(root.get("c").unwrap().as_str(), Some("no"));
    assert_eq!(root.get("d").unwrap().as_bool(), Some(false));
    assert_eq!(root.get("e").unwrap().as_f64(), Some(1500.0));
    assert_eq!(root.get("f").unwrap().as_str(), Some("1"));
    assert!(root.get("g").unwrap().is_null());
    assert_eq!(root.get("h").unwrap().as_str(), Some(""));
}

#[test]
fn merge_keys_fill_what_is_not_set() {
    let root = tree(
        "base: &b {x: 1, y: 2}\nmore: &m {y: 3, z: 4}\nall:\n  <<: [*b, *m]\n  x: 9\nquoted: {'<<': 1}\n",
    );
    let all = root.get("all").unwrap();
    assert_eq!(["x", "y", "z"].map(|key| all.get(key).unwrap().as_i64()), [Some(9), Some(2), Some(4)]);
    assert_eq!(root.get("quoted").unwrap().get("<<").unwrap().as_i64(), Some(1));
    assert!(matches!(failure("a:\n  <<: 3\n"), AsdfError::BadMerge { .. }));
}

#[test]
fn keys_are_rendered_to_strings() {
    let root = tree("1: a\nyes: b\ntext: c\n");
    let keys: Vec<_> = root.as_map().unwrap().iter().map(|(key, _)| key).collect();
    assert_eq!(keys, ["1", "true", "text"]);
    let written = root.to_yaml().unwrap();
    assert!(written.ends_with("---\n1: a\ntrue: b\ntext: c\n...\n"), "{written}");
    assert!(matches!(failure("1.5: a\n"), AsdfError::UnsupportedKey { found: "a float", .. }));
    assert!(matches!(failure("? [1]\n: a\n"), AsdfError::UnsupportedKey { found: "a list", .. }));
}

#[test]
fn a_key_may_not_occur_twice() {
    assert!(matches!(failure("a: 1\nb: 2\na: 3\n"), AsdfError::DuplicateKey { line: 3, .. }));
}

#[test]
fn a_second_document_is_refused() {
    assert!(matches!(failure("a: 1\n---\nb: 2\n"), AsdfError::SecondDocument { line: 2 }));
}

#[test]
fn an_alias_inside_its_own_node_is_refused() {
    assert!(matches!(failure("a: &x [1, *x]\n"), AsdfError::CyclicAlias { line: 1 }));
    assert!(matches!(failure("a: *nobody\n"), AsdfError::Yaml { .. }));
}

#[test]
fn nesting_is_allowed_to_a_limit() {
    let block = |n: usize| format!("{}1\n", "- ".repeat(n));
    let flow = |n: usize| format!("{}1{}", "[".repeat(n), "]".repeat(n));
    assert!(parse(&block(MAX_DEPTH), 1).is_ok());
    assert!(matches!(failure(&block(MAX_DEPTH + 1)), AsdfError::TooDeep { .. }));
    assert!(matches!(failure(&block(100_000)), AsdfError::TooDeep { .. }));
    assert!(parse(&flow(200), 1).is_ok());
    // The scanner has a limit of its own inside of brackets.
    assert!(matches!(failure(&flow(1_000_000)), AsdfError::Yaml { .. }));
}

#[test]
fn an_alias_bomb_is_refused() {
    let mut text = String::from("a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1]\n");
    for i in 1..20 {
        let items = vec![format!("*a{}", i - 1); 9].join(", ");
        text.push_str(&format!("a{i}: &a{i} [{items}]\n"));
    }
    assert!(matches!(failure(&text), AsdfError::AliasExpansion { .. }));
}

#[test]
fn a_merge_bomb_is_refused() {
    let mut text = String::from("m0: &m0 {k0: 0}\n");
    for i in 1..2000 {
        text.push_str(&format!("m{i}: &m{i}\n  <<: *m{}\n  k{i}: 0\n", i - 1));
    }
    assert!(matches!(failure(&text), AsdfError::AliasExpansion { .. }));
}

#[test]
fn errors_carry_the_line_of_the_file() {
    let error = parse("a: 1\na: 2\n", 10).unwrap_err();
    assert!(matches!(error, AsdfError::DuplicateKey { line: 11, .. }), "{error}");
    assert!(matches!(parse("a: [1, 2\n", 10).unwrap_err(), AsdfError::Yaml { line: 10.., .. }));
}

#[test]
fn long_flow_lists_are_read() {
    let names: Vec<String> =
        (0..50_000).map(|i| format!("VISP_2022_10_24T18_57_45_501_{i:08}_I_BKEWK_L1.fits")).collect();
    let root = tree(&format!("fileuris:\n- [{}]\n", names.join(",\n  ")));
    assert_eq!(root.get("fileuris").unwrap().as_seq().unwrap()[0].as_seq().unwrap().len(), names.len());
}

#[test]
fn dates_and_large_integers_keep_their_text_and_say_what_they_are() {
    let text = "a: 2022-10-24\nb: '2022-10-24'\nc: 18446744073709551616\nd: [2022-10-24 18:57:45.501]\n";
    let root = tree(text);
    for (key, tag) in
        [("a", Some("tag:yaml.org,2002:timestamp")), ("b", None), ("c", Some("tag:yaml.org,2002:int"))]
    {
        assert_eq!(root.get(key).unwrap().tag(), tag, "{key}");
        assert!(root.get(key).unwrap().as_str().is_some(), "{key}");
    }
    let written = root.to_yaml().unwrap();
    assert!(written.ends_with(&format!("---\n{text}...\n")), "{written}");
    assert_eq!(tree(&written), root);
}
