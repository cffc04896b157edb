//! Other orders of the axes.

use std::sync::Arc;

use granule_core::{PixelAxis, WorldAxis};

use super::plan::Plan;
use super::{MappedWcs, PixelMap};
use crate::{Result, Wcs, WcsError};

/// The same WCS with its axes in another order: `pixel` and `world` list the axes as they were, in the new order, both in
/// **pixel order**.
///
/// The two are independent of each other. To transpose an array and leave the world axes as they are, give the pixel axes
/// another order and the world axes their own.
///
/// # Errors
/// [`WcsError::BadOrder`] unless each list names every axis once.
pub fn reorder(wcs: &Arc<dyn Wcs>, pixel: &[PixelAxis], world: &[WorldAxis]) -> Result<Arc<dyn Wcs>> {
    let pixel: Vec<usize> = pixel.iter().map(|axis| axis.0).collect();
    let world: Vec<usize> = world.iter().map(|axis| axis.0).collect();
    let places = places("pixel", &pixel, wcs.pixel_n_dim())?;
    self::places("world", &world, wcs.world_n_dim())?;
    let steps: Vec<PixelMap> = places.into_iter().map(|place| PixelMap::whole(PixelAxis(place))).collect();
    let shape = wcs.pixel_shape().map(|shape| picked(&pixel, shape));
    let mut plan = Plan::of(wcs).through(&steps);
    plan.kept = picked(&world, &plan.kept);
    Ok(Arc::new(MappedWcs::new(plan, shape)?))
}

fn picked<T: Copy>(order: &[usize], values: &[T]) -> Vec<T> {
    order.iter().filter_map(|&axis| values.get(axis).copied()).collect()
}

/// The new place of each axis.
fn places(kind: &'static str, order: &[usize], n_axes: usize) -> Result<Vec<usize>> {
    let place = |axis: usize| order.iter().position(|&listed| listed == axis);
    let places: Option<Vec<usize>> = (0..n_axes).map(place).collect();
    places.filter(|_| order.len() == n_axes).ok_or_else(|| WcsError::BadOrder {
        kind,
        order: order.to_vec(),
        n_axes,
    })
}
