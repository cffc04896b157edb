//! Bytes of a block to values.

use super::datatype::{ByteOrder, DataType, FieldType};
use super::layout::View;
use super::number::widen_f16;
use super::values::{ArrayData, Field, NdArray};
use crate::error::{AsdfError, Result};

/// Strings of no bytes take none in the file, so their number is not bounded by it.
const MAX_EMPTY_STRINGS: usize = 1 << 20;

/// Decodes the items of `view`, which lies inside of `bytes`.
pub(crate) fn decode(
    bytes: &[u8],
    view: &View,
    datatype: &DataType,
    order: ByteOrder,
    line: usize,
) -> Result<ArrayData> {
    if let DataType::Record(fields) = datatype {
        return records(bytes, view, fields, order, line);
    }
    let outside = || AsdfError::ArrayLayout {
        reason: "it reaches outside of its block",
        shape: view.shape.clone(),
        line,
    };
    let items = view.gather(bytes).ok_or_else(outside)?;
    let count = view.count().ok_or_else(outside)?;
    let items = items.as_ref();
    Ok(match datatype {
        DataType::Bool => ArrayData::Bool(items.iter().map(|byte| *byte != 0).collect()),
        DataType::U8 => ArrayData::U8(items.to_vec()),
        DataType::I8 => ArrayData::I8(items.iter().map(|byte| i8::from_ne_bytes([*byte])).collect()),
        DataType::I16 => ArrayData::I16(numbers(items, order, i16::from_le_bytes, i16::from_be_bytes)),
        DataType::U16 => ArrayData::U16(numbers(items, order, u16::from_le_bytes, u16::from_be_bytes)),
        DataType::I32 => ArrayData::I32(numbers(items, order, i32::from_le_bytes, i32::from_be_bytes)),
        DataType::U32 => ArrayData::U32(numbers(items, order, u32::from_le_bytes, u32::from_be_bytes)),
        DataType::I64 => ArrayData::I64(numbers(items, order, i64::from_le_bytes, i64::from_be_bytes)),
        DataType::U64 => ArrayData::U64(numbers(items, order, u64::from_le_bytes, u64::from_be_bytes)),
        DataType::F16 => {
            let bits = numbers(items, order, u16::from_le_bytes, u16::from_be_bytes);
            ArrayData::F16(bits.into_iter().map(widen_f16).collect())
        }
        DataType::F32 => ArrayData::F32(numbers(items, order, f32::from_le_bytes, f32::from_be_bytes)),
        DataType::F64 => ArrayData::F64(numbers(items, order, f64::from_le_bytes, f64::from_be_bytes)),
        DataType::C64 => {
            ArrayData::C64(pairs(&numbers(items, order, f32::from_le_bytes, f32::from_be_bytes)))
        }
        DataType::C128 => {
            ArrayData::C128(pairs(&numbers(items, order, f64::from_le_bytes, f64::from_be_bytes)))
        }
        DataType::Ascii(0) | DataType::Ucs4(0) if count > MAX_EMPTY_STRINGS => return Err(outside()),
        DataType::Ascii(0) | DataType::Ucs4(0) => ArrayData::Str(vec![String::new(); count]),
        DataType::Ascii(length) => {
            ArrayData::Str(items.chunks_exact(*length).map(|item| ascii(item, line)).collect::<Result<_>>()?)
        }
        DataType::Ucs4(length) => {
            let points = numbers(items, order, u32::from_le_bytes, u32::from_be_bytes);
            ArrayData::Str(points.chunks_exact(*length).map(|item| ucs4(item, line)).collect::<Result<_>>()?)
        }
        DataType::Record(_) => ArrayData::Records(Vec::new()),
    })
}

fn numbers<T, const N: usize>(
    bytes: &[u8],
    order: ByteOrder,
    little: impl Fn([u8; N]) -> T,
    big: impl Fn([u8; N]) -> T,
) -> Vec<T> {
    let (chunks, _) = bytes.as_chunks::<N>();
    match order {
        ByteOrder::Little => chunks.iter().map(|chunk| little(*chunk)).collect(),
        ByteOrder::Big => chunks.iter().map(|chunk| big(*chunk)).collect(),
    }
}

fn pairs<T: Copy>(values: &[T]) -> Vec<[T; 2]> {
    values.as_chunks::<2>().0.to_vec()
}

fn ascii(item: &[u8], line: usize) -> Result<String> {
    let length = item.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    let text = item.get(..length).unwrap_or_default();
    match text.iter().find(|byte| !byte.is_ascii()) {
        Some(byte) => {
            Err(AsdfError::ArrayValue { value: format!("byte {byte:#x}"), datatype: "ascii", line })
        }
        None => Ok(String::from_utf8_lossy(text).into_owned()),
    }
}

fn ucs4(item: &[u32], line: usize) -> Result<String> {
    let length = item.iter().rposition(|point| *point != 0).map_or(0, |last| last + 1);
    let text = item.get(..length).unwrap_or_default();
    let point = |point: &u32| {
        let value = || format!("code point {point:#x}");
        char::from_u32(*point).ok_or_else(|| AsdfError::ArrayValue { value: value(), datatype: "ucs4", line })
    };
    text.iter().map(point).collect()
}

/// One view per field: the fields of a record lie behind one another, without padding.
fn records(
    bytes: &[u8],
    view: &View,
    fields: &[FieldType],
    order: ByteOrder,
    line: usize,
) -> Result<ArrayData> {
    let overflow = || AsdfError::ArrayLayout {
        reason: "a field of its records overflows",
        shape: view.shape.clone(),
        line,
    };
    let mut offset = view.offset;
    let mut decoded = Vec::with_capacity(fields.len());
    for field in fields {
        let item = field.datatype.size().ok_or_else(overflow)?;
        let inner = View::packed(field.shape.clone(), offset, item).ok_or_else(overflow)?;
        let shape = [view.shape.as_slice(), &inner.shape].concat();
        let strides = [view.strides.as_slice(), &inner.strides].concat();
        let field_view = View { shape: shape.clone(), strides, offset, item };
        let data = decode(bytes, &field_view, &field.datatype, field.order.unwrap_or(order), line)?;
        decoded.push(Field { name: field.name.clone(), values: NdArray { shape, data, mask: None } });
        let size = field.size().and_then(|size| i64::try_from(size).ok());
        offset = size.and_then(|size| offset.checked_add(size)).ok_or_else(overflow)?;
    }
    Ok(ArrayData::Records(decoded))
}
