//! Trees as YAML.

use granule::asdf::{ArrayInfo, ArrayLocation, AsdfError, AsdfFile, Node};

use super::json::Arrays;

/// What is below a node as a YAML document. An array is its values, or a line that says what it is and where; one that
/// cannot be described is left as the file has it.
pub(super) fn yaml(file: &AsdfFile, node: &Node, arrays: Arrays) -> Result<String, AsdfError> {
    let shown = node.rewrite(&mut |original, node: Node| {
        if !original.is_ndarray() {
            return Ok(node);
        }
        match arrays {
            Arrays::Values => file.array(original)?.to_inline_node(),
            Arrays::Summaries => Ok(match (file.array_info(original), original.tag()) {
                (Ok(info), Some(tag)) => Node::str(summary(&info)).with_tag(tag),
                _ => node,
            }),
        }
    })?;
    shown.to_yaml()
}

/// A document without the lines that begin and end it.
pub(super) fn body(document: &str) -> &str {
    let (_, body) = document.split_once("\n---").unwrap_or(("", document));
    body.strip_suffix("...\n").unwrap_or(body).trim_start_matches([' ', '\n']).trim_end()
}

/// `float64 (2752,), block 17, big-endian, masked`.
fn summary(info: &ArrayInfo) -> String {
    let place = match &info.location {
        ArrayLocation::Inline => "inline".to_owned(),
        ArrayLocation::Block { number, order } => format!("block {number}, {}-endian", order.name()),
        ArrayLocation::External { uri } => format!("in {uri}"),
        _ => "elsewhere".to_owned(),
    };
    let lengths: Vec<String> = info.shape.iter().map(ToString::to_string).collect();
    let comma = if lengths.len() == 1 { "," } else { "" };
    let masked = if info.masked { ", masked" } else { "" };
    format!("{} ({}{comma}), {place}{masked}", info.datatype, lengths.join(", "))
}
