//! Writes an ASDF file with arrays of every kind, in every place, then changes a copy of it.
//!
//! ```sh
//! cargo run -p granule-asdf --example write -- example.asdf
//! ```

#![allow(clippy::print_stdout, reason = "an example shows what it did")]

use std::path::{Path, PathBuf};

use granule_asdf::{
    ArrayData, ArrayOptions, AsdfError, AsdfFile, AsdfWriter, ByteOrder, Compression, Field, Integer, Kind,
    Mapping, NdArray, Node, Placement, Version,
};

fn main() -> Result<(), AsdfError> {
    let path =
        std::env::args_os().nth(1).map_or_else(|| std::env::temp_dir().join("example.asdf"), PathBuf::from);
    let standard = std::env::args().nth(2).and_then(|text| Version::parse(&text));
    write(&path, standard.unwrap_or(Version::new(1, 6, 0)))?;
    let copy = path.with_extension("copy.asdf");
    change(&path, &copy)?;
    let file = AsdfFile::open(&copy)?;
    println!("{}", file.find("observation.instrument")?.node().as_str().unwrap_or_default());
    println!("{:?}", file.array(file.find("cubes.lz4")?.node())?.shape);
    Ok(())
}

fn write(path: &Path, standard: Version) -> Result<(), AsdfError> {
    let mut writer = AsdfWriter::new().standard(standard).overwrite(true);
    let cube = NdArray::new([10, 20, 30], (0..6000).map(f64::from).collect::<Vec<_>>())?;
    let mut cubes = Mapping::new();
    for (name, compression) in [
        ("plain", Compression::None),
        ("zlib", Compression::Zlib),
        ("bzp2", Compression::Bzip2),
        ("lz4", Compression::Lz4),
    ] {
        cubes.insert(name, writer.add_array(cube.clone(), compression));
    }
    let big = ArrayOptions::new().byte_order(ByteOrder::Big);
    cubes.insert("big", writer.add_array(NdArray::vector(vec![1_i16, -2, 3]), big));
    let inline = ArrayOptions::new().placement(Placement::Inline);
    let masked = NdArray::vector(vec![1.5, 2.5, 3.5]).with_mask(vec![false, true, false])?;
    cubes.insert("masked", writer.add_array(masked.clone(), inline));
    cubes.insert("masked_block", writer.add_array(masked, Compression::Zlib));
    cubes.insert("complex", writer.add_array(NdArray::vector(vec![[1.0, -2.0], [0.5, 0.0]]), inline));
    if standard >= Version::new(1, 6, 0) {
        let halves = NdArray { shape: vec![2], data: ArrayData::F16(vec![1.5, -65504.0]), mask: None };
        cubes.insert("halves", writer.add_array(halves, ArrayOptions::new()));
    }
    cubes.insert("table", writer.add_array(table()?, ArrayOptions::new()));
    // To the end of the file, where rows can be appended.
    let stream = ArrayOptions::new().placement(Placement::Streamed);
    cubes.insert("log", writer.add_array(NdArray::new([2, 3], vec![1_i32, 2, 3, 4, 5, 6])?, stream));

    // One node in two places is written once, with an anchor.
    let observation =
        Node::map(Mapping::new().with("instrument", Node::str("VISP")).with("id", Node::str("12E45")));
    let unit = Node::str("nm").with_tag("tag:stsci.edu:asdf/unit/unit-1.0.0");
    let mut tree = Mapping::new()
        .with("observation", observation.clone())
        .with("again", observation)
        .with("unit", unit)
        .with("gain", Node::complex(1.5, -2.0))
        .with("cubes", Node::map(cubes));
    if standard >= Version::new(1, 3, 0) {
        tree.insert("large", writer.add_integer(&Integer::from(-(1_i128 << 100))));
    }
    writer.write(Node::map(tree), path)
}

/// Two records of three fields.
fn table() -> Result<NdArray, AsdfError> {
    let names = ["one", "two"].map(str::to_owned).to_vec();
    let field = |name: &str, values| Field { name: Some(name.to_owned()), values };
    let fields = vec![
        field("id", NdArray::vector(vec![1_u8, 2])),
        field("name", NdArray::vector(names)),
        field("position", NdArray::new([2, 3], vec![0.5_f32, 1.0, 1.5, 2.0, 2.5, 3.0])?),
    ];
    Ok(NdArray { shape: vec![2], data: ArrayData::Records(fields), mask: None })
}

/// Copies a file with another name for the instrument, and everything else as it is.
fn change(from: &Path, to: &Path) -> Result<(), AsdfError> {
    let mut writer = AsdfWriter::new().overwrite(true);
    let tree = writer.copy_from(&AsdfFile::open(from)?)?;
    let renamed = tree.rewrite(&mut |_, node: Node| {
        let named = matches!(node.kind(), Kind::Str(text) if text == "VISP");
        Ok::<_, AsdfError>(if named { Node::str("VTF") } else { node })
    })?;
    writer.write(renamed, to)
}
