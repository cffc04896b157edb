//! Values to the bytes of a block.

use super::datatype::{ByteOrder, DataType, FieldType};
use super::number::narrow_f16;
use super::values::{ArrayData, Field, NdArray};
use crate::error::{AsdfError, Result};

/// The bytes of the values, in this order, and their datatype.
pub(crate) fn encode(array: &NdArray, order: ByteOrder) -> Result<(Vec<u8>, DataType)> {
    array.check()?;
    let datatype = datatype(&array.data, array.shape.len())?;
    Ok((encode_data(&array.data, &datatype, order)?, datatype))
}

/// The datatype that values are written with; those of records have `rank` axes of the array before their own.
fn datatype(data: &ArrayData, rank: usize) -> Result<DataType> {
    if let ArrayData::Records(fields) = data {
        for field in fields {
            if field.values.mask.is_some() {
                return Err(AsdfError::MaskedField { name: field.name.clone().unwrap_or_default() });
            }
            datatype(&field.values.data, field.values.shape.len())?;
        }
    }
    Ok(inline_datatype(data, rank))
}

/// As [`datatype`], of values in the tree, where those of a field may be null.
pub(super) fn inline_datatype(data: &ArrayData, rank: usize) -> DataType {
    match data {
        ArrayData::Bool(_) => DataType::Bool,
        ArrayData::I8(_) => DataType::I8,
        ArrayData::U8(_) => DataType::U8,
        ArrayData::I16(_) => DataType::I16,
        ArrayData::U16(_) => DataType::U16,
        ArrayData::I32(_) => DataType::I32,
        ArrayData::U32(_) => DataType::U32,
        ArrayData::I64(_) => DataType::I64,
        ArrayData::U64(_) => DataType::U64,
        ArrayData::F16(_) => DataType::F16,
        ArrayData::F32(_) => DataType::F32,
        ArrayData::F64(_) => DataType::F64,
        ArrayData::C64(_) => DataType::C64,
        ArrayData::C128(_) => DataType::C128,
        ArrayData::Str(values) => {
            // At least one character, as readers expect.
            let longest = values.iter().map(|text| text.chars().count()).max().unwrap_or(0);
            DataType::Ucs4(longest.max(1))
        }
        ArrayData::Records(fields) => {
            DataType::Record(fields.iter().map(|field| field_type(field, rank)).collect())
        }
    }
}

fn field_type(field: &Field, rank: usize) -> FieldType {
    let values = &field.values;
    FieldType {
        name: field.name.clone(),
        datatype: inline_datatype(&values.data, values.shape.len()),
        order: None,
        shape: values.shape.get(rank..).unwrap_or_default().to_vec(),
    }
}

fn encode_data(data: &ArrayData, datatype: &DataType, order: ByteOrder) -> Result<Vec<u8>> {
    /// The bytes of numbers, in either order.
    macro_rules! numbers {
        ($values:expr) => {
            match order {
                ByteOrder::Little => $values.iter().flat_map(|value| value.to_le_bytes()).collect(),
                ByteOrder::Big => $values.iter().flat_map(|value| value.to_be_bytes()).collect(),
            }
        };
    }
    Ok(match data {
        ArrayData::Bool(values) => values.iter().map(|value| u8::from(*value)).collect(),
        ArrayData::U8(values) => values.clone(),
        ArrayData::I8(values) => numbers!(values),
        ArrayData::I16(values) => numbers!(values),
        ArrayData::U16(values) => numbers!(values),
        ArrayData::I32(values) => numbers!(values),
        ArrayData::U32(values) => numbers!(values),
        ArrayData::I64(values) => numbers!(values),
        ArrayData::U64(values) => numbers!(values),
        ArrayData::F16(values) => {
            let halves: Vec<u16> = values.iter().map(|value| narrow_f16(*value)).collect();
            numbers!(halves)
        }
        ArrayData::F32(values) => numbers!(values),
        ArrayData::F64(values) => numbers!(values),
        ArrayData::C64(values) => numbers!(values.as_flattened()),
        ArrayData::C128(values) => numbers!(values.as_flattened()),
        ArrayData::Str(values) => {
            let length = if let DataType::Ucs4(length) = datatype { *length } else { 1 };
            let points: Vec<u32> = values.iter().flat_map(|text| padded(text, length)).collect();
            numbers!(points)
        }
        ArrayData::Records(fields) => records(fields, datatype, order)?,
    })
}

/// The code points of a string, and NULs up to this length.
fn padded(text: &str, length: usize) -> impl Iterator<Item = u32> {
    text.chars().map(u32::from).chain(std::iter::repeat(0)).take(length)
}

/// The fields of each record after one another.
fn records(fields: &[Field], datatype: &DataType, order: ByteOrder) -> Result<Vec<u8>> {
    let DataType::Record(types) = datatype else { return Ok(Vec::new()) };
    let mut columns = Vec::with_capacity(fields.len());
    for (field, kind) in fields.iter().zip(types) {
        let bytes = encode_data(&field.values.data, &kind.datatype, order)?;
        columns.push((bytes, kind.size().unwrap_or(0)));
    }
    let rows = columns.iter().filter(|(_, size)| *size > 0).map(|(bytes, size)| bytes.len() / size).max();
    let total = columns.iter().map(|(bytes, _)| bytes.len()).sum();
    let mut encoded = Vec::with_capacity(total);
    for row in 0..rows.unwrap_or(0) {
        for (bytes, size) in &columns {
            encoded.extend_from_slice(bytes.get(row * size..(row + 1) * size).unwrap_or_default());
        }
    }
    Ok(encoded)
}
