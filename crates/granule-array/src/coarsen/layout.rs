//! How the elements of a block fall into bins, as rows.
//!
//! A block is walked row by row: all axes but the last are counted, the last is one contiguous row. Neighbouring axes
//! that are untouched are first merged into one, so that rows are long. Axes that are binned are not: the order in which
//! the elements of a bin are added must not depend on whether its neighbours are computed with it.

use granule_core::{Region, Shape};
use granule_graph::Value;

/// One axis of a block and the bins its elements fall into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct AxisBins {
    /// Elements of the block along the axis.
    pub(super) length: usize,
    /// Bins they touch.
    pub(super) bins: usize,
    /// Elements a bin.
    pub(super) bin: usize,
    /// Elements of the first bin that lie before the block.
    pub(super) phase: usize,
}

impl AxisBins {
    fn is_untouched(self) -> bool {
        self.bin == 1
    }

    /// The bin that the `n`th element of the block falls into.
    pub(super) fn bin_of(self, n: usize) -> usize {
        (self.phase + n) / self.bin
    }
}

/// A block's axes with their bins; at least one axis, which is the row.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    axes: Vec<AxisBins>,
}

impl Layout {
    /// The layout of `input`, a region of the array, whose bins are `output`, a region of the coarse array.
    pub(super) fn new(input: &Region, output: &Region, bins: &[usize]) -> Self {
        let axes = input
            .bounds()
            .zip(output.bounds())
            .zip(bins)
            .map(|(((start, end), (first, last)), &bin)| AxisBins {
                length: end - start,
                bins: last - first,
                bin,
                phase: start - first * bin,
            })
            .collect();
        Self { axes }
    }

    /// The same layout with neighbouring untouched axes merged into one.
    pub(super) fn merged(&self) -> Self {
        let mut axes: Vec<AxisBins> = Vec::with_capacity(self.axes.len().max(1));
        for &axis in &self.axes {
            match axes.last_mut() {
                Some(last) if last.is_untouched() && axis.is_untouched() => {
                    *last =
                        AxisBins { length: last.length * axis.length, bins: last.bins * axis.bins, ..axis };
                }
                _ => axes.push(axis),
            }
        }
        if axes.is_empty() {
            axes.push(AxisBins { length: 1, bins: 1, bin: 1, phase: 0 });
        }
        Self { axes }
    }

    /// All axes, the row last.
    pub(super) fn axes(&self) -> &[AxisBins] {
        &self.axes
    }

    /// The axis along which rows run.
    pub(super) fn row(&self) -> AxisBins {
        self.axes.last().copied().unwrap_or(AxisBins { length: 1, bins: 1, bin: 1, phase: 0 })
    }

    /// Calls `visit` for every row of the block, in C order, with its position along the outer axes, the offset of its
    /// first element in the block, and the offset of the first bin of its row in the result.
    pub(super) fn for_each_row(&self, mut visit: impl FnMut(&[usize], usize, usize)) {
        let outer = &self.axes[..self.axes.len().saturating_sub(1)];
        let row = self.row();
        let strides = self.axes.iter().map(|axis| axis.bins).collect::<Shape>().strides();
        let rows: usize = outer.iter().map(|axis| axis.length).product();
        let mut position = vec![0; outer.len()];
        for number in 0..rows {
            let bins =
                position.iter().zip(outer).zip(&strides).map(|((&n, axis), stride)| axis.bin_of(n) * stride);
            visit(&position, number * row.length, bins.sum());
            for (index, axis) in position.iter_mut().zip(outer).rev() {
                *index += 1;
                if *index < axis.length {
                    break;
                }
                *index = 0;
            }
        }
    }
}

/// Calls `visit` with each bin of a row and the part of the row that falls into it.
pub(super) fn for_each_bin<T>(row: &[T], axis: AxisBins, mut visit: impl FnMut(usize, &[T])) {
    let first = (axis.bin - axis.phase).min(row.len());
    let (head, rest) = row.split_at(first);
    visit(0, head);
    for (number, part) in rest.chunks(axis.bin).enumerate() {
        visit(number + 1, part);
    }
}

/// A partial result and where it lies in the result it is combined into.
pub(super) struct Placed<'a> {
    pub(super) value: &'a Value,
    layout: Layout,
}

impl<'a> Placed<'a> {
    /// A value for region `part` of the result `whole`.
    pub(super) fn new(value: &'a Value, part: &Region, whole: &Region) -> Self {
        // With bins of one element the phase is the offset of the part in the whole.
        let ones = vec![1; part.ndim()];
        Self { value, layout: Layout::new(part, whole, &ones) }
    }

    /// Calls `visit` for every row of the part with its offset in the whole.
    pub(super) fn for_each_row<T>(&self, values: &[T], mut visit: impl FnMut(usize, &[T])) {
        let row = self.layout.row();
        self.layout.for_each_row(|_, from, to| visit(to + row.phase, &values[from..from + row.length]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(input: ([usize; 3], [usize; 3]), bins: [usize; 3]) -> Layout {
        let input = Region::new(input.0, input.1).unwrap();
        let output = super::super::touched(&input, &bins);
        Layout::new(&input, &output, &bins)
    }

    #[test]
    fn untouched_axes_merge_into_long_rows() {
        let merged = layout(([3, 0, 0], [4, 50, 70]), [10, 1, 1]).merged();
        assert_eq!(merged.axes().len(), 2);
        assert_eq!(merged.row(), AxisBins { length: 3500, bins: 3500, bin: 1, phase: 0 });
        let mut rows = Vec::new();
        merged.for_each_row(|position, from, to| rows.push((position.to_vec(), from, to)));
        assert_eq!(rows, [(vec![0], 0, 0)]);
    }

    #[test]
    fn a_bin_may_begin_before_the_block() {
        let axis = layout(([0, 0, 3], [1, 1, 10]), [1, 1, 4]).row();
        assert_eq!(axis, AxisBins { length: 7, bins: 3, bin: 4, phase: 3 });
        let mut parts = Vec::new();
        for_each_bin(&[3, 4, 5, 6, 7, 8, 9], axis, |bin, part| parts.push((bin, part.to_vec())));
        assert_eq!(parts, [(0, vec![3]), (1, vec![4, 5, 6, 7]), (2, vec![8, 9])]);
    }
}
