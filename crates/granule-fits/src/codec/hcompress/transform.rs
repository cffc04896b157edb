//! The inverse H-transform.
//!
//! Coefficients lie as the compressor left them: the means of a level in the upper left of the array, the slopes
//! along columns right of them, those along rows below, the curvatures in the lower right. Each level turns the
//! four of a block of 2 × 2 into its four values, which are the means of the next.

use std::num::Wrapping;

use super::Coefficient;
use super::smooth::smooth;

/// Inverts the transform, keeping its memory from tile to tile.
#[derive(Debug, Default)]
pub(super) struct Inverse {
    means: Vec<Coefficient>,
    values: Vec<Coefficient>,
}

/// One level: `rows` by `columns` values are to be made.
pub(super) struct Level<'a> {
    means: &'a [Coefficient],
    coefficients: &'a mut [Coefficient],
    stride: usize,
    pub(super) rows: usize,
    pub(super) columns: usize,
}

impl Inverse {
    /// Coefficients that there is room for.
    pub(super) fn capacity(&self) -> usize {
        self.means.capacity() + self.values.capacity()
    }

    /// Makes room for tiles of this many pixels; `false` when memory does not suffice.
    pub(super) fn reserve(&mut self, pixels: usize) -> bool {
        [&mut self.means, &mut self.values].into_iter().all(|values| {
            values.clear();
            values.try_reserve_exact(pixels).is_ok()
        })
    }

    /// The pixels; slopes may change by up to `limit` to make them smoother.
    pub(super) fn run(
        &mut self,
        coefficients: &mut [Coefficient],
        rows: usize,
        columns: usize,
        limit: i64,
    ) -> &[Coefficient] {
        let levels = rows.max(columns).next_power_of_two().trailing_zeros();
        let sum = coefficients.first().copied().unwrap_or_default();
        self.means.clear();
        self.means.push(round(sum, 1 << levels));
        for level in (0..levels).rev() {
            let part = |length: usize| length.div_ceil(1 << level);
            let (rows, part_columns) = (part(rows), part(columns));
            let means = &self.means;
            let mut step = Level { means, coefficients, stride: columns, rows, columns: part_columns };
            smooth(&mut step, limit);
            self.values.clear();
            self.values.resize(rows * part_columns, Wrapping(0));
            step.expand(level, &mut self.values);
            std::mem::swap(&mut self.means, &mut self.values);
        }
        &self.means
    }
}

/// To a multiple of `2 · half`, halves away from zero.
fn round(value: Coefficient, half: i64) -> Coefficient {
    let rounding = if value.0 >= 0 { half } else { half - 1 };
    (value + Wrapping(rounding)) & Wrapping(-(half << 1))
}

/// The bits that every slope and curvature of a level is a multiple of, and how they are rounded to it.
#[derive(Clone, Copy)]
struct Rounding {
    bit: i64,
    last: bool,
}

impl Rounding {
    fn slope(self, value: Coefficient) -> Coefficient {
        round(value, self.bit)
    }

    fn curvature(self, value: Coefficient) -> Coefficient {
        // On the last level curvatures are whole already.
        if self.last { value } else { round(value, self.bit >> 1) }
    }

    /// Values are sums of four coefficients; on the last level the sums are not yet halved once.
    fn finish(self, sum: Coefficient) -> Coefficient {
        sum >> if self.last { 2 } else { 1 }
    }

    /// The values of a whole block: upper left, upper right, lower left, lower right.
    #[inline(always)]
    fn block(self, mean: Coefficient, x: Coefficient, y: Coefficient, xy: Coefficient) -> [Coefficient; 4] {
        let (x, y, xy) = (self.slope(x), self.slope(y), self.curvature(xy));
        let low = xy & Wrapping(self.bit);
        let toward_zero = |slope: Coefficient| if slope.0 >= 0 { slope - low } else { slope + low };
        let (x, y) = (toward_zero(x), toward_zero(y));
        // The two lowest bits of the mean were dropped: they follow from the others.
        let next = (xy ^ x ^ y) & Wrapping(self.bit << 1);
        let mean = match (mean.0 >= 0, low.0 == 0) {
            (false, true) => mean + next,
            _ => mean + low - next,
        };
        [mean - x - y + xy, mean - x + y - xy, mean + x - y - xy, mean + x + y + xy]
            .map(|sum| self.finish(sum))
    }

