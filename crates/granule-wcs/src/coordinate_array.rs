//! Coordinates along the axes of an array, with meaning: positions, wavelengths, times.

use granule_core::{PixelAxis, WorldAxis};

use crate::axis_coordinates::over_grid;
use crate::{Frame, FrameKind, Result, Wcs, WcsError, WorldCoordinate};

/// The coordinates of a frame at the centres of all pixels on which they depend, and of no others.
///
/// Numbers are kept, and coordinates made of them as they are asked for.
#[derive(Clone, Debug)]
pub struct CoordinateArray {
    frame: Frame,
    n_world: usize,
    /// The world axes, with their values in C order.
    columns: Vec<(WorldAxis, Vec<f64>)>,
    pixel_axes: Vec<PixelAxis>,
    shape: Vec<usize>,
}

impl CoordinateArray {
    /// The frame of the coordinates.
    #[must_use]
    pub fn frame(&self) -> &Frame {
        &self.frame
    }

    /// The world axes that the coordinates are made of, in the order of the frame.
    pub fn world_axes(&self) -> impl Iterator<Item = WorldAxis> {
        self.columns.iter().map(|(world, _)| *world)
    }

    /// The pixel axes on which any of them depends, in **array order**: the slowest first.
    #[must_use]
    pub fn pixel_axes(&self) -> &[PixelAxis] {
        &self.pixel_axes
    }

    /// The lengths of these axes, in the same order.
    #[must_use]
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// How many coordinates there are; one if they depend on no pixel axis.
    #[must_use]
    pub fn len(&self) -> usize {
        self.columns.first().map_or(0, |(_, values)| values.len())
    }

    /// Whether an axis has no pixels.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The values of one of its world axes in C order, in the unit of that axis; NaN where undefined.
    #[must_use]
    pub fn values(&self, world: WorldAxis) -> Option<&[f64]> {
        self.columns.iter().find(|(own, _)| *own == world).map(|(_, values)| values.as_slice())
    }

    /// The coordinate at an index, which counts in C order; `None` beyond the last.
    #[must_use]
    pub fn at(&self, index: usize) -> Option<WorldCoordinate> {
        let mut world = vec![f64::NAN; self.n_world];
        for (axis, values) in &self.columns {
            *world.get_mut(axis.0)? = *values.get(index)?;
        }
        let first = self.columns.iter().map(|(axis, _)| *axis).min()?;
        let coordinates = self.frame.coordinates(&world).into_iter();
        coordinates.filter(|(axis, _)| *axis == Some(first)).map(|(_, coordinate)| coordinate).next()
    }

    /// All coordinates in C order.
    pub fn iter(&self) -> impl Iterator<Item = WorldCoordinate> {
        (0..self.len()).map_while(|index| self.at(index))
    }
}

/// The coordinates of every frame; of a frame of plain quantities, of each of its axes.
pub(crate) fn along_axes<W: Wcs + ?Sized>(wcs: &W) -> Result<Vec<CoordinateArray>> {
    let mut arrays = Vec::new();
    for frame in wcs.frames() {
        let world: Vec<WorldAxis> = frame.world_axes().collect();
        if matches!(frame.kind, FrameKind::Generic) {
            for axis in world {
                arrays.push(array(wcs, frame, vec![axis])?);
            }
        } else if !world.is_empty() {
            arrays.push(array(wcs, frame, world)?);
        }
    }
    arrays.sort_by_key(|array| array.world_axes().min());
    Ok(arrays)
}

fn array<W: Wcs + ?Sized>(wcs: &W, frame: &Frame, world: Vec<WorldAxis>) -> Result<CoordinateArray> {
    let lengths = wcs.pixel_shape().ok_or(WcsError::UnknownShape)?;
    let is_used = |pixel: &PixelAxis| world.iter().any(|&axis| wcs.correlation().depends(axis, *pixel));
    let mut pixel_axes: Vec<PixelAxis> = (0..wcs.pixel_n_dim()).map(PixelAxis).filter(is_used).collect();
    let columns = over_grid(wcs, &pixel_axes, &world)?;
    pixel_axes.reverse();
    Ok(CoordinateArray {
        frame: frame.clone(),
        n_world: wcs.world_n_dim(),
        shape: pixel_axes.iter().filter_map(|axis| lengths.get(axis.0).copied()).collect(),
        columns: world.into_iter().zip(columns).collect(),
        pixel_axes,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::transform::{Concatenate, Linear, Mapping};
    use crate::{CelestialFrame, FrameAxis, Gwcs, Time, Unit, WcsExt};

    /// A longitude along pixel axis 0 and a latitude along axis 2, and the time along axis 1.
    fn raster(shape: [usize; 3]) -> Gwcs {
        let line = |slope: f64| Arc::new(Linear::new(slope, 1.0));
        let pair = Arc::new(Concatenate::new(line(2.0), line(3.0)));
        let all = Arc::new(Concatenate::new(pair, line(10.0)));
        let order = Arc::new(Mapping::new(vec![0, 2, 1], 3).unwrap());
        let stages: [Arc<dyn crate::Transform>; 2] = [order, all];
        let axis = |n: usize, unit: &str| FrameAxis::new(WorldAxis(n), "", "", Unit::parse(unit));
        let sky = FrameKind::Celestial(Arc::new(CelestialFrame::new("icrs")));
        let reference = Time::parse("2020-01-01T00:00:00").unwrap();
        let frames = vec![
            Frame::new("sky", sky, vec![axis(0, "deg"), axis(1, "deg")]),
            Frame::new("time", FrameKind::Temporal { reference }, vec![axis(2, "s")]),
        ];
        let names = vec![String::new(); 3];
        let chain = crate::transform::Chain::new(stages).unwrap();
        Gwcs::new(Arc::new(chain), names, frames).unwrap().with_pixel_shape(shape).unwrap()
    }

    #[test]
    fn a_position_is_a_grid_over_the_axes_of_both_its_parts() {
        let arrays = raster([2, 5, 3]).axis_coordinate_arrays().unwrap();
        let [sky, time] = arrays.as_slice() else { panic!("two frames") };
        assert_eq!((sky.shape(), sky.pixel_axes()), (&[3, 2][..], &[PixelAxis(2), PixelAxis(0)][..]));
        let positions: Vec<String> = sky.iter().map(|coordinate| coordinate.to_string()).collect();
        assert_eq!(positions.len(), 6);
        let WorldCoordinate::Sky(last) = sky.at(5).unwrap() else { panic!("a position") };
        assert_eq!((last.lon_deg, last.lat_deg), (3.0, 7.0));
        assert_eq!(sky.values(WorldAxis(1)).unwrap(), [1.0, 1.0, 4.0, 4.0, 7.0, 7.0]);
        assert_eq!((time.shape(), time.len()), (&[5][..], 5));
        assert_eq!(time.at(4).unwrap().to_string(), "2020-01-01T00:00:41.000");
        assert!(time.at(5).is_none() && time.values(WorldAxis(0)).is_none());
    }

    #[test]
    fn without_a_shape_there_is_no_grid() {
        let axis = FrameAxis::new(WorldAxis(0), "w", "em.wl", Unit::parse("nm"));
        let frame = Frame::new("w", FrameKind::Spectral, vec![axis]);
        let wcs = Gwcs::new(Arc::new(Linear::scale(2.0)), vec![String::new()], vec![frame]).unwrap();
        assert!(matches!(wcs.axis_coordinate_arrays(), Err(WcsError::UnknownShape)));
    }
}
