//! Slices resolved against a shape.

use crate::{Region, Shape};

/// What a slice takes of one axis, all indices resolved and within range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AxisSelection {
    /// One index; the axis is dropped.
    At(usize),
    /// `length` indices from `start` on, `step` apart (negative steps go down); the axis is kept.
    Range {
        /// The first index taken.
        start: usize,
        /// Distance between indices, never zero.
        step: isize,
        /// How many indices are taken.
        length: usize,
    },
}

impl AxisSelection {
    /// The whole of an axis.
    #[must_use]
    pub fn whole(length: usize) -> Self {
        Self::Range { start: 0, step: 1, length }
    }

    /// The smallest half-open range that holds every index taken.
    #[must_use]
    pub fn bounds(&self) -> (usize, usize) {
        match *self {
            Self::At(index) => (index, index + 1),
            Self::Range { start, length: 0, .. } => (start, start),
            Self::Range { start, step, length } => {
                let reach = (length - 1) * step.unsigned_abs();
                if step > 0 { (start, start + reach + 1) } else { (start.saturating_sub(reach), start + 1) }
            }
        }
    }

    /// The length of the axis that remains, `None` when it is dropped.
    #[must_use]
    pub fn length(&self) -> Option<usize> {
        match *self {
            Self::At(_) => None,
            Self::Range { length, .. } => Some(length),
        }
    }

    /// The distance between indices; 1 for a dropped axis.
    #[must_use]
    pub fn step(&self) -> isize {
        match *self {
            Self::At(_) => 1,
            Self::Range { step, .. } => step,
        }
    }

    /// The index in the original axis of the `n`th index taken.
    #[must_use]
    pub fn index(&self, n: usize) -> usize {
        match *self {
            Self::At(index) => index,
            Self::Range { start, step, .. } if step > 0 => start + n * step.unsigned_abs(),
            Self::Range { start, step, .. } => start.saturating_sub(n * step.unsigned_abs()),
        }
    }

    /// What `inner`, applied to the axis that remains, takes of the original axis.
    fn compose(&self, inner: &Self) -> Self {
        match *inner {
            Self::At(n) => Self::At(self.index(n)),
            Self::Range { start, step, length } => {
                Self::Range { start: self.index(start), step: self.step().saturating_mul(step), length }
            }
        }
    }

    /// The part of this selection that yields output indices `from..to`.
    #[must_use]
    pub fn part(&self, from: usize, to: usize) -> Self {
        match *self {
            Self::At(index) => Self::At(index),
            Self::Range { step, .. } => {
                Self::Range { start: self.index(from), step, length: to.saturating_sub(from) }
            }
        }
    }
}

/// What a slice takes of an array: one [`AxisSelection`] an axis.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Selection {
    axes: Vec<AxisSelection>,
    bounds: Region,
}

impl Selection {
    /// A selection from its axes.
    #[must_use]
    pub fn new(axes: Vec<AxisSelection>) -> Self {
        let bounds = Region::from_bounds(axes.iter().map(AxisSelection::bounds));
        Self { axes, bounds }
    }

    /// The selection that takes a region and keeps every axis.
    #[must_use]
    pub fn from_region(region: &Region) -> Self {
        Self::new(
            region.bounds().map(|(s, e)| AxisSelection::Range { start: s, step: 1, length: e - s }).collect(),
        )
    }

    /// One entry for each axis of the array it is taken of.
    #[must_use]
    pub fn axes(&self) -> &[AxisSelection] {
        &self.axes
    }

    /// The smallest region that holds everything taken.
    #[must_use]
    pub fn bounds(&self) -> &Region {
        &self.bounds
    }

    /// The shape of what is taken: kept axes only.
    #[must_use]
    pub fn shape(&self) -> Shape {
        self.axes.iter().filter_map(AxisSelection::length).collect()
    }

    /// Whether the selection takes the whole of an array of this shape, unchanged.
    #[must_use]
    pub fn is_identity(&self, shape: &Shape) -> bool {
        self.axes.len() == shape.ndim()
            && self.axes.iter().zip(shape.iter()).all(|(axis, &len)| *axis == AxisSelection::whole(len))
    }

    /// The single selection that does the same as this one followed by `inner`.
    ///
    /// `inner` has one entry for each axis this selection keeps; missing entries keep their axis whole.
    #[must_use]
    pub fn then(&self, inner: &Self) -> Self {
        let mut rest = inner.axes.iter();
        let axes = self
            .axes
            .iter()
            .map(|axis| match axis {
                AxisSelection::At(_) => *axis,
                AxisSelection::Range { .. } => rest.next().map_or(*axis, |next| axis.compose(next)),
            })
            .collect();
        Self::new(axes)
    }

    /// What must be taken of the original array to yield the `region` of the result.
    #[must_use]
    pub fn of_region(&self, region: &Region) -> Self {
        let mut kept = region.bounds();
        let axes = self
            .axes
            .iter()
            .map(|axis| match axis {
                AxisSelection::At(_) => *axis,
                AxisSelection::Range { .. } => kept.next().map_or(*axis, |(from, to)| axis.part(from, to)),
            })
            .collect();
        Self::new(axes)
    }

    /// The same selection counted from `origin` instead of zero.
    #[must_use]
    pub fn relative_to(&self, origin: &[usize]) -> Self {
        let shift = |axis: &AxisSelection, origin: usize| match *axis {
            AxisSelection::At(index) => AxisSelection::At(index.saturating_sub(origin)),
            AxisSelection::Range { start, step, length } => {
                AxisSelection::Range { start: start.saturating_sub(origin), step, length }
            }
        };
        Self::new(self.axes.iter().zip(origin).map(|(axis, &o)| shift(axis, o)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Slices;
    use proptest::prelude::*;

    fn resolve(text: &str, shape: &[usize]) -> Selection {
        text.parse::<Slices>().unwrap().resolve(&Shape::from(shape)).unwrap()
    }

    #[test]
    fn slices_of_slices_become_one() {
        let outer = resolve("2:18, ::-1, 3", &[20, 10, 5]);
        let inner = resolve("::3, 4", &[16, 10]);
        let both = outer.then(&inner);
        assert_eq!(both, resolve("2:18:3, 5, 3", &[20, 10, 5]));
    }

    proptest! {
        #[test]
        fn composing_takes_what_taking_twice_takes(
            len in 1_usize..30, a in -35_i64..35, b in -35_i64..35, s in prop_oneof![1_i64..5, -5_i64..-1],
            c in -35_i64..35, d in -35_i64..35, t in prop_oneof![1_i64..5, -5_i64..-1],
        ) {
            let outer = resolve(&format!("{a}:{b}:{s}"), &[len]);
            let middle = outer.shape();
            let inner = resolve(&format!("{c}:{d}:{t}"), &middle);
            let both = outer.then(&inner);
            let expected: Vec<usize> = (0..inner.shape()[0])
                .map(|n| outer.axes()[0].index(inner.axes()[0].index(n)))
                .collect();
            let found: Vec<usize> = (0..both.shape()[0]).map(|n| both.axes()[0].index(n)).collect();
            prop_assert_eq!(&expected, &found);
            let (low, high) = both.axes()[0].bounds();
            prop_assert!(found.iter().all(|&i| low <= i && i < high && i < len));
        }
    }
}
