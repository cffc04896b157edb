//! A box inside two arrays at once, as runs of neighbouring elements.

use granule_core::Region;

/// One run: where it begins in either array, in elements. All runs of a [`Runs`] have the same length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    /// Offset in the array copied from.
    pub(crate) from: usize,
    /// Offset in the array copied to.
    pub(crate) to: usize,
}

/// The runs that copy a box from one C-order array into another.
///
/// Both arrays are given as regions of a common index space; `part` must lie in both.
#[derive(Clone, Debug)]
pub(crate) struct Runs {
    /// Elements of every run.
    pub(crate) length: usize,
    /// For each outer axis: how many steps, and the strides in both arrays.
    outer: Vec<(usize, usize, usize)>,
    first: Run,
}

impl Runs {
    /// The runs that copy `part`, all three counted in the same indices.
    pub(crate) fn new(from: &Region, to: &Region, part: &Region) -> Self {
        let (from_shape, to_shape, extent) = (from.shape(), to.shape(), part.shape());
        let start = |whole: &Region, strides: &[usize]| {
            let offsets = part.start().iter().zip(whole.start()).map(|(p, w)| p.saturating_sub(*w));
            offsets.zip(strides).map(|(offset, stride)| offset * stride).sum()
        };
        let (from_strides, to_strides) = (from_shape.strides(), to_shape.strides());
        let first = Run { from: start(from, &from_strides), to: start(to, &to_strides) };
        // Axes join the run from the fastest on, as long as every faster axis is whole in both arrays.
        let mut length = 1;
        let mut whole = true;
        let mut outer = Vec::new();
        let lengths = extent.iter().zip(from_shape.iter().zip(to_shape.iter()));
        for ((&len, (&from_len, &to_len)), strides) in lengths.zip(from_strides.iter().zip(&to_strides)).rev()
        {
            if whole {
                length *= len;
            } else if len != 1 {
                outer.push((len, *strides.0, *strides.1));
            }
            whole &= len == from_len && len == to_len;
        }
        outer.reverse();
        Self { length, outer, first }
    }

    /// How many runs there are.
    pub(crate) fn count(&self) -> usize {
        if self.length == 0 { 0 } else { self.outer.iter().map(|(steps, ..)| steps).product() }
    }

    /// How many elements all runs have together.
    pub(crate) fn elements(&self) -> usize {
        self.count().saturating_mul(self.length)
    }

    /// The first element read of the array copied from.
    pub(crate) fn source_start(&self) -> usize {
        self.first.from
    }

    /// The runs, in C order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Run> + '_ {
        self.iter_from(0)
    }

    /// The runs from this one on.
    pub(crate) fn iter_from(&self, first: usize) -> impl Iterator<Item = Run> + '_ {
        (first..self.count()).map(|number| {
            let mut rest = number;
            let mut run = self.first;
            for &(steps, from, to) in self.outer.iter().rev() {
                run.from += rest % steps * from;
                run.to += rest % steps * to;
                rest /= steps;
            }
            run
        })
    }

    /// One past the last element read of the array copied from.
    pub(crate) fn source_end(&self) -> usize {
        let last: usize = self.outer.iter().map(|(steps, from, _)| steps.saturating_sub(1) * from).sum();
        self.first.from + last + self.length
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use granule_core::{Block, Shape};
    use proptest::prelude::*;

    #[test]
    fn whole_axes_join_one_run() {
        let whole = Region::full(&Shape::from([4, 3, 5]));
        let rows = Region::new([1, 0, 0], [3, 3, 5]).unwrap();
        let runs = Runs::new(&whole, &rows, &rows);
        assert_eq!((runs.count(), runs.length, runs.source_end()), (1, 30, 45));
        let column = Region::new([0, 0, 2], [4, 3, 3]).unwrap();
        let runs = Runs::new(&whole, &column, &column);
        assert_eq!((runs.count(), runs.length), (12, 1));
        let empty = Region::new([0, 0, 2], [4, 3, 2]).unwrap();
        assert_eq!(Runs::new(&whole, &empty, &empty).count(), 0);
    }

    fn shape_and_box() -> impl Strategy<Value = (Shape, Region)> {
        prop::collection::vec((1_usize..6, 0_usize..6, 0_usize..6), 1..4).prop_map(|axes| {
            let shape = axes.iter().map(|axis| axis.0).collect();
            let bounds = axes.iter().map(|&(len, a, b)| {
                let (a, b) = (a.min(len), b.min(len));
                (a.min(b), a.max(b))
            });
            (shape, Region::from_bounds(bounds))
        })
    }

    proptest! {
        #[test]
        fn runs_copy_what_a_crop_takes((shape, region) in shape_and_box()) {
            let values: Vec<i32> = (0..shape.elements() as i32).collect();
            let block = Block::from_vec(&shape, values.clone()).unwrap();
            let runs = Runs::new(&Region::full(&shape), &region, &region);
            let mut out = vec![-1; region.elements()];
            for run in runs.iter() {
                out[run.to..run.to + runs.length].copy_from_slice(&values[run.from..run.from + runs.length]);
            }
            prop_assert_eq!(out, block.crop(&region).unwrap().to_vec::<i32>().unwrap());
        }
    }
}
