//! From an expression to a task graph.
//!
//! Lowering is driven by demand: the chunks of the result ask their inputs for exactly the regions they need, down
//! to the sources. Every step yields *pieces*, tasks whose regions partition what was asked for.

mod coarsen;
mod map;
mod read;
mod slice;

use std::collections::HashMap;
use std::sync::Arc;

use granule_core::{Block, Region, RunContext};
use granule_graph::{
    Cost, GraphBuilder, Input, Operation, OperationError, OperationId, TaskGraph, TaskId, Value,
};
use granule_store::ArrayMeta;

use crate::expr::Expr;
use crate::{Array, ArrayError};

pub(crate) use slice::sliced_grid;

/// A task graph that computes an array, and what its result looks like.
#[derive(Debug)]
pub struct Plan {
    meta: ArrayMeta,
    graph: TaskGraph,
}

impl Plan {
    /// Shape, element type and grid of the result.
    #[must_use]
    pub fn meta(&self) -> &ArrayMeta {
        &self.meta
    }

    /// The tasks.
    #[must_use]
    pub fn graph(&self) -> &TaskGraph {
        &self.graph
    }
}

impl Array {
    /// The task graph that computes the array as it is written; see [`Array::optimise`].
    ///
    /// No I/O. The same array lowers to the same graph every time.
    ///
    /// # Errors
    /// [`ArrayError::Graph`] when the graph cannot be built.
    pub fn lower(&self) -> Result<Plan, ArrayError> {
        let mut lowering = Lowering::default();
        for piece in lowering.pieces(self, &Region::full(self.shape()))? {
            lowering.builder.mark_output(piece.task, piece.region);
        }
        Ok(Plan { meta: self.meta().clone(), graph: lowering.builder.build()? })
    }
}

/// A task and the region of its array that it yields.
#[derive(Clone, Debug)]
struct Piece {
    task: TaskId,
    region: Region,
}

/// A graph under construction.
#[derive(Default)]
struct Lowering {
    builder: GraphBuilder,
    /// What was lowered already: equal demands share their tasks. Keys hold the address of a node of the expression,
    /// which lives as long as the lowering.
    pieces: HashMap<(usize, Region), Vec<Piece>>,
    /// Operations that tasks of one node share, by node and stage.
    operations: HashMap<(usize, u8), OperationId>,
}

impl Lowering {
    /// Tasks that together yield `region` of `array`.
    fn pieces(&mut self, array: &Array, region: &Region) -> Result<Vec<Piece>, ArrayError> {
        let key = (array.address(), region.clone());
        if let Some(pieces) = self.pieces.get(&key) {
            return Ok(pieces.clone());
        }
        let pieces = match array.expr() {
            Expr::Source(source) => self.read(array, source, region)?,
            Expr::Slice { input, selection } => self.slice(array, input, selection, region)?,
            Expr::Map { kernel, inputs } => self.map(array, kernel, inputs, region)?,
            Expr::Coarsen { input, bins, reduction } => {
                self.coarsen(array, input, bins, *reduction, region)?
            }
        };
        self.pieces.insert(key, pieces.clone());
        Ok(pieces)
    }

    /// One task that yields `region` of `array`.
    fn whole(&mut self, array: &Array, region: &Region) -> Result<TaskId, ArrayError> {
        let pieces = self.pieces(array, region)?;
        if let [piece] = pieces.as_slice() {
            return Ok(piece.task);
        }
        let operation =
            self.operation(array, u8::MAX, || Arc::new(Assemble(array.meta().dtype())) as Arc<dyn Operation>);
        let inputs: Vec<TaskId> = pieces.iter().map(|piece| piece.task).collect();
        self.task(operation, array, region, Cost::default(), &inputs)
    }

    /// The operation for a node's tasks of one stage, made once.
    fn operation(
        &mut self,
        array: &Array,
        stage: u8,
        make: impl FnOnce() -> Arc<dyn Operation>,
    ) -> OperationId {
        let builder = &mut self.builder;
        *self.operations.entry((array.address(), stage)).or_insert_with(|| builder.add_operation(make()))
    }

    /// Adds a task that yields `region` of `array`; its output cost follows from that.
    fn task(
        &mut self,
        operation: OperationId,
        array: &Array,
        region: &Region,
        cost: Cost,
        inputs: &[TaskId],
    ) -> Result<TaskId, ArrayError> {
        let elements = region.elements() as u64;
        let output = elements.saturating_mul(array.dtype().size() as u64);
        let cost = Cost { output, elements: cost.elements.max(elements), ..cost };
        Ok(self.builder.add_task(operation, region.clone(), cost, inputs)?)
    }
}

/// Puts pieces together.
#[derive(Debug)]
struct Assemble(granule_core::DType);

impl Operation for Assemble {
    fn name(&self) -> &str {
        "assemble"
    }

    fn run(&self, region: &Region, inputs: &[Input<'_>], _: &RunContext) -> Result<Value, OperationError> {
        let mut whole = Block::zeros(self.0, &region.shape())?;
        for input in inputs {
            whole.assign(&input.region.relative_to(region.start())?, input.value.single()?)?;
        }
        Ok(whole.into())
    }
}
