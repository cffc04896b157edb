//! Finding the place of a value among increasing points.

use super::angle::{low_bits, nearest};
use super::pointing::{LANES, Lanes};

/// Strictly increasing points, and the cells between them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Grid {
    points: Vec<f64>,
    first: f64,
    last: f64,
    /// The points are 0, 1, 2, …: the cell is the integral part, no search needed.
    counts: bool,
}

/// A cell, by its lower point, and how far into it a value lies: 0 at the lower point, 1 at the upper.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Place {
    pub(super) cell: usize,
    pub(super) fraction: f64,
}

impl Grid {
    /// The grid; `None` without points, or if they do not increase.
    pub(super) fn new(points: Vec<f64>) -> Option<Self> {
        let increasing = points.windows(2).all(|pair| matches!(pair, [a, b] if a < b));
        let finite = !points.is_empty() && points.iter().all(|point| point.is_finite());
        let counts = points.iter().enumerate().all(|(n, &point)| point == n as f64);
        let counts = counts && points.len() > 1;
        // Cells are counted in 32 bits.
        if points.len() > 1 << 31 {
            return None;
        }
        let (first, last) = (*points.first()?, *points.last()?);
        (increasing && finite).then_some(Self { points, first, last, counts })
    }

    pub(super) fn points(&self) -> &[f64] {
        &self.points
    }

    /// Whether a value lies among the points, ends included; not for NaN.
    #[inline(always)]
    pub(super) fn contains(&self, value: f64) -> bool {
        value >= self.first && value <= self.last
    }

    /// Where a value lies, the end cells reaching on for ever. NaN has a cell, and is how far into it.
    #[inline(always)]
    pub(super) fn locate_beyond(&self, value: f64) -> Place {
        let last_cell = self.points.len().saturating_sub(2);
        if self.counts {
            // Saturates at both ends, without asking which.
            let cell = value.max(0.0).min(last_cell as f64) as u32;
            return Place { cell: cell as usize, fraction: value - f64::from(cell) };
        }
        self.search(value, last_cell)
    }

    /// The cells of many values, and how far into them they lie, as [`locate_beyond`](Self::locate_beyond).
    #[inline(always)]
    pub(super) fn locate_lanes(&self, values: &Lanes) -> ([u32; LANES], Lanes) {
        let (mut cells, mut fractions) = ([0; LANES], [0.0; LANES]);
        if self.counts {
            let last_cell = self.last - 1.0;
            for ((value, cell), fraction) in values.iter().zip(&mut cells).zip(&mut fractions) {
                let inside = if *value > 0.0 { *value } else { 0.0 };
                let inside = if inside < last_cell { inside } else { last_cell };
                let rounded = nearest(inside);
                let below = if rounded > inside { rounded - 1.0 } else { rounded };
                *cell = low_bits(below);
                *fraction = value - below;
            }
        } else {
            let last_cell = self.points.len().saturating_sub(2);
            for ((value, cell), fraction) in values.iter().zip(&mut cells).zip(&mut fractions) {
                let place = self.search(*value, last_cell);
                (*cell, *fraction) = (place.cell as u32, place.fraction);
            }
        }
        (cells, fractions)
    }

    /// The first and the last point.
    pub(super) fn ends(&self) -> [f64; 2] {
        [self.first, self.last]
    }

    fn search(&self, value: f64, last_cell: usize) -> Place {
        let cell = self.points.partition_point(|point| *point <= value).saturating_sub(1).min(last_cell);
        let fraction = match self.points.get(cell..) {
            Some([low, high, ..]) => (value - low) / (high - low),
            // Of a single point there is nothing but the point.
            _ => value * 0.0,
        };
        Place { cell, fraction }
    }
}
