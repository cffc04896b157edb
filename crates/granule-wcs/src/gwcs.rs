//! A WCS made of a transform and the frames at its ends.

use std::sync::Arc;

use granule_core::WorldAxis;

use crate::wcs::check_batch;
use crate::{CorrelationMatrix, Frame, Result, Transform, Wcs, WcsError, transform};

/// A generalised WCS: one transform from pixels to world values, and the frames that give those their meaning.
///
/// Read from a file by [`Gwcs::from_node`], or put together by [`Gwcs::new`].
#[derive(Debug)]
pub struct Gwcs {
    name: String,
    transform: Arc<dyn Transform>,
    inverse: Option<Arc<dyn Transform>>,
    /// What to name when there is no inverse.
    obstacle: String,
    bounding_box: Option<Vec<[f64; 2]>>,
    pixel_shape: Option<Vec<usize>>,
    pixel_names: Vec<String>,
    world_names: Vec<String>,
    world_units: Vec<String>,
    world_types: Vec<String>,
    correlation: CorrelationMatrix,
    frames: Vec<Frame>,
}

/// Points are evaluated so many at a time: intermediate results of a batch this long stay in a core's cache.
const BATCH: usize = 4096;

impl Gwcs {
    /// A WCS from a transform, a name for each pixel axis, and the frames of its outputs.
    ///
    /// # Errors
    /// [`WcsError::FrameMismatch`] and [`WcsError::BadAxesOrder`] when names or frames do not fit the transform.
    pub fn new(transform: Arc<dyn Transform>, pixel_names: Vec<String>, frames: Vec<Frame>) -> Result<Self> {
        let n_world = transform.n_outputs();
        let described = frames.iter().map(|frame| frame.axes.len()).sum();
        for (kind, transform, frames) in
            [("pixel", transform.n_inputs(), pixel_names.len()), ("world", n_world, described)]
        {
            if transform != frames {
                return Err(WcsError::FrameMismatch { kind, transform, frames });
            }
        }
        let mut by_slot = Vec::with_capacity(n_world);
        for n in 0..n_world {
            let axes = frames.iter().flat_map(Frame::placed_axes);
            let here: Vec<_> =
                axes.filter(|(world, _)| *world == WorldAxis(n)).map(|(_, axis)| axis).collect();
            match here.as_slice() {
                [axis] => by_slot.push(*axis),
                other => {
                    return Err(WcsError::BadAxesOrder { axis: n, count: other.len(), n_axes: n_world });
                }
            }
        }
        Ok(Self {
            name: String::new(),
            inverse: transform.inverse().filter(|inverse| {
                inverse.n_inputs() == n_world && inverse.n_outputs() == transform.n_inputs()
            }),
            obstacle: "the chain of transforms".to_owned(),
            bounding_box: None,
            pixel_shape: None,
            pixel_names,
            world_names: by_slot.iter().map(|axis| axis.name.clone()).collect(),
            world_units: by_slot.iter().map(|axis| axis.unit.to_string()).collect(),
            world_types: by_slot.iter().map(|axis| axis.physical_type.clone()).collect(),
            correlation: transform.separability(),
            transform,
            frames,
        })
    }

    /// The same WCS with a name.
    #[must_use]
    pub fn with_name(self, name: impl Into<String>) -> Self {
        Self { name: name.into(), ..self }
    }

    /// The same WCS for an array of these lengths, in pixel order.
    ///
    /// # Errors
    /// [`WcsError::CoordinateCount`] when there are more or fewer lengths than pixel axes.
    pub fn with_pixel_shape(self, shape: impl Into<Vec<usize>>) -> Result<Self> {
        let shape = shape.into();
        self.check_pixel_axes(shape.len())?;
        Ok(Self { pixel_shape: Some(shape), ..self })
    }

    /// The same WCS, undefined outside these closed intervals of the pixel axes.
    ///
    /// # Errors
    /// [`WcsError::CoordinateCount`] when there are more or fewer intervals than pixel axes.
    pub fn with_bounding_box(self, intervals: impl Into<Vec<[f64; 2]>>) -> Result<Self> {
        let intervals = intervals.into();
        self.check_pixel_axes(intervals.len())?;
        Ok(Self { bounding_box: Some(intervals), ..self })
    }

