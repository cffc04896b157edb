//! Small nodes of an ASDF tree that many others are made of.

use granule_asdf::{AsdfError, AsdfWriter, Compression, Mapping, NdArray, Node};

/// A mapping with a tag.
pub(crate) fn tagged(tag: &str, mapping: Mapping) -> Node {
    Node::map(mapping).with_tag(tag)
}

/// A transform of the ASDF standard, as `linear1d-1.2.0`.
pub(crate) fn transform(name: &str, mapping: Mapping) -> Node {
    tagged(&format!("tag:stsci.edu:asdf/transform/{name}"), mapping)
}

/// Something with a tag of DKIST, as `dataset-1.3.0`.
pub(crate) fn dkist(name: &str, mapping: Mapping) -> Node {
    tagged(&format!("asdf://dkist.nso.edu/tags/{name}"), mapping)
}

/// A list of strings.
pub(crate) fn strings<'a>(items: impl IntoIterator<Item = &'a str>) -> Node {
    Node::seq(items.into_iter().map(Node::str))
}

/// An integer from a size.
pub(crate) fn size(value: usize) -> Node {
    Node::int(i64::try_from(value).unwrap_or(i64::MAX))
}

/// A list of sizes or indices.
pub(crate) fn sizes(items: impl IntoIterator<Item = usize>) -> Node {
    Node::seq(items.into_iter().map(size))
}

/// A unit, spelt as VOUnit has it.
pub(crate) fn unit(text: &str) -> Node {
    Node::str(text).with_tag("tag:stsci.edu:asdf/unit/unit-1.0.0")
}

/// A number with a unit.
pub(crate) fn quantity(value: f64, unit_text: &str) -> Node {
    let mapping = Mapping::new()
        .with("datatype", Node::str("float64"))
        .with("unit", unit(unit_text))
        .with("value", Node::float(value));
    tagged("tag:stsci.edu:asdf/unit/quantity-1.3.0", mapping)
}

/// An array with a unit.
///
/// # Errors
/// [`AsdfError::ShapeMismatch`] where the number of values is not the product of the shape.
pub(crate) fn quantities(
    writer: &mut AsdfWriter,
    shape: &[usize],
    values: Vec<f64>,
    unit_text: &str,
) -> Result<Node, AsdfError> {
    let array = NdArray::new(shape, values)?;
    let mapping = Mapping::new()
        .with("unit", unit(unit_text))
        .with("value", writer.add_array(array, Compression::Zlib));
    Ok(tagged("tag:stsci.edu:asdf/unit/quantity-1.3.0", mapping))
}

/// An instant, in UTC.
pub(crate) fn time(text: &str) -> Node {
    Node::str(text).with_tag("tag:stsci.edu:asdf/time/time-1.4.0")
}

/// A piece of software with its version.
pub(crate) fn software(name: &str, version: &str) -> Node {
    let mapping = Mapping::new()
        .with("author", Node::str("The granule developers"))
        .with("name", Node::str(name))
        .with("version", Node::str(version));
    tagged("tag:stsci.edu:asdf/core/software-1.0.0", mapping)
}
