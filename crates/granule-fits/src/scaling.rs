//! Stored and physical values.

use granule_core::{Block, DType, Element};

use crate::pixel::with_pixel;
use crate::{FitsError, Header};

/// Which values of an image are meant.
///
/// Of floats that were quantised for compression both begin with the restored floats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Scaling {
    /// Those in the file; `BSCALE`, `BZERO` and `BLANK` are left to the caller. What the Python tools for DKIST data give.
    #[default]
    Stored,
    /// `BZERO + BSCALE · stored`, as the keywords say. What most readers of plain FITS give.
    ///
    /// Integers without scale stay as they are, and so do those of the conventions for unsigned and signed integers, where
    /// only the type differs: `int8`, `uint16`, `uint32`, `uint64`. All others are computed in `f64` and become `float32` (of 8 and 16 bits) or
    /// `float64`, with NaN where `BLANK` stands.
    Physical,
}

/// How stored values become those that are meant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Calibration {
    /// They are the same.
    Identity,
    /// They are integers that were shifted to fit the type they are stored as, which becomes this one.
    Shifted(DType),
    /// They are numbers on a scale, and become floats.
    Linear { scale: f64, zero: f64, blank: Option<i64>, dtype: DType },
}

impl Calibration {
    /// What the keywords say of values that are stored as `stored`.
    pub(crate) fn of(header: &Header, stored: DType, scaling: Scaling) -> Result<Self, FitsError> {
        if scaling == Scaling::Stored {
            return Ok(Self::Identity);
        }
        let (scale, zero) = (header.bscale()?, header.bzero()?);
        let blank = if stored.is_float() { None } else { blank(header)? };
        Ok(match (stored, blank) {
            (_, None) if scale == 1.0 && zero == 0.0 => Self::Identity,
            (DType::U8, None) if scale == 1.0 && zero == -128.0 => Self::Shifted(DType::I8),
            (DType::I16, None) if scale == 1.0 && zero == 32_768.0 => Self::Shifted(DType::U16),
            (DType::I32, None) if scale == 1.0 && zero == 2_147_483_648.0 => Self::Shifted(DType::U32),
            (DType::I64, None) if scale == 1.0 && zero == 9_223_372_036_854_775_808.0 => {
                Self::Shifted(DType::U64)
            }
            _ => {
                let single = matches!(stored, DType::U8 | DType::I16 | DType::F32);
                Self::Linear { scale, zero, blank, dtype: if single { DType::F32 } else { DType::F64 } }
            }
        })
    }

    /// The type of the values that are meant.
    pub(crate) fn dtype(&self, stored: DType) -> DType {
        match *self {
            Self::Identity => stored,
            Self::Shifted(dtype) | Self::Linear { dtype, .. } => dtype,
        }
    }

    /// Bytes of memory that a block of stored values takes beside the values it becomes.
    pub(crate) fn scratch(&self, elements: usize, stored: DType) -> u64 {
        if *self == Self::Identity { 0 } else { (elements as u64).saturating_mul(stored.size() as u64) }
    }

    /// The values that are meant.
    pub(crate) fn apply(&self, block: Block) -> Result<Block, FitsError> {
        match *self {
            Self::Identity => Ok(block),
            Self::Shifted(_) => Ok(shift(block)),
            Self::Linear { scale, zero, blank, dtype: DType::F32 } => {
                linear(&block, blank, |value| (zero + scale * value) as f32)
            }
            Self::Linear { scale, zero, blank, .. } => linear(&block, blank, |value| zero + scale * value),
        }
    }
}

/// `BLANK`, or where the compression says it, `ZBLANK`.
fn blank(header: &Header) -> Result<Option<i64>, FitsError> {
    match header.blank()? {
        None if header.value("ZIMAGE").is_some() => header.value_as("ZBLANK"),
        blank => Ok(blank),
    }
}

/// Undoes the shift of integers: flipping the top bit adds or subtracts it.
fn shift(block: Block) -> Block {
    match block {
        Block::U8(values) => i8::into_block(values.mapv(|value| (value ^ 0x80) as i8).into_shared()),
        Block::I16(values) => u16::into_block(values.mapv(|value| value as u16 ^ 0x8000).into_shared()),
        Block::I32(values) => u32::into_block(values.mapv(|value| value as u32 ^ 0x8000_0000).into_shared()),
        Block::I64(values) => u64::into_block(values.mapv(|value| (value ^ i64::MIN) as u64).into_shared()),
        // Only these are ever said to be shifted.
        other => other,
    }
}

/// Puts every value on the scale; blank ones become NaN.
fn linear<T: Element>(
    block: &Block,
    blank: Option<i64>,
    scaled: impl Fn(f64) -> T,
) -> Result<Block, FitsError> {
    let shape = block.shape();
    let calibrated: Vec<T> = with_pixel!(block.dtype(), S => {
        let stored = block.to_vec::<S>()?;
        let scaled = |value: S| match blank {
            Some(blank) if Element::to_i64(value) == blank => scaled(f64::NAN),
            _ => scaled(Element::to_f64(value)),
        };
        stored.into_iter().map(scaled).collect()
    }, Vec::new());
    Ok(Block::from_vec(&shape, calibrated)?)
}

#[cfg(test)]
mod tests;
