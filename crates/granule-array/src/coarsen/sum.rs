//! Sums of bins: `f64` for floats and means of wide integers, wrapping `i64` for integers, in a fixed order.

use granule_core::{Block, DType, Element, Shape, with_dtype};
use granule_graph::OperationError;

use super::layout::{AxisBins, Layout, Placed, for_each_bin};

/// Side-by-side accumulators of one row: enough to fill the processor's vector units, and part of the definition
/// of the result, since they fix the order of additions.
const LANES: usize = 16;

/// A number that partial sums are kept in.
trait Accumulator: Element {
    fn of<T: Element>(value: T) -> Self;
    fn plus(self, other: Self) -> Self;
}

impl Accumulator for f64 {
    fn of<T: Element>(value: T) -> Self {
        value.to_f64()
    }

    fn plus(self, other: Self) -> Self {
        self + other
    }
}

impl Accumulator for i64 {
    fn of<T: Element>(value: T) -> Self {
        value.to_i64()
    }

    fn plus(self, other: Self) -> Self {
        self.wrapping_add(other)
    }
}

/// The sums over the bins of a block, of `shape`, as `accumulator`: `f64` or `i64`.
pub(super) fn partial(
    block: &Block,
    layout: &Layout,
    shape: &Shape,
    accumulator: DType,
) -> Result<Block, OperationError> {
    if accumulator.is_float() {
        with_dtype!(block.dtype(), T => sums::<T, f64>(block, layout, shape))
    } else {
        with_dtype!(block.dtype(), T => sums::<T, i64>(block, layout, shape))
    }
}

fn sums<T: Element, A: Accumulator>(
    block: &Block,
    layout: &Layout,
    shape: &Shape,
) -> Result<Block, OperationError> {
    let array = block.as_array::<T>()?;
    let array = array.as_standard_layout();
    let values = array.as_slice().unwrap_or_default();
    let layout = layout.merged();
    let row = layout.row();
    let mut sums = vec![A::default(); shape.checked_elements()?];
    layout.for_each_row(|_, from, to| {
        add_row(&mut sums[to..to + row.bins], &values[from..from + row.length], row);
    });
    Ok(Block::from_vec(shape, sums)?)
}

fn add_row<T: Element, A: Accumulator>(sums: &mut [A], row: &[T], axis: AxisBins) {
    if axis.bin == 1 {
        for (sum, &value) in sums.iter_mut().zip(row) {
            *sum = sum.plus(A::of(value));
        }
    } else {
        for_each_bin(row, axis, |bin, part| sums[bin] = sums[bin].plus(sum_run(part)));
    }
}

/// The sum of a contiguous run: lane by lane, then the lanes in a fixed tree, then the rest in order.
fn sum_run<T: Element, A: Accumulator>(run: &[T]) -> A {
    let chunks = run.chunks_exact(LANES);
    let rest = chunks.remainder();
    let mut total = A::default();
    if run.len() >= LANES {
        let mut lanes = [A::default(); LANES];
        for chunk in chunks {
            for (lane, &value) in lanes.iter_mut().zip(chunk) {
                *lane = lane.plus(A::of(value));
            }
        }
        let mut width = LANES / 2;
        while width > 0 {
            for lane in 0..width {
                lanes[lane] = lanes[lane].plus(lanes[lane + width]);
            }
            width /= 2;
        }
        total = lanes[0];
    }
    rest.iter().fold(total, |sum, &value| sum.plus(A::of(value)))
}

/// The sums of parts, added in order.
pub(super) fn combine(parts: &[Placed<'_>], shape: &Shape) -> Result<Block, OperationError> {
    match parts.first().and_then(|part| part.value.blocks().first()) {
        Some(Block::I64(_)) => add_parts::<i64>(parts, shape),
        _ => add_parts::<f64>(parts, shape),
    }
}

fn add_parts<A: Accumulator>(parts: &[Placed<'_>], shape: &Shape) -> Result<Block, OperationError> {
    let mut sums = vec![A::default(); shape.checked_elements()?];
    for part in parts {
        let values = part.value.single()?.as_array::<A>()?.as_standard_layout();
        part.for_each_row(values.as_slice().unwrap_or_default(), |to, row| {
            for (sum, &value) in sums[to..].iter_mut().zip(row) {
                *sum = sum.plus(value);
            }
        });
    }
    Ok(Block::from_vec(shape, sums)?)
}
