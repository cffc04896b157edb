//! Lowering of slices.

use std::sync::Arc;

use granule_core::{AxisSelection, ChunkGrid, Region, RunContext, Selection};
use granule_graph::{Cost, Input, Operation, OperationError, Value};
use granule_store::ChunkSource;

use super::{Lowering, Piece};
use crate::expr::Expr;
use crate::{Array, ArrayError};

impl Lowering {
    /// For each chunk of the input that the slice takes something of: its pieces, and a task that takes it.
    ///
    /// Chunks that a step leaps over are never asked for.
    pub(super) fn slice(
        &mut self,
        array: &Array,
        input: &Array,
        selection: &Selection,
        region: &Region,
    ) -> Result<Vec<Piece>, ArrayError> {
        let wanted = selection.of_region(region);
        if let Expr::Source(source) = input.expr() {
            return self.read_slice(array, source, selection, region);
        }
        let operation = self.operation(array, 0, || Arc::new(Take(selection.clone())));
        let mut pieces = Vec::new();
        for chunk in input.grid().chunks_in(wanted.bounds()) {
            let Some((_, needed)) = taken_of(&wanted, region, &chunk.region) else { continue };
            for piece in self.pieces(input, &needed)? {
                // A piece may be smaller than the chunk, and then hold nothing that the step takes.
                let Some((output, _)) = taken_of(&wanted, region, &piece.region) else { continue };
                let task = self.task(operation, array, &output, Cost::default(), &[piece.task])?;
                pieces.push(Piece { task, region: output });
            }
        }
        Ok(pieces)
    }
}

impl Lowering {
    /// A slice of a source is one read for each chunk that it takes something of.
    fn read_slice(
        &mut self,
        array: &Array,
        source: &Arc<dyn ChunkSource>,
        selection: &Selection,
        region: &Region,
    ) -> Result<Vec<Piece>, ArrayError> {
        let wanted = selection.of_region(region);
        let operation = self.operation(array, 0, || {
            Arc::new(ReadSlice { source: Arc::clone(source), selection: selection.clone() })
        });
        let mut pieces = Vec::new();
        for chunk in source.meta().grid().chunks_in(wanted.bounds()) {
            let Some((output, needed)) = taken_of(&wanted, region, &chunk.region) else { continue };
            let mut cost = super::read::read_cost(source.as_ref(), &needed);
            if needed.elements() > output.elements() {
                // The block that was read is alive while the slice is taken of it.
                let block = (needed.elements() as u64).saturating_mul(array.dtype().size() as u64);
                cost.scratch = cost.scratch.saturating_add(block);
            }
            let task = self.task(operation, array, &output, cost, &[])?;
            pieces.push(Piece { task, region: output });
        }
        Ok(pieces)
    }
}

/// What a selection takes of `part`, a region of the input: the region of the output that it fills, and the smallest
/// region of the input that holds it. `None` when it takes nothing.
///
/// `region` is the region of the output that `wanted` yields.
fn taken_of(wanted: &Selection, region: &Region, part: &Region) -> Option<(Region, Region)> {
    let mut output = Vec::with_capacity(region.ndim());
    let mut needed = Vec::with_capacity(part.ndim());
    let mut starts = region.start().iter();
    for (axis, (low, high)) in wanted.axes().iter().zip(part.bounds()) {
        let (first, last) = taken_range(axis, low, high);
        if first == last {
            return None;
        }
        needed.push(axis.part(first, last).bounds());
        if axis.length().is_some() {
            let start = starts.next()?;
            output.push((start + first, start + last));
        }
    }
    Some((Region::from_bounds(output), Region::from_bounds(needed)))
}

