//! Small nodes of an ASDF tree that many others are made of.

use granule_asdf::{Mapping, Node};

/// A mapping with a tag.
pub(crate) fn tagged(tag: &str, fields: Mapping) -> Node {
    Node::map(fields).with_tag(tag)
}

/// A transform of the ASDF standard, as `linear1d-1.2.0`.
pub(crate) fn transform(name: &str, fields: Mapping) -> Node {
    tagged(&format!("tag:stsci.edu:asdf/transform/{name}"), fields)
}

/// Something with a tag of gwcs, as `step-1.3.0`.
pub(crate) fn gwcs(name: &str, fields: Mapping) -> Node {
    tagged(&format!("tag:stsci.edu:gwcs/{name}"), fields)
}

/// Something with a tag of DKIST, as `ravel_model-1.2.0`.
pub(crate) fn dkist(name: &str, fields: Mapping) -> Node {
    tagged(&format!("asdf://dkist.nso.edu/tags/{name}"), fields)
}

/// A mapping with one number.
pub(crate) fn with_number(key: &str, value: f64) -> Mapping {
    Mapping::new().with(key, Node::float(value))
}

/// The same node, a mapping, with another field.
pub(crate) fn with_field(node: &Node, key: &str, value: Node) -> Node {
    let fields = node.as_map().cloned().unwrap_or_default().with(key, value);
    match node.tag() {
        Some(tag) => tagged(tag, fields),
        None => Node::map(fields),
    }
}

/// An integer from a size.
pub(crate) fn size(value: usize) -> Node {
    Node::uint(value as u64)
}

/// A list of sizes or indices.
pub(crate) fn sizes(items: &[usize]) -> Node {
    Node::seq(items.iter().copied().map(size))
}

/// A list of strings.
pub(crate) fn strings<'a>(items: impl IntoIterator<Item = &'a str>) -> Node {
    Node::seq(items.into_iter().map(Node::str))
}
