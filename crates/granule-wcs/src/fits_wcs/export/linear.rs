//! Straight lines found by looking at every pixel.

use granule_core::{PixelAxis, WorldAxis};

use super::NotInFits;
use crate::Wcs;

/// The most pixels to look at.
const MAX_PIXELS: usize = 1 << 20;

/// How far from the line a value may lie, in steps of the line.
const TOLERANCE: f64 = 1e-9;

/// The slope along each pixel axis and the value at pixel 0 of a world axis whose values lie on a straight line at
/// every pixel of the array, as those of a table may do.
pub(super) fn sampled(wcs: &dyn Wcs, world: WorldAxis) -> Result<(Vec<f64>, f64), NotInFits> {
    let axes: Vec<PixelAxis> = wcs.correlation().pixel_axes_of(world).collect();
    let length = |axis: &PixelAxis| wcs.pixel_shape().and_then(|shape| shape.get(axis.0).copied());
    let not_looked_at = || NotInFits::NotLookedAt { pixel: axes.clone() };
    let lengths = axes.iter().map(length).collect::<Option<Vec<usize>>>().ok_or_else(not_looked_at)?;
    let count = lengths.iter().try_fold(1_usize, |n, &length| n.checked_mul(length));
    let count = count.filter(|count| (1..=MAX_PIXELS).contains(count)).ok_or_else(not_looked_at)?;

    let mut pixel = vec![vec![0.0; count]; wcs.pixel_n_dim()];
    let mut strides = Vec::with_capacity(axes.len());
    let mut stride = 1;
    for (axis, &length) in axes.iter().zip(&lengths) {
        if let Some(coordinates) = pixel.get_mut(axis.0) {
            coordinates.iter_mut().enumerate().for_each(|(n, x)| *x = (n / stride % length) as f64);
        }
        strides.push(stride);
        stride *= length;
    }
    let batch: Vec<&[f64]> = pixel.iter().map(Vec::as_slice).collect();
    let values = wcs.pixel_to_world_values(&batch).unwrap_or_default();
    let values = values.get(world.0).map_or(&[][..], Vec::as_slice);

    let first = values.first().copied().unwrap_or(f64::NAN);
    let mut slopes = vec![0.0; wcs.pixel_n_dim()];
    for ((axis, &length), &stride) in axes.iter().zip(&lengths).zip(&strides) {
        let last = values.get((length - 1) * stride).copied().unwrap_or(f64::NAN);
        if let Some(slope) = slopes.get_mut(axis.0).filter(|_| length > 1) {
            *slope = (last - first) / (length - 1) as f64;
        }
    }
    let step = slopes.iter().fold(0.0, |most: f64, slope| most.max(slope.abs()));
    let on_the_line = values.iter().enumerate().all(|(n, value)| {
        let rise: f64 =
            slopes.iter().zip(&pixel).map(|(slope, x)| slope * x.get(n).copied().unwrap_or(0.0)).sum();
        (value - first - rise).abs() <= TOLERANCE * step + 4.0 * f64::EPSILON * value.abs()
    });
    if on_the_line { Ok((slopes, first)) } else { Err(NotInFits::NotLinear { pixel: axes }) }
}
