//! Time nodes.

use granule_asdf::{AsdfFile, Node};

use super::quantity::values;
use crate::time::two_parts;
use crate::{Result, Time, TimeFormat, TimeScale, WcsError};

/// Reads a time: a string, or a mapping with value, format and scale.
///
/// A string alone is UTC, or what it says itself. A list or an array with nothing in it stands for no time: that of a
/// temporal frame without a zero point.
pub(super) fn time(file: &AsdfFile, node: &Node) -> Result<Time> {
    if let Some(text) = node.as_str() {
        return Time::parse(text);
    }
    let value = match node.get("value") {
        Some(value) => value,
        None if node.as_seq().is_some() => node,
        None => node.require("value")?,
    };
    let text = |key: &str| node.get(key).and_then(Node::as_str);
    let scale = text("scale").map(TimeScale::parse).transpose()?;
    let value = match value.as_seq() {
        Some([]) => return Ok(Time::undefined(scale.unwrap_or_default())),
        Some([only]) => only,
        _ => value,
    };
    if let Some(text_value) = value.as_str() {
        // Numbers may be written as text, to keep all their digits.
        let format = text("format").and_then(|name| TimeFormat::parse(name).ok());
        return match (format, two_parts(text_value)) {
            (Some(format), Some((whole, rest))) => {
                Ok(Time::from_value(whole, rest, format, scale.unwrap_or(format.default_scale())))
            }
            _ => Time::parse_in(text_value, scale),
        };
    }
    let number = match value.as_f64() {
        Some(number) => number,
        None => match values(file, value)?.data.as_slice() {
            [] => return Ok(Time::undefined(scale.unwrap_or_default())),
            [number] => *number,
            _ => return Err(value.wrong_kind("the time", "a single time").into()),
        },
    };
    // What a number was before it was written does not say how it is to be read.
    let name = text("format").or_else(|| text("base_format")).ok_or_else(|| WcsError::UnsupportedTime {
        what: "format",
        found: String::new(),
        expected: "a string, or a number with a format such as jd, mjd or unix",
    })?;
    let format = TimeFormat::parse(name)?;
    Ok(Time::from_value(number, 0.0, format, scale.unwrap_or(format.default_scale())))
}
