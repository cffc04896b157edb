//! Slices and resamplings.

use std::sync::Arc;

use granule_core::{AxisSelection, PixelAxis, Selection};

use super::{MappedWcs, PixelMap};
use crate::{Result, Wcs, WcsError};

/// The part of a WCS that a slice takes; `selection` is in **array order**.
///
/// Pixel axes cut to one index are dropped, then the world axes that depend on none of those left.
///
/// # Errors
/// [`WcsError::AxisCount`] when the selection is not one of an array of this many axes.
pub fn slice(wcs: &Arc<dyn Wcs>, selection: &Selection) -> Result<Arc<dyn Wcs>> {
    let n_pixel = wcs.pixel_n_dim();
    check_count("selection", n_pixel, selection.axes().len())?;
    let mut next = 0;
    let mut shape = Vec::new();
    let mut steps = Vec::with_capacity(n_pixel);
    for axis in selection.axes().iter().rev() {
        steps.push(match *axis {
            AxisSelection::At(index) => PixelMap::Fixed(index as f64),
            AxisSelection::Range { start, step, length } => {
                shape.push(length);
                next += 1;
                PixelMap::Axis { axis: PixelAxis(next - 1), scale: step as f64, offset: start as f64 }
            }
        });
    }
    MappedWcs::compose(wcs, &steps, Some(shape))
}

/// The WCS of the cube binned by `factors`, in **array order**: bin `new` has its centre at
/// `old = (new + 1/2)·factor − 1/2`.
///
/// The coordinate of a bin is the one at its centre. Where a transform steps from pixel to pixel (a pointing table,
/// Stokes), a centre between two pixels takes the value of one of them.
///
/// # Errors
/// [`WcsError::AxisCount`] and [`WcsError::BadFactor`].
pub fn resample(wcs: &Arc<dyn Wcs>, factors: &[f64]) -> Result<Arc<dyn Wcs>> {
    resample_with_offsets(wcs, factors, &vec![0.0; factors.len()])
}

/// As [`resample`], with the bins of each axis beginning `offset` old pixels after the axis does:
/// `old = (new + 1/2)·factor − 1/2 + offset`.
///
/// # Errors
/// As [`resample`].
pub fn resample_with_offsets(wcs: &Arc<dyn Wcs>, factors: &[f64], offsets: &[f64]) -> Result<Arc<dyn Wcs>> {
    let n_pixel = wcs.pixel_n_dim();
    check_count("factor list", n_pixel, factors.len())?;
    check_count("offset list", n_pixel, offsets.len())?;
    if let Some((axis, &factor)) = factors.iter().enumerate().find(|(_, f)| !(f.is_finite() && **f > 0.0)) {
        return Err(WcsError::BadFactor { axis, factor });
    }
    let in_pixel_order = || factors.iter().zip(offsets).rev();
    let steps: Vec<PixelMap> = in_pixel_order()
        .enumerate()
        .map(|(axis, (factor, offset))| PixelMap::Axis {
            axis: PixelAxis(axis),
            scale: *factor,
            offset: factor / 2.0 - 0.5 + offset,
        })
        .collect();
    let shape = wcs.pixel_shape().map(|shape| {
        let bins = shape.iter().zip(in_pixel_order()).map(|(&length, (factor, offset))| {
            // Whole bins only; the sliver allows for factors such as 1/3.
            ((length as f64 - offset) / factor + 1e-9).floor().max(0.0) as usize
        });
        bins.collect()
    });
    MappedWcs::compose(wcs, &steps, shape)
}

/// The same WCS for an array of this shape, in **array order**.
///
/// For files that leave the shape out, or give it in the wrong order, as DKIST's do for its cameras.
///
/// # Errors
/// [`WcsError::AxisCount`] when the array does not have as many axes.
pub fn with_array_shape(wcs: &Arc<dyn Wcs>, shape: &[usize]) -> Result<Arc<dyn Wcs>> {
    check_count("shape", wcs.pixel_n_dim(), shape.len())?;
    let steps: Vec<PixelMap> = (0..shape.len()).map(|axis| PixelMap::whole(PixelAxis(axis))).collect();
    MappedWcs::compose(wcs, &steps, Some(shape.iter().rev().copied().collect()))
}

fn check_count(what: &'static str, expected: usize, found: usize) -> Result<()> {
    if expected == found { Ok(()) } else { Err(WcsError::AxisCount { what, expected, found }) }
}
