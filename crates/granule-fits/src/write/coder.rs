//! Compressing the tiles of an image, one by one.

use std::path::Path;

use granule_core::{Block, DType, Shape};

use super::options::{Compression, Dithering};
use super::quantise::quantise;
use super::writer::stored;
use crate::FitsError;
use crate::codec::{Dither, GzipOrder, encode, gzip, shuffle};
use crate::pixel::{Pixel, with_pixel};
use crate::tiles::TileGrid;

/// Pixels of a Rice block, as every writer has it.
pub(super) const RICE_BLOCK: usize = 32;

/// What is done to the values of a tile.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Coding {
    /// Integers, Rice-coded in so many bytes.
    Rice { bytes: usize },
    /// Floats made integers, which are Rice-coded; tiles where that cannot be are gzipped.
    Quantised { level: f64, dither: Dither },
    /// Big-endian values, gzipped.
    Gzip(GzipOrder),
}

/// Compresses the tiles of an image.
#[derive(Clone, Debug)]
pub(super) struct TileCoder {
    grid: TileGrid,
    dtype: DType,
    coding: Coding,
}

/// The column that holds a tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// `COMPRESSED_DATA`.
    Main,
    /// `GZIP_COMPRESSED_DATA`.
    Fallback,
}

/// What the table says of a tile beside where its data are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct TileRow {
    /// Bytes of its data.
    pub(super) bytes: usize,
    pub(super) column: Column,
    /// Step of the quantised floats.
    pub(super) scale: f64,
    /// Value of the integer 0.
    pub(super) zero: f64,
    /// Whether an integer stands for NaN.
    pub(super) has_blank: bool,
}

impl TileCoder {
    /// A coder for an image of this shape and type, in tiles of shape `tile`, or of a row when that is empty.
    ///
    /// # Errors
    /// [`FitsError::BadOutput`] for what cannot be compressed so.
    pub(super) fn new(
        path: &Path,
        (shape, dtype): (&Shape, DType),
        tile: &[usize],
        compression: &Compression,
        dithering: Dithering,
    ) -> Result<Self, FitsError> {
        let refuse = |fault: String| FitsError::BadOutput { path: path.to_owned(), fault };
        let dtype = stored(&Block::zeros(dtype, &Shape::from([0]))?).dtype();
        let coding = coding(dtype, compression, dithering).map_err(refuse)?;
        let grid = TileGrid::new(shape, tile).ok_or_else(|| {
            let fault = if shape.ndim() == 0 || shape.contains(&0) {
                format!("an image of shape {shape} has no tiles to compress; write it uncompressed")
            } else {
                format!("tiles of {} do not cut an image of shape {shape}", Shape::from(tile))
            };
            refuse(fault)
        })?;
        Ok(Self { grid, dtype, coding })
    }

    /// How the image is cut.
    pub(super) fn grid(&self) -> &TileGrid {
        &self.grid
    }

    /// The type that is stored.
    pub(super) fn dtype(&self) -> DType {
        self.dtype
    }

    pub(super) fn coding(&self) -> Coding {
        self.coding
    }

    /// Compresses the values of tile number `tile`.
    pub(super) fn encode(&self, tile: usize, values: &Block) -> Result<(TileRow, Vec<u8>), FitsError> {
        let values = stored(values);
        with_pixel!(self.dtype, T => self.encode_as(tile, &values.shape(), &values.to_vec::<T>()?), {
            let (expected, found) = (self.dtype, values.dtype());
            Err(granule_core::CoreError::WrongDType { expected, found }.into())
        })
    }

    fn encode_as<T: Pixel>(
        &self,
        tile: usize,
        shape: &Shape,
        values: &[T],
    ) -> Result<(TileRow, Vec<u8>), FitsError> {
        Ok(match self.coding {
            Coding::Rice { bytes } => {
                let integers: Vec<i32> = values.iter().map(|&value| value.to_i64() as i32).collect();
                plain_row(Column::Main, encode(&integers, bytes, RICE_BLOCK))
            }
            Coding::Gzip(order) => plain_row(Column::Main, gzipped(values, order)?),
            Coding::Quantised { level, dither } => {
                let wide: Vec<f64> = values.iter().map(|&value| value.to_f64()).collect();
                let row = shape.last().copied().unwrap_or(1);
                match quantise(&wide, row, level, dither, tile) {
                    None => plain_row(Column::Fallback, gzipped(values, GzipOrder::Pixels)?),
                    Some(found) => {
                        let (row, data) = plain_row(Column::Main, encode(&found.integers, 4, RICE_BLOCK));
                        let (scale, zero, has_blank) = (found.scale, found.zero, found.has_blank);
                        (TileRow { scale, zero, has_blank, ..row }, data)
                    }
                }
            }
        })
    }
}

fn plain_row(column: Column, data: Vec<u8>) -> (TileRow, Vec<u8>) {
    (TileRow { bytes: data.len(), column, scale: 0.0, zero: 0.0, has_blank: false }, data)
}

fn gzipped<T: Pixel>(values: &[T], order: GzipOrder) -> Result<Vec<u8>, FitsError> {
    let mut bytes = Vec::new();
    T::encode_be(values, &mut bytes);
    if order == GzipOrder::Planes {
        bytes = shuffle(&bytes, T::DTYPE.size());
    }
    // In memory, gzip does not fail.
    gzip(&bytes).map_err(|source| FitsError::Write { path: "memory".into(), source })
}

/// What to do to values of a stored type, or why that cannot be.
fn coding(dtype: DType, compression: &Compression, dithering: Dithering) -> Result<Coding, String> {
    let dither = dithering.checked()?;
    match compression {
        Compression::Gzip1 { .. } => Ok(Coding::Gzip(GzipOrder::Pixels)),
        Compression::Gzip2 { .. } => Ok(Coding::Gzip(GzipOrder::Planes)),
        Compression::Rice { quantize_level, .. }
            if !(quantize_level.is_finite() && *quantize_level > 0.0) =>
        {
            Err(format!("quantisation level {quantize_level} is not above 0"))
        }
        Compression::Rice { .. } if dtype == DType::I64 => {
            Err("int64 cannot be Rice-compressed; compress it with gzip, or write it uncompressed".to_owned())
        }
        Compression::Rice { quantize_level, .. } if dtype.is_float() => {
            Ok(Coding::Quantised { level: f64::from(*quantize_level), dither })
        }
        Compression::Rice { .. } => Ok(Coding::Rice { bytes: dtype.size() }),
        Compression::None => Err("an uncompressed image has no tiles".to_owned()),
    }
}
