//! Results in a few words.

use std::collections::BTreeMap;
use std::sync::Mutex;

use granule::core::{Block, DType, Region};
use granule::store::{ArrayMeta, ChunkSink, StoreError};

/// The one value of a block without axes, so that it reads back to the same bits.
pub(crate) fn scalar(block: &Block) -> String {
    match block {
        Block::Bool(values) => values.iter().map(ToString::to_string).collect(),
        Block::I64(values) => values.iter().map(ToString::to_string).collect(),
        Block::U64(values) => values.iter().map(ToString::to_string).collect(),
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

/// A sink that keeps of each block no more than its range and sum, so that a result of any size can be summed up.
#[derive(Debug, Default)]
pub(crate) struct Summary {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    meta: Option<ArrayMeta>,
    /// In the order of their regions: the mean must not depend on which block came first.
    blocks: BTreeMap<Vec<usize>, Range>,
}

/// Range and sum of finite values, and how many there are.
#[derive(Clone, Copy, Debug)]
struct Range {
    min: f64,
    max: f64,
    sum: f64,
    finite: usize,
}

impl Range {
    const EMPTY: Self = Self { min: f64::INFINITY, max: f64::NEG_INFINITY, sum: 0.0, finite: 0 };

    fn of(block: &Block) -> Self {
        granule::core::with_block!(block, values => values
        .iter()
        .map(|&value| granule::core::Element::to_f64(value))
        .filter(|value| value.is_finite())
        .fold(Self::EMPTY, |range, value| {
            range.with(Self { min: value, max: value, sum: value, finite: 1 })
        }))
    }

    fn with(self, other: Self) -> Self {
        Self {
            min: self.min.min(other.min),
            max: self.max.max(other.max),
            sum: self.sum + other.sum,
            finite: self.finite + other.finite,
        }
    }
}

impl Summary {
    /// Shape and type, then range and mean of the finite values, with their unit.
    pub(crate) fn text(&self, unit: Option<String>) -> String {
        let unit = unit.filter(|unit| !unit.is_empty()).map(|unit| format!(" {unit}")).unwrap_or_default();
        let state = self.lock();
        let Some(meta) = &state.meta else { return "no result".to_owned() };
        let range = state.blocks.values().fold(Range::EMPTY, |all, block| all.with(*block));
        let mut lines = vec![format!("shape {}", meta.shape()), format!("dtype {}", meta.dtype())];
        if range.finite == 0 {
            lines.push("no finite value".to_owned());
        } else {
            lines.push(format!("min   {}{unit}", number(range.min, meta.dtype())));
            lines.push(format!("max   {}{unit}", number(range.max, meta.dtype())));
            lines.push(format!("mean  {:?}{unit}", range.sum / range.finite as f64));
        }
        let elements = meta.shape().elements();
        if range.finite < elements {
            lines.push(format!("{} of {elements} values are not finite", elements - range.finite));
        }
        lines.join("\n")
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        // A block is added whole or not at all, so a poisoned lock is still good.
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl ChunkSink for Summary {
    fn begin(&self, meta: &ArrayMeta) -> Result<(), StoreError> {
        *self.lock() = State { meta: Some(meta.clone()), blocks: BTreeMap::new() };
        Ok(())
    }

    fn write(&self, region: &Region, block: &Block) -> Result<(), StoreError> {
        let range = Range::of(block);
        self.lock().blocks.insert(region.start().to_vec(), range);
        Ok(())
    }

    fn finish(&self) -> Result<(), StoreError> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use granule::core::{ChunkGrid, Shape};

    fn summary(block: &Block, unit: Option<&str>) -> String {
        let sink = Summary::default();
        let region = Region::full(&block.shape());
        sink.begin(&ArrayMeta::new(block.dtype(), ChunkGrid::single(&block.shape()))).unwrap();
        if !region.is_empty() {
            sink.write(&region, block).unwrap();
        }
        sink.finish().unwrap();
        sink.text(unit.map(str::to_owned))
    }

    #[test]
    fn scalars_read_back() {
        assert_eq!(scalar(&Block::scalar(0.1_f32)), "0.1");
        assert_eq!(scalar(&Block::scalar(i64::MAX)), i64::MAX.to_string());
        assert_eq!(scalar(&Block::scalar(1e300_f64)), "1e300");
        assert_eq!(scalar(&Block::scalar(7_u8)), "7");
        assert_eq!(scalar(&Block::scalar(f32::NAN)), "NaN");
    }

    #[test]
    fn arrays_are_summed_up_without_nan() {
        let block = Block::from_vec(&Shape::from([4]), vec![1.0_f32, f32::NAN, 2.5, 4.0]).unwrap();
        let expected = "shape (4,)\ndtype float32\nmin   1.0 ct\nmax   4.0 ct\nmean  2.5 ct\n1 of 4 values are not finite";
        assert_eq!(summary(&block, Some("ct")), expected);
        let nothing = Block::from_vec::<f64>(&Shape::from([0]), vec![]).unwrap();
        assert_eq!(summary(&nothing, None), "shape (0,)\ndtype float64\nno finite value");
    }
}
