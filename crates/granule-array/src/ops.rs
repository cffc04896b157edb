//! Arithmetic on arrays with Rust's operators.
//!
//! With a number the result is an [`Array`]; between arrays, whose shapes may differ, a `Result`.

use std::ops::{Add, Div, Mul, Neg, Sub};
use std::sync::Arc;

use crate::map::{Binary, BinaryOp, Scalar, ScalarSide, UnaryOp, WithScalar};
use crate::{Array, ArrayError};

impl Array {
    /// `self op other`, element by element; types are promoted as numpy does, division gives floats.
    ///
    /// # Errors
    /// [`ArrayError::ShapeMismatch`] when the shapes differ.
    pub fn binary(&self, op: BinaryOp, other: &Self) -> Result<Self, ArrayError> {
        Self::map(Arc::new(Binary(op)), self, std::slice::from_ref(other))
    }

    /// `self op number`; a whole number keeps an integer array's type, any other makes it `f64`.
    #[must_use]
    pub fn with_scalar(&self, op: BinaryOp, number: impl Into<Scalar>) -> Self {
        self.scalar(op, number.into(), ScalarSide::Right)
    }

    fn scalar(&self, op: BinaryOp, number: Scalar, side: ScalarSide) -> Self {
        let kernel = WithScalar { op, number, side };
        let dtype = kernel.dtype(self.dtype());
        self.map_unchecked(Arc::new(kernel), vec![self.clone()], dtype)
    }

    /// `op(self)`, element by element.
    ///
    /// Square root gives floats (negative values NaN); absolute value and negation keep the type.
    ///
    /// # Errors
    /// [`ArrayError::NoSuchOperation`] for the negation of bools.
    pub fn unary(&self, op: UnaryOp) -> Result<Self, ArrayError> {
        Self::map(Arc::new(op), self, &[])
    }

    /// The absolute value of each element, of the same type.
    ///
    /// # Errors
    /// None for the types there are now.
    pub fn abs(&self) -> Result<Self, ArrayError> {
        self.unary(UnaryOp::Abs)
    }

    /// The square root of each element: `f32` stays `f32`, other types give `f64`.
    ///
    /// # Errors
    /// None for the types there are now.
    pub fn sqrt(&self) -> Result<Self, ArrayError> {
        self.unary(UnaryOp::Sqrt)
    }
}

impl Neg for &Array {
    type Output = Result<Array, ArrayError>;

    fn neg(self) -> Self::Output {
        self.unary(UnaryOp::Neg)
    }
}

macro_rules! operators {
    ($($trait:ident, $method:ident => $op:ident;)*) => {$(
        impl $trait<&Array> for &Array {
            type Output = Result<Array, ArrayError>;

            fn $method(self, other: &Array) -> Self::Output {
                self.binary(BinaryOp::$op, other)
            }
        }

        operators!(@scalar $trait, $method, $op, f64);
        operators!(@scalar $trait, $method, $op, i64);
    )*};
    (@scalar $trait:ident, $method:ident, $op:ident, $number:ty) => {
        impl $trait<$number> for &Array {
            type Output = Array;

            fn $method(self, number: $number) -> Array {
                self.with_scalar(BinaryOp::$op, number)
            }
        }

        impl $trait<&Array> for $number {
            type Output = Array;

            fn $method(self, array: &Array) -> Array {
                array.scalar(BinaryOp::$op, self.into(), ScalarSide::Left)
            }
        }
    };
}

operators! {
    Add, add => Add;
    Sub, sub => Subtract;
    Mul, mul => Multiply;
    Div, div => Divide;
}
