//! Masks: a value that stands for "missing", or an array of truth values.

use super::inline::complex;
use super::values::{ArrayData, NdArray};
use crate::error::{AsdfError, Result};
use crate::tree::{Kind, Node};

/// Gives an array the mask that `mask` describes, beside the one it has from nulls.
pub(crate) fn apply_mask(
    mut array: NdArray,
    mask: &Node,
    read: impl FnOnce(&Node) -> Result<NdArray>,
) -> Result<NdArray> {
    let masked = match mask.kind() {
        Kind::Seq(_) | Kind::Map(_) => broadcast(&read(mask)?, &array.shape, mask.line())?,
        Kind::Bool(value) => vec![*value; array.len()],
        _ => equal_to(&array.data, mask)?,
    };
    array.mask = Some(match array.mask.take() {
        None => masked,
        Some(nulls) => nulls.into_iter().zip(masked).map(|(null, masked)| null || masked).collect(),
    });
    Ok(array)
}

/// True where a value equals the one of the node; NaN equals NaN.
fn equal_to(data: &ArrayData, node: &Node) -> Result<Vec<bool>> {
    let wrong = || node.wrong_kind("mask", "a number, as the array holds them, or an array");
    let same = |a: f64, b: f64| a == b || (a.is_nan() && b.is_nan());
    let [real, imaginary] = complex(node).ok_or_else(wrong)?;
    match data {
        ArrayData::C64(values) => Ok(values
            .iter()
            .map(|[re, im]| same((*re).into(), real) && same((*im).into(), imaginary))
            .collect()),
        ArrayData::C128(values) => {
            Ok(values.iter().map(|[re, im]| same(*re, real) && same(*im, imaginary)).collect())
        }
        // 64-bit integers are compared as such: as floats, neighbours would be equal.
        ArrayData::I64(values) if node.as_i64().is_some() => {
            Ok(values.iter().map(|value| Some(*value) == node.as_i64()).collect())
        }
        ArrayData::U64(values) if matches!(node.kind(), Kind::Int(_) | Kind::UInt(_)) => {
            let wanted = match node.kind() {
                Kind::UInt(value) => Some(*value),
                _ => node.as_i64().and_then(|value| u64::try_from(value).ok()),
            };
            Ok(values.iter().map(|value| Some(*value) == wanted).collect())
        }
        ArrayData::F16(values) | ArrayData::F32(values) => {
            Ok(values.iter().map(|value| same((*value).into(), real) || *value == real as f32).collect())
        }
        other => Ok(other.to_f64().ok_or_else(wrong)?.into_iter().map(|value| same(value, real)).collect()),
    }
}

/// The truth values of `mask`, repeated to fill `shape` by the rules of numpy.
fn broadcast(mask: &NdArray, shape: &[usize], line: usize) -> Result<Vec<bool>> {
    let misfit = || AsdfError::MaskShape { mask: mask.shape.clone(), shape: shape.to_vec(), line };
    let truths: Vec<bool> = match &mask.data {
        ArrayData::Bool(values) => values.clone(),
        other => other.to_f64().ok_or_else(misfit)?.into_iter().map(|value| value != 0.0).collect(),
    };
    if mask.shape == shape {
        return Ok(truths);
    }
    let missing = shape.len().checked_sub(mask.shape.len()).ok_or_else(misfit)?;
    let lengths = std::iter::repeat_n(1, missing).chain(mask.shape.iter().copied());
    let mut steps = vec![0usize; shape.len()];
    let mut step = 1usize;
    for ((place, length), n) in lengths.enumerate().zip(shape).collect::<Vec<_>>().into_iter().rev() {
        if length != 1 && length != *n {
            return Err(misfit());
        }
        if let Some(slot) = steps.get_mut(place).filter(|_| length != 1) {
            *slot = step;
        }
        step = step.saturating_mul(length);
    }
    // Each axis repeats what the axes before it gave, one step of the mask further for every index.
    let mut places = vec![0usize];
    for (n, step) in shape.iter().zip(&steps) {
        places = places.iter().flat_map(|base| (0..*n).map(move |i| base + i * step)).collect();
    }
    places.into_iter().map(|place| truths.get(place).copied().ok_or_else(misfit)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::parse;

    fn masked(array: NdArray, mask: &str) -> Result<Vec<bool>> {
        let node = parse(mask, 1).unwrap();
        apply_mask(array, &node, |node| super::super::inline::read_inline(node, None, None))
            .map(|a| a.mask.unwrap())
    }

    #[test]
    fn a_number_masks_the_values_equal_to_it() {
        let floats = || NdArray::vector(vec![1.0, f64::NAN, -99.0]);
        assert_eq!(masked(floats(), "-99").unwrap(), [false, false, true]);
        assert_eq!(masked(floats(), ".nan").unwrap(), [false, true, false]);
        let large = NdArray::vector(vec![i64::MAX, i64::MAX - 1]);
        assert_eq!(masked(large, "9223372036854775807").unwrap(), [true, false]);
        assert!(masked(NdArray::vector(vec!["a".to_owned()]), "1").is_err());
    }

    #[test]
    fn an_array_masks_by_broadcasting() {
        let array = || NdArray::new([2, 3], vec![0i32; 6]).unwrap();
        assert_eq!(masked(array(), "[1, 0, 1]").unwrap(), [true, false, true, true, false, true]);
        assert_eq!(masked(array(), "[[true], [false]]").unwrap(), [true, true, true, false, false, false]);
        assert_eq!(
            masked(array(), "[[0, 0, 1], [1, 0, 0]]").unwrap(),
            [false, false, true, true, false, false]
        );
        for misfit in ["[1, 0]", "[[[1, 0, 1]]]", "[[1, 0, 1], [1, 0, 1], [1, 0, 1]]"] {
            assert!(matches!(masked(array(), misfit), Err(AsdfError::MaskShape { .. })), "{misfit}");
        }
    }
}