    /// The same WCS, with what to name when it cannot be inverted.
    pub(crate) fn with_obstacle(self, obstacle: String) -> Self {
        Self { obstacle, ..self }
    }

    /// The name the file gives it; may be empty.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The transform from pixels to world values in the units of the frames.
    #[must_use]
    pub fn transform(&self) -> &Arc<dyn Transform> {
        &self.transform
    }

    fn check_pixel_axes(&self, found: usize) -> Result<()> {
        let expected = self.pixel_n_dim();
        if expected == found {
            return Ok(());
        }
        Err(WcsError::CoordinateCount { kind: "pixel", expected, found })
    }

    /// Makes NaN of `values` at every point whose pixel lies outside the bounding box.
    fn blank_outside(&self, pixel: &[&[f64]], values: &mut [Vec<f64>]) {
        for (coordinates, &[low, high]) in pixel.iter().zip(self.bounding_box.iter().flatten()) {
            for (point, coordinate) in coordinates.iter().enumerate() {
                if !(low..=high).contains(coordinate) {
                    values
                        .iter_mut()
                        .filter_map(|axis| axis.get_mut(point))
                        .for_each(|value| *value = f64::NAN);
                }
            }
        }
    }
}

impl Wcs for Gwcs {
    fn pixel_n_dim(&self) -> usize {
        self.transform.n_inputs()
    }

    fn world_n_dim(&self) -> usize {
        self.transform.n_outputs()
    }

    fn pixel_axis_names(&self) -> &[String] {
        &self.pixel_names
    }

    fn world_axis_names(&self) -> &[String] {
        &self.world_names
    }

    fn world_axis_units(&self) -> &[String] {
        &self.world_units
    }

    fn world_axis_physical_types(&self) -> &[String] {
        &self.world_types
    }

    fn correlation(&self) -> &CorrelationMatrix {
        &self.correlation
    }

    fn pixel_shape(&self) -> Option<&[usize]> {
        self.pixel_shape.as_deref()
    }

    fn pixel_bounds(&self) -> Option<Vec<[f64; 2]>> {
        self.bounding_box.clone()
    }

    fn pixel_to_world_values(&self, pixel: &[&[f64]]) -> Result<Vec<Vec<f64>>> {
        let length = check_batch("pixel", self.pixel_n_dim(), pixel)?;
        let mut world = in_batches(self.transform.as_ref(), pixel, length)?;
        self.blank_outside(pixel, &mut world);
        Ok(world)
    }

    fn world_to_pixel_values(&self, world: &[&[f64]]) -> Result<Vec<Vec<f64>>> {
        let length = check_batch("world", self.world_n_dim(), world)?;
        let inverse = self.inverse.as_ref();
        let inverse = inverse.ok_or_else(|| WcsError::NoInverse { transform: self.obstacle.clone() })?;
        let mut pixel = in_batches(inverse.as_ref(), world, length)?;
        if self.bounding_box.is_some() {
            let found = pixel.clone();
            let found: Vec<&[f64]> = found.iter().map(Vec::as_slice).collect();
            self.blank_outside(&found, &mut pixel);
        }
        Ok(pixel)
    }

    fn frames(&self) -> &[Frame] {
        &self.frames
    }
}

fn in_batches(map: &dyn Transform, inputs: &[&[f64]], length: usize) -> Result<Vec<Vec<f64>>> {
    if length <= BATCH {
        return transform::evaluate(map, inputs);
    }
    let mut outputs = vec![Vec::with_capacity(length); map.n_outputs()];
    let mut piece = vec![Vec::with_capacity(BATCH); map.n_outputs()];
    for start in (0..length).step_by(BATCH) {
        let end = (start + BATCH).min(length);
        let part: Vec<&[f64]> = inputs.iter().map(|values| values.get(start..end).unwrap_or(&[])).collect();
        map.evaluate(&part, &mut piece);
        for (output, values) in outputs.iter_mut().zip(&piece) {
            output.extend_from_slice(values);
        }
    }
    Ok(outputs)
}
