//! Element-wise operations: the kernel trait and the kernels there are.

mod binary;
mod cast;
mod scalar;
mod unary;

use std::fmt::Debug;

use granule_core::{Block, ChunkGrid, DType};
use granule_graph::{Input, Operation, OperationError, Value};

pub use binary::BinaryOp;
pub(crate) use binary::{Binary, float_of};
pub(crate) use cast::Cast;
pub use scalar::Scalar;
pub(crate) use scalar::{ScalarSide, WithScalar};
pub use unary::UnaryOp;

use crate::{Array, ArrayError};

/// An element-wise operation: each output element depends only on the input elements at the same place.
///
/// All methods but `flops` are required. A kernel is data: it prints, and is shared by all tasks that use it.
pub trait Kernel: Debug + Send + Sync {
    /// Its name in plans, a verb: `add`.
    fn name(&self) -> &'static str;

    /// The element type of the result.
    ///
    /// # Errors
    /// [`ArrayError::NoSuchOperation`] when the inputs' types have no such operation.
    fn infer(&self, inputs: &[DType]) -> Result<DType, ArrayError>;

    /// The result for blocks of one shape, of that shape and of the inferred type.
    ///
    /// # Errors
    /// Whatever the kernel meets; it becomes the error of the task.
    fn run(&self, inputs: &[&Block]) -> Result<Block, OperationError>;

    /// Arithmetic operations an element, for cost estimates.
    fn flops(&self) -> u64 {
        1
    }
}

/// The operation of a task that runs a kernel.
#[derive(Debug)]
pub(crate) struct MapOperation(pub(crate) std::sync::Arc<dyn Kernel>);

impl Operation for MapOperation {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn run(
        &self,
        _region: &granule_core::Region,
        inputs: &[Input<'_>],
        _run: &granule_core::RunContext,
    ) -> Result<Value, OperationError> {
        let blocks = inputs.iter().map(|input| input.value.single()).collect::<Result<Vec<_>, _>>()?;
        Ok(self.0.run(&blocks)?.into())
    }
}

/// The grid whose edges are those of all inputs; `None` without inputs.
pub(crate) fn common_grid(inputs: &[Array]) -> Option<ChunkGrid> {
    let (first, rest) = inputs.split_first()?;
    if rest.iter().all(|other| other.grid() == first.grid()) {
        return Some(first.grid().clone());
    }
    let mut edges = first.grid().edges().to_vec();
    for other in rest {
        for (axis, more) in edges.iter_mut().zip(other.grid().edges()) {
            axis.extend(more);
            axis.sort_unstable();
            axis.dedup();
        }
    }
    ChunkGrid::from_edges(edges).ok()
}
