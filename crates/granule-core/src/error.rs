//! What can be wrong with shapes, regions, slices and blocks.

use crate::{DType, Region, Shape};

/// An error of the core vocabulary.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CoreError {
    /// The elements of the shape cannot be counted in memory: open a smaller region.
    #[error("shape {shape} has more elements than memory can address")]
    TooLarge {
        /// The shape asked for.
        shape: Shape,
    },
    /// A region whose axes do not match or end before they start.
    #[error("region from {start:?} to {end:?} is not a box")]
    BadRegion {
        /// First indices.
        start: Vec<usize>,
        /// End indices.
        end: Vec<usize>,
    },
    /// A region that reaches past the array.
    #[error("region {region} does not lie within shape {shape}")]
    OutOfBounds {
        /// The region asked for.
        region: Region,
        /// The shape it must lie in.
        shape: Shape,
    },
    /// A chunk grid that does not fit its shape: chunk lengths must be at least 1, edges must increase.
    #[error("chunks {chunks:?} do not tile shape {shape}")]
    BadChunks {
        /// The chunk lengths or edges.
        chunks: Vec<usize>,
        /// The shape to tile.
        shape: Shape,
    },
    /// A name that is no element type of granule.
    #[error(
        "unknown data type {name:?}; known are bool, uint8, int16, uint16, int32, uint32, int64, float32, float64"
    )]
    UnknownDType {
        /// The name given.
        name: String,
    },
    /// A block of another type than asked for: cast it first.
    #[error("expected a block of {expected}, found {found}")]
    WrongDType {
        /// The type asked for.
        expected: DType,
        /// The type there is.
        found: DType,
    },
    /// Values whose count does not fit the shape.
    #[error("{count} values do not fill shape {shape}")]
    WrongLength {
        /// Values given.
        count: usize,
        /// Shape to fill.
        shape: Shape,
    },
    /// An index that the axis does not have.
    #[error("index {index} is out of range for axis {axis} of length {length}; use {lowest} to {highest}", lowest = -(*length as i128), highest = *length as i128 - 1)]
    IndexOutOfRange {
        /// Array axis.
        axis: usize,
        /// Its length.
        length: usize,
        /// The index given.
        index: i64,
    },
    /// More indices than axes.
    #[error("{count} indices for an array of {ndim} axes; give at most {ndim}")]
    TooManyIndices {
        /// Indices given.
        count: usize,
        /// Axes there are.
        ndim: usize,
    },
    /// More than one `...` in one slice.
    #[error("a slice may hold one ellipsis (...), found {count}")]
    TwoEllipses {
        /// Ellipses given.
        count: usize,
    },
    /// A step of zero.
    #[error("the step of axis {axis} is zero; use 1 or more, or a negative step to reverse")]
    ZeroStep {
        /// Array axis (or position in the text).
        axis: usize,
    },
    /// Text that is no numpy-style slice.
    #[error("cannot read {text:?} as a slice; write for example '0, 5:15, ::2, ..., -1'")]
    BadSlice {
        /// The part that could not be read.
        text: String,
    },
}
