//! `granule asdf`.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use granule::asdf::{
    ArrayData, ArrayOptions, AsdfWriter, Compression, Field, Mapping, NdArray, Node, Placement,
};
use serde_json::{Value, json};

use crate::program::{Place, run_in};

/// A directory with `all.asdf`, which has something of everything.
fn place() -> Place {
    let place = Place::empty();
    std::fs::write(place.path("all.asdf"), file()).unwrap();
    std::fs::write(place.path("other.asdf"), other()).unwrap();
    place
}

fn file() -> Vec<u8> {
    let mut writer = AsdfWriter::new();
    let inline = ArrayOptions::new().placement(Placement::Inline);
    let cube = NdArray::new([2, 2, 3], (0..12).map(f64::from).collect::<Vec<_>>()).unwrap();
    let masked = NdArray::vector(vec![1.5, 2.5, f64::NAN]).with_mask(vec![false, true, false]).unwrap();
    let table = NdArray {
        shape: vec![2],
        data: ArrayData::Records(vec![
            Field { name: Some("id".into()), values: NdArray::vector(vec![1_u8, 2]) },
            Field {
                name: Some("name".into()),
                values: NdArray::vector(["a", "b"].map(str::to_owned).to_vec()),
            },
        ]),
        mask: None,
    };
    let frame = |name: &str| Node::map(Mapping::new().with("name", Node::str(name)));
    let step = |name: &str| {
        Node::map(Mapping::new().with("frame", frame(name))).with_tag("tag:stsci.edu:gwcs/step-1.3.0")
    };
    let tree = Mapping::new()
        .with("cube", writer.add_array(cube, Compression::Zlib))
        .with("masked", writer.add_array(masked, inline))
        .with("table", writer.add_array(table, Compression::Lz4))
        .with("wcs", Node::map(Mapping::new().with("steps", Node::seq([step("pixel"), step("world")]))))
        .with("unit", Node::str("nm").with_tag("tag:stsci.edu:asdf/unit/unit-1.0.0"))
        .with("a.b", Node::float(f64::INFINITY))
        .with("gain", Node::complex(1.5, -2.0))
        .with("names", Node::seq(["left", "right"].map(Node::str)))
        .with("elsewhere", Node::map(Mapping::new().with("$ref", Node::str("other.asdf#/values"))))
        .with("nothing", Node::null());
    writer.into_bytes(Node::map(tree)).unwrap()
}

