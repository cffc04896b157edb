//! Several WCSs as one.

use std::sync::Arc;

use granule_core::{PixelAxis, WorldAxis};

use super::beside::side_by_side;
use super::plan::Plan;
use super::{MappedWcs, PixelMap};
use crate::{Result, Wcs, WcsError};

/// WCSs side by side: the pixel axes of the first, then those of the second, and so on; the same of the world axes.
///
/// # Errors
/// None that come of putting them together; those of evaluating what slices have removed.
pub fn concatenate(wcss: &[Arc<dyn Wcs>]) -> Result<Arc<dyn Wcs>> {
    let n_pixel: usize = wcss.iter().map(|wcs| wcs.pixel_n_dim()).sum();
    compound(wcss, &(0..n_pixel).map(PixelAxis).collect::<Vec<_>>())
}

/// WCSs side by side that may share pixel axes.
///
/// `mapping` has an entry for each pixel axis of the first WCS, then of the second, and so on: its place among the pixel
/// axes of the compound, in **pixel order**. Axes that have the same place are one: the times of a scan, say, beside its
/// pointing. World axes are those of the first WCS, then of the second, and so on. On the
/// [way back](MappedWcs#the-way-back) the WCSs must agree on the axes they share.
///
/// # Errors
/// [`WcsError::BadMapping`] unless there is an entry for each axis and a place for each number from 0 up;
/// [`WcsError::SharedLengths`] where axes that are one differ in length.
pub fn compound(wcss: &[Arc<dyn Wcs>], mapping: &[PixelAxis]) -> Result<Arc<dyn Wcs>> {
    let expected: usize = wcss.iter().map(|wcs| wcs.pixel_n_dim()).sum();
    let n_pixel = mapping.iter().map(|axis| axis.0.saturating_add(1)).max().unwrap_or(0);
    let is_used = |place: usize| mapping.contains(&PixelAxis(place));
    if mapping.len() != expected || n_pixel > expected || !(0..n_pixel).all(is_used) {
        let mapping = mapping.iter().map(|axis| axis.0).collect();
        return Err(WcsError::BadMapping { mapping, expected });
    }
    let steps: Vec<PixelMap> = mapping.iter().map(|&axis| PixelMap::whole(axis)).collect();
    let shape = shape(wcss, mapping, n_pixel)?;
    Ok(Arc::new(MappedWcs::new(flat(wcss).through(&steps), shape)?))
}

/// The originals of all, side by side.
fn flat(wcss: &[Arc<dyn Wcs>]) -> Plan {
    let (mut parts, mut maps, mut kept) = (Vec::new(), Vec::new(), Vec::new());
    let (mut n_pixel, mut n_world) = (0, 0);
    for wcs in wcss {
        let plan = Plan::of(wcs);
        maps.extend(plan.maps.iter().map(|map| match *map {
            PixelMap::Axis { axis, scale, offset } => {
                PixelMap::Axis { axis: PixelAxis(axis.0 + n_pixel), scale, offset }
            }
            fixed @ PixelMap::Fixed(_) => fixed,
        }));
        kept.extend(plan.kept.iter().map(|world| WorldAxis(world.0 + n_world)));
        parts.extend(plan.parts);
        n_pixel += wcs.pixel_n_dim();
        n_world += plan.base.world_n_dim();
    }
    Plan { base: side_by_side(&parts), parts, maps, kept }
}

/// The lengths of the compound's axes, if each is known to one of the WCSs.
fn shape(wcss: &[Arc<dyn Wcs>], mapping: &[PixelAxis], n_pixel: usize) -> Result<Option<Vec<usize>>> {
    let mut lengths: Vec<Option<usize>> = vec![None; n_pixel];
    let known = wcss.iter().flat_map(|wcs| match wcs.pixel_shape() {
        Some(shape) => shape.iter().map(|&length| Some(length)).collect(),
        None => vec![None; wcs.pixel_n_dim()],
    });
    for (axis, length) in mapping.iter().zip(known) {
        let (Some(slot), Some(length)) = (lengths.get_mut(axis.0), length) else { continue };
        match *slot {
            Some(first) if first != length => {
                return Err(WcsError::SharedLengths { axis: axis.0, first, other: length });
            }
            _ => *slot = Some(length),
        }
    }
    Ok(lengths.into_iter().collect())
}
