//! Bit planes of a quadrant, as quadtrees or as they are.

use std::num::Wrapping;

use super::Coefficient;
use crate::codec::bits::Bits;
use crate::error::TileFault;

/// A quadrant of the coefficients: the rows of `values` are `stride` apart.
pub(super) struct Quadrant<'a> {
    pub(super) values: &'a mut [Coefficient],
    pub(super) stride: usize,
    pub(super) rows: usize,
    pub(super) columns: usize,
}

/// Reads bit planes, keeping its memory from one to the next.
///
/// A code is four bits for a block of 2 × 2: 8 and 4 the upper row, 2 and 1 the lower.
#[derive(Debug, Default)]
pub(super) struct Planes {
    codes: Vec<u8>,
    finer: Vec<u8>,
}

impl Planes {
    /// Bytes held.
    pub(super) fn capacity(&self) -> usize {
        self.codes.capacity() + self.finer.capacity()
    }

    /// Makes room for the quadrants of a tile; `false` when memory does not suffice.
    pub(super) fn reserve(&mut self, rows: usize, columns: usize) -> bool {
        let codes = rows.div_ceil(2).div_ceil(2) * columns.div_ceil(2).div_ceil(2);
        [&mut self.codes, &mut self.finer].into_iter().all(|kept| {
            kept.clear();
            kept.try_reserve_exact(codes).is_ok()
        })
    }

    /// Sets the bits of `planes` planes in the quadrant, which is zero. Where the stream ends, so do the planes.
    pub(super) fn read(
        &mut self,
        mut quadrant: Quadrant<'_>,
        planes: u8,
        bits: &mut Bits<'_>,
    ) -> Result<(), TileFault> {
        let (rows, columns) = (quadrant.rows.div_ceil(2), quadrant.columns.div_ceil(2));
        for plane in (0..planes).rev() {
            match bits.take(4) {
                0 => {
                    self.codes.clear();
                    self.codes.extend((0..rows * columns).map(|_| bits.take(4) as u8));
                }
                15 => self.read_tree(rows, columns, bits),
                _ => return Err(TileFault::Damaged("unknown code of a bit plane")),
            }
            // Past its end a stream is zeros without end: no need to read them all.
            if bits.overrun() {
                break;
            }
            quadrant.set(&self.codes, columns, Wrapping(1 << plane));
        }
        Ok(())
    }

    /// Leaves in `codes` those of blocks that lie in `rows` rows and `columns` columns.
    fn read_tree(&mut self, rows: usize, columns: usize, bits: &mut Bits<'_>) {
        self.codes.clear();
        self.codes.push(code(bits));
        let levels = rows.max(columns).next_power_of_two().trailing_zeros();
        let mut coarse_columns = 1;
        for level in (0..levels).rev() {
            let (rows, columns) = (rows.div_ceil(1 << level), columns.div_ceil(1 << level));
            self.refine(coarse_columns, rows, columns);
            // Every block that has a bit has a code, from the last to the first.
            self.finer.iter_mut().rev().filter(|bit| **bit != 0).for_each(|bit| *bit = code(bits));
            std::mem::swap(&mut self.codes, &mut self.finer);
            coarse_columns = columns;
        }
    }

    /// The bits of the codes, as a map of `rows` by `columns`.
    fn refine(&mut self, coarse_columns: usize, rows: usize, columns: usize) {
        self.finer.clear();
        for row in 0..rows {
            let start = row / 2 * coarse_columns;
            let codes = self.codes.get(start..start + coarse_columns).unwrap_or_default();
            let [left, right] = if row % 2 == 0 { [8, 4] } else { [2, 1] };
            let pairs = codes.iter().flat_map(|code| [code & left, code & right]);
            self.finer.extend(pairs.take(columns));
        }
    }
}

impl Quadrant<'_> {
    /// Sets a bit of all values whose codes say so.
    fn set(&mut self, codes: &[u8], code_columns: usize, bit: Coefficient) {
        for (pair, codes) in codes.chunks(code_columns.max(1)).enumerate() {
            for (row, [left, right]) in [(2 * pair, [8, 4]), (2 * pair + 1, [2, 1])] {
                if row >= self.rows {
                    continue;
                }
                let start = row * self.stride;
                let values = self.values.get_mut(start..start + self.columns).unwrap_or_default();
                for (values, code) in values.chunks_mut(2).zip(codes) {
                    for (value, mask) in values.iter_mut().zip([left, right]) {
                        if code & mask != 0 {
                            *value |= bit;
                        }
                    }
                }
            }
        }
    }
}

/// The next code: those with a single bit set are the shortest.
fn code(bits: &mut Bits<'_>) -> u8 {
    let (length, code) = CODES[bits.peek(LONGEST) as usize % CODES.len()];
    bits.consume(length);
    code
}

/// Bits of the longest code.
const LONGEST: u32 = 6;

/// For each window of six bits the length of the code it begins with, and the code.
const CODES: [(u32, u8); 1 << LONGEST] = {
    const FOUR: [u8; 5] = [3, 5, 10, 12, 15];
    const FIVE: [u8; 5] = [6, 7, 9, 11, 13];
    let mut codes = [(6, 14); 1 << LONGEST];
    let mut window = 0;
    while window < 63 {
        codes[window] = match window {
            0..32 => (3, 1 << (window >> 3)),
            32..52 => (4, FOUR[(window - 32) >> 2]),
            52..62 => (5, FIVE[(window - 52) >> 1]),
            _ => (6, 0),
        };
        window += 1;
    }
    codes
};
