//! The Rust types behind [`DType`].

use ndarray::{ArcArray, IxDyn};

use crate::{Block, CoreError, DType};

/// A Rust type that a [`Block`] can hold.
///
/// Conversions to and from `f64` follow Rust's `as`: floats to integers saturate, NaN becomes 0.
pub trait Element: Copy + Default + PartialEq + PartialOrd + Send + Sync + std::fmt::Debug + 'static {
    /// The type's name at run time.
    const DTYPE: DType;

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

    /// The value as `i64`: floats truncate and saturate.
    fn to_i64(self) -> i64;

    /// The value that `as` gives, wrapping for narrower integers.
    fn from_i64(value: i64) -> Self;

    /// Whether the value is NaN (never for integers).
    fn is_nan(self) -> bool;
}

macro_rules! element {
    ($($type:ty => $variant:ident, $nan:expr;)*) => {$(
        impl Element for $type {
            const DTYPE: DType = DType::$variant;

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
    u8 => U8, |_| false;
    i16 => I16, |_| false;
    u16 => U16, |_| false;
    i32 => I32, |_| false;
    u32 => U32, |_| false;
    i64 => I64, |_| false;
    f32 => F32, f32::is_nan;
    f64 => F64, f64::is_nan;
}

impl Element for bool {
    const DTYPE: DType = DType::Bool;

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
