//! Functions of one element.

use granule_core::{Block, DType, Element, with_dtype};
use granule_graph::OperationError;

use super::float_of;
use crate::{ArrayError, Kernel};

/// A function of one element; a kernel of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UnaryOp {
    /// `-a`
    Neg,
    /// `|a|`
    Abs,
    /// The square root: NaN for negative values.
    Sqrt,
}

impl Kernel for UnaryOp {
    fn name(&self) -> &'static str {
        match self {
            Self::Neg => "negate",
            Self::Abs => "absolute",
            Self::Sqrt => "square root",
        }
    }

    fn infer(&self, inputs: &[DType]) -> Result<DType, ArrayError> {
        let dtype = inputs.first().copied().unwrap_or(DType::F64);
        match self {
            Self::Neg if dtype == DType::Bool => {
                Err(ArrayError::NoSuchOperation { operation: self.name(), dtype })
            }
            Self::Neg | Self::Abs => Ok(dtype),
            Self::Sqrt => Ok(float_of(dtype)),
        }
    }

    fn run(&self, inputs: &[&Block]) -> Result<Block, OperationError> {
        let [block] = inputs else {
            return Err(format!("{} takes one block, found {}", self.name(), inputs.len()).into());
        };
        let dtype = self.infer(&[block.dtype()])?;
        let block = block.cast(dtype);
        with_dtype!(dtype, T => self.apply::<T>(&block))
    }
}

impl UnaryOp {
    fn apply<T: Element>(self, block: &Block) -> Result<Block, OperationError> {
        let array = block.as_array::<T>()?;
        let floats: fn(f64) -> f64 = match self {
            Self::Neg => |a| -a,
            Self::Abs => f64::abs,
            Self::Sqrt => f64::sqrt,
        };
        let integers: fn(i64) -> i64 = match self {
            Self::Neg => i64::wrapping_neg,
            // Nothing unsigned is negative, whatever its bits say as a signed number.
            Self::Abs if T::DTYPE == DType::U64 => |a| a,
            Self::Abs | Self::Sqrt => i64::wrapping_abs,
        };
        let result = if T::DTYPE.is_float() {
            array.map(|&a| T::from_f64(floats(a.to_f64())))
        } else {
            array.map(|&a| T::from_i64(integers(a.to_i64())))
        };
        Ok(result.into())
    }
}
