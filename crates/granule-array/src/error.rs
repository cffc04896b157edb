//! What can be wrong with an expression.

use granule_core::{CoreError, DType, Shape};
use granule_graph::GraphError;
use granule_store::StoreError;

/// An error in an expression, found when the expression is written or lowered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ArrayError {
    /// A slice or region that does not fit the array.
    #[error(transparent)]
    Core(#[from] CoreError),
    /// A source that cannot be described.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A plan that cannot be built.
    #[error(transparent)]
    Graph(#[from] GraphError),
    /// An axis that the array does not have.
    #[error("axis {axis} is out of range for an array of {ndim} axes; use {lowest} to {highest}", lowest = -(*ndim as i64), highest = *ndim as i64 - 1)]
    AxisOutOfRange {
        /// The axis given.
        axis: i64,
        /// Axes there are.
        ndim: usize,
    },
    /// The same axis twice.
    #[error("axis {axis} is named twice")]
    AxisRepeated {
        /// The array axis.
        axis: usize,
    },
    /// A list of bins that does not have one entry an axis.
    #[error(
        "{bins} bin sizes for an array of {ndim} axes {shape}; give one an axis, 1 to keep an axis as it is, -1 for the whole of it"
    )]
    BinCount {
        /// Bins given.
        bins: usize,
        /// Axes there are.
        ndim: usize,
        /// The shape.
        shape: Shape,
    },
    /// A bin that is not a size.
    #[error(
        "cannot rebin axis {axis} of length {length} by {bin}; use 1 to {length}, or -1 for the whole axis"
    )]
    BinRange {
        /// The array axis.
        axis: usize,
        /// Its length.
        length: usize,
        /// The bin given.
        bin: i64,
    },
    /// A bin that does not divide its axis.
    #[error(
        "cannot rebin axis {axis} of length {length} by {bin}: {whole} whole bins leave {over} pixels over; slice the axis to :{trimmed}, or use a bin that divides {length}, such as {below} or {above}"
    )]
    BinDivisibility {
        /// The array axis.
        axis: usize,
        /// Its length.
        length: usize,
        /// The bin given.
        bin: usize,
        /// Whole bins that fit.
        whole: usize,
        /// Pixels left over.
        over: usize,
        /// The length that would do.
        trimmed: usize,
        /// The next smaller bin that divides.
        below: usize,
        /// The next larger bin that divides.
        above: usize,
    },
    /// A minimum, maximum or their position over nothing.
    #[error("{reduction} of axis {axis}, which is empty, has no value")]
    EmptyReduction {
        /// The reduction asked for.
        reduction: &'static str,
        /// The empty array axis.
        axis: usize,
    },
    /// Operands that do not match element by element.
    #[error("cannot {operation} arrays of shapes {left} and {right}; slice or rebin them to the same shape")]
    ShapeMismatch {
        /// The operation.
        operation: &'static str,
        /// Shape of the left operand.
        left: Shape,
        /// Shape of the right operand.
        right: Shape,
    },
    /// An operation that the element type does not have.
    #[error("cannot {operation} an array of {dtype}; cast it to float64 first")]
    NoSuchOperation {
        /// The operation.
        operation: &'static str,
        /// The array's element type.
        dtype: DType,
    },
}
