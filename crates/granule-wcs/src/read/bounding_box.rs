//! The bounding box of a pipeline's first transform.

use granule_asdf::{AsdfFile, Mapping, Node};

use super::bad_value;
use super::quantity::values;
use crate::Result;

/// The interval of each input, in input order; `None` if the transform has no box.
pub(super) fn bounding_box(
    file: &AsdfFile,
    transform: &Node,
    n_inputs: usize,
) -> Result<Option<Vec<[f64; 2]>>> {
    let Some(node) = transform.get("bounding_box").filter(|node| !node.is_null()) else { return Ok(None) };
    let boxes = if let Some(intervals) = node.get("intervals").and_then(Node::as_map) {
        named(file, transform, node, intervals)?
    } else if let Some(list) = node.as_seq() {
        listed(file, list)?
    } else {
        let expected = "a list of intervals, or a mapping with intervals";
        return Err(bad_value(node, "bounding_box", super::tag_of(node), expected));
    };
    if boxes.len() != n_inputs {
        let found = format!("{} intervals", boxes.len());
        return Err(bad_value(node, "bounding_box", found, format!("{n_inputs} intervals")));
    }
    Ok(Some(boxes))
}

/// `[low, high]`, or a list of them that begins with the last input.
fn listed(file: &AsdfFile, list: &[Node]) -> Result<Vec<[f64; 2]>> {
    let nested = list.iter().all(|item| item.as_seq().is_some());
    if nested {
        return list.iter().rev().map(|pair| interval(file, pair, pair.as_seq().unwrap_or(&[]))).collect();
    }
    let first = list.first().map_or_else(Node::null, Node::clone);
    Ok(vec![interval(file, &first, list)?])
}

/// Intervals by the name of the input.
fn named(file: &AsdfFile, transform: &Node, node: &Node, intervals: &Mapping) -> Result<Vec<[f64; 2]>> {
    let inputs = transform.get("inputs").and_then(Node::as_seq).unwrap_or(&[]);
    let one = |input: &Node| {
        let name = input.as_str().unwrap_or_default();
        match intervals.get(name) {
            Some(pair) => interval(file, pair, pair.as_seq().unwrap_or(&[])),
            // An input that is ignored is not bounded.
            None => Ok([f64::NEG_INFINITY, f64::INFINITY]),
        }
    };
    if inputs.is_empty() {
        return Err(bad_value(
            node,
            "bounding_box",
            "of inputs without names",
            "a transform that names its inputs",
        ));
    }
    inputs.iter().map(one).collect()
}

fn interval(file: &AsdfFile, node: &Node, pair: &[Node]) -> Result<[f64; 2]> {
    let bounds = pair.iter().map(|bound| Ok(values(file, bound)?.scalar())).collect::<Result<Vec<_>>>()?;
    match bounds.as_slice() {
        [Some(low), Some(high)] => Ok([*low, *high]),
        _ => Err(bad_value(node, "an interval of bounding_box", "something else", "[low, high]")),
    }
}
