//! Combining bins of elements: rebins and reductions.
//!
//! Both are one operation. A rebin gives bin sizes; a reduction takes one bin for the whole of an axis and then drops
//! the axis. An output chunk is made in three steps that are edges of the task graph, so the order of every sum is
//! fixed by the source's grid and never by who computes it: a *partial* for each input chunk, *combines* of up to
//! [`FAN_IN`] partials at a time, and a *finish*.

mod arg;
mod extreme;
mod layout;
mod operation;
mod reduction;
mod sum;

use granule_core::{AxisSelection, ChunkGrid, Region, Selection, Shape};
use granule_store::ArrayMeta;

pub(crate) use operation::{CoarsenOperation, Stage};
pub use reduction::Reduction;

use crate::expr::Expr;
use crate::{Array, ArrayError};

/// How many partial results one combine takes: enough to keep the tree flat, few enough to free memory early.
pub(crate) const FAN_IN: usize = 8;

/// Turns a user's bin sizes into lengths, or says which axis is wrong and what would work.
pub(crate) fn check_bins(bins: &[i64], shape: &Shape) -> Result<Vec<usize>, ArrayError> {
    if bins.len() != shape.ndim() {
        return Err(ArrayError::BinCount { bins: bins.len(), ndim: shape.ndim(), shape: shape.clone() });
    }
    bins.iter()
        .zip(shape.iter())
        .enumerate()
        .map(|(axis, (&bin, &length))| check_bin(axis, bin, length))
        .collect()
}

fn check_bin(axis: usize, bin: i64, length: usize) -> Result<usize, ArrayError> {
    if bin == -1 {
        return Ok(length);
    }
    let size = usize::try_from(bin)
        .ok()
        .filter(|&size| size >= 1 && (size <= length || size == 1))
        .ok_or(ArrayError::BinRange { axis, length, bin })?;
    let over = length % size;
    if over == 0 {
        return Ok(size);
    }
    let divides = |candidate: &usize| length.is_multiple_of(*candidate);
    Err(ArrayError::BinDivisibility {
        axis,
        length,
        bin: size,
        whole: length / size,
        over,
        trimmed: length - over,
        below: (1..size).rev().find(divides).unwrap_or(1),
        above: (size..=length).find(divides).unwrap_or(length),
    })
}

/// The node for a coarsening by bins that divide the shape.
pub(crate) fn infer(input: &Array, bins: Vec<usize>, reduction: Reduction) -> Result<Array, ArrayError> {
    if bins.iter().all(|&bin| bin == 1) && reduction.keeps_single_elements(input.dtype()) {
        return Ok(input.clone());
    }
    if let Some(axis) = empty_axis(input.shape(), &bins) {
        return reduction.of_nothing(input, &bins, axis);
    }
    let edges =
        input.grid().edges().iter().zip(&bins).map(|(edges, &bin)| coarse_edges(edges, bin)).collect();
    let meta = ArrayMeta::new(reduction.dtype(input.dtype()), ChunkGrid::from_edges(edges)?);
    Ok(Array::from_parts(Expr::Coarsen { input: input.clone(), bins, reduction }, meta))
}

/// The first axis on which a bin has no elements, while the result has some.
fn empty_axis(shape: &Shape, bins: &[usize]) -> Option<usize> {
    bins.iter().zip(shape.iter()).position(|(&bin, &length)| length == 0 && bin == 0)
}

/// Edges of the output chunks: each ends with the bin that holds the end of an input chunk.
fn coarse_edges(edges: &[usize], bin: usize) -> Vec<usize> {
    let mut coarse: Vec<usize> = edges.iter().map(|edge| edge.div_ceil(bin.max(1))).collect();
    coarse.dedup();
    coarse
}

/// The input region whose elements make up a region of bins.
pub(crate) fn needs(region: &Region, bins: &[usize]) -> Region {
    Region::from_bounds(region.bounds().zip(bins).map(|((start, end), &bin)| (start * bin, end * bin)))
}

/// The bins that hold some element of an input region.
pub(crate) fn touched(region: &Region, bins: &[usize]) -> Region {
    Region::from_bounds(
        region.bounds().zip(bins).map(|((start, end), &bin)| (start / bin.max(1), end.div_ceil(bin.max(1)))),
    )
}

/// The selection that drops the reduced axes, which have length 1.
pub(crate) fn drop_axes(shape: &Shape, reduced: &[bool]) -> Selection {
    let axes = shape
        .iter()
        .zip(reduced)
        .map(|(&length, &reduced)| if reduced { AxisSelection::At(0) } else { AxisSelection::whole(length) });
    Selection::new(axes.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_bins_name_the_axis_and_what_would_work() {
        let shape = Shape::from([4, 2554]);
        let error = |bins: &[i64]| check_bins(bins, &shape).unwrap_err().to_string();
        assert_eq!(
            error(&[1, 10]),
            "cannot rebin axis 1 of length 2554 by 10: 255 whole bins leave 4 pixels over; \
             slice the axis to :2550, or use a bin that divides 2554, such as 2 or 1277"
        );
        assert_eq!(
            error(&[0, 1]),
            "cannot rebin axis 0 of length 4 by 0; use 1 to 4, or -1 for the whole axis"
        );
        assert_eq!(
            error(&[-2, 1]),
            "cannot rebin axis 0 of length 4 by -2; use 1 to 4, or -1 for the whole axis"
        );
        assert_eq!(
            error(&[5, 1]),
            "cannot rebin axis 0 of length 4 by 5; use 1 to 4, or -1 for the whole axis"
        );
        assert!(error(&[1]).starts_with("1 bin sizes for an array of 2 axes (4, 2554)"));
        assert_eq!(check_bins(&[-1, 2], &shape).unwrap(), [4, 2]);
    }

    #[test]
    fn output_chunks_end_with_the_bin_that_ends_an_input_chunk() {
        assert_eq!(coarse_edges(&[0, 1, 2, 3, 4], 2), [0, 1, 2]);
        assert_eq!(coarse_edges(&[0, 3, 6], 2), [0, 2, 3]);
        assert_eq!(coarse_edges(&[0, 50], 50), [0, 1]);
    }
}