    /// The values of half a block at the edge of an odd length.
    #[inline(always)]
    fn pair(self, mean: Coefficient, slope: Coefficient) -> [Coefficient; 2] {
        let slope = self.slope(slope);
        let low = slope & Wrapping(self.bit << 1);
        let mean = if mean.0 >= 0 { mean - low } else { mean + low };
        [mean - slope, mean + slope].map(|sum| self.finish(sum))
    }
}

impl Level<'_> {
    pub(super) fn mean_rows(&self) -> usize {
        self.rows.div_ceil(2)
    }

    pub(super) fn mean_columns(&self) -> usize {
        self.columns.div_ceil(2)
    }

    pub(super) fn mean(&self, row: usize, column: usize) -> Coefficient {
        self.means.get(row * self.mean_columns() + column).copied().unwrap_or_default()
    }

    /// The slope from row to row, if there is one.
    pub(super) fn row_slope(&mut self, row: usize, column: usize) -> Option<&mut Coefficient> {
        self.coefficients.get_mut((self.mean_rows() + row) * self.stride + column)
    }

    /// The slope from column to column, if there is one.
    pub(super) fn column_slope(&mut self, row: usize, column: usize) -> Option<&mut Coefficient> {
        self.coefficients.get_mut(row * self.stride + self.mean_columns() + column)
    }

    pub(super) fn curvature(&mut self, row: usize, column: usize) -> Option<&mut Coefficient> {
        self.coefficients.get_mut((self.mean_rows() + row) * self.stride + self.mean_columns() + column)
    }

    /// Makes the values of the level.
    fn expand(&self, level: u32, values: &mut [Coefficient]) {
        let rounding = Rounding { bit: 1 << level, last: level == 0 };
        let (means, columns) = (self.mean_columns().max(1), self.columns.max(1));
        let rows = values.chunks_mut(2 * columns).zip(self.means.chunks(means));
        for (row, (values, mean)) in rows.enumerate() {
            let coefficients = |row: usize| self.coefficients.get(row * self.stride..).unwrap_or_default();
            let (upper, lower) = values.split_at_mut(columns);
            let y = coefficients(row).get(means..).unwrap_or_default();
            if lower.is_empty() {
                expand_last_row(rounding, mean, y, upper);
            } else {
                let x = coefficients(self.mean_rows() + row);
                expand_rows(rounding, mean, [x, y, x.get(means..).unwrap_or_default()], [upper, lower]);
            }
        }
    }
}

/// Two rows of values from a row of means, slopes along rows and columns, and curvatures.
fn expand_rows(
    rounding: Rounding,
    means: &[Coefficient],
    [x, y, xy]: [&[Coefficient]; 3],
    [upper, lower]: [&mut [Coefficient]; 2],
) {
    let (upper, upper_last) = upper.as_chunks_mut::<2>();
    let (lower, lower_last) = lower.as_chunks_mut::<2>();
    let slopes = x.iter().zip(y.iter().zip(xy));
    for ((upper, lower), (&mean, (&x, (&y, &xy)))) in
        upper.iter_mut().zip(&mut *lower).zip(means.iter().zip(slopes))
    {
        let [a, b, c, d] = rounding.block(mean, x, y, xy);
        (*upper, *lower) = ([a, b], [c, d]);
    }
    let blocks = lower.len();
    if let ([upper], [lower], Some(&mean), Some(&x)) =
        (upper_last, lower_last, means.get(blocks), x.get(blocks))
    {
        [*upper, *lower] = rounding.pair(mean, x);
    }
}

/// The last row of an odd count, which has no slopes along rows.
fn expand_last_row(rounding: Rounding, means: &[Coefficient], y: &[Coefficient], values: &mut [Coefficient]) {
    let (pairs, last) = values.as_chunks_mut::<2>();
    for (pair, (&mean, &y)) in pairs.iter_mut().zip(means.iter().zip(y)) {
        *pair = rounding.pair(mean, y);
    }
    if let ([last], Some(&mean)) = (last, means.get(pairs.len())) {
        *last = rounding.finish(mean);
    }
}
