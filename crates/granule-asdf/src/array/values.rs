//! The values of an array, in memory.

use crate::error::{AsdfError, Result};

/// An n-dimensional array: C order (the last axis varies fastest), native byte order.
#[derive(Debug, Clone, PartialEq)]
pub struct NdArray {
    /// The length of each axis, slowest first; empty for a single value.
    pub shape: Vec<usize>,
    /// The values, as many as the product of the shape.
    pub data: ArrayData,
    /// Where the array has a mask: true for each value that is not valid.
    pub mask: Option<Vec<bool>>,
}

/// The values of an array, by datatype.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ArrayData {
    /// `bool8`.
    Bool(Vec<bool>),
    /// `int8`.
    I8(Vec<i8>),
    /// `uint8`.
    U8(Vec<u8>),
    /// `int16`.
    I16(Vec<i16>),
    /// `uint16`.
    U16(Vec<u16>),
    /// `int32`.
    I32(Vec<i32>),
    /// `uint32`.
    U32(Vec<u32>),
    /// `int64`.
    I64(Vec<i64>),
    /// `uint64`.
    U64(Vec<u64>),
    /// `float16`, widened. Written, values are rounded to the nearest.
    F16(Vec<f32>),
    /// `float32`.
    F32(Vec<f32>),
    /// `float64`.
    F64(Vec<f64>),
    /// `complex64`: pairs of real and imaginary part.
    C64(Vec<[f32; 2]>),
    /// `complex128`: pairs of real and imaginary part.
    C128(Vec<[f64; 2]>),
    /// `[ascii, N]` and `[ucs4, N]`, without the NULs that pad them.
    Str(Vec<String>),
    /// Records, one array per field.
    Records(Vec<Field>),
}

/// One field of an array of records.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its name, where it has one.
    pub name: Option<String>,
    /// Its values: the shape is that of the array of records, followed by the shape of the field.
    pub values: NdArray,
}

/// Runs `$body` with `$values` bound to the vector inside, whatever its type; records need an arm of their own.
macro_rules! each_type {
    ($data:expr, $values:ident => $body:expr, $fields:ident => $records:expr) => {
        match $data {
            ArrayData::Bool($values) => $body,
            ArrayData::I8($values) => $body,
            ArrayData::U8($values) => $body,
            ArrayData::I16($values) => $body,
            ArrayData::U16($values) => $body,
            ArrayData::I32($values) => $body,
            ArrayData::U32($values) => $body,
            ArrayData::I64($values) => $body,
            ArrayData::U64($values) => $body,
            ArrayData::F16($values) => $body,
            ArrayData::F32($values) => $body,
            ArrayData::F64($values) => $body,
            ArrayData::C64($values) => $body,
            ArrayData::C128($values) => $body,
            ArrayData::Str($values) => $body,
            ArrayData::Records($fields) => $records,
        }
    };
}

pub(crate) use each_type;

impl ArrayData {
    /// The number of values; `None` for records, whose number only the shape tells.
    #[must_use]
    pub fn count(&self) -> Option<usize> {
        each_type!(self, values => Some(values.len()), _fields => None)
    }

    /// The name of the datatype: `float64`, `string`, `record`.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Bool(_) => "bool8",
            Self::I8(_) => "int8",
            Self::U8(_) => "uint8",
            Self::I16(_) => "int16",
            Self::U16(_) => "uint16",
            Self::I32(_) => "int32",
            Self::U32(_) => "uint32",
            Self::I64(_) => "int64",
            Self::U64(_) => "uint64",
            Self::F16(_) => "float16",
            Self::F32(_) => "float32",
            Self::F64(_) => "float64",
            Self::C64(_) => "complex64",
            Self::C128(_) => "complex128",
            Self::Str(_) => "string",
            Self::Records(_) => "record",
        }
    }

    /// The values as `f64`: booleans become 0 and 1, large integers are rounded; `None` for complex numbers, strings
    /// and records.
    #[must_use]
    pub fn to_f64(&self) -> Option<Vec<f64>> {
        /// Numbers whose conversion is a cast, exact up to 53 bits.
        macro_rules! cast {
            ($values:expr) => {
                Some($values.iter().map(|value| *value as f64).collect())
            };
        }
        match self {
            Self::Bool(values) => Some(values.iter().map(|value| f64::from(u8::from(*value))).collect()),
            Self::I8(values) => cast!(values),
            Self::U8(values) => cast!(values),
            Self::I16(values) => cast!(values),
            Self::U16(values) => cast!(values),
            Self::I32(values) => cast!(values),
            Self::U32(values) => cast!(values),
            Self::I64(values) => cast!(values),
            Self::U64(values) => cast!(values),
            Self::F16(values) | Self::F32(values) => cast!(values),
            Self::F64(values) => Some(values.clone()),
            Self::C64(_) | Self::C128(_) | Self::Str(_) | Self::Records(_) => None,
        }
    }
}

