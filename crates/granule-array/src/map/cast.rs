//! Change of element type.

use granule_core::{Block, DType};
use granule_graph::OperationError;

use crate::{ArrayError, Kernel};

/// The same values as another type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cast(pub(crate) DType);

impl Kernel for Cast {
    fn name(&self) -> &'static str {
        "cast"
    }

    fn infer(&self, _inputs: &[DType]) -> Result<DType, ArrayError> {
        Ok(self.0)
    }

    fn run(&self, inputs: &[&Block]) -> Result<Block, OperationError> {
        match inputs {
            [block] => Ok(block.cast(self.0)),
            others => Err(format!("cast takes one block, found {}", others.len()).into()),
        }
    }
}
