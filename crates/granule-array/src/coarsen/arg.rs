//! Positions of minima and maxima in their bins.
//!
//! A partial result is two blocks: the best values and their positions.

use granule_core::{Block, Element, Region, Shape, with_dtype};
use granule_graph::{OperationError, Value};

use super::extreme::Extreme;
use super::layout::{Layout, Placed, for_each_bin};

/// A best value and its C-order position in the bin. An empty bin holds the identity at the last position there can
/// be, so that every element takes its place, even one equal to the identity.
type Best<T> = (T, i64);

/// The best values and positions over the bins of a block that holds `input`, a region of the array.
pub(super) fn partial(
    extreme: Extreme,
    block: &Block,
    layout: &Layout,
    input: &Region,
    shape: &Shape,
) -> Result<Value, OperationError> {
    with_dtype!(block.dtype(), T => positions::<T>(extreme, block, layout, input, shape))
}

fn positions<T: Element>(
    extreme: Extreme,
    block: &Block,
    layout: &Layout,
    input: &Region,
    shape: &Shape,
) -> Result<Value, OperationError> {
    let array = block.as_array::<T>()?;
    let array = array.as_standard_layout();
    let values = array.as_slice().unwrap_or_default();
    let row = layout.row();
    let bins: Vec<usize> = layout.axes().iter().map(|axis| axis.bin).collect();
    let strides = Shape::from(bins.as_slice()).strides();
    let mut best: Vec<Best<T>> = vec![(extreme.identity(), i64::MAX); shape.checked_elements()?];
    layout.for_each_row(|position, from, to| {
        let outer: usize = position
            .iter()
            .zip(input.start())
            .zip(bins.iter().zip(&strides))
            .map(|((n, start), (bin, stride))| (start + n) % bin * stride)
            .sum();
        for_each_bin(&values[from..from + row.length], row, |bin, part| {
            // Where in its bin the part begins: only the first part of a row begins within one.
            let within = if bin == 0 { row.phase } else { 0 };
            let Some((at, value)) = first_best(extreme, part) else { return };
            let place = (outer + within + at) as i64;
            merge(extreme, &mut best[to + bin], (value, place));
        });
    });
    collect(shape, best)
}

/// The first of the best values of a run, found in two passes that are both vector code.
fn first_best<T: Element>(extreme: Extreme, run: &[T]) -> Option<(usize, T)> {
    let best = extreme.fold(extreme.identity(), run);
    let at = if best.is_nan() {
        run.iter().position(|value| value.is_nan())
    } else {
        run.iter().position(|value| *value == best)
    };
    at.and_then(|at| Some((at, *run.get(at)?)))
}

/// The best of parts.
pub(super) fn combine(
    extreme: Extreme,
    parts: &[Placed<'_>],
    shape: &Shape,
) -> Result<Value, OperationError> {
    let dtype = parts.first().and_then(|part| part.value.blocks().first()).map(Block::dtype);
    let Some(dtype) = dtype else { return Err("nothing to combine".into()) };
    with_dtype!(dtype, T => merge_parts::<T>(extreme, parts, shape))
}

fn merge_parts<T: Element>(
    extreme: Extreme,
    parts: &[Placed<'_>],
    shape: &Shape,
) -> Result<Value, OperationError> {
    let mut best: Vec<Best<T>> = vec![(extreme.identity(), i64::MAX); shape.checked_elements()?];
    for part in parts {
        let [values, places] = part.value.blocks() else {
            return Err("a partial position is two blocks".into());
        };
        let values = values.as_array::<T>()?.iter().copied();
        let pairs: Vec<(T, i64)> = values.zip(places.as_array::<i64>()?.iter().copied()).collect();
        part.for_each_row(&pairs, |to, row| {
            for (best, &candidate) in best[to..].iter_mut().zip(row) {
                merge(extreme, best, candidate);
            }
        });
    }
    collect(shape, best)
}

/// Keeps the better of two; the first position when they are equal, or both NaN.
fn merge<T: Element>(extreme: Extreme, best: &mut Best<T>, (value, place): (T, i64)) {
    let (held, held_place) = *best;
    let tie = value == held || (value.is_nan() && held.is_nan());
    if extreme.beats(value, held) || (tie && place < held_place) {
        *best = (value, place);
    }
}

fn collect<T: Element>(shape: &Shape, best: Vec<Best<T>>) -> Result<Value, OperationError> {
    let (values, places): (Vec<T>, Vec<i64>) = best.into_iter().unzip();
    Ok(vec![Block::from_vec(shape, values)?, Block::from_vec(shape, places)?].into())
}
