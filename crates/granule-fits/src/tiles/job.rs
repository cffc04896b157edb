//! Tiles to decode: what the rows of the table say of them.

use super::columns::Column;
use super::layout::{Algorithm, Quantisation, TileLayout};
use crate::codec::{ABREAST, GzipOrder, Hcompress, TileScaling};
use crate::error::TileFault;
use crate::runs::Runs;

/// Where the data of a tile are and how they are coded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StoredTile {
    /// How its data are coded: as those of all tiles, or as a fallback.
    pub(crate) coding: Algorithm,
    /// Offset in the heap.
    pub(crate) heap_start: u64,
    /// Bytes in the heap.
    pub(crate) heap_len: usize,
    /// Whether its values are integers that stand for floats.
    scaled: bool,
}

impl StoredTile {
    /// A tile of which nothing can be read.
    pub(crate) const DAMAGED: Self =
        Self { coding: Algorithm::Uncompressed, heap_start: 0, heap_len: 0, scaled: false };

    /// Reads the row of a tile: which column holds its data, and where in the heap.
    pub(crate) fn parse(layout: &TileLayout, row: &[u8], pixels: usize) -> Result<Self, TileFault> {
        let columns = [
            (layout.compressed, layout.algorithm, layout.quantisation.is_some()),
            // A tile that could not be quantised is kept as it was.
            (layout.gzip_fallback, Algorithm::Gzip(GzipOrder::Pixels), false),
            (layout.raw_fallback, Algorithm::Uncompressed, false),
        ];
        let stored = columns.into_iter().find_map(|(column, coding, scaled)| {
            let column = column?;
            let (count, offset) = column.descriptor(row);
            (count != 0).then_some((column, coding, scaled, count, offset))
        });
        let (column, coding, scaled, count, offset) = stored.ok_or(TileFault::Absent)?;
        let (heap_start, heap_len) = heap_range(&column, count, offset, layout.heap_len)?;
        // Checked before anything is allocated for the tile.
        if pixels / coding.most_pixels_per_byte() > heap_len {
            return Err(TileFault::Short { bytes: heap_len, pixels });
        }
        Ok(Self { coding, heap_start, heap_len, scaled })
    }

    /// Bytes of a decompressed value, where the tile holds what its image should.
    fn width(&self, value: usize) -> usize {
        if self.scaled { size_of::<i32>() } else { value }
    }

    /// Memory for decoding a tile of so many pixels of `value` bytes each, of which the first `needed` are needed.
    pub(crate) fn scratch(&self, pixels: usize, needed: usize, value: usize) -> Scratch {
        let unzipped = pixels.saturating_mul(self.width(value));
        let converted = if self.scaled { pixels } else { 0 };
        match self.coding {
            Algorithm::Rice(rice) => Scratch { integers: needed.min(rice.piece()), ..Scratch::default() },
            Algorithm::Plio { .. } => Scratch { integers: needed, ..Scratch::default() },
            Algorithm::Gzip(GzipOrder::Pixels) => {
                Scratch { integers: converted, bytes: unzipped, ..Scratch::default() }
            }
            Algorithm::Gzip(GzipOrder::Planes) => {
                Scratch { integers: converted, bytes: unzipped.saturating_mul(2), ..Scratch::default() }
            }
            Algorithm::Hcompress(_) => {
                Scratch { integers: pixels, transform: Hcompress::scratch(pixels), ..Scratch::default() }
            }
            Algorithm::Uncompressed => Scratch { integers: converted, ..Scratch::default() },
        }
    }

    /// Tiles that are decoded at the same time, if there are that many.
    pub(crate) fn abreast(&self) -> usize {
        if matches!(self.coding, Algorithm::Rice(_)) { ABREAST } else { 1 }
    }
}

/// Memory that is kept from tile to tile: of each kind what the tile needs that needs most.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Scratch {
    /// Pixels in a lane.
    integers: usize,
    /// Bytes of what was gzipped.
    bytes: usize,
    /// Bytes for the H-transform.
    transform: usize,
}

impl Scratch {
    /// What serves both, one after the other.
    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            integers: self.integers.max(other.integers),
            bytes: self.bytes.max(other.bytes),
            transform: self.transform.max(other.transform),
        }
    }

    /// All bytes, of which `lanes` decode integers side by side.
    pub(crate) fn total(self, lanes: usize) -> u64 {
        let integers = self.integers.saturating_mul(size_of::<i32>()).saturating_mul(lanes);
        integers.saturating_add(self.bytes).saturating_add(self.transform) as u64
    }
}

fn heap_range(column: &Column, count: i64, offset: i64, heap: u64) -> Result<(u64, usize), TileFault> {
    let length = count.saturating_mul(column.size as i64);
    let outside = || TileFault::OutsideHeap { offset, length, heap };
    let start = u64::try_from(offset).map_err(|_| outside())?;
    let bytes = u64::try_from(length).map_err(|_| outside())?;
    if start.checked_add(bytes).is_none_or(|end| end > heap) {
        return Err(outside());
    }
    Ok((start, usize::try_from(bytes).map_err(|_| outside())?))
}

/// One tile to decode.
#[derive(Debug)]
pub(crate) struct Job {
    /// Its row in the table.
    pub(crate) row: usize,
    pub(crate) stored: StoredTile,
    /// Pixels of the whole tile.
    pub(crate) pixels: usize,
    /// `None` when the decoded values are those of the image.
    pub(crate) scaling: Option<TileScaling>,
    /// From the tile to the block.
    pub(crate) runs: Runs,
}

impl Job {
    /// A tile and what of it is needed, from its row in the table.
    pub(crate) fn new(
        layout: &TileLayout,
        row_number: usize,
        row: &[u8],
        pixels: usize,
        runs: Runs,
    ) -> Result<Self, TileFault> {
        let stored = StoredTile::parse(layout, row, pixels)?;
        let quantisation = layout.quantisation.filter(|_| stored.scaled);
        let scaling = quantisation.map(|quantisation| scaling(&quantisation, row, row_number));
        Ok(Self { row: row_number, stored, pixels, scaling, runs })
    }

    /// Pixels from the front of the tile that are needed.
    pub(crate) fn needed(&self) -> usize {
        self.runs.source_end().min(self.pixels)
    }

    /// Bytes of its decompressed values, where they are what they should.
    pub(crate) fn unzipped(&self, value: usize) -> usize {
        self.pixels.saturating_mul(self.stored.width(value))
    }
}

fn scaling(quantisation: &Quantisation, row: &[u8], tile: usize) -> TileScaling {
    TileScaling {
        scale: quantisation.scale.of(row),
        zero: quantisation.zero.of(row),
        // A blank beyond 32 bits equals no quantised pixel.
        blank: quantisation.blank.and_then(|blank| i32::try_from(blank.of(row)).ok()),
        dither: quantisation.dither,
        tile,
    }
}
