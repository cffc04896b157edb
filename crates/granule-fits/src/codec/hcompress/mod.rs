//! H-compress: the bit planes of a Haar-like transform of a 2-D tile, coded as quadtrees.

mod quadtree;
mod smooth;
mod transform;

use std::num::Wrapping;

use super::bits::Bits;
use crate::error::TileFault;

/// A coefficient. Damaged streams may hold any: they wrap, which the pixels of valid ones never do.
type Coefficient = Wrapping<i64>;

const MAGIC: [u8; 2] = [0xdd, 0x99];

/// Bytes before the bit planes.
const HEAD: usize = 25;

/// Most pixels of a tile: 8192 x 8192, which takes 1.7 GB to decode. A few bytes can claim any number, since a blank tile
/// of any size takes no more; where tiles are larger, their bytes must bear them out.
const MOST_PIXELS: usize = 1 << 26;

/// Pixels that a byte of a larger tile may stand for: as many as in blank parts of most images.
const MOST_PIXELS_PER_BYTE: usize = 1 << 10;

/// Most bit planes of a quadrant: what coefficients of 64 bits can hold.
const MOST_PLANES: u8 = 62;

/// What decoding needs beside the pixels: kept from tile to tile.
#[derive(Debug, Default)]
pub(crate) struct Hcompress {
    coefficients: Vec<Coefficient>,
    planes: quadtree::Planes,
    inverse: transform::Inverse,
}

/// The head of a stream. `rows` and `columns` are those of the tile in C order.
#[derive(Clone, Copy, Debug)]
struct Head {
    rows: usize,
    columns: usize,
    scale: i64,
    /// Sum of all pixels: the coefficient that is not among the bit planes.
    sum: i64,
    /// Bit planes of the quadrants: mean, slopes, curvature.
    planes: [u8; 3],
}

impl Head {
    fn parse(data: &[u8], pixels: usize) -> Result<Self, TileFault> {
        let short = TileFault::Short { bytes: data.len(), pixels };
        let head = data.first_chunk::<HEAD>().ok_or(short)?;
        let (magic, rest) = head.split_at(MAGIC.len());
        if magic != MAGIC {
            return Err(TileFault::Damaged("no H-compress stream"));
        }
        let (words, rest) = rest.as_chunks();
        let ([rows, columns, scale, high, low], [first, second, third]) = (words, rest) else {
            return Err(TileFault::Damaged("head of an H-compress stream"));
        };
        let [rows, columns] = [rows, columns].map(|&word| u32::from_be_bytes(word) as usize);
        let sum = i64::from(i32::from_be_bytes(*high)) << 32 | i64::from(u32::from_be_bytes(*low));
        let planes = [*first, *second, *third];
        Ok(Self { rows, columns, scale: i64::from(i32::from_be_bytes(*scale)), sum, planes })
    }

    /// The shape must be that of the tile before anything is allocated for it.
    fn check(&self, pixels: usize) -> Result<(), TileFault> {
        if self.rows.checked_mul(self.columns) != Some(pixels) {
            return Err(TileFault::WrongShape { rows: self.rows, columns: self.columns, pixels });
        }
        if self.rows < 2 || self.columns < 2 {
            return Err(TileFault::Damaged("an H-compressed tile of a single row or column"));
        }
        if self.planes.iter().any(|&planes| planes > MOST_PLANES) {
            return Err(TileFault::Damaged("too many bit planes"));
        }
        Ok(())
    }
}

impl Hcompress {
    /// Bytes of memory that a tile of so many pixels takes at most: three sets of coefficients, and codes.
    pub(crate) fn scratch(pixels: usize) -> usize {
        pixels.saturating_mul(3 * size_of::<Coefficient>() + 1)
    }

    /// Bytes of memory held.
    pub(crate) fn capacity(&self) -> usize {
        (self.coefficients.capacity() + self.inverse.capacity()) * size_of::<Coefficient>()
            + self.planes.capacity()
    }

    /// Decodes a tile of `pixels` pixels, smoothing it on the way when it is asked for and was compressed with loss.
    pub(crate) fn decode(
        &mut self,
        data: &[u8],
        smooth: Smooth,
        pixels: usize,
        out: &mut Vec<i32>,
    ) -> Result<(), TileFault> {
        let head = Head::parse(data, pixels)?;
        head.check(pixels)?;
        let too_large = TileFault::TooLarge { pixels, bytes: data.len() };
        if pixels > MOST_PIXELS.max(data.len().saturating_mul(MOST_PIXELS_PER_BYTE)) {
            return Err(too_large);
        }
        let mut bits = Bits::new(data.get(HEAD..).unwrap_or_default());
        self.coefficients.clear();
        out.clear();
        let room = out.try_reserve_exact(pixels).is_ok()
            && self.coefficients.try_reserve_exact(pixels).is_ok()
            && self.planes.reserve(head.rows, head.columns)
            && self.inverse.reserve(pixels);
        if !room {
            return Err(too_large);
        }
        self.coefficients.resize(pixels, Wrapping(0));
        self.read_planes(&head, &mut bits)?;
        self.read_signs(&mut bits);
        if bits.overrun() {
            return Err(TileFault::Short { bytes: data.len(), pixels });
        }
        if let Some(first) = self.coefficients.first_mut() {
            *first = Wrapping(head.sum);
        }
        if head.scale > 1 {
            self.coefficients.iter_mut().for_each(|coefficient| *coefficient *= head.scale);
        }
        // Rounding changed no coefficient by more than half the scale.
        let limit = if smooth == Smooth::Yes { head.scale >> 1 } else { 0 };
        let values = self.inverse.run(&mut self.coefficients, head.rows, head.columns, limit);
        out.extend(values.iter().map(|value| value.0 as i32));
        Ok(())
    }

    fn read_planes(&mut self, head: &Head, bits: &mut Bits<'_>) -> Result<(), TileFault> {
        let (rows, columns) = (head.rows.div_ceil(2), head.columns.div_ceil(2));
        let (lower, right) = (head.rows / 2, head.columns / 2);
        let [mean, slope, curvature] = head.planes;
        let below = head.columns * rows;
        for (start, rows, columns, planes) in [
            (0, rows, columns, mean),
            (columns, rows, right, slope),
            (below, lower, columns, slope),
            (below + columns, lower, right, curvature),
        ] {
            let quadrant = self.coefficients.get_mut(start..).unwrap_or_default();
            let quadrant = quadtree::Quadrant { values: quadrant, stride: head.columns, rows, columns };
            self.planes.read(quadrant, planes, bits)?;
        }
        if bits.take(4) != 0 {
            return Err(TileFault::Damaged("no end of the bit planes"));
        }
        Ok(())
    }

    /// A bit for each coefficient that is not zero, from the next whole byte on.
    fn read_signs(&mut self, bits: &mut Bits<'_>) {
        bits.align();
        for coefficient in self.coefficients.iter_mut().filter(|coefficient| coefficient.0 != 0) {
            if bits.take(1) != 0 {
                *coefficient = -*coefficient;
            }
        }
    }
}

/// Whether slopes are smoothed when a tile is restored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Smooth {
    No,
    Yes,
}

#[cfg(test)]
mod tests;
