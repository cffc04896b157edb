//! The interface between pixels and world coordinates.

use std::fmt::Debug;

use crate::mapped::{DroppedAxis, MappedWcs};
use crate::transform::Form;
use crate::{CorrelationMatrix, Frame, Gwcs, Result, WcsError};

/// The APE 14 low-level interface: pixel coordinates to world values and back, in batches.
///
/// * Axes are in **pixel order** (fastest first), the reverse of array order. Pixel coordinates are 0-based and
///   integers are pixel centres.
/// * Batches are structures of arrays: one slice for each axis, all of the same length, one element a point.
/// * NaN means *undefined there*: outside a table, behind the sphere. One undefined point never spoils its
///   neighbours and is never an error.
/// * World values are in [`world_axis_units`](Self::world_axis_units). Longitudes lie between 0 and a full turn, so
///   −1″ reads 1295999″; [`WcsExt::pixel_to_world`](crate::WcsExt::pixel_to_world) gives sky positions that are
///   wrapped as their frame likes them.
///
/// What can be said in terms of these is in [`WcsExt`](crate::WcsExt), which every `Wcs` has.
pub trait Wcs: Debug + Send + Sync {
    /// The number of pixel axes.
    fn pixel_n_dim(&self) -> usize;

    /// The number of world axes.
    fn world_n_dim(&self) -> usize;

    /// A name for each pixel axis; may be empty.
    fn pixel_axis_names(&self) -> &[String];

    /// A name for each world axis; may be empty.
    fn world_axis_names(&self) -> &[String];

    /// The unit of each world axis, as VOUnit writes it: `arcsec`, `nm`, `m.s**-1`, or empty for plain numbers.
    fn world_axis_units(&self) -> &[String];

    /// The UCD1+ physical type of each world axis: `custom:pos.helioprojective.lon`, `em.wl`, `time`.
    fn world_axis_physical_types(&self) -> &[String];

    /// Which world axes depend on which pixel axes.
    fn correlation(&self) -> &CorrelationMatrix;

    /// The length of each pixel axis, in pixel order, where it is known.
    fn pixel_shape(&self) -> Option<&[usize]>;

    /// The closed interval of each pixel axis, in pixel order, outside which all world values are NaN; `None` where there
    /// is no bounding box. Limits may be infinite.
    fn pixel_bounds(&self) -> Option<Vec<[f64; 2]>> {
        None
    }

    /// World values at pixel coordinates: one slice a pixel axis in, one vector a world axis out.
    ///
    /// # Errors
    /// [`WcsError::CoordinateCount`](crate::WcsError::CoordinateCount) and
    /// [`WcsError::UnequalLengths`](crate::WcsError::UnequalLengths).
    fn pixel_to_world_values(&self, pixel: &[&[f64]]) -> Result<Vec<Vec<f64>>>;

    /// As [`pixel_to_world_values`](Self::pixel_to_world_values), into vectors that are kept: one a world axis, whose
    /// contents are replaced. For many points most of the time goes into new memory; vectors used again need none.
    ///
    /// # Errors
    /// As [`pixel_to_world_values`](Self::pixel_to_world_values).
    fn pixel_to_world_into(&self, pixel: &[&[f64]], world: &mut Vec<Vec<f64>>) -> Result<()> {
        *world = self.pixel_to_world_values(pixel)?;
        Ok(())
    }

    /// Pixel coordinates at world values; in general between pixel centres.
    ///
    /// # Errors
    /// As [`pixel_to_world_values`](Self::pixel_to_world_values), and
    /// [`WcsError::NoInverse`](crate::WcsError::NoInverse).
    fn world_to_pixel_values(&self, world: &[&[f64]]) -> Result<Vec<Vec<f64>>>;

    /// The frames that give the world values their meaning.
    fn frames(&self) -> &[Frame];

    /// The world axes that slicing has removed, with the value each had there.
    fn dropped_world(&self) -> &[DroppedAxis] {
        &[]
    }

    /// The frames that slicing has removed; all their axes are fixed.
    fn dropped_frames(&self) -> &[Frame] {
        &[]
    }

    /// What the world values are as functions of these forms of the pixel coordinates, one for each pixel axis; see
    /// [`Form`]. As provided, unknown.
    fn trace(&self, pixel: &[Form]) -> Vec<Form> {
        let _ = pixel;
        vec![Form::unknown::<Self>(); self.world_n_dim()]
    }

    /// The WCS itself, if it is a transform with frames: that can be written to ASDF.
    fn as_gwcs(&self) -> Option<&Gwcs> {
        None
    }

    /// The view itself, if this is one: lets a slice of a slice become one slice.
    fn as_mapped(&self) -> Option<&MappedWcs> {
        None
    }
}

/// The number of points of a batch: one slice for each axis, all of the same length.
pub(crate) fn check_batch(kind: &'static str, expected: usize, batch: &[&[f64]]) -> Result<usize> {
    if batch.len() != expected {
        return Err(WcsError::CoordinateCount { kind, expected, found: batch.len() });
    }
    let first = batch.first().map_or(0, |values| values.len());
    match batch.iter().enumerate().find(|(_, values)| values.len() != first) {
        Some((axis, values)) => Err(WcsError::UnequalLengths { first, axis, found: values.len() }),
        None => Ok(first),
    }
}
