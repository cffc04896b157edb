//! Finding the place of a value among increasing points.

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
        // Counted in 32 bits.
        let counts = counts && (2..1 << 31).contains(&points.len());
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
