//! World values along the axes of an array, without a grid of the whole of it.

use granule_core::{PixelAxis, WorldAxis};

use crate::{Result, Wcs, WcsError};

/// The values of one world axis at the centres of all pixels on which they depend.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct AxisCoordinates {
    /// The world axis.
    pub world: WorldAxis,
    /// The pixel axes on which it depends, in **array order**: the slowest, which has the highest number, first.
    pub pixel_axes: Vec<PixelAxis>,
    /// The lengths of these axes, in the same order.
    pub shape: Vec<usize>,
    /// The values in C order, NaN where undefined; a single one if the axis depends on no pixel axis.
    pub values: Vec<f64>,
}

/// So many points of a grid are evaluated at a time.
const BATCH: usize = 1 << 14;

/// The coordinates of every world axis; those that depend on the same pixel axes are worked out together.
pub(crate) fn along_axes<W: Wcs + ?Sized>(wcs: &W) -> Result<Vec<AxisCoordinates>> {
    let lengths = wcs.pixel_shape().ok_or(WcsError::UnknownShape)?;
    let worlds: Vec<WorldAxis> = (0..wcs.world_n_dim()).map(WorldAxis).collect();
    let mut found: Vec<Option<AxisCoordinates>> = vec![None; worlds.len()];
    for &world in &worlds {
        if found.get(world.0).is_none_or(Option::is_some) {
            continue;
        }
        let depends = |world: WorldAxis| wcs.correlation().pixel_axes_of(world).collect::<Vec<_>>();
        let pixel_axes = depends(world);
        let together: Vec<WorldAxis> =
            worlds.iter().copied().filter(|&other| depends(other) == pixel_axes).collect();
        let columns = over_grid(wcs, &pixel_axes, &together)?;
        let slowest_first: Vec<PixelAxis> = pixel_axes.iter().rev().copied().collect();
        let shape = slowest_first.iter().filter_map(|axis| lengths.get(axis.0).copied());
        let shape: Vec<usize> = shape.collect();
        for (world, values) in together.into_iter().zip(columns) {
            if let Some(slot) = found.get_mut(world.0) {
                let (pixel_axes, shape) = (slowest_first.clone(), shape.clone());
                *slot = Some(AxisCoordinates { world, pixel_axes, shape, values });
            }
        }
    }
    Ok(found.into_iter().flatten().collect())
}

/// The values of some world axes at every pixel of a grid over some pixel axes; the first of these counts fastest.
pub(crate) fn over_grid<W: Wcs + ?Sized>(
    wcs: &W,
    pixel_axes: &[PixelAxis],
    worlds: &[WorldAxis],
) -> Result<Vec<Vec<f64>>> {
    let lengths = wcs.pixel_shape().ok_or(WcsError::UnknownShape)?;
    let length = |axis: &PixelAxis| lengths.get(axis.0).copied().unwrap_or(1);
    let too_large = || WcsError::GridTooLarge { shape: pixel_axes.iter().rev().map(length).collect() };
    let total = pixel_axes.iter().try_fold(1_usize, |n, axis| n.checked_mul(length(axis)));
    let total = total.ok_or_else(too_large)?;
    let mut columns = vec![Vec::new(); worlds.len()];
    for column in &mut columns {
        column.try_reserve_exact(total).map_err(|_| too_large())?;
    }
    let mut pixel = elsewhere(wcs);
    for start in (0..total).step_by(BATCH) {
        let points = start..(start + BATCH).min(total);
        let mut stride = 1;
        for axis in pixel_axes {
            if let Some(column) = pixel.get_mut(axis.0) {
                column.clear();
                column.extend(points.clone().map(|point| (point / stride % length(axis)) as f64));
            }
            stride *= length(axis);
        }
        for (axis, column) in pixel.iter_mut().enumerate() {
            if !pixel_axes.contains(&PixelAxis(axis)) {
                // Whatever it is, the values do not depend on it.
                let anywhere = column.first().copied().unwrap_or(0.0);
                column.resize(points.len(), anywhere);
            }
        }
        let views: Vec<&[f64]> = pixel.iter().map(Vec::as_slice).collect();
        let values = wcs.pixel_to_world_values(&views)?;
        for (column, world) in columns.iter_mut().zip(worlds) {
            column.extend_from_slice(values.get(world.0).map_or(&[], Vec::as_slice));
        }
    }
    Ok(columns)
}

