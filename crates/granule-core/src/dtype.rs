//! The element types an array can have.

use std::fmt;
use std::str::FromStr;

use crate::CoreError;

/// The type of an array's elements, named as numpy names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DType {
    /// `bool`
    Bool,
    /// `int8`
    I8,
    /// `uint8`
    U8,
    /// `int16`
    I16,
    /// `uint16`
    U16,
    /// `int32`
    I32,
    /// `uint32`
    U32,
    /// `int64`
    I64,
    /// `uint64`
    U64,
    /// `float32`
    F32,
    /// `float64`
    F64,
}

impl DType {
    /// Every type, in the order of declaration.
    pub const ALL: [Self; 11] = [
        Self::Bool,
        Self::I8,
        Self::U8,
        Self::I16,
        Self::U16,
        Self::I32,
        Self::U32,
        Self::I64,
        Self::U64,
        Self::F32,
        Self::F64,
    ];

    /// Bytes of one element.
    #[must_use]
    pub const fn size(self) -> usize {
        match self {
            Self::Bool | Self::I8 | Self::U8 => 1,
            Self::I16 | Self::U16 => 2,
            Self::I32 | Self::U32 | Self::F32 => 4,
            Self::I64 | Self::U64 | Self::F64 => 8,
        }
    }

    /// Whether this is a floating-point type, which can hold NaN.
    #[must_use]
    pub const fn is_float(self) -> bool {
        matches!(self, Self::F32 | Self::F64)
    }

    /// The numpy name, such as `float32`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::I8 => "int8",
            Self::U8 => "uint8",
            Self::I16 => "int16",
            Self::U16 => "uint16",
            Self::I32 => "int32",
            Self::U32 => "uint32",
            Self::I64 => "int64",
            Self::U64 => "uint64",
            Self::F32 => "float32",
            Self::F64 => "float64",
        }
    }

    /// The smallest type that holds the values of both, as numpy promotes arrays.
    ///
    /// Integers with `float32` give `float32` up to 16 bits and `float64` beyond; `uint64` with signed integers gives
    /// `float64`.
    #[must_use]
    pub fn promote(self, other: Self) -> Self {
        use DType::{Bool, F32, F64, I8, I16, I32, I64, U8, U16, U32, U64};
        if self == other {
            return self;
        }
        match (self, other) {
            (Bool, x) | (x, Bool) => x,
            (F64, _) | (_, F64) => F64,
            (F32, I8 | U8 | I16 | U16) | (I8 | U8 | I16 | U16, F32) => F32,
            (F32, _) | (_, F32) => F64,
            (U64, U8 | U16 | U32) | (U8 | U16 | U32, U64) => U64,
            (U64, _) | (_, U64) => F64,
            (I8, U8) | (U8, I8) => I16,
            (U8, x) | (x, U8) => x,
            (I8, I16) | (I16, I8) => I16,
            (I8 | I16, U16) | (U16, I8 | I16) => I32,
            (I32, I8 | I16 | U16) | (I8 | I16 | U16, I32) => I32,
            (U32, U16) | (U16, U32) => U32,
            _ => I64,
        }
    }
}

impl fmt::Display for DType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for DType {
    type Err = CoreError;

    fn from_str(name: &str) -> Result<Self, CoreError> {
        Self::ALL
            .into_iter()
            .find(|dtype| dtype.name() == name)
            .or(match name {
                "bool8" => Some(Self::Bool),
                _ => None,
            })
            .ok_or_else(|| CoreError::UnknownDType { name: name.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        for dtype in DType::ALL {
            assert_eq!(dtype.name().parse::<DType>().unwrap(), dtype);
        }
        assert!("complex64".parse::<DType>().is_err());
    }

    #[test]
    fn promotion_is_commutative_and_follows_numpy() {
        for a in DType::ALL {
            for b in DType::ALL {
                assert_eq!(a.promote(b), b.promote(a), "{a} {b}");
            }
        }
        assert_eq!(DType::I32.promote(DType::F32), DType::F64);
        assert_eq!(DType::I16.promote(DType::F32), DType::F32);
        assert_eq!(DType::U32.promote(DType::I32), DType::I64);
        assert_eq!(DType::U16.promote(DType::I16), DType::I32);
        assert_eq!(DType::U8.promote(DType::U16), DType::U16);
        assert_eq!(DType::I8.promote(DType::U8), DType::I16);
        assert_eq!(DType::I8.promote(DType::U16), DType::I32);
        assert_eq!(DType::I8.promote(DType::U32), DType::I64);
        assert_eq!(DType::I8.promote(DType::F32), DType::F32);
        assert_eq!(DType::U64.promote(DType::U32), DType::U64);
        assert_eq!(DType::U64.promote(DType::I8), DType::F64);
    }
}
