//! Coordinates for data that have none: their pixels.

use std::sync::Arc;

use granule_core::WorldAxis;

use crate::transform::Mapping;
use crate::{Frame, FrameAxis, FrameKind, Gwcs, Result, Unit, Wcs};

/// A WCS whose world coordinates are the pixel coordinates, for an array of this shape in **array order**.
///
/// World axes are called `pixel axis 0` and so on, in pixel order, with unit `pixel` and physical type `custom:pixel`.
///
/// # Errors
/// None for any shape; what the parts of a WCS could report.
pub fn pixel_wcs(shape: &[usize]) -> Result<Arc<dyn Wcs>> {
    let names: Vec<String> = (0..shape.len()).map(|axis| format!("pixel axis {axis}")).collect();
    let axes = names.iter().enumerate().map(|(axis, name)| {
        FrameAxis::new(WorldAxis(axis), name.clone(), "custom:pixel", Unit::parse("pix"))
    });
    let frame = Frame::new("pixels", FrameKind::Generic, axes.collect());
    let wcs: Arc<dyn Wcs> =
        Arc::new(Gwcs::new(Arc::new(Mapping::identity(shape.len())), names, vec![frame])?);
    crate::with_array_shape(&wcs, shape)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_are_their_own_coordinates() {
        let wcs = pixel_wcs(&[4, 7]).unwrap();
        assert_eq!(wcs.pixel_shape(), Some([7, 4].as_slice()));
        let world = wcs.pixel_to_world_values(&[&[3.0, 0.5], &[1.0, -2.0]]).unwrap();
        assert_eq!(world, [[3.0, 0.5], [1.0, -2.0]]);
        assert_eq!(wcs.world_to_pixel_values(&[&[3.0], &[1.0]]).unwrap(), [[3.0], [1.0]]);
        assert_eq!(wcs.world_axis_units(), ["pixel", "pixel"]);
        assert!(!wcs.correlation().depends(WorldAxis(0), granule_core::PixelAxis(1)));
    }
}