fn other() -> Vec<u8> {
    let mut writer = AsdfWriter::new();
    let values = writer.add_array(NdArray::vector(vec![7_i32, 8]), Compression::None);
    writer.into_bytes(Node::map(Mapping::new().with("values", values))).unwrap()
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn the_tree_is_printed_with_its_arrays_summed_up() {
    let place = place();
    let out = place.run("asdf tree all.asdf").succeeded();
    for expected in [
        "--- !core/asdf-1.1.0",
        "cube: !core/ndarray-1.1.0 'float64 (2, 2, 3), block 0, little-endian'",
        "masked: !core/ndarray-1.1.0 'float64 (3,), inline, masked'",
        "datatype: uint8",
        "unit: !unit/unit-1.0.0 nm",
        "- !<tag:stsci.edu:gwcs/step-1.3.0>",
        "other.asdf#/values",
    ] {
        assert!(out.contains(expected), "{expected:?} is not in\n{out}");
    }
    let part = place.run("asdf tree all.asdf wcs.steps[1]").succeeded();
    assert!(part.contains("name: world") && !part.contains("pixel"), "{part}");
    // With values the tree is one that can be read as it is.
    let out = place.run("asdf tree all.asdf --data").succeeded();
    let tree = Node::from_yaml(&out).unwrap();
    let data = tree.get("cube").unwrap().get("data").unwrap();
    assert_eq!(data.as_seq().unwrap()[1].as_seq().unwrap()[1].as_seq().unwrap()[2], Node::float(11.0));
}

#[test]
fn the_tree_is_json_on_request() {
    let place = place();
    let tree = parsed(&place.run("asdf tree all.asdf --json").succeeded());
    assert_eq!(
        tree["cube"],
        json!({
            "$tag": "tag:stsci.edu:asdf/core/ndarray-1.1.0", "datatype": "float64", "shape": [2, 2, 3],
            "block": 0, "byteorder": "little", "masked": false,
        })
    );
    assert_eq!(tree["masked"]["inline"], true);
    assert_eq!(tree["table"]["datatype"][1]["datatype"], json!(["ucs4", 1]));
    assert_eq!(tree["wcs"]["steps"][0]["frame"]["name"], "pixel");
    assert_eq!(tree["wcs"]["steps"][0]["$tag"], "tag:stsci.edu:gwcs/step-1.3.0");
    assert_eq!((&tree["unit"], &tree["a.b"], &tree["nothing"]), (&json!("nm"), &json!("inf"), &Value::Null));
    assert_eq!(tree["gain"], "1.5-2.0j");

    let tree = parsed(&place.run("asdf tree all.asdf --json --data").succeeded());
    assert_eq!(tree["cube"]["data"][1][1], json!([9.0, 10.0, 11.0]));
    assert_eq!(tree["masked"]["data"], json!([1.5, null, null]));
    assert_eq!(tree["table"]["data"], json!([{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]));
}

#[test]
fn one_node_is_printed_by_its_path() {
    let place = place();
    let value = |words: &str| place.run(&format!("asdf get all.asdf {words}")).succeeded();
    for path in ["wcs.steps[0].frame.name", "wcs/steps/0/frame/name", "/wcs/steps/0/frame/name"] {
        assert_eq!(value(path), "pixel\n", "{path}");
    }
    assert_eq!(value("wcs.steps[-1].frame"), "name: world\n");
    assert_eq!(value("unit"), "nm\n");
    assert_eq!(value("unit --json"), "\"nm\"\n");
    assert_eq!(value("['a.b']"), ".inf\n");
    assert_eq!(value("nothing"), "null\n");
    assert_eq!(value("names"), "[left, right]\n");
    assert_eq!(value("names --json"), "[\"left\", \"right\"]\n");
    assert_eq!(
        value("cube"),
        "[[[0.0, 1.0, 2.0],\n  [3.0, 4.0, 5.0]],\n [[6.0, 7.0, 8.0],\n  [9.0, 10.0, 11.0]]]\n"
    );
    assert_eq!(parsed(&value("cube --json"))[1][0], json!([6.0, 7.0, 8.0]));
    assert_eq!(value("masked"), "[1.5, --, nan]\n");
    assert_eq!(value("table"), "[{id: 1, name: \"a\"}, {id: 2, name: \"b\"}]\n");
    assert_eq!(value("elsewhere"), "[7, 8]\n");
    assert_eq!(parsed(&value("--json"))["names"], json!(["left", "right"]));
}

#[test]
fn blocks_are_listed_and_their_checksums_looked_at() {
    let place = place();
    let out = place.run("asdf blocks all.asdf").succeeded();
    let lines: Vec<Vec<&str>> = out.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(lines[0], ["block", "offset", "compression", "allocated", "used", "size"]);
    assert_eq!((lines[1][2], lines[1][5], lines[2][2], lines.len()), ("zlib", "96", "lz4", 3));
    let out = place.run("asdf blocks all.asdf --checksums").succeeded();
    assert_eq!(out.matches("holds").count(), 2, "{out}");

    let mut bytes = file();
    let blocks = parsed(&place.run("asdf blocks all.asdf --json").succeeded());
    assert_eq!(blocks["blocks"][0]["data_size"], 96);
    assert_eq!(blocks["warnings"], json!([]));
    let last = blocks["blocks"][1]["payload_offset"].as_u64().unwrap() as usize;
    bytes[last] ^= 1;
    bytes.extend(b"garbage");
    let index = bytes.windows(17).rposition(|window| window == b"#ASDF BLOCK INDEX").unwrap();
    bytes[index + 36] = b'9';
    std::fs::write(place.path("bad.asdf"), bytes).unwrap();
    let said = place.run("asdf blocks bad.asdf --checksums");
    assert!(said.err.contains("warning: the block index at byte"), "{}", said.err);
    let out = said.succeeded();
    assert_eq!((out.matches(" holds").count(), out.matches("does not hold").count()), (1, 1), "{out}");
    assert_eq!(
        parsed(&place.run("asdf blocks bad.asdf --json --checksums").succeeded())["blocks"][1]["checksum"],
        "does not hold"
    );
    std::fs::write(place.path("none.asdf"), "#ASDF 1.0.0\n--- \na: 1\n...\n").unwrap();
    assert_eq!(place.run("asdf blocks none.asdf").succeeded(), "no blocks\n");
}

#[test]
fn what_is_not_there_is_told_with_what_is() {
    let place = place();
    let error = |words: &str| place.run(&format!("asdf {words}")).failed();
    let said = error("get all.asdf wcs.stepz");
    assert!(said.contains("there is no \"stepz\" in /wcs: it has steps"), "{said}");
    assert!(said.contains("all.asdf"), "{said}");
    let said = error("get all.asdf wcs.steps[2]");
    assert!(said.contains("it is a list of 2 items, from 0"), "{said}");
    let said = error("tree all.asdf zz");
    assert!(said.contains("cube, masked, table"), "{said}");
    let said = error("get all.asdf wcs..steps");
    assert!(said.contains("is no path to a node: a step is empty"), "{said}");
    std::fs::remove_file(place.path("other.asdf")).unwrap();
    assert!(error("get all.asdf elsewhere").contains("other.asdf"));
    // A tree does not need what it only refers to.
    place.run("asdf tree all.asdf").succeeded();
    assert!(error("tree absent.asdf").contains("absent.asdf"));
    std::fs::write(place.path("junk.asdf"), "junk").unwrap();
    assert!(error("blocks junk.asdf").contains("not an ASDF file"));
}

#[test]
fn files_in_gzip_and_in_fits_are_read_too() {
    let place = place();
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(&file()).unwrap();
    std::fs::write(place.path("all.asdf.gz"), encoder.finish().unwrap()).unwrap();
    write_fits(&place.path("all.fits"), &file());
    for name in ["all.asdf.gz", "all.fits"] {
        let read = |words: &str| place.run(&words.replace("FILE", name)).succeeded();
        assert_eq!(read("asdf get FILE wcs.steps[0].frame.name"), "pixel\n");
        assert_eq!(read("asdf get FILE elsewhere"), "[7, 8]\n");
        assert_eq!(parsed(&read("asdf get FILE cube --json"))[1][1][2], 11.0);
        assert_eq!(read("asdf blocks FILE").lines().count(), 3);
    }
    let primary = std::fs::read(place.path("all.fits")).unwrap()[..2880].to_vec();
    std::fs::write(place.path("none.fits"), primary).unwrap();
    assert!(place.run("asdf tree none.fits").failed().contains("ASDF"));
    write_fits(&place.path("short.fits"), b"");
    assert!(place.run("asdf tree short.fits").failed().contains("not an ASDF file"));
}

/// A FITS file with a table `ASDF` of one row, one column of bytes, as those of JWST have.
fn write_fits(path: &Path, bytes: &[u8]) {
    let card = |keyword: &str, value: &str| {
        let value = if value.starts_with('\'') { format!("{value:<20}") } else { format!("{value:>20}") };
        format!("{:<80}", format!("{keyword:<8}= {value}"))
    };
    let header = |cards: &[(&str, String)]| {
        let mut text: String = cards.iter().map(|(keyword, value)| card(keyword, value)).collect();
        text += &format!("{:<80}", "END");
        let length = text.len().next_multiple_of(2880);
        format!("{text:<length$}").into_bytes()
    };
    let mut fits = header(&[
        ("SIMPLE", "T".into()),
        ("BITPIX", "8".into()),
        ("NAXIS", "0".into()),
        ("EXTEND", "T".into()),
    ]);
    fits.extend(header(&[
        ("XTENSION", "'BINTABLE'".into()),
        ("BITPIX", "8".into()),
        ("NAXIS", "2".into()),
        ("NAXIS1", bytes.len().to_string()),
        ("NAXIS2", "1".into()),
        ("PCOUNT", "0".into()),
        ("GCOUNT", "1".into()),
        ("TFIELDS", "1".into()),
        ("TTYPE1", "'ASDF_METADATA'".into()),
        ("TFORM1", format!("'{}B'", bytes.len())),
        ("EXTNAME", "'ASDF'".into()),
    ]));
    fits.extend(bytes);
    fits.resize(fits.len().next_multiple_of(2880), 0);
    std::fs::write(path, fits).unwrap();
}

#[test]
fn real_files_are_shown() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    if !shared.exists() {
        eprintln!("skipped: the reference data are not beside the project");
        return;
    }
    let run = |words: &[&str], file: &str| {
        let path: PathBuf = shared.join(file);
        let mut all = vec!["asdf", words[0], path.to_str().unwrap()];
        all.extend(&words[1..]);
        run_in(&shared, &all).succeeded()
    };
    let columns =
        parsed(&run(&["get", "dataset.meta.headers.columns", "--json"], "dkist/croppable_visp.asdf.gz"));
    assert!(columns.as_array().unwrap().len() > 100);
    assert_eq!(columns[0]["data"]["shape"], json!([2752]));
    let frame = run(&["get", "wcs.steps[-1].frame.name"], "wcs/nircamwcs.asdf");
    assert_eq!(frame, "world\n");
    let blocks = run(&["blocks", "--checksums"], "asdf/1.5.0/compressed.asdf");
    assert_eq!(blocks.matches("holds for the decoded bytes").count(), 2, "{blocks}");
    let values = run(&["get", "bzp2", "--json"], "asdf/1.5.0/compressed.asdf");
    assert_eq!(parsed(&values).as_array().unwrap().len(), 128);
}
