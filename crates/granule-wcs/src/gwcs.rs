//! A WCS made of a transform and the frames at its ends.

use std::sync::Arc;

use granule_core::WorldAxis;

use crate::transform::Form;
use crate::transform::{NumericalInverse, Residual};
use crate::wcs::check_batch;
use crate::{
    BoundingBox, CorrelationMatrix, Frame, FrameKind, Result, Transform, Unit, Wcs, WcsError, transform,
};

/// A generalised WCS: one transform from pixels to world values, and the frames that give those their meaning.
///
/// Read from a file by [`Gwcs::from_node`], or put together by [`Gwcs::new`].
#[derive(Debug)]
pub struct Gwcs {
    name: String,
    transform: Arc<dyn Transform>,
    /// The transform and its inverse, made ready for evaluation.
    forward: Arc<dyn Transform>,
    inverse: Option<Arc<dyn Transform>>,
    /// What to name when there is no inverse.
    obstacle: String,
    bounding_box: Option<BoundingBox>,
    pixel_shape: Option<Vec<usize>>,
    pixel_names: Vec<String>,
    world_names: Vec<String>,
    world_units: Vec<String>,
    world_types: Vec<String>,
    correlation: CorrelationMatrix,
    frames: Vec<Frame>,
}

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
            forward: transform::fused(&transform),
            inverse: inverse_of(&transform).map(|inverse| transform::fused(&inverse)),
            obstacle: "the chain of transforms".to_owned(),
            bounding_box: None,
            pixel_shape: None,
            pixel_names,
            world_names: by_slot.iter().map(|axis| axis.name.clone()).collect(),
            world_units: by_slot.iter().map(|axis| axis.unit.to_vounit()).collect(),
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

    /// The same WCS, undefined outside a box: closed intervals of the pixel axes, as a rule.
    ///
    /// # Errors
    /// [`WcsError::CoordinateCount`] when there are more or fewer intervals than pixel axes.
    pub fn with_bounding_box(self, limits: impl Into<BoundingBox>) -> Result<Self> {
        let limits = limits.into();
        if !limits.fits(self.pixel_n_dim()) {
            self.check_pixel_axes(limits.extent().len())?;
        }
        Ok(Self { bounding_box: Some(limits), ..self })
    }

    /// The same WCS with an inverse that is sought numerically, to [`NumericalInverse::TOLERANCE`] of a pixel.
    ///
    /// Without an inverse of its own a WCS of two pixel and two world axes has this one anyway. It is better than the
    /// approximate inverse that files of imagers come with, and slower.
    ///
    /// # Errors
    /// [`WcsError::NoInverse`] unless there are two axes of either kind.
    pub fn with_numerical_inverse(self) -> Result<Self> {
        let gwcs = Self { inverse: None, ..self };
        if gwcs.numerical_inverse().is_some() { Ok(gwcs) } else { Err(gwcs.no_inverse()) }
    }

    fn numerical_inverse(&self) -> Option<Arc<dyn Transform>> {
        let inverse = NumericalInverse::new(self.forward.clone(), self.center(), self.residual())?;
        Some(Arc::new(inverse))
    }

    /// A pixel from which any other can be reached.
    fn center(&self) -> [f64; 2] {
        let middle = |axis: usize| {
            let [low, high] = *self.pixel_bounds()?.get(axis)?;
            let middle = low.midpoint(high);
            middle.is_finite().then_some(middle)
        };
        let half = |axis: usize| Some(self.pixel_shape()?.get(axis).copied()? as f64 / 2.0);
        [0, 1].map(|axis| middle(axis).or_else(|| half(axis)).unwrap_or(0.0))
    }

    fn residual(&self) -> Residual {
        let sky = self.frames.iter().find(|frame| matches!(frame.kind, FrameKind::Celestial(_)));
        let axes: Vec<_> = sky.into_iter().flat_map(Frame::placed_axes).collect();
        let degrees = |unit: &Unit| unit.factor_to(&Unit::degree()).ok();
        if let [(longitude, lon), (_, lat)] = axes.as_slice()
            && let (Some(lon), Some(lat)) = (degrees(&lon.unit), degrees(&lat.unit))
        {
            return Residual::Sky { longitude: longitude.0, degrees: [lon, lat] };
        }
        let turn = |axis: usize| degrees(&Unit::parse(self.world_units.get(axis)?)).map(|unit| 360.0 / unit);
        Residual::Difference { turns: [0, 1].map(turn) }
    }

    fn no_inverse(&self) -> WcsError {
        WcsError::NoInverse { transform: self.obstacle.clone() }
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

    /// Where it is defined, if that is limited.
    #[must_use]
    pub fn bounding_box(&self) -> Option<&BoundingBox> {
        self.bounding_box.as_ref()
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
        self.bounding_box.as_ref().map(BoundingBox::extent)
    }

    fn pixel_to_world_values(&self, pixel: &[&[f64]]) -> Result<Vec<Vec<f64>>> {
        let mut world = Vec::new();
        self.pixel_to_world_into(pixel, &mut world)?;
        Ok(world)
    }

    fn pixel_to_world_into(&self, pixel: &[&[f64]], world: &mut Vec<Vec<f64>>) -> Result<()> {
        check_batch("pixel", self.pixel_n_dim(), pixel)?;
        world.resize_with(self.world_n_dim(), Vec::new);
        self.forward.evaluate(pixel, world);
        if let Some(limits) = &self.bounding_box {
            limits.blank_outside(pixel, world);
        }
        Ok(())
    }

    fn world_to_pixel_values(&self, world: &[&[f64]]) -> Result<Vec<Vec<f64>>> {
        check_batch("world", self.world_n_dim(), world)?;
        let inverse = self.inverse.clone().or_else(|| self.numerical_inverse());
        let inverse = inverse.ok_or_else(|| self.no_inverse())?;
        let mut pixel = transform::evaluate(inverse.as_ref(), world)?;
        if let Some(limits) = &self.bounding_box {
            let found = pixel.clone();
            let found: Vec<&[f64]> = found.iter().map(Vec::as_slice).collect();
            limits.blank_outside(&found, &mut pixel);
        }
        Ok(pixel)
    }

    fn frames(&self) -> &[Frame] {
        &self.frames
    }

    /// What the transform makes of them, within the bounding box.
    fn trace(&self, pixel: &[Form]) -> Vec<Form> {
        self.transform.trace(pixel)
    }

    fn as_gwcs(&self) -> Option<&Gwcs> {
        Some(self)
    }
}

/// The inverse, if it fits.
fn inverse_of(transform: &Arc<dyn Transform>) -> Option<Arc<dyn Transform>> {
    let fits = |inverse: &Arc<dyn Transform>| {
        inverse.n_inputs() == transform.n_outputs() && inverse.n_outputs() == transform.n_inputs()
    };
    transform.inverse().filter(fits)
}
