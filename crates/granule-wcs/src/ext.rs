//! What every WCS can do besides, in terms of its low-level interface.

use granule_core::WorldAxis;

use crate::{
    AxisCoordinates, CoordinateArray, Result, Wcs, WcsError, WorldCoordinate, axis_coordinates,
    coordinate_array,
};

/// High-level coordinates and array order, for every [`Wcs`].
pub trait WcsExt: Wcs {
    /// The coordinates at one pixel (pixel order): sky position, wavelength, time, Stokes, in the order in which
    /// their axes first appear among the world axes.
    ///
    /// # Errors
    /// As [`Wcs::pixel_to_world_values`].
    fn pixel_to_world(&self, pixel: &[f64]) -> Result<Vec<WorldCoordinate>> {
        let batch: Vec<&[f64]> = pixel.iter().map(std::slice::from_ref).collect();
        let world = self.pixel_to_world_values(&batch)?;
        let world: Vec<f64> =
            world.iter().map(|values| values.first().copied().unwrap_or(f64::NAN)).collect();
        Ok(self.coordinates(&world))
    }

    /// The coordinates that one value for each world axis stand for; ordered as in
    /// [`pixel_to_world`](Self::pixel_to_world).
    fn coordinates(&self, world: &[f64]) -> Vec<WorldCoordinate> {
        let mut found: Vec<(Option<WorldAxis>, WorldCoordinate)> =
            self.frames().iter().flat_map(|frame| frame.coordinates(world)).collect();
        found.retain(|(axis, _)| axis.is_some());
        found.sort_by_key(|(axis, _)| *axis);
        found.into_iter().map(|(_, coordinate)| coordinate).collect()
    }

    /// The coordinates that slicing has removed, each with the name of its frame: the Stokes state of a cube cut to
    /// one, say.
    fn dropped_coordinates(&self) -> Vec<(String, WorldCoordinate)> {
        let frames = self.dropped_frames().iter();
        frames
            .flat_map(|frame| frame.coordinates(&[]).into_iter().map(|(_, c)| (frame.name.clone(), c)))
            .collect()
    }

    /// The pixel (pixel order) at these coordinates, one for each frame, in any order.
    ///
    /// A sky position in another frame is converted ([`SkyCoord::to_frame`](crate::SkyCoord::to_frame)); one in the frame
    /// of this WCS may leave observer and time open. Light may be given as wavelength, frequency or energy, whichever the
    /// axis counts.
    ///
    /// # Errors
    /// [`WcsError::MissingCoordinate`], [`WcsError::UnusedCoordinate`], [`WcsError::IncompatibleUnits`],
    /// [`WcsError::CannotConvertFrame`], and as [`Wcs::world_to_pixel_values`].
    fn world_to_pixel(&self, world: &[WorldCoordinate]) -> Result<Vec<f64>> {
        let values = self.world_values(world)?;
        let batch: Vec<&[f64]> = values.iter().map(std::slice::from_ref).collect();
        let pixel = self.world_to_pixel_values(&batch)?;
        Ok(pixel.iter().map(|values| values.first().copied().unwrap_or(f64::NAN)).collect())
    }

    /// The value on each world axis at these coordinates, one for each frame, in any order.
    ///
    /// # Errors
    /// [`WcsError::MissingCoordinate`], [`WcsError::UnusedCoordinate`], [`WcsError::IncompatibleUnits`] and
    /// [`WcsError::CannotConvertFrame`].
    fn world_values(&self, world: &[WorldCoordinate]) -> Result<Vec<f64>> {
        let mut values = vec![None; self.world_n_dim()];
        for coordinate in world {
            // Two frames of a kind take their coordinates in order: only axes still empty are filled.
            let is_free = |found: &[(WorldAxis, f64)]| {
                found.iter().all(|(axis, _)| matches!(values.get(axis.0), Some(None)))
            };
            let mut taken = None;
            for frame in self.frames() {
                let Some(found) = frame.values_of(coordinate) else { continue };
                let found = found?;
                if is_free(&found) {
                    taken = Some(found);
                    break;
                }
            }
            let taken =
                taken.ok_or_else(|| WcsError::UnusedCoordinate { coordinate: coordinate.to_string() })?;
            for (axis, value) in taken {
                if let Some(slot) = values.get_mut(axis.0) {
                    *slot = Some(value);
                }
            }
        }
        let missing = |axis: usize| {
            let frame = self.frames().iter().find(|frame| frame.world_axes().any(|w| w.0 == axis));
            WcsError::MissingCoordinate {
                frame: frame.map(|frame| frame.name.clone()).unwrap_or_default(),
                kind: frame.map_or("world", |frame| frame.kind.name()),
            }
        };
        values.into_iter().enumerate().map(|(axis, value)| value.ok_or_else(|| missing(axis))).collect()
    }

    /// World values at array indices, one slice an axis in **array order**.
    ///
    /// # Errors
    /// As [`Wcs::pixel_to_world_values`].
    fn array_index_to_world_values(&self, index: &[&[f64]]) -> Result<Vec<Vec<f64>>> {
        let pixel: Vec<&[f64]> = index.iter().rev().copied().collect();
        self.pixel_to_world_values(&pixel)
    }

    /// The array index (array order) of the pixel that holds each world point: `floor(pixel + 1/2)`; `None` where the
    /// pixel is undefined. The index may lie outside the array.
    ///
    /// # Errors
    /// As [`Wcs::world_to_pixel_values`].
    fn world_to_array_index_values(&self, world: &[&[f64]]) -> Result<Vec<Vec<Option<i64>>>> {
        let nearest = |value: &f64| value.is_finite().then(|| (value + 0.5).floor() as i64);
        let pixel = self.world_to_pixel_values(world)?;
        Ok(pixel.iter().rev().map(|values| values.iter().map(nearest).collect()).collect())
    }

    /// The values of every world axis at the centres of the pixels: each over the pixel axes it depends on, and no others.
    ///
    /// The wavelengths of a cube are a line as long as its spectral axis, its sky positions a grid over two or three axes;
    /// nothing is as large as the cube unless something depends on all of it.
    ///
    /// # Errors
    /// [`WcsError::UnknownShape`] and [`WcsError::GridTooLarge`].
    fn axis_world_coords(&self) -> Result<Vec<AxisCoordinates>> {
        axis_coordinates::along_axes(self)
    }

    /// As [`axis_world_coords`](Self::axis_world_coords), as positions, wavelengths, times and so on: those of each frame
    /// over the pixel axes on which any of its axes depends; of a frame of plain quantities, of each axis by itself.
    ///
    /// # Errors
    /// [`WcsError::UnknownShape`] and [`WcsError::GridTooLarge`].
    fn axis_coordinate_arrays(&self) -> Result<Vec<CoordinateArray>> {
        coordinate_array::along_axes(self)
    }

    /// The lengths of the axes in array order, where known.
    fn array_shape(&self) -> Option<Vec<usize>> {
        self.pixel_shape().map(|shape| shape.iter().rev().copied().collect())
    }
}

impl<W: Wcs + ?Sized> WcsExt for W {}
