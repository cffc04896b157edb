//! Results in a few words.

use granule::core::{Block, DType};

/// A scalar as its value; anything larger as shape, type, and the range and mean of its finite values.
pub(crate) fn of_block(block: &Block, unit: Option<String>) -> String {
    let unit = unit.filter(|unit| !unit.is_empty()).map(|unit| format!(" {unit}")).unwrap_or_default();
    if block.shape().ndim() == 0 {
        return scalar(block);
    }
    let values = block.to_f64_vec();
    let finite: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    let mut lines = vec![format!("shape {}", block.shape()), format!("dtype {}", block.dtype())];
    if finite.is_empty() {
        lines.push("no finite value".to_owned());
    } else {
        let min = finite.iter().copied().fold(f64::INFINITY, f64::min);
        let max = finite.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mean = finite.iter().sum::<f64>() / finite.len() as f64;
        lines.push(format!("min   {}{unit}", number(min, block.dtype())));
        lines.push(format!("max   {}{unit}", number(max, block.dtype())));
        lines.push(format!("mean  {mean:?}{unit}"));
    }
    let others = values.len() - finite.len();
    if others > 0 {
        lines.push(format!("{others} of {} values are not finite", values.len()));
    }
    lines.join("\n")
}

/// The one value of a block, so that it reads back to the same bits.
fn scalar(block: &Block) -> String {
    match block {
        Block::Bool(values) => values.iter().map(ToString::to_string).collect(),
        Block::I64(values) => values.iter().map(ToString::to_string).collect(),
        Block::F32(values) => values.iter().map(|value| format!("{value:?}")).collect(),
        other => other.to_f64_vec().iter().map(|value| number(*value, other.dtype())).collect(),
    }
}

fn number(value: f64, dtype: DType) -> String {
    match dtype {
        DType::F32 => format!("{:?}", value as f32),
        DType::F64 => format!("{value:?}"),
        _ => format!("{value}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use granule::core::Shape;

    #[test]
    fn scalars_read_back() {
        assert_eq!(of_block(&Block::scalar(0.1_f32), Some("ct".into())), "0.1");
        assert_eq!(of_block(&Block::scalar(i64::MAX), None), i64::MAX.to_string());
        assert_eq!(of_block(&Block::scalar(1e300_f64), None), "1e300");
        assert_eq!(of_block(&Block::scalar(7_u8), None), "7");
    }

    #[test]
    fn arrays_are_summed_up_without_nan() {
        let block = Block::from_vec(&Shape::from([4]), vec![1.0_f32, f32::NAN, 2.5, 4.0]).unwrap();
        let expected = "shape (4,)\ndtype float32\nmin   1.0 ct\nmax   4.0 ct\nmean  2.5 ct\n1 of 4 values are not finite";
        assert_eq!(of_block(&block, Some("ct".into())), expected);
        let nothing = Block::from_vec::<f64>(&Shape::from([0]), vec![]).unwrap();
        assert_eq!(of_block(&nothing, None), "shape (0,)\ndtype float64\nno finite value");
    }
}
