//! The reductions there are.

use std::fmt;

use granule_core::{Block, DType, Shape};

use crate::{Array, ArrayError};

/// How the elements of a bin become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reduction {
    /// The sum: floats keep their type and accumulate in `f64`; integers and bools give `i64`, `u64` itself,
    /// wrapping. NaN spreads.
    Sum,
    /// The mean: floats keep their type and accumulate in `f64`; integers and bools give `f64`. NaN spreads.
    Mean,
    /// The smallest value, of the same type. NaN spreads.
    Min,
    /// The largest value, of the same type. NaN spreads.
    Max,
    /// The C-order position in its bin (`i64`) of the smallest value, the first of several; of the first NaN.
    ArgMin,
    /// The C-order position in its bin (`i64`) of the largest value, the first of several; of the first NaN.
    ArgMax,
}

impl Reduction {
    /// Every reduction.
    pub const ALL: [Self; 6] = [Self::Sum, Self::Mean, Self::Min, Self::Max, Self::ArgMin, Self::ArgMax];

    /// Its name, as the command line takes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sum => "sum",
            Self::Mean => "mean",
            Self::Min => "min",
            Self::Max => "max",
            Self::ArgMin => "argmin",
            Self::ArgMax => "argmax",
        }
    }

    /// The element type of the result for elements of this type.
    #[must_use]
    pub fn dtype(self, input: DType) -> DType {
        match self {
            Self::Min | Self::Max => input,
            Self::ArgMin | Self::ArgMax => DType::I64,
            Self::Sum | Self::Mean if input.is_float() => input,
            Self::Sum if input == DType::U64 => input,
            Self::Sum => DType::I64,
            Self::Mean => DType::F64,
        }
    }

    /// The type that the elements of a sum or mean are added up in: means must not wrap, sums of integers must be exact.
    pub(crate) fn accumulator(self, input: DType) -> DType {
        let wide = matches!(input, DType::I64 | DType::U64);
        if input.is_float() || self == Self::Mean && wide { DType::F64 } else { DType::I64 }
    }

    /// Whether a bin of one element gives that element, unchanged and of the same type.
    pub(crate) fn keeps_single_elements(self, input: DType) -> bool {
        !matches!(self, Self::ArgMin | Self::ArgMax) && self.dtype(input) == input
    }

    /// Whether reducing the results of this reduction once more equals reducing their elements at once.
    pub(crate) fn merges(self) -> bool {
        !matches!(self, Self::ArgMin | Self::ArgMax)
    }

    /// The result for bins without elements: a sum of 0, a mean of NaN; others have none.
    pub(crate) fn of_nothing(self, input: &Array, bins: &[usize], axis: usize) -> Result<Array, ArrayError> {
        let value = match self {
            Self::Sum => 0.0,
            Self::Mean => f64::NAN,
            _ => return Err(ArrayError::EmptyReduction { reduction: self.name(), axis }),
        };
        let shape: Shape = input
            .shape()
            .iter()
            .zip(bins)
            .map(|(&length, &bin)| length.checked_div(bin).unwrap_or(1))
            .collect();
        Ok(Array::from_block(Block::full(self.dtype(input.dtype()), &shape, value)?))
    }
}

impl fmt::Display for Reduction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
