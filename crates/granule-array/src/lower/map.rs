//! Lowering of element-wise operations.

use std::sync::Arc;

use granule_core::Region;
use granule_graph::Cost;

use super::{Lowering, Piece};
use crate::map::MapOperation;
use crate::{Array, ArrayError, Kernel};

impl Lowering {
    /// With one input: a task for each of its pieces. With several: a task for each chunk of the common grid.
    pub(super) fn map(
        &mut self,
        array: &Array,
        kernel: &Arc<dyn Kernel>,
        inputs: &[Array],
        region: &Region,
    ) -> Result<Vec<Piece>, ArrayError> {
        let operation = self.operation(array, 0, || Arc::new(MapOperation(Arc::clone(kernel))));
        let cost = |region: &Region| Cost {
            elements: (region.elements() as u64).saturating_mul(kernel.flops()),
            ..Cost::default()
        };
        let mut pieces = Vec::new();
        if let [input] = inputs {
            for piece in self.pieces(input, region)? {
                let task = self.task(operation, array, &piece.region, cost(&piece.region), &[piece.task])?;
                pieces.push(Piece { task, region: piece.region });
            }
            return Ok(pieces);
        }
        for chunk in array.grid().chunks_in(region) {
            let Some(part) = chunk.region.intersect(region) else { continue };
            let operands =
                inputs.iter().map(|input| self.whole(input, &part)).collect::<Result<Vec<_>, _>>()?;
            let task = self.task(operation, array, &part, cost(&part), &operands)?;
            pieces.push(Piece { task, region: part });
        }
        Ok(pieces)
    }
}
