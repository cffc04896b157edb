//! The bounding box of a pipeline's first transform.

use granule_asdf::{AsdfFile, Mapping, Node};

use super::bad_value;
use super::quantity::values;
use crate::{BoundingBox, Result};

/// The box of a transform, its axes in input order; `None` if it has none.
pub(super) fn bounding_box(
    file: &AsdfFile,
    transform: &Node,
    n_inputs: usize,
) -> Result<Option<BoundingBox>> {
    let Some(node) = transform.get("bounding_box").filter(|node| !node.is_null()) else { return Ok(None) };
    let inputs = transform.get("inputs").and_then(Node::as_seq).unwrap_or(&[]);
    let limits = if let Some(list) = node.get("cbbox") {
        selected(file, inputs, node, list, n_inputs)?
    } else {
        BoundingBox::Intervals(intervals(file, inputs, node)?)
    };
    if !limits.fits(n_inputs) {
        let found = format!("{} intervals", limits.extent().len());
        return Err(bad_value(node, "bounding_box", found, format!("{n_inputs} intervals")));
    }
    Ok(Some(limits))
}

/// One interval for each input.
fn intervals(file: &AsdfFile, inputs: &[Node], node: &Node) -> Result<Vec<[f64; 2]>> {
    if let Some(intervals) = node.get("intervals").and_then(Node::as_map) {
        named(file, inputs, node, intervals)
    } else if let Some(list) = node.as_seq() {
        listed(file, list)
    } else {
        let expected = "a list of intervals, or a mapping with intervals";
        Err(bad_value(node, "bounding_box", super::tag_of(node), expected))
    }
}

/// Several boxes, chosen by the values of some inputs.
fn selected(
    file: &AsdfFile,
    inputs: &[Node],
    node: &Node,
    list: &Node,
    n_inputs: usize,
) -> Result<BoundingBox> {
    let arguments = node.require("selector_args")?;
    let arguments = arguments.as_seq().ok_or_else(|| arguments.wrong_kind("selector_args", "a list"))?;
    let selector = |entry: &Node| {
        let argument = entry.require("argument")?;
        let named =
            inputs.iter().position(|name| name.as_str().is_some() && name.as_str() == argument.as_str());
        named.or_else(|| argument.as_usize()).filter(|&input| input < n_inputs).ok_or_else(|| {
            let found = format!("{:?}", argument.kind());
            bad_value(argument, "argument of selector_args", found, "the name of an input")
        })
    };
    let selectors = arguments.iter().map(selector).collect::<Result<Vec<_>>>()?;
    let entries = list.as_seq().ok_or_else(|| list.wrong_kind("cbbox", "a list of boxes"))?;
    let boxed = |entry: &Node| {
        let key = values(file, entry.require("key")?)?.data;
        let limits = intervals(file, inputs, entry.require("bbox")?)?;
        if key.len() != selectors.len() || limits.len() != n_inputs {
            let found = format!("of {} values with {} intervals", key.len(), limits.len());
            let expected = format!("{} values and {n_inputs} intervals", selectors.len());
            return Err(bad_value(entry, "key of cbbox", found, expected));
        }
        Ok((key, limits))
    };
    let boxes = entries.iter().map(boxed).collect::<Result<Vec<_>>>()?;
    if boxes.is_empty() {
        return Err(bad_value(list, "cbbox", "empty", "at least one box"));
    }
    Ok(BoundingBox::Selected { selectors, boxes })
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
fn named(file: &AsdfFile, inputs: &[Node], node: &Node, intervals: &Mapping) -> Result<Vec<[f64; 2]>> {
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
