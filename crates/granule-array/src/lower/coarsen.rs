//! Lowering of rebins and reductions.

use std::sync::Arc;

use granule_core::Region;
use granule_graph::{Cost, OperationId, TaskId};

use super::{Lowering, Piece};
use crate::coarsen::{CoarsenOperation, FAN_IN, Stage, needs, touched};
use crate::{Array, ArrayError, Reduction};

impl Lowering {
    /// For each chunk of the result: a partial of every piece it needs, a fixed tree of combines, and a finish.
    pub(super) fn coarsen(
        &mut self,
        array: &Array,
        input: &Array,
        bins: &[usize],
        reduction: Reduction,
        region: &Region,
    ) -> Result<Vec<Piece>, ArrayError> {
        let stage = |lowering: &mut Self, stage: Stage| -> OperationId {
            lowering.operation(array, stage as u8, || {
                Arc::new(CoarsenOperation { reduction, bins: bins.to_vec(), input: input.dtype(), stage })
            })
        };
        let mut pieces = Vec::new();
        for chunk in array.grid().chunks_in(region) {
            let Some(part) = chunk.region.intersect(region) else { continue };
            let inputs = self.pieces(input, &needs(&part, bins))?;
            let whole = matches!(inputs.as_slice(), [piece] if touched(&piece.region, bins) == part);
            let first = stage(self, if whole { Stage::Whole } else { Stage::Partial });
            let mut partials = Vec::with_capacity(inputs.len());
            for piece in inputs {
                let bins_touched = touched(&piece.region, bins);
                let cost = Cost { elements: piece.region.elements() as u64, ..Cost::default() };
                let task = self.partial_task(first, &bins_touched, cost, &[piece])?;
                partials.push(Piece { task, region: bins_touched });
            }
            let task = if whole {
                partials.into_iter().map(|piece| piece.task).next()
            } else {
                let combine = stage(self, Stage::Combine);
                let last = self.combine(combine, partials, &part)?;
                let finish = stage(self, Stage::Finish);
                Some(self.task(finish, array, &part, Cost::default(), &[last.task])?)
            };
            pieces.extend(task.map(|task| Piece { task, region: part }));
        }
        Ok(pieces)
    }

    /// Combines partials, [`FAN_IN`] at a time and in order, until one is left that covers `part`.
    fn combine(
        &mut self,
        operation: OperationId,
        mut partials: Vec<Piece>,
        part: &Region,
    ) -> Result<Piece, ArrayError> {
        // A chunk always needs some piece, so there is at least one partial and the rounds end.
        loop {
            let last_round = partials.len() <= FAN_IN;
            let mut combined = Vec::with_capacity(partials.len().div_ceil(FAN_IN));
            for group in partials.chunks(FAN_IN) {
                let region = if last_round { part.clone() } else { hull(group) };
                combined.push(match group {
                    [one] if one.region == region => one.clone(),
                    group => {
                        let cost = Cost {
                            elements: group.iter().map(|piece| piece.region.elements() as u64).sum(),
                            ..Cost::default()
                        };
                        let task = self.partial_task(operation, &region, cost, group)?;
                        Piece { task, region }
                    }
                });
            }
            match <[Piece; 1]>::try_from(combined) {
                Ok([piece]) => return Ok(piece),
                Err(many) => partials = many,
            }
        }
    }

    /// A task whose value is a partial result: up to sixteen bytes an element (a value and a position).
    fn partial_task(
        &mut self,
        operation: OperationId,
        region: &Region,
        cost: Cost,
        inputs: &[Piece],
    ) -> Result<TaskId, ArrayError> {
        let tasks: Vec<_> = inputs.iter().map(|piece| piece.task).collect();
        let output = (region.elements() as u64).saturating_mul(PARTIAL_BYTES);
        let cost = Cost { output, ..cost };
        Ok(self.builder.add_task(operation, region.clone(), cost, &tasks)?)
    }
}

/// Bytes an element of a partial result takes at most.
const PARTIAL_BYTES: u64 = 16;

/// The smallest region that holds all pieces.
fn hull(pieces: &[Piece]) -> Region {
    let axes = pieces.first().map_or(0, |piece| piece.region.ndim());
    Region::from_bounds((0..axes).map(|axis| {
        let starts = pieces.iter().map(|piece| piece.region.start()[axis]);
        let ends = pieces.iter().map(|piece| piece.region.end()[axis]);
        (starts.min().unwrap_or(0), ends.max().unwrap_or(0))
    }))
}
