//! World coordinates along the axes of a cube.

use granule_core::{ArrayAxis, WorldAxis};
use granule_wcs::{CoordinateArray, WcsExt};

use crate::{Error, NDCube};

/// World values along one array axis.
#[derive(Clone, Debug, PartialEq)]
pub struct AxisCoordinates {
    /// The world axis.
    pub world: WorldAxis,
    /// Its name.
    pub name: String,
    /// Its physical type.
    pub physical_type: String,
    /// Its unit; empty for plain numbers.
    pub unit: String,
    /// The value at each pixel centre; longitudes are wrapped to half a turn on either side of zero.
    pub values: Vec<f64>,
}

impl AxisCoordinates {
    /// A full turn in the unit of a longitude; `None` for what does not wrap.
    #[must_use]
    pub fn turn(&self) -> Option<f64> {
        let longitude = self.physical_type.ends_with(".lon") || self.physical_type.ends_with("longitude");
        let turn = match self.unit.as_str() {
            "arcsec" => 1_296_000.0,
            "deg" => 360.0,
            _ => return None,
        };
        longitude.then_some(turn)
    }

    /// How far apart the values lie.
    pub(crate) fn spread(&self) -> f64 {
        let finite = || self.values.iter().copied().filter(|value| value.is_finite());
        finite().fold(f64::NEG_INFINITY, f64::max) - finite().fold(f64::INFINITY, f64::min)
    }

    fn wrap(&mut self) {
        if let Some(turn) = self.turn() {
            for value in &mut self.values {
                *value -= turn * (*value / turn).round();
            }
        }
    }
}

impl NDCube {
    /// The coordinates at the pixel centres: the positions, wavelengths, times… of each frame over the pixel axes on which
    /// they depend, and no others. The wavelengths of a cube are a line, its positions a grid over the slit and the raster.
    ///
    /// # Errors
    /// [`Error::Wcs`] where a grid does not fit in memory.
    pub fn axis_world_coords(&self) -> Result<Vec<CoordinateArray>, Error> {
        // Files that leave the shape out, or have it wrong, are many; that of the data is right.
        Ok(granule_wcs::with_array_shape(self.wcs(), self.shape())?.axis_coordinate_arrays()?)
    }

    /// As [`axis_world_coords`](Self::axis_world_coords), the values of each world axis in its own unit.
    ///
    /// # Errors
    /// [`Error::Wcs`] where a grid does not fit in memory.
    pub fn axis_world_values(&self) -> Result<Vec<granule_wcs::AxisCoordinates>, Error> {
        Ok(granule_wcs::with_array_shape(self.wcs(), self.shape())?.axis_world_coords()?)
    }

    /// The world values that change along an array axis, at its pixel centres, with every other axis at its middle.
    ///
    /// Costs one evaluation a pixel of the axis, never a grid.
    ///
    /// # Errors
    /// [`Error::Array`] for an axis that is not there, [`Error::Wcs`] when the WCS cannot be evaluated.
    pub fn axis_coordinates(&self, axis: ArrayAxis) -> Result<Vec<AxisCoordinates>, Error> {
        let ndim = self.shape().ndim();
        let pixel_axis = axis
            .to_pixel(ndim)
            .ok_or(granule_array::ArrayError::AxisOutOfRange { axis: axis.0 as i64, ndim })?;
        let length = self.shape()[axis.0];
        let pixels: Vec<Vec<f64>> = self
            .shape()
            .iter()
            .rev()
            .enumerate()
            .map(|(number, &len)| {
                if number == pixel_axis.0 {
                    (0..length).map(|n| n as f64).collect()
                } else {
                    // A whole pixel, so that tables that step from pixel to pixel are not asked between two.
                    vec![(len / 2) as f64; length]
                }
            })
            .collect();
        let batch: Vec<&[f64]> = pixels.iter().map(Vec::as_slice).collect();
        let world = self.wcs().pixel_to_world_values(&batch)?;
        let wcs = self.wcs();
        let describe = |(number, values): (usize, Vec<f64>)| {
            let mut coordinates = AxisCoordinates {
                world: WorldAxis(number),
                name: wcs.world_axis_names().get(number).cloned().unwrap_or_default(),
                physical_type: wcs.world_axis_physical_types().get(number).cloned().unwrap_or_default(),
                unit: wcs.world_axis_units().get(number).cloned().unwrap_or_default(),
                values,
            };
            coordinates.wrap();
            coordinates
        };
        Ok(world
            .into_iter()
            .enumerate()
            .filter(|(number, _)| wcs.correlation().depends(WorldAxis(*number), pixel_axis))
            .map(describe)
            .collect())
    }
}

#[cfg(test)]
mod tests {
    use granule_array::Array;
    use granule_core::{Block, Shape};

    use super::*;

    #[test]
    fn an_axis_of_a_cube_is_as_long_as_it_is() {
        let values: Vec<f32> = vec![0.0; 24];
        let data = Array::from_block(Block::from_vec(&Shape::from([2, 3, 4]), values).unwrap());
        // A file that has the shape wrong: that of the data counts.
        let wcs = granule_wcs::pixel_wcs(&[9, 9, 9]).unwrap();
        let cube = NDCube::new(data, wcs).unwrap();
        let arrays = cube.axis_world_coords().unwrap();
        let lengths: Vec<usize> = arrays.iter().map(CoordinateArray::len).collect();
        assert_eq!(lengths, [4, 3, 2]);
        assert_eq!(arrays[1].at(2).unwrap().to_string(), "pixel axis 1 2 pix");
        let values = cube.slice("1, ::-1, 2").unwrap().axis_world_values().unwrap();
        assert_eq!((values.len(), values[0].values.as_slice()), (1, &[2.0, 1.0, 0.0][..]));
    }
}
