//! Sliced WCSs as astropy writes them.

use std::sync::Arc;

use granule_asdf::Node;
use granule_core::PixelAxis;

use super::bad_value;
use crate::mapped::{MappedWcs, PixelMap};
use crate::{Result, Wcs};

/// The view of `base` that the slices of the node, in array order, make.
pub(super) fn sliced(base: &Arc<dyn Wcs>, node: &Node) -> Result<Arc<dyn Wcs>> {
    let list = node.require("slices_array")?;
    let slices = list.as_seq().ok_or_else(|| list.wrong_kind("slices_array", "a list of slices"))?;
    let n_pixel = base.pixel_n_dim();
    if slices.len() > n_pixel {
        let found = format!("{} slices", slices.len());
        return Err(bad_value(list, "slices_array", found, format!("at most {n_pixel}")));
    }
    let mut maps = Vec::with_capacity(n_pixel);
    let mut shape = Some(Vec::new());
    let mut next = 0;
    // Slices count from the slowest axis, pixel axes from the fastest; missing slices take the whole axis.
    for axis in 0..n_pixel {
        let length = base.pixel_shape().and_then(|lengths| lengths.get(axis).copied());
        let slice = slices.get(n_pixel - 1 - axis);
        if let Some(index) = slice.and_then(Node::as_i64) {
            maps.push(PixelMap::Fixed(index as f64));
            continue;
        }
        let (start, step, taken) = bounds(slice, length)?;
        maps.push(PixelMap::Axis { axis: PixelAxis(next), scale: step as f64, offset: start as f64 });
        next += 1;
        if let (Some(shape), Some(taken)) = (&mut shape, taken) {
            shape.push(taken);
        } else {
            shape = None;
        }
    }
    MappedWcs::compose(base, &maps, shape)
}

/// First index, step, and how many indices are taken if that can be known.
fn bounds(slice: Option<&Node>, length: Option<usize>) -> Result<(i64, i64, Option<usize>)> {
    let Some(slice) = slice else { return Ok((0, 1, length)) };
    let number = |key: &str| slice.get(key).and_then(Node::as_i64);
    let (start, step) = (number("start").unwrap_or(0), number("step").unwrap_or(1));
    if start < 0 || step < 1 || number("stop").is_some_and(|stop| stop < 0) {
        return Err(bad_value(
            slice,
            "a slice of slicedwcs",
            format!("{slice:?}"),
            "bounds from 0 and a step from 1",
        ));
    }
    let length = length.and_then(|length| i64::try_from(length).ok());
    let stop = match (number("stop"), length) {
        (Some(stop), Some(length)) => Some(stop.min(length)),
        (stop, length) => stop.or(length),
    };
    let taken = stop.map(|stop| (stop - start).max(0).saturating_add(step - 1) / step);
    Ok((start, step, taken.and_then(|taken| usize::try_from(taken).ok())))
}
