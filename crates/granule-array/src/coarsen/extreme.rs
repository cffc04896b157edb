//! Minima and maxima of bins. NaN spreads, as in numpy.

use granule_core::{Block, Element, Shape, with_dtype};
use granule_graph::OperationError;

use super::layout::{Layout, Placed, for_each_bin};

/// Which end of the order is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extreme {
    Min,
    Max,
}

impl Extreme {
    /// Whether `value` takes the place of `best`. NaN takes every place and keeps it.
    pub(super) fn beats<T: Element>(self, value: T, best: T) -> bool {
        if best.is_nan() {
            return false;
        }
        value.is_nan()
            || match self {
                Self::Min => value < best,
                Self::Max => value > best,
            }
    }

    /// The value that every other takes the place of: what a bin holds before its first element.
    pub(super) fn identity<T: Element>(self) -> T {
        match self {
            Self::Min => T::HIGHEST,
            Self::Max => T::LOWEST,
        }
    }

    pub(super) fn fold<T: Element>(self, best: T, values: &[T]) -> T {
        // Lanes side by side, NaN looked for apart: both loops are vector code.
        const LANES: usize = 16;
        let (chunks, rest) = values.as_chunks::<LANES>();
        let mut lanes = [self.identity::<T>(); LANES];
        let mut nan = false;
        for chunk in chunks {
            for (lane, &value) in lanes.iter_mut().zip(chunk) {
                let better = match self {
                    Self::Min => value < *lane,
                    Self::Max => value > *lane,
                };
                *lane = if better { value } else { *lane };
                nan |= value.is_nan();
            }
        }
        if nan || chunks.is_empty() {
            return values
                .iter()
                .fold(best, |best, &value| if self.beats(value, best) { value } else { best });
        }
        lanes.iter().chain(rest).fold(best, |best, &value| if self.beats(value, best) { value } else { best })
    }
}

/// The extremes over the bins of a block, of `shape`.
pub(super) fn partial(
    extreme: Extreme,
    block: &Block,
    layout: &Layout,
    shape: &Shape,
) -> Result<Block, OperationError> {
    with_dtype!(block.dtype(), T => extremes::<T>(extreme, block, layout, shape))
}

fn extremes<T: Element>(
    extreme: Extreme,
    block: &Block,
    layout: &Layout,
    shape: &Shape,
) -> Result<Block, OperationError> {
    let array = block.as_array::<T>()?;
    let array = array.as_standard_layout();
    let values = array.as_slice().unwrap_or_default();
    let layout = layout.merged();
    let row = layout.row();
    let mut best: Vec<T> = vec![extreme.identity(); shape.checked_elements()?];
    layout.for_each_row(|_, from, to| {
        let best = &mut best[to..to + row.bins];
        let values = &values[from..from + row.length];
        if row.bin == 1 {
            for (best, &value) in best.iter_mut().zip(values) {
                merge(extreme, best, value);
            }
        } else {
            for_each_bin(values, row, |bin, part| best[bin] = extreme.fold(best[bin], part));
        }
    });
    Ok(Block::from_vec(shape, best)?)
}

/// The extremes of parts.
pub(super) fn combine(
    extreme: Extreme,
    parts: &[Placed<'_>],
    shape: &Shape,
) -> Result<Block, OperationError> {
    let dtype = parts.first().map(|part| part.value.single().map(Block::dtype)).transpose()?;
    let Some(dtype) = dtype else { return Err("nothing to combine".into()) };
    with_dtype!(dtype, T => merge_parts::<T>(extreme, parts, shape))
}

fn merge_parts<T: Element>(
    extreme: Extreme,
    parts: &[Placed<'_>],
    shape: &Shape,
) -> Result<Block, OperationError> {
    let mut best: Vec<T> = vec![extreme.identity(); shape.checked_elements()?];
    for part in parts {
        let values = part.value.single()?.as_array::<T>()?.as_standard_layout();
        part.for_each_row(values.as_slice().unwrap_or_default(), |to, row| {
            for (best, &value) in best[to..].iter_mut().zip(row) {
                merge(extreme, best, value);
            }
        });
    }
    Ok(Block::from_vec(shape, best)?)
}

fn merge<T: Element>(extreme: Extreme, best: &mut T, value: T) {
    if extreme.beats(value, *best) {
        *best = value;
    }
}
