//! Compressing a block into the rows and the heap of a table of tiles.

use granule_core::{Block, DType, Element, Region, Shape};

use super::quantise::quantise;
use crate::codec::{encode, gzip};
use crate::pixel::{Pixel, with_pixel};
use crate::tiles::TileGrid;

/// Pixels of a Rice block, as every writer has it.
pub(crate) const RICE_BLOCK: usize = 32;

/// One tile, compressed.
#[derive(Debug, Default)]
pub(crate) struct TileRow {
    /// Bytes in the heap of the Rice-compressed data; 0 when the tile is gzipped.
    pub(crate) rice: usize,
    /// Bytes in the heap of the gzipped data.
    pub(crate) gzip: usize,
    /// Step of the quantised floats.
    pub(crate) scale: f64,
    /// Value of the integer 0.
    pub(crate) zero: f64,
}

/// All tiles of a block.
#[derive(Debug, Default)]
pub(crate) struct Compressed {
    /// One row a tile, in C order.
    pub(crate) rows: Vec<TileRow>,
    /// The data of the tiles, one after the other.
    pub(crate) heap: Vec<u8>,
    /// Whether any quantised tile holds NaN.
    pub(crate) has_blank: bool,
}

/// Compresses every tile of the block; `None` for types that Rice does not know.
pub(crate) fn compress(block: &Block, grid: &TileGrid, level: f64) -> Option<std::io::Result<Compressed>> {
    with_pixel!(block.dtype(), T => {
        (T::DTYPE != DType::I64).then(|| compress_as::<T>(block, grid, level))
    }, None)
}

fn compress_as<T: Pixel>(block: &Block, grid: &TileGrid, level: f64) -> std::io::Result<Compressed> {
    let mut result = Compressed::default();
    let tiles = grid.tiles_touching(&Region::full(&block.shape())).map_err(std::io::Error::other)?;
    for (_, tile) in tiles {
        let part = block.crop(&tile).map_err(std::io::Error::other)?;
        let values: Vec<T> = part.to_vec().map_err(std::io::Error::other)?;
        let row = if T::DTYPE.is_float() {
            compress_floats(&values, &tile.shape(), level, &mut result)?
        } else {
            let integers: Vec<i32> = values.iter().map(|&value| Element::to_i64(value) as i32).collect();
            result.append_rice(&integers, T::DTYPE.size())
        };
        result.rows.push(row);
    }
    Ok(result)
}

fn compress_floats<T: Pixel>(
    values: &[T],
    shape: &Shape,
    level: f64,
    result: &mut Compressed,
) -> std::io::Result<TileRow> {
    let wide: Vec<f64> = values.iter().map(|&value| Element::to_f64(value)).collect();
    let row = shape.last().copied().unwrap_or(1);
    if let Some(quantised) = quantise(&wide, row, level) {
        result.has_blank |= quantised.has_blank;
        let row = result.append_rice(&quantised.integers, 4);
        return Ok(TileRow { scale: quantised.scale, zero: quantised.zero, ..row });
    }
    let mut bytes = Vec::new();
    T::encode_be(values, &mut bytes);
    let data = gzip(&bytes)?;
    result.heap.extend_from_slice(&data);
    Ok(TileRow { gzip: data.len(), ..TileRow::default() })
}

impl Compressed {
    fn append_rice(&mut self, integers: &[i32], bytes: usize) -> TileRow {
        let data = encode(integers, bytes, RICE_BLOCK);
        self.heap.extend_from_slice(&data);
        TileRow { rice: data.len(), ..TileRow::default() }
    }
}
