//! Finding the place of a value among increasing points.

/// Strictly increasing points, and the cells between them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Grid {
    points: Vec<f64>,
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
        (increasing && finite).then_some(Self { points, counts })
    }

    pub(super) fn points(&self) -> &[f64] {
        &self.points
    }

    /// Where a value lies among the points, ends included; `None` outside and for NaN.
    pub(super) fn locate(&self, value: f64) -> Option<Place> {
        let (first, last) = (self.points.first()?, self.points.last()?);
        (value >= *first && value <= *last).then(|| self.locate_from(value))
    }

    /// Where a value lies, the end cells reaching on for ever; `None` for NaN.
    pub(super) fn locate_beyond(&self, value: f64) -> Option<Place> {
        (!value.is_nan()).then(|| self.locate_from(value))
    }

    fn locate_from(&self, value: f64) -> Place {
        let last_cell = self.points.len().saturating_sub(2);
        let cell = if self.counts {
            // Saturates at both ends.
            value as usize
        } else {
            self.points.partition_point(|point| *point <= value).saturating_sub(1)
        };
        let cell = cell.min(last_cell);
        let fraction = match (self.points.get(cell), self.points.get(cell + 1)) {
            (Some(low), Some(high)) => (value - low) / (high - low),
            _ => 0.0,
        };
        Place { cell, fraction }
    }
}
