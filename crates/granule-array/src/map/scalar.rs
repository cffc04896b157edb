//! Arithmetic between an array and a number.

use granule_core::{Block, DType, Element, with_dtype};
use granule_graph::OperationError;

use super::{BinaryOp, float_of};
use crate::{ArrayError, Kernel};

/// A number in an expression: whole numbers leave integer arrays integer.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Scalar {
    /// A whole number.
    Integer(i64),
    /// A floating-point number.
    Float(f64),
}

impl From<i64> for Scalar {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<f64> for Scalar {
    fn from(number: f64) -> Self {
        Self::Float(number)
    }
}

impl Scalar {
    fn to_f64(self) -> f64 {
        match self {
            Self::Integer(number) => number as f64,
            Self::Float(number) => number,
        }
    }

    fn to_i64(self) -> i64 {
        match self {
            Self::Integer(number) => number,
            Self::Float(number) => number as i64,
        }
    }
}

/// Which operand the number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ScalarSide {
    Left,
    Right,
}

/// `array op number`, or `number op array`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct WithScalar {
    pub(crate) op: BinaryOp,
    pub(crate) number: Scalar,
    pub(crate) side: ScalarSide,
}

impl WithScalar {
    /// As numpy: the number does not widen the array's type, but a fraction makes integers `f64`.
    pub(crate) fn dtype(&self, array: DType) -> DType {
        match (self.op.dtype(array), self.number) {
            (dtype, Scalar::Float(_)) => float_of(dtype),
            (dtype, Scalar::Integer(_)) => dtype,
        }
    }
}

impl Kernel for WithScalar {
    fn name(&self) -> &'static str {
        self.op.name()
    }

    fn infer(&self, inputs: &[DType]) -> Result<DType, ArrayError> {
        Ok(self.dtype(inputs.first().copied().unwrap_or(DType::F64)))
    }

    fn run(&self, inputs: &[&Block]) -> Result<Block, OperationError> {
        let [block] = inputs else {
            return Err(format!("{} takes one block, found {}", self.name(), inputs.len()).into());
        };
        let dtype = self.dtype(block.dtype());
        let block = block.cast(dtype);
        with_dtype!(dtype, T => self.apply::<T>(&block))
    }
}

impl WithScalar {
    fn apply<T: Element>(&self, block: &Block) -> Result<Block, OperationError> {
        let array = block.as_array::<T>()?;
        let left = self.side == ScalarSide::Left;
        let result = if T::DTYPE.is_float() {
            // The number takes the array's type first, as in numpy.
            let (op, number) = (self.op.floats(), T::from_f64(self.number.to_f64()).to_f64());
            array.map(|&a| T::from_f64(if left { op(number, a.to_f64()) } else { op(a.to_f64(), number) }))
        } else {
            let (op, number) = (self.op.integers(), self.number.to_i64());
            array.map(|&a| T::from_i64(if left { op(number, a.to_i64()) } else { op(a.to_i64(), number) }))
        };
        Ok(result.into())
    }
}
