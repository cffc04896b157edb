//! Making views.

use std::sync::Arc;

use granule_core::{AxisSelection, PixelAxis, Selection, WorldAxis};

use super::{DroppedAxis, MappedWcs, PixelMap};
use crate::frame::Slot;
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

/// The original behind a WCS, and what `steps` (one for each of its pixel axes) does to the original's axes.
fn fuse(wcs: &Arc<dyn Wcs>, steps: &[PixelMap]) -> (Arc<dyn Wcs>, Vec<PixelMap>) {
    let Some(view) = wcs.as_mapped() else {
        return (wcs.clone(), steps.to_vec());
    };
    let through = |map: &PixelMap| match *map {
        PixelMap::Fixed(value) => PixelMap::Fixed(value),
        PixelMap::Axis { axis, scale, offset } => match steps.get(axis.0) {
            Some(PixelMap::Fixed(value)) => PixelMap::Fixed(scale * value + offset),
            Some(PixelMap::Axis { axis, scale: inner, offset: start }) => {
                PixelMap::Axis { axis: *axis, scale: scale * inner, offset: scale * start + offset }
            }
            None => *map,
        },
    };
    (view.base.clone(), view.maps.iter().map(through).collect())
}

impl MappedWcs {
    /// What `steps` make of a WCS, fused with what it may be a view of.
    pub(crate) fn compose(
        wcs: &Arc<dyn Wcs>,
        steps: &[PixelMap],
        shape: Option<Vec<usize>>,
    ) -> Result<Arc<dyn Wcs>> {
        let (base, maps) = fuse(wcs, steps);
        Ok(Arc::new(Self::new(base, maps, shape)?))
    }

    /// A view of a WCS, with one map for each of its pixel axes; the axes they name count up from 0.
    fn new(base: Arc<dyn Wcs>, maps: Vec<PixelMap>, pixel_shape: Option<Vec<usize>>) -> Result<Self> {
        let mut pixels: Vec<(PixelAxis, PixelAxis)> = maps
            .iter()
            .enumerate()
            .filter_map(|(old, map)| match map {
                PixelMap::Axis { axis, .. } => Some((*axis, PixelAxis(old))),
                PixelMap::Fixed(_) => None,
            })
            .collect();
        pixels.sort_unstable();
        let pixels: Vec<PixelAxis> = pixels.into_iter().map(|(_, old)| old).collect();
        // Nothing was cut: even a world axis that depends on no pixel stays.
        let uncut = pixels.len() == maps.len();
        let is_kept = |world: &WorldAxis| {
            uncut || pixels.iter().any(|&pixel| base.correlation().depends(*world, pixel))
        };
        let kept: Vec<WorldAxis> = (0..base.world_n_dim()).map(WorldAxis).filter(is_kept).collect();
        let pick = |names: &[String]| kept.iter().filter_map(|world| names.get(world.0).cloned()).collect();
        let dropped = dropped_axes(base.as_ref(), &maps, &kept)?;
        let frames = base.frames().iter().map(|frame| frame.map_slots(|slot| moved(slot, &kept, &dropped)));
        let (frames, gone): (Vec<_>, Vec<_>) = frames.partition(|frame| frame.first_world_axis().is_some());
        Ok(Self {
            pixel_names: pixels.iter().filter_map(|p| base.pixel_axis_names().get(p.0).cloned()).collect(),
            world_names: pick(base.world_axis_names()),
            world_units: pick(base.world_axis_units()),
            world_types: pick(base.world_axis_physical_types()),
            correlation: base.correlation().select(&kept, &pixels),
            pixel_shape,
            maps,
            kept,
            dropped,
            frames,
            dropped_frames: base.dropped_frames().iter().cloned().chain(gone).collect(),
            base,
        })
    }
}

/// Where a slot of the base lies in the view.
fn moved(slot: Slot, kept: &[WorldAxis], dropped: &[DroppedAxis]) -> Slot {
    let Slot::World(world) = slot else { return slot };
    match kept.iter().position(|&k| k == world) {
        Some(place) => Slot::World(WorldAxis(place)),
        None => {
            Slot::Fixed(dropped.iter().find(|axis| axis.world == world).map_or(f64::NAN, |axis| axis.value))
        }
    }
}

/// The world axes not kept, with their values at the fixed pixels. They depend on no other, so any will do.
fn dropped_axes(base: &dyn Wcs, maps: &[PixelMap], kept: &[WorldAxis]) -> Result<Vec<DroppedAxis>> {
    if kept.len() == base.world_n_dim() {
        return Ok(Vec::new());
    }
    let pixel: Vec<[f64; 1]> = maps
        .iter()
        .map(|map| match *map {
            PixelMap::Fixed(value) => [value],
            PixelMap::Axis { offset, .. } => [offset],
        })
        .collect();
    let pixel: Vec<&[f64]> = pixel.iter().map(|value| value.as_slice()).collect();
    let values = base.pixel_to_world_values(&pixel)?;
    let text = |texts: &[String], n: usize| texts.get(n).cloned().unwrap_or_default();
    let dropped = values.iter().enumerate().filter(|(n, _)| !kept.contains(&WorldAxis(*n)));
    let axes = dropped.map(|(n, value)| DroppedAxis {
        world: WorldAxis(n),
        name: text(base.world_axis_names(), n),
        physical_type: text(base.world_axis_physical_types(), n),
        unit: text(base.world_axis_units(), n),
        value: value.first().copied().unwrap_or(f64::NAN),
    });
    Ok(axes.collect())
}
