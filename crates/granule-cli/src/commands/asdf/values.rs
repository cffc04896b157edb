//! Values of arrays as nested lists, written as they go: an array may be large.

use std::io::{self, Write};

use granule::asdf::{ArrayData, Field, NdArray};

/// For whom values are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// For people: `nan`, `inf`, `--` for a masked value.
    Text,
    /// For programs: JSON has no NaN, which is null, as masked values are; infinities are strings.
    Json,
}

/// Writes the values as nested lists, slowest axis outermost, a line for each innermost list.
pub(super) fn write_array(out: &mut impl Write, array: &NdArray, style: Style) -> io::Result<()> {
    write_axes(out, array, &array.shape, 0, 0, style)
}

fn write_axes(
    out: &mut impl Write,
    array: &NdArray,
    axes: &[usize],
    start: usize,
    depth: usize,
    style: Style,
) -> io::Result<()> {
    let Some((length, inner)) = axes.split_first() else { return write_value(out, array, start, style) };
    let step: usize = inner.iter().product();
    write!(out, "[")?;
    for place in 0..*length {
        match (place, inner.is_empty()) {
            (0, _) => {}
            (_, true) => write!(out, ", ")?,
            (_, false) => write!(out, ",\n{:1$}", "", depth + 1)?,
        }
        write_axes(out, array, inner, start + place * step, depth + 1, style)?;
    }
    write!(out, "]")
}

/// Writes the value at a place in C order.
fn write_value(out: &mut impl Write, array: &NdArray, place: usize, style: Style) -> io::Result<()> {
    if array.mask.as_ref().is_some_and(|mask| mask.get(place) == Some(&true)) {
        return write!(out, "{}", if style == Style::Json { "null" } else { "--" });
    }
    match &array.data {
        ArrayData::Records(fields) => write_record(out, fields, array.shape.len(), place, style),
        data => write!(out, "{}", scalar(data, place, style)),
    }
}

/// Writes a record as its fields by name; those without one go by their place.
fn write_record(
    out: &mut impl Write,
    fields: &[Field],
    rank: usize,
    place: usize,
    style: Style,
) -> io::Result<()> {
    write!(out, "{{")?;
    for (number, field) in fields.iter().enumerate() {
        let name = field.name.clone().unwrap_or_else(|| number.to_string());
        let comma = if number > 0 { ", " } else { "" };
        write!(out, "{comma}{}: ", if style == Style::Json { quoted(&name) } else { name })?;
        let axes = field.values.shape.get(rank..).unwrap_or_default();
        let count: usize = axes.iter().product();
        write_axes(out, &field.values, axes, place * count, 0, style)?;
    }
    write!(out, "}}")
}

/// One value as text; the empty string where there is none.
fn scalar(data: &ArrayData, place: usize, style: Style) -> String {
    /// The text of a value that prints as it should.
    macro_rules! plain {
        ($values:expr) => {
            $values.get(place).map(ToString::to_string)
        };
    }
    let text = match data {
        ArrayData::Bool(values) => plain!(values),
        ArrayData::I8(values) => plain!(values),
        ArrayData::U8(values) => plain!(values),
        ArrayData::I16(values) => plain!(values),
        ArrayData::U16(values) => plain!(values),
        ArrayData::I32(values) => plain!(values),
        ArrayData::U32(values) => plain!(values),
        ArrayData::I64(values) => plain!(values),
        ArrayData::U64(values) => plain!(values),
        // As short as single precision allows.
        ArrayData::F16(values) | ArrayData::F32(values) => {
            values.get(place).map(|value| match value.is_finite() {
                true => format!("{value:?}"),
                false => float((*value).into(), style),
            })
        }
        ArrayData::F64(values) => values.get(place).map(|value| float(*value, style)),
        ArrayData::C64(values) => {
            values.get(place).map(|[re, im]| complex((*re).into(), (*im).into(), style))
        }
        ArrayData::C128(values) => values.get(place).map(|[re, im]| complex(*re, *im, style)),
        ArrayData::Str(values) => values.get(place).map(|value| quoted(value)),
        _ => None,
    };
    text.unwrap_or_default()
}

/// A float that reads back the same.
pub(super) fn float(value: f64, style: Style) -> String {
    match (style, value.is_nan(), value.is_infinite()) {
        (Style::Json, true, _) => "null".to_owned(),
        (Style::Text, true, _) => "nan".to_owned(),
        (Style::Json, _, true) => format!("\"{value}\""),
        _ => format!("{value:?}"),
    }
}

/// A complex number as ASDF has it: `1.5-2.0j`. JSON has none, so there it is a string.
fn complex(real: f64, imaginary: f64, style: Style) -> String {
    let node = granule::asdf::Node::complex(real, imaginary);
    let text = node.as_str().unwrap_or_default();
    if style == Style::Json { quoted(text) } else { text.to_owned() }
}

/// A string as JSON has it.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(array: &NdArray, style: Style) -> String {
        let mut out = Vec::new();
        write_array(&mut out, array, style).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn axes_nest_and_records_have_names() {
        let cube = NdArray::new([2, 2, 2], (0..8_i16).collect::<Vec<_>>()).unwrap();
        assert_eq!(written(&cube, Style::Text), "[[[0, 1],\n  [2, 3]],\n [[4, 5],\n  [6, 7]]]");
        let fields = vec![
            Field { name: Some("id".into()), values: NdArray::vector(vec![1_u8, 2]) },
            Field { name: None, values: NdArray::new([2, 2], vec![0.5_f32, 1.0, 1.5, 2.0]).unwrap() },
        ];
        let records =
            NdArray { shape: vec![2], data: ArrayData::Records(fields), mask: Some(vec![false, true]) };
        assert_eq!(written(&records, Style::Text), "[{id: 1, 1: [0.5, 1.0]}, --]");
        let json: serde_json::Value = serde_json::from_str(&written(&records, Style::Json)).unwrap();
        assert_eq!(json, serde_json::json!([{"id": 1, "1": [0.5, 1.0]}, null]));
        assert_eq!(written(&NdArray::new([], vec![7_i64]).unwrap(), Style::Json), "7");
        assert_eq!(written(&NdArray::new([0, 3], Vec::<f64>::new()).unwrap(), Style::Json), "[]");
    }

    #[test]
    fn what_json_lacks_is_null_or_text() {
        let array = NdArray::vector(vec![f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -0.0, 1e300]);
        assert_eq!(written(&array, Style::Text), "[nan, inf, -inf, -0.0, 1e300]");
        assert_eq!(written(&array, Style::Json), r#"[null, "inf", "-inf", -0.0, 1e300]"#);
        let array = NdArray::vector(vec![[1.5_f32, -2.0]]);
        assert_eq!(written(&array, Style::Text), "[1.5-2.0j]");
        assert_eq!(written(&array, Style::Json), r#"["1.5-2.0j"]"#);
        let array = NdArray::vector(vec![0.1_f32]);
        assert_eq!(written(&array, Style::Json), "[0.1]");
        let array = NdArray::vector(vec!["a\"b".to_owned()]);
        assert_eq!(written(&array, Style::Json), r#"["a\"b"]"#);
    }
}
