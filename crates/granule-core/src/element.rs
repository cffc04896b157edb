//! The Rust types behind [`DType`].

use ndarray::{ArcArray, IxDyn};

use crate::{Block, CoreError, DType};

/// A Rust type that a [`Block`] can hold.
///
/// Conversions to and from `f64` follow Rust's `as`: floats to integers saturate, NaN becomes 0.
pub trait Element: Copy + Default + PartialEq + PartialOrd + Send + Sync + std::fmt::Debug + 'static {
    /// The type's name at run time.
    const DTYPE: DType;
    /// No value of the type is below this: negative infinity for floats.
    const LOWEST: Self;
    /// No value of the type is above this: infinity for floats.
    const HIGHEST: Self;

    /// Wraps an array of this type.
    fn into_block(array: ArcArray<Self, IxDyn>) -> Block;

    /// The array inside, when the block is of this type.
    ///
    /// # Errors
    /// [`CoreError::WrongDType`] when it is of another.
    fn from_block(block: &Block) -> Result<&ArcArray<Self, IxDyn>, CoreError>;

    /// The value as `f64` (integers beyond 2^53 round).
    fn to_f64(self) -> f64;

    /// The nearest value of this type that `as` gives.
    fn from_f64(value: f64) -> Self;

    /// The value as `i64`: floats truncate and saturate; `uint64` keeps its bits, so that casting back gives the value.
    fn to_i64(self) -> i64;

    /// The value that `as` gives, wrapping for narrower integers.
    fn from_i64(value: i64) -> Self;

    /// Whether the value is NaN (never for integers).
    fn is_nan(self) -> bool;
}

macro_rules! element {
    ($($type:ty => $variant:ident, $lowest:expr, $highest:expr, $nan:expr;)*) => {$(
        impl Element for $type {
            const DTYPE: DType = DType::$variant;
            const LOWEST: Self = $lowest;
            const HIGHEST: Self = $highest;

            fn into_block(array: ArcArray<Self, IxDyn>) -> Block {
                Block::$variant(array)
            }

            fn from_block(block: &Block) -> Result<&ArcArray<Self, IxDyn>, CoreError> {
                match block {
                    Block::$variant(array) => Ok(array),
                    other => Err(CoreError::WrongDType { expected: Self::DTYPE, found: other.dtype() }),
                }
            }

            fn to_f64(self) -> f64 {
                self as f64
            }

            fn from_f64(value: f64) -> Self {
                value as Self
            }

            fn to_i64(self) -> i64 {
                self as i64
            }

            fn from_i64(value: i64) -> Self {
                value as Self
            }

            fn is_nan(self) -> bool {
                let nan: fn(Self) -> bool = $nan;
                nan(self)
            }
        }
    )*};
}

element! {
    i8 => I8, i8::MIN, i8::MAX, |_| false;
    u8 => U8, u8::MIN, u8::MAX, |_| false;
    i16 => I16, i16::MIN, i16::MAX, |_| false;
    u16 => U16, u16::MIN, u16::MAX, |_| false;
    i32 => I32, i32::MIN, i32::MAX, |_| false;
    u32 => U32, u32::MIN, u32::MAX, |_| false;
    i64 => I64, i64::MIN, i64::MAX, |_| false;
    u64 => U64, u64::MIN, u64::MAX, |_| false;
    f32 => F32, f32::NEG_INFINITY, f32::INFINITY, f32::is_nan;
    f64 => F64, f64::NEG_INFINITY, f64::INFINITY, f64::is_nan;
}

impl Element for bool {
    const DTYPE: DType = DType::Bool;
    const LOWEST: Self = false;
    const HIGHEST: Self = true;

    fn into_block(array: ArcArray<Self, IxDyn>) -> Block {
        Block::Bool(array)
    }

    fn from_block(block: &Block) -> Result<&ArcArray<Self, IxDyn>, CoreError> {
        match block {
            Block::Bool(array) => Ok(array),
            other => Err(CoreError::WrongDType { expected: DType::Bool, found: other.dtype() }),
        }
    }

    fn to_f64(self) -> f64 {
        f64::from(u8::from(self))
    }

    fn from_f64(value: f64) -> Self {
        value != 0.0
    }

    fn to_i64(self) -> i64 {
        i64::from(self)
    }

    fn from_i64(value: i64) -> Self {
        value != 0
    }

    fn is_nan(self) -> bool {
        false
    }
}