/// Which of the indices that an axis selection yields lie in `low..high`: a half-open range of their numbers.
fn taken_range(axis: &AxisSelection, low: usize, high: usize) -> (usize, usize) {
    match *axis {
        AxisSelection::At(index) => (0, usize::from(low <= index && index < high)),
        AxisSelection::Range { start, step, length } => {
            let stride = step.unsigned_abs();
            // Numbers n with start + n * stride >= bound, counted from 0.
            let up_to = |bound: usize| bound.saturating_sub(start).div_ceil(stride).min(length);
            // Numbers n with start - n * stride >= bound.
            let down_to = |bound: usize| {
                if start < bound { 0 } else { ((start - bound) / stride + 1).min(length) }
            };
            if step > 0 { (up_to(low), up_to(high)) } else { (down_to(high), down_to(low)) }
        }
    }
}

/// The grid of a slice: its chunks are what it takes of the input's.
pub(crate) fn sliced_grid(grid: &ChunkGrid, selection: &Selection) -> ChunkGrid {
    let shape = selection.shape();
    let edges = selection
        .axes()
        .iter()
        .zip(grid.edges())
        .filter(|(axis, _)| axis.length().is_some())
        .map(|(axis, edges)| sliced_edges(axis, edges))
        .collect();
    ChunkGrid::from_edges(edges)
        .ok()
        .filter(|grid| *grid.shape() == shape)
        .unwrap_or(ChunkGrid::single(&shape))
}

fn sliced_edges(axis: &AxisSelection, edges: &[usize]) -> Vec<usize> {
    let mut taken: Vec<usize> = edges
        .windows(2)
        .map(|chunk| taken_range(axis, chunk[0], chunk[1]))
        .flat_map(|(first, last)| [first, last])
        .chain([0, axis.length().unwrap_or(0)])
        .collect();
    taken.sort_unstable();
    taken.dedup();
    taken
}

/// Takes a slice's part of one block.
#[derive(Debug)]
struct Take(Selection);

impl Operation for Take {
    fn name(&self) -> &str {
        "slice"
    }

    fn run(&self, region: &Region, inputs: &[Input<'_>], _: &RunContext) -> Result<Value, OperationError> {
        let [input] = inputs else {
            return Err(format!("a slice takes one input, found {}", inputs.len()).into());
        };
        let selection = self.0.of_region(region).relative_to(input.region.start());
        Ok(input.value.single()?.select(&selection)?.into())
    }
}

/// Reads a slice of a source: the smallest region that holds it, and its part of that.
#[derive(Debug)]
struct ReadSlice {
    source: Arc<dyn ChunkSource>,
    selection: Selection,
}

impl Operation for ReadSlice {
    fn name(&self) -> &str {
        "read"
    }

    fn run(&self, region: &Region, _: &[Input<'_>], run: &RunContext) -> Result<Value, OperationError> {
        let wanted = self.selection.of_region(region);
        let block = self.source.read(wanted.bounds(), run)?;
        Ok(block.select(&wanted.relative_to(wanted.bounds().start()))?.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use granule_core::{Shape, Slices};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_numbers_taken_of_a_chunk_are_those_whose_index_lies_in_it(
            len in 1_usize..40, a in -45_i64..45, b in -45_i64..45, step in prop_oneof![1_i64..6, -6_i64..0],
            low in 0_usize..40, extra in 0_usize..20,
        ) {
            let slices: Slices = format!("{a}:{b}:{step}").parse().unwrap();
            let selection = slices.resolve(&Shape::from([len])).unwrap();
            let axis = selection.axes()[0];
            let (first, last) = taken_range(&axis, low, low + extra);
            let expected: Vec<usize> = (0..axis.length().unwrap())
                .filter(|&n| (low..low + extra).contains(&axis.index(n)))
                .collect();
            prop_assert_eq!((first..last).collect::<Vec<_>>(), expected);
        }
    }

    #[test]
    fn chunks_that_a_step_leaps_over_do_not_appear() {
        let grid = ChunkGrid::regular(&Shape::from([10]), &[1]).unwrap();
        let selection = "::-3".parse::<Slices>().unwrap().resolve(&Shape::from([10])).unwrap();
        assert_eq!(sliced_grid(&grid, &selection).edges(), [vec![0, 1, 2, 3, 4]]);
    }
}
