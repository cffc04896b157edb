//! The headers of all frames as columns: one for each keyword.

use granule_asdf::{ArrayData, AsdfWriter, Compression, Mapping, NdArray, Node};
use granule_fits::{Card, Value};

use crate::nodes::{strings, tagged};

/// The headers as astropy's table. All rows have the same keywords in the same order.
pub(super) fn headers(writer: &mut AsdfWriter, rows: &[Vec<Card>]) -> Node {
    let keywords: Vec<&str> =
        rows.first().map_or_else(Vec::new, |row| row.iter().map(|card| card.keyword.as_str()).collect());
    let columns: Vec<Node> = keywords
        .iter()
        .enumerate()
        .map(|(place, name)| {
            let data = writer.add_array(NdArray::vector(column(rows, place)), Compression::Zlib);
            let column = Mapping::new().with("data", data).with("name", Node::str(*name));
            tagged("tag:stsci.edu:asdf/table/column-1.2.0", column)
        })
        .collect();
    let table = Mapping::new()
        .with("colnames", strings(keywords))
        .with("columns", Node::seq(columns))
        .with("qtable", Node::bool(false));
    tagged("tag:astropy.org:astropy/table/table-1.3.0", table)
}

/// A column, of the type of its first value.
fn column(rows: &[Vec<Card>], place: usize) -> ArrayData {
    let values = || rows.iter().filter_map(|row| row.get(place)).map(|card| &card.value);
    match values().next() {
        Some(Value::Logical(_)) => {
            values().map(|value| matches!(value, Value::Logical(true))).collect::<Vec<bool>>().into()
        }
        Some(Value::Integer(_)) => values().map(as_integer).collect::<Vec<i64>>().into(),
        Some(Value::Float(_)) => values().map(as_float).collect::<Vec<f64>>().into(),
        _ => values().map(as_text).collect::<Vec<String>>().into(),
    }
}

fn as_integer(value: &Value) -> i64 {
    if let Value::Integer(value) = value { *value } else { 0 }
}

fn as_float(value: &Value) -> f64 {
    if let Value::Float(value) = value { *value } else { f64::NAN }
}

fn as_text(value: &Value) -> String {
    if let Value::String(text) = value { text.clone() } else { value.to_string() }
}