macro_rules! from_vec {
    ($($variant:ident($type:ty)),+ $(,)?) => {
        $(impl From<Vec<$type>> for ArrayData {
            fn from(values: Vec<$type>) -> Self {
                Self::$variant(values)
            }
        })+
    };
}

from_vec!(
    Bool(bool),
    I8(i8),
    U8(u8),
    I16(i16),
    U16(u16),
    I32(i32),
    U32(u32),
    I64(i64),
    U64(u64),
    F32(f32),
    F64(f64),
    C64([f32; 2]),
    C128([f64; 2]),
    Str(String),
);

impl NdArray {
    /// An array of this shape, from its values in C order.
    ///
    /// # Errors
    /// [`AsdfError::ShapeMismatch`] where the number of values is not the product of the shape.
    pub fn new(shape: impl Into<Vec<usize>>, values: impl Into<ArrayData>) -> Result<Self> {
        let array = Self { shape: shape.into(), data: values.into(), mask: None };
        array.check()?;
        Ok(array)
    }

    /// A one-dimensional array.
    #[must_use]
    pub fn vector(values: impl Into<ArrayData>) -> Self {
        let data = values.into();
        Self { shape: vec![data.count().unwrap_or_default()], data, mask: None }
    }

    /// The array with a mask, true for each value that is not valid.
    ///
    /// # Errors
    /// [`AsdfError::ShapeMismatch`] where the mask has another number of values.
    pub fn with_mask(self, mask: Vec<bool>) -> Result<Self> {
        let array = Self { mask: Some(mask), ..self };
        array.check()?;
        Ok(array)
    }

    /// Checks that shape, values and mask agree; the fields are public, so they may not.
    pub(crate) fn check(&self) -> Result<()> {
        let expected = self.len();
        let lengths = [self.data.count(), self.mask.as_ref().map(Vec::len)];
        if let Some(found) = lengths.into_iter().flatten().find(|length| *length != expected) {
            return Err(AsdfError::ShapeMismatch { shape: self.shape.clone(), expected, found });
        }
        let ArrayData::Records(fields) = &self.data else { return Ok(()) };
        for field in fields {
            field.values.check()?;
            if !field.values.shape.starts_with(&self.shape) {
                let found = field.values.len();
                return Err(AsdfError::ShapeMismatch { shape: self.shape.clone(), expected, found });
            }
        }
        Ok(())
    }

    /// The number of values: the product of the shape.
    #[must_use]
    pub fn len(&self) -> usize {
        if self.shape.contains(&0) { 0 } else { self.shape.iter().fold(1, |len, n| len.saturating_mul(*n)) }
    }

    /// Whether there are no values.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The values as `f64`, without regard to the mask; `None` where they are no real numbers.
    /// See [`ArrayData::to_f64`].
    #[must_use]
    pub fn to_f64(&self) -> Option<Vec<f64>> {
        self.data.to_f64()
    }

    /// The values as strings, if they are.
    #[must_use]
    pub fn as_str(&self) -> Option<&[String]> {
        match &self.data {
            ArrayData::Str(values) => Some(values),
            _ => None,
        }
    }
}
