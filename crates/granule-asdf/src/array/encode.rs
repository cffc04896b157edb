//! Values to the bytes of a block.

use super::values::{ArrayData, NdArray};
use crate::error::{AsdfError, Result};
use crate::tree::Node;

/// The bytes of the values, little-endian, and the node that names their datatype.
pub(crate) fn encode(array: &NdArray) -> Result<(Vec<u8>, Node)> {
    array.check()?;
    let named = |bytes, datatype: &str| Ok((bytes, Node::str(datatype)));
    let name = array.data.type_name();
    match &array.data {
        ArrayData::Bool(values) => named(values.iter().map(|value| u8::from(*value)).collect(), name),
        ArrayData::I8(values) => named(bytes(values, |value| value.to_le_bytes()), name),
        ArrayData::U8(values) => named(values.clone(), name),
        ArrayData::I16(values) => named(bytes(values, |value| value.to_le_bytes()), name),
        ArrayData::U16(values) => named(bytes(values, |value| value.to_le_bytes()), name),
        ArrayData::I32(values) => named(bytes(values, |value| value.to_le_bytes()), name),
        ArrayData::U32(values) => named(bytes(values, |value| value.to_le_bytes()), name),
        ArrayData::I64(values) => named(bytes(values, |value| value.to_le_bytes()), name),
        ArrayData::U64(values) => named(bytes(values, |value| value.to_le_bytes()), name),
        ArrayData::F32(values) => named(bytes(values, |value| value.to_le_bytes()), name),
        ArrayData::F64(values) => named(bytes(values, |value| value.to_le_bytes()), name),
        ArrayData::C64(values) => named(bytes(values.as_flattened(), |value| value.to_le_bytes()), name),
        ArrayData::C128(values) => named(bytes(values.as_flattened(), |value| value.to_le_bytes()), name),
        ArrayData::Str(values) => Ok(strings(values)),
        ArrayData::Records(fields) => Err(AsdfError::UnwritableRecords { fields: fields.len() }),
    }
}

fn bytes<T: Copy, const N: usize>(values: &[T], convert: impl Fn(T) -> [u8; N]) -> Vec<u8> {
    values.iter().flat_map(|value| convert(*value)).collect()
}

/// Strings as UTF-32, padded with NULs to the longest; at least one character, as readers expect.
fn strings(values: &[String]) -> (Vec<u8>, Node) {
    let length = values.iter().map(|text| text.chars().count()).max().unwrap_or(0).max(1);
    let padded = |text: &String| {
        let padding = length - text.chars().count();
        text.chars().map(u32::from).chain(std::iter::repeat_n(0, padding)).collect::<Vec<_>>()
    };
    let bytes = values.iter().flat_map(padded).flat_map(u32::to_le_bytes).collect();
    let length = i64::try_from(length).unwrap_or(i64::MAX);
    (bytes, Node::seq([Node::str("ucs4"), Node::int(length)]))
}
