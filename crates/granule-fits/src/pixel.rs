//! The element types FITS stores.

use granule_core::{DType, Element};

use crate::target::Target;

/// A type that FITS images are stored as.
pub(crate) trait Pixel: Element {
    /// Decodes big-endian bytes. The shorter of the two bounds how many.
    fn decode_be(bytes: &[u8], out: Target<'_, Self>);

    /// Appends the values as big-endian bytes.
    fn encode_be(values: &[Self], out: &mut Vec<u8>);

    /// A decompressed integer as this type; one that it cannot hold becomes the nearest that it can.
    fn from_i32(value: i32) -> Self;

    /// `q · scale + zero` in `f64`, then one cast.
    fn from_scaled(value: f64) -> Self;
}

macro_rules! pixel {
    ($($type:ty: $from_i32:expr),*) => {$(
        impl Pixel for $type {
            fn decode_be(bytes: &[u8], mut out: Target<'_, Self>) {
                out.write(bytes.as_chunks().0, |bytes| Self::from_be_bytes(*bytes));
            }

            fn encode_be(values: &[Self], out: &mut Vec<u8>) {
                let start = out.len();
                out.resize(start + size_of_val(values), 0);
                let bytes = out.get_mut(start..).unwrap_or_default();
                for (bytes, value) in bytes.as_chunks_mut().0.iter_mut().zip(values) {
                    *bytes = value.to_be_bytes();
                }
            }

            #[inline(always)]
            fn from_i32(value: i32) -> Self {
                ($from_i32)(value)
            }

            #[inline(always)]
            fn from_scaled(value: f64) -> Self {
                value as Self
            }
        }
    )*};
}

pixel!(
    u8: |value: i32| value.clamp(0, i32::from(u8::MAX)) as u8,
    i16: |value: i32| value.clamp(i32::from(i16::MIN), i32::from(i16::MAX)) as i16,
    i32: |value: i32| value,
    i64: i64::from,
    f32: |value: i32| value as f32,
    f64: f64::from
);

/// The type that a `BITPIX` value means.
pub(crate) fn dtype_of(bitpix: i64) -> Option<DType> {
    match bitpix {
        8 => Some(DType::U8),
        16 => Some(DType::I16),
        32 => Some(DType::I32),
        64 => Some(DType::I64),
        -32 => Some(DType::F32),
        -64 => Some(DType::F64),
        _ => None,
    }
}

/// Runs the same expression for the stored type behind a [`DType`]; types FITS does not store give `$other`.
macro_rules! with_pixel {
    ($dtype:expr, $type:ident => $body:expr, $other:expr) => {
        match $dtype {
            ::granule_core::DType::U8 => {
                type $type = u8;
                $body
            }
            ::granule_core::DType::I16 => {
                type $type = i16;
                $body
            }
            ::granule_core::DType::I32 => {
                type $type = i32;
                $body
            }
            ::granule_core::DType::I64 => {
                type $type = i64;
                $body
            }
            ::granule_core::DType::F32 => {
                type $type = f32;
                $body
            }
            ::granule_core::DType::F64 => {
                type $type = f64;
                $body
            }
            _ => $other,
        }
    };
}
pub(crate) use with_pixel;
