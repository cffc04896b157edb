//! The originals of a compound, each with axes of its own.

use std::sync::Arc;

use granule_core::WorldAxis;

use crate::frame::Slot;
use crate::transform::Form;
use crate::wcs::check_batch;
use crate::{CorrelationMatrix, Frame, Result, Wcs};

/// WCSs one after another; none of them is a view. Only views are made of it, which say which axes are shared.
#[derive(Debug)]
struct SideBySide {
    parts: Vec<Arc<dyn Wcs>>,
    pixel_names: Vec<String>,
    world_names: Vec<String>,
    world_units: Vec<String>,
    world_types: Vec<String>,
    correlation: CorrelationMatrix,
    pixel_shape: Option<Vec<usize>>,
    frames: Vec<Frame>,
    dropped_frames: Vec<Frame>,
}

/// The parts one after another; if there is but one, that one.
pub(super) fn side_by_side(parts: &[Arc<dyn Wcs>]) -> Arc<dyn Wcs> {
    if let [one] = parts {
        return one.clone();
    }
    let names = |of: fn(&dyn Wcs) -> &[String]| {
        parts.iter().flat_map(|part| of(part.as_ref()).iter().cloned()).collect()
    };
    let nothing = CorrelationMatrix::full(0, 0);
    let shapes: Option<Vec<&[usize]>> = parts.iter().map(|part| part.pixel_shape()).collect();
    Arc::new(SideBySide {
        pixel_names: names(|part| part.pixel_axis_names()),
        world_names: names(|part| part.world_axis_names()),
        world_units: names(|part| part.world_axis_units()),
        world_types: names(|part| part.world_axis_physical_types()),
        correlation: parts.iter().fold(nothing, |all, part| all.beside(part.correlation())),
        pixel_shape: shapes.map(|shapes| shapes.concat()),
        frames: frames(parts),
        dropped_frames: parts.iter().flat_map(|part| part.dropped_frames().iter().cloned()).collect(),
        parts: parts.to_vec(),
    })
}

/// The frames of all parts, with their world axes counted from the first part on.
fn frames(parts: &[Arc<dyn Wcs>]) -> Vec<Frame> {
    let mut frames = Vec::new();
    let mut n_world = 0;
    for part in parts {
        let moved = |slot: Slot| match slot {
            Slot::World(world) => Slot::World(WorldAxis(world.0 + n_world)),
            fixed @ Slot::Fixed(_) => fixed,
        };
        frames.extend(part.frames().iter().map(|frame| frame.map_slots(moved)));
        n_world += part.world_n_dim();
    }
    frames
}

impl SideBySide {
    /// The values of each part, out of those of all.
    fn split<'v, T>(
        &self,
        values: &'v [T],
        count: fn(&dyn Wcs) -> usize,
    ) -> impl Iterator<Item = (&Arc<dyn Wcs>, &'v [T])> {
        let mut rest = values;
        self.parts.iter().map(move |part| {
            let (own, others) = rest.split_at_checked(count(part.as_ref())).unwrap_or((rest, &[]));
            rest = others;
            (part, own)
        })
    }
}

impl Wcs for SideBySide {
    fn pixel_n_dim(&self) -> usize {
        self.correlation.n_pixel()
    }

    fn world_n_dim(&self) -> usize {
        self.correlation.n_world()
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

    /// Limits of the parts that have some; a part outside its own does not undo the others.
    fn pixel_bounds(&self) -> Option<Vec<[f64; 2]>> {
        let bounds: Vec<_> = self.parts.iter().map(|part| part.pixel_bounds()).collect();
        bounds.iter().any(Option::is_some).then(|| {
            let unlimited =
                |part: &Arc<dyn Wcs>| vec![[f64::NEG_INFINITY, f64::INFINITY]; part.pixel_n_dim()];
            let parts = bounds.into_iter().zip(&self.parts);
            parts.flat_map(|(bounds, part)| bounds.unwrap_or_else(|| unlimited(part))).collect()
        })
    }

    fn pixel_to_world_values(&self, pixel: &[&[f64]]) -> Result<Vec<Vec<f64>>> {
        let mut world = Vec::new();
        self.pixel_to_world_into(pixel, &mut world)?;
        Ok(world)
    }

    fn pixel_to_world_into(&self, pixel: &[&[f64]], world: &mut Vec<Vec<f64>>) -> Result<()> {
        check_batch("pixel", self.pixel_n_dim(), pixel)?;
        let mut all = std::mem::take(world);
        all.resize_with(self.world_n_dim(), Vec::new);
        let mut columns = all.into_iter();
        for (part, own) in self.split(pixel, |part| part.pixel_n_dim()) {
            let mut values: Vec<Vec<f64>> = columns.by_ref().take(part.world_n_dim()).collect();
            part.pixel_to_world_into(own, &mut values)?;
            world.append(&mut values);
        }
        Ok(())
    }

    fn world_to_pixel_values(&self, world: &[&[f64]]) -> Result<Vec<Vec<f64>>> {
        check_batch("world", self.world_n_dim(), world)?;
        let mut pixel = Vec::with_capacity(self.pixel_n_dim());
        for (part, own) in self.split(world, |part| part.world_n_dim()) {
            pixel.extend(part.world_to_pixel_values(own)?);
        }
        Ok(pixel)
    }

    fn frames(&self) -> &[Frame] {
        &self.frames
    }

    fn trace(&self, pixel: &[Form]) -> Vec<Form> {
        self.split(pixel, |part| part.pixel_n_dim()).flat_map(|(part, own)| part.trace(own)).collect()
    }

    fn dropped_frames(&self) -> &[Frame] {
        &self.dropped_frames
    }
}