/// A pixel where the WCS is defined: the first, unless its bounding box begins later.
fn elsewhere<W: Wcs + ?Sized>(wcs: &W) -> Vec<Vec<f64>> {
    let bounds = wcs.pixel_bounds().unwrap_or_default();
    (0..wcs.pixel_n_dim()).map(|axis| vec![within(bounds.get(axis), 0.0)]).collect()
}

/// The pixel coordinate, or the nearest to it within the bounds.
pub(crate) fn within(bounds: Option<&[f64; 2]>, coordinate: f64) -> f64 {
    match bounds {
        Some([low, high]) if low <= high => coordinate.clamp(*low, *high),
        _ => coordinate,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::transform::{Affine, Concatenate, Linear, Mapping};
    use crate::{Frame, FrameAxis, FrameKind, Gwcs, Transform, Unit, WcsExt};

    /// World axes (a, b) over pixel axes (0, 2), c over pixel axis 1.
    fn cube(shape: [usize; 3]) -> Gwcs {
        let plane: Arc<dyn Transform> = Arc::new(Affine::new([[1.0, 10.0], [10.0, 1.0]], [0.5, 0.0]));
        let both = Concatenate::new(plane, Arc::new(Linear::new(2.0, 1.0)));
        let order = Mapping::new(vec![0, 2, 1], 3).unwrap();
        let chain = crate::transform::Chain::new([
            Arc::new(order) as Arc<dyn Transform>,
            Arc::new(both) as Arc<dyn Transform>,
        ]);
        let axes = (0..3).map(|n| FrameAxis::new(WorldAxis(n), "w", "custom:w", Unit::parse("m")));
        let frame = Frame::new("f", FrameKind::Generic, axes.collect());
        let names = vec![String::new(); 3];
        Gwcs::new(Arc::new(chain.unwrap()), names, vec![frame]).unwrap().with_pixel_shape(shape).unwrap()
    }

    #[test]
    fn an_axis_alone_is_a_line_and_coupled_axes_share_a_grid() {
        let found = cube([2, 4, 3]).axis_world_coords().unwrap();
        assert_eq!(found[2].values, [1.0, 3.0, 5.0, 7.0]);
        assert_eq!(
            (found[2].shape.as_slice(), found[2].pixel_axes.as_slice()),
            (&[4][..], &[PixelAxis(1)][..])
        );
        assert_eq!(found[0].shape, [3, 2]);
        assert_eq!(found[0].pixel_axes, [PixelAxis(2), PixelAxis(0)]);
        assert_eq!(found[0].values, [0.5, 1.5, 10.5, 11.5, 20.5, 21.5]);
        assert_eq!(found[1].values, [0.0, 10.0, 1.0, 11.0, 2.0, 12.0]);
    }

    #[test]
    fn a_long_axis_beside_others_costs_its_own_length() {
        // The whole grid would have 10^17 points.
        let found = cube([100, 1_000_000, 1000]).axis_world_coords().unwrap();
        assert_eq!(found[2].values.len(), 1_000_000);
        assert_eq!(found[2].values.last(), Some(&1_999_999.0));
        assert_eq!(found[0].values.len(), 100_000);
    }

    #[test]
    fn a_grid_that_no_memory_holds_is_an_error() {
        let error = cube([usize::MAX, 1, 3]).axis_world_coords().unwrap_err().to_string();
        assert!(error.contains("too many points") && error.contains("[3, 18446744073709551615]"), "{error}");
        assert!(cube([1 << 62, 1, 1]).axis_world_coords().is_err());
    }

    #[test]
    fn a_box_that_begins_later_does_not_hide_the_other_axes() {
        let boxed = cube([2, 4, 3]).with_bounding_box([[1.0, 9.0], [2.0, 9.0], [1.0, 9.0]]).unwrap();
        let found = boxed.axis_world_coords().unwrap();
        assert!(found[2].values[1].is_nan() && found[2].values[2..] == [5.0, 7.0]);
        assert_eq!(boxed.pixel_bounds().unwrap()[1], [2.0, 9.0]);
    }
}
