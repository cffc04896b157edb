//! Arrays written into the tree as nested lists.

use super::datatype::DataType;
use super::number::{narrow_f16, parse_complex, widen_f16};
use super::values::{ArrayData, Field, NdArray};
use crate::error::{AsdfError, Result};
use crate::tree::{Kind, Node};

/// Reads nested lists, or a single value, as an array; without a datatype, the values decide.
pub(crate) fn read_inline(
    node: &Node,
    datatype: Option<DataType>,
    shape: Option<Vec<usize>>,
) -> Result<NdArray> {
    let line = node.line();
    let is_record = matches!(datatype, Some(DataType::Record(_)));
    // The lists of a record are not axes: its rank must be known before they are counted.
    let rank = if is_record { Some(shape.as_ref().map_or(1, Vec::len)) } else { None };
    let found = list_shape(node, rank);
    let mut leaves = Vec::new();
    flatten(node, &found, &mut leaves)?;
    let shape = match shape {
        Some(shape) if product(&shape) == Some(leaves.len()) => shape,
        Some(shape) => {
            return Err(AsdfError::ShapeMismatch {
                expected: product(&shape).unwrap_or(usize::MAX),
                shape,
                found: leaves.len(),
            });
        }
        None => found,
    };
    let datatype = match datatype {
        Some(datatype) => datatype,
        None => infer(&leaves)?,
    };
    let masked = leaves.iter().any(|leaf| leaf.is_null());
    let mask = masked.then(|| leaves.iter().map(|leaf| leaf.is_null()).collect());
    let data = convert(&leaves, &shape, &datatype, line)?;
    Ok(NdArray { shape, data, mask })
}

fn product(shape: &[usize]) -> Option<usize> {
    if shape.contains(&0) { Some(0) } else { shape.iter().try_fold(1usize, |n, len| n.checked_mul(*len)) }
}

/// The lengths of the lists along the first items, at most `rank` of them.
fn list_shape(node: &Node, rank: Option<usize>) -> Vec<usize> {
    let mut shape = Vec::new();
    let mut node = Some(node);
    while let Some(items) = node.and_then(Node::as_seq) {
        if rank.is_some_and(|rank| shape.len() >= rank) {
            break;
        }
        shape.push(items.len());
        node = items.first();
    }
    shape
}

/// Collects the values in C order; lists that do not have this shape are ragged.
fn flatten<'a>(node: &'a Node, shape: &[usize], leaves: &mut Vec<&'a Node>) -> Result<()> {
    let Some((length, rest)) = shape.split_first() else {
        leaves.push(node);
        return Ok(());
    };
    match node.as_seq() {
        Some(items) if items.len() == *length => {
            items.iter().try_for_each(|item| flatten(item, rest, leaves))
        }
        _ => Err(AsdfError::RaggedInline { line: node.line() }),
    }
}

fn is_complex(node: &Node) -> bool {
    node.short_tag() == Some("complex")
}

/// Strings win over complex numbers, these over floats, these over integers, and these over booleans.
fn infer(leaves: &[&Node]) -> Result<DataType> {
    let mut rank = 0;
    for leaf in leaves {
        rank = rank.max(match leaf.kind() {
            Kind::Null => 0,
            Kind::Bool(_) => 1,
            Kind::Int(_) => 2,
            Kind::UInt(_) => 3,
            Kind::Float(_) => 4,
            Kind::Str(_) if is_complex(leaf) => 5,
            Kind::Str(_) if leaf.tag().is_none() => 6,
            Kind::Seq(_) => return Err(AsdfError::RaggedInline { line: leaf.line() }),
            _ => return Err(leaf.wrong_kind("a value of an inline array", "a number, a boolean or a string")),
        });
    }
    Ok(match rank {
        1 => DataType::Bool,
        2 => DataType::I64,
        3 => DataType::U64,
        5 => DataType::C128,
        6 => DataType::Ucs4(0),
        _ => DataType::F64,
    })
}

/// Converts values to a datatype; null becomes zero, NaN or the empty string, and is masked.
fn convert(leaves: &[&Node], shape: &[usize], datatype: &DataType, line: usize) -> Result<ArrayData> {
    Ok(match datatype {
        DataType::Bool => ArrayData::Bool(each(leaves, "bool8", boolean)?),
        DataType::I8 => ArrayData::I8(integers(leaves, "int8")?),
        DataType::U8 => ArrayData::U8(integers(leaves, "uint8")?),
        DataType::I16 => ArrayData::I16(integers(leaves, "int16")?),
        DataType::U16 => ArrayData::U16(integers(leaves, "uint16")?),
        DataType::I32 => ArrayData::I32(integers(leaves, "int32")?),
        DataType::U32 => ArrayData::U32(integers(leaves, "uint32")?),
        DataType::I64 => ArrayData::I64(integers(leaves, "int64")?),
        DataType::U64 => ArrayData::U64(integers(leaves, "uint64")?),
        DataType::F16 => ArrayData::F16(each(leaves, "float16", half)?),
        DataType::F32 => ArrayData::F32(each(leaves, "float32", |node| Some(real(node)? as f32))?),
        DataType::F64 => ArrayData::F64(each(leaves, "float64", real)?),
        DataType::C64 => ArrayData::C64(each(leaves, "complex64", |node| {
            complex(node).map(|parts| parts.map(|x| x as f32))
        })?),
        DataType::C128 => ArrayData::C128(each(leaves, "complex128", complex)?),
        DataType::Ascii(_) | DataType::Ucs4(_) => ArrayData::Str(each(leaves, "string", text)?),
        DataType::Record(fields) => {
            let mut columns = Vec::with_capacity(fields.len());
            for (place, field) in fields.iter().enumerate() {
                let column = |leaf: &&Node| {
                    let row = leaf.as_seq().filter(|row| row.len() == fields.len());
                    row.and_then(|row| row.get(place))
                        .cloned()
                        .ok_or(AsdfError::RaggedInline { line: leaf.line() })
                };
                let rows = leaves.iter().map(column).collect::<Result<Vec<_>>>()?;
                let rows = Node::new(None, Kind::Seq(rows), line);
                let inner = [&[leaves.len()], field.shape.as_slice()].concat();
                let mut values = read_inline(&rows, Some(field.datatype.clone()), Some(inner))?;
                values.shape = [shape, &field.shape].concat();
                columns.push(Field { name: field.name.clone(), values });
            }
            ArrayData::Records(columns)
        }
    })
}

