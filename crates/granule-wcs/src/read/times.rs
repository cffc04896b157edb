//! Time nodes.

use granule_asdf::Node;

use crate::{Result, Time, TimeScale, WcsError};

/// Reads a time: an ISO string (UTC), or a mapping with value, format and scale.
pub(super) fn time(node: &Node) -> Result<Time> {
    if let Some(text) = node.as_str() {
        return Time::parse(text);
    }
    let value = node.require("value")?;
    let scale = node.get("scale").and_then(Node::as_str).map_or(Ok(TimeScale::Utc), TimeScale::parse)?;
    if let Some(text) = value.as_str() {
        return Time::parse_in(text, scale);
    }
    let number = value.as_f64().ok_or_else(|| value.wrong_kind("the time", "a string or a number"))?;
    let format = ["base_format", "format"].iter().find_map(|key| node.get(key)?.as_str()).unwrap_or("");
    match format {
        "jd" => Ok(Time::from_julian_date(number, 0.0, scale)),
        "mjd" => Ok(Time::from_julian_date(2_400_000.5, number, scale)),
        // 1970-01-01; unix time knows no leap seconds, so it counts days of 86400.
        "unix" => Ok(Time::from_julian_date(2_440_587.5, number / 86_400.0, TimeScale::Utc)),
        other => Err(WcsError::UnsupportedTime {
            what: "format",
            found: other.to_owned(),
            expected: "a string, or a number in the format jd, mjd or unix",
        }),
    }
}
