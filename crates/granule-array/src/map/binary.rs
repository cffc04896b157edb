//! Arithmetic between two arrays.

use granule_core::{Block, DType, Element, with_dtype};
use granule_graph::OperationError;
use ndarray::Zip;

use crate::{ArrayError, Kernel};

/// Arithmetic of two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BinaryOp {
    /// `a + b`
    Add,
    /// `a - b`
    Subtract,
    /// `a * b`
    Multiply,
    /// `a / b`, always floating-point.
    Divide,
}

impl BinaryOp {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Subtract => "subtract",
            Self::Multiply => "multiply",
            Self::Divide => "divide",
        }
    }

    /// The result's type for operands of one (promoted) type: division leaves the integers.
    pub(crate) fn dtype(self, promoted: DType) -> DType {
        match (self, promoted) {
            (Self::Divide, dtype) => float_of(dtype),
            (_, DType::Bool) => DType::I64,
            (_, dtype) => dtype,
        }
    }

    /// In `f64`: one rounding back to `f32` gives the same bits as `f32` arithmetic (53 >= 2 * 24 + 2).
    pub(crate) fn floats(self) -> fn(f64, f64) -> f64 {
        match self {
            Self::Add => |a, b| a + b,
            Self::Subtract => |a, b| a - b,
            Self::Multiply => |a, b| a * b,
            Self::Divide => |a, b| a / b,
        }
    }

    /// In `i64`, wrapping, as numpy's integers do; narrower types wrap when cast back.
    pub(crate) fn integers(self) -> fn(i64, i64) -> i64 {
        match self {
            Self::Add => i64::wrapping_add,
            Self::Subtract => i64::wrapping_sub,
            // Division of integers is done in floats.
            Self::Multiply | Self::Divide => i64::wrapping_mul,
        }
    }
}

/// The floating-point type that holds a type's values: `f32` stays, all others give `f64`.
pub(crate) fn float_of(dtype: DType) -> DType {
    if dtype == DType::F32 { DType::F32 } else { DType::F64 }
}

/// `a op b`, element by element, after promotion to a common type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Binary(pub(crate) BinaryOp);

impl Kernel for Binary {
    fn name(&self) -> &'static str {
        self.0.name()
    }

    fn infer(&self, inputs: &[DType]) -> Result<DType, ArrayError> {
        let promoted = inputs.iter().copied().reduce(DType::promote).unwrap_or(DType::F64);
        Ok(self.0.dtype(promoted))
    }

    fn run(&self, inputs: &[&Block]) -> Result<Block, OperationError> {
        let [left, right] = inputs else {
            return Err(format!("{} takes two blocks, found {}", self.name(), inputs.len()).into());
        };
        let dtype = self.0.dtype(left.dtype().promote(right.dtype()));
        let (left, right) = (left.cast(dtype), right.cast(dtype));
        with_dtype!(dtype, T => zip::<T>(self.0, &left, &right))
    }
}

fn zip<T: Element>(op: BinaryOp, left: &Block, right: &Block) -> Result<Block, OperationError> {
    let (left, right) = (left.as_array::<T>()?, right.as_array::<T>()?);
    if left.shape() != right.shape() {
        return Err(
            format!("blocks of shapes {:?} and {:?} do not match", left.shape(), right.shape()).into()
        );
    }
    let zip = Zip::from(left).and(right);
    let result = if T::DTYPE.is_float() {
        let op = op.floats();
        zip.map_collect(|&a, &b| T::from_f64(op(a.to_f64(), b.to_f64())))
    } else {
        let op = op.integers();
        zip.map_collect(|&a, &b| T::from_i64(op(a.to_i64(), b.to_i64())))
    };
    Ok(result.into())
}