fn each<T>(leaves: &[&Node], datatype: &'static str, convert: impl Fn(&Node) -> Option<T>) -> Result<Vec<T>> {
    let value = |node: &Node| match node.kind() {
        Kind::Str(text) => format!("{:?}", text.chars().take(40).collect::<String>()),
        Kind::Seq(_) | Kind::Map(_) => node.kind().name().to_owned(),
        _ => format!("{node:?}"),
    };
    let one = |node: &&Node| {
        convert(node).ok_or_else(|| AsdfError::ArrayValue { value: value(node), datatype, line: node.line() })
    };
    leaves.iter().map(one).collect()
}

fn integers<T: TryFrom<i64> + TryFrom<u64>>(leaves: &[&Node], datatype: &'static str) -> Result<Vec<T>> {
    each(leaves, datatype, |node| match node.kind() {
        Kind::Null => T::try_from(0u64).ok(),
        Kind::Int(value) => T::try_from(*value).ok(),
        Kind::UInt(value) => T::try_from(*value).ok(),
        _ => None,
    })
}

fn boolean(node: &Node) -> Option<bool> {
    match node.kind() {
        Kind::Null | Kind::Int(0) => Some(false),
        Kind::Bool(value) => Some(*value),
        Kind::Int(1) => Some(true),
        _ => None,
    }
}

fn real(node: &Node) -> Option<f64> {
    if node.is_null() { Some(f64::NAN) } else { node.as_f64() }
}

/// The nearest half-precision number.
fn half(node: &Node) -> Option<f32> {
    real(node).map(|value| widen_f16(narrow_f16(value as f32)))
}

/// A complex number; one from text if the node is tagged, or text is all there is.
pub(super) fn complex(node: &Node) -> Option<[f64; 2]> {
    match node.kind() {
        Kind::Null => Some([f64::NAN; 2]),
        Kind::Str(text) => parse_complex(text),
        _ => node.as_f64().map(|value| [value, 0.0]),
    }
}

fn text(node: &Node) -> Option<String> {
    if node.is_null() { Some(String::new()) } else { node.as_str().map(str::to_owned) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::parse;

    fn array(text: &str) -> Result<NdArray> {
        read_inline(&parse(text, 1).unwrap(), None, None)
    }

    #[test]
    fn the_values_decide_the_datatype() {
        for (text, shape, data) in [
            ("[1, 2, 3]", vec![3], ArrayData::I64(vec![1, 2, 3])),
            ("[[1, 2.5], [3, 4]]", vec![2, 2], ArrayData::F64(vec![1.0, 2.5, 3.0, 4.0])),
            ("[true, no]", vec![2], ArrayData::Bool(vec![true, false])),
            ("[a, 'b c']", vec![2], ArrayData::Str(vec!["a".into(), "b c".into()])),
            (
                "[!<tag:stsci.edu:asdf/core/complex-1.0.0> 1+2j, 3]",
                vec![2],
                ArrayData::C128(vec![[1.0, 2.0], [3.0, 0.0]]),
            ),
            ("[18446744073709551615, 0]", vec![2], ArrayData::U64(vec![u64::MAX, 0])),
            ("[[], []]", vec![2, 0], ArrayData::F64(vec![])),
            ("4", vec![], ArrayData::I64(vec![4])),
        ] {
            let found = array(text).unwrap();
            assert_eq!((found.shape, found.data), (shape, data), "{text}");
        }
    }

    #[test]
    fn null_is_masked() {
        let found = array("[1, null, 3]").unwrap();
        assert_eq!(found.data, ArrayData::I64(vec![1, 0, 3]));
        assert_eq!(found.mask, Some(vec![false, true, false]));
    }

    #[test]
    fn ragged_and_mixed_lists_are_errors() {
        for text in ["[[1, 2], [3]]", "[[1], 2]", "[1, [2]]"] {
            assert!(matches!(array(text), Err(AsdfError::RaggedInline { .. })), "{text}");
        }
        assert!(matches!(array("[1, {a: 2}]"), Err(AsdfError::WrongKind { .. })));
        assert!(matches!(array("[1, a]").map(|found| found.data), Err(AsdfError::ArrayValue { .. })));
    }

    #[test]
    fn values_must_fit_the_datatype() {
        let node = parse("[1, 300]", 1).unwrap();
        let found = read_inline(&node, Some(DataType::U8), None);
        assert!(matches!(found, Err(AsdfError::ArrayValue { datatype: "uint8", .. })));
        let found = read_inline(&node, Some(DataType::I16), Some(vec![3]));
        assert!(matches!(found, Err(AsdfError::ShapeMismatch { expected: 3, found: 2, .. })));
    }
}
