//! Evaluating views.

use super::{DroppedAxis, MappedWcs, PixelMap};
use crate::transform::Form;
use crate::wcs::check_batch;
use crate::{CorrelationMatrix, Frame, Result, Wcs};

/// So many points at a time: what they were in the original stays in a core's cache.
const BATCH: usize = 4096;

impl Wcs for MappedWcs {
    fn pixel_n_dim(&self) -> usize {
        self.correlation.n_pixel()
    }

    fn world_n_dim(&self) -> usize {
        self.kept.len()
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
        let base = self.base.pixel_bounds()?;
        let mut bounds = vec![[f64::NEG_INFINITY, f64::INFINITY]; self.pixel_n_dim()];
        for (map, limits) in self.maps.iter().zip(base) {
            let PixelMap::Axis { axis, scale, offset } = *map else { continue };
            // Axes of several parts may be seen along one of the view.
            if let Some([low, high]) = bounds.get_mut(axis.0) {
                let [a, b] = limits.map(|limit| (limit - offset) / scale);
                (*low, *high) = (low.max(a.min(b)), high.min(a.max(b)));
            }
        }
        Some(bounds)
    }

    fn pixel_to_world_values(&self, pixel: &[&[f64]]) -> Result<Vec<Vec<f64>>> {
        let mut world = Vec::new();
        self.pixel_to_world_into(pixel, &mut world)?;
        Ok(world)
    }

    fn pixel_to_world_into(&self, pixel: &[&[f64]], world: &mut Vec<Vec<f64>>) -> Result<()> {
        let length = check_batch("pixel", self.pixel_n_dim(), pixel)?;
        if self.is_whole() {
            return self.base.pixel_to_world_into(pixel, world);
        }
        world.resize_with(self.world_n_dim(), Vec::new);
        for values in &mut *world {
            values.clear();
            values.reserve_exact(length);
        }
        let mut original: Vec<Vec<f64>> = vec![Vec::new(); self.maps.len()];
        let mut values = Vec::new();
        for start in (0..length).step_by(BATCH) {
            let points = start..(start + BATCH).min(length);
            for (map, old) in self.maps.iter().zip(&mut original) {
                old.clear();
                match *map {
                    PixelMap::Fixed(value) => old.resize(points.len(), value),
                    PixelMap::Axis { axis, scale, offset } => {
                        let new = pixel.get(axis.0).and_then(|new| new.get(points.clone()));
                        old.extend(new.unwrap_or(&[]).iter().map(|new| scale * new + offset));
                    }
                }
            }
            let views: Vec<&[f64]> = original.iter().map(Vec::as_slice).collect();
            self.base.pixel_to_world_into(&views, &mut values)?;
            for (axis, world) in self.kept.iter().zip(&mut *world) {
                world.extend_from_slice(values.get(axis.0).map_or(&[], Vec::as_slice));
            }
        }
        Ok(())
    }

    fn world_to_pixel_values(&self, world: &[&[f64]]) -> Result<Vec<Vec<f64>>> {
        let length = check_batch("world", self.world_n_dim(), world)?;
        // What slicing removed keeps the value it had: the inverse may need it.
        let fixed: Vec<Vec<f64>> = self.dropped.iter().map(|axis| vec![axis.value; length]).collect();
        let mut full: Vec<&[f64]> = vec![&[]; self.base.world_n_dim()];
        let given = self.kept.iter().zip(world).map(|(axis, values)| (axis, *values));
        let removed = self.dropped.iter().zip(&fixed).map(|(axis, values)| (&axis.world, values.as_slice()));
        for (axis, values) in given.chain(removed) {
            if let Some(slot) = full.get_mut(axis.0) {
                *slot = values;
            }
        }
        let original = self.base.world_to_pixel_values(&full)?;
        let mut pixel = vec![Vec::new(); self.pixel_n_dim()];
        for (map, old) in self.maps.iter().zip(original) {
            if let PixelMap::Axis { axis, scale, offset } = *map
                && let Some(new) = pixel.get_mut(axis.0)
            {
                let found = old.iter().map(|value| (value - offset) / scale);
                if new.is_empty() {
                    new.extend(found);
                } else {
                    new.iter_mut().zip(found).for_each(|(first, other)| *first = agreed(*first, other));
                }
            }
        }
        Ok(pixel)
    }

    fn frames(&self) -> &[Frame] {
        &self.frames
    }

    fn trace(&self, pixel: &[Form]) -> Vec<Form> {
        let Some(like) = pixel.iter().find_map(Form::as_affine) else {
            return vec![Form::unknown::<Self>(); self.kept.len()];
        };
        let original = self.maps.iter().map(|map| match *map {
            PixelMap::Fixed(value) => Form::Affine(like.constant_like(value)),
            PixelMap::Axis { axis, scale, offset } => {
                pixel.get(axis.0).map_or_else(Form::unknown::<Self>, |form| form.scaled(scale, offset))
            }
        });
        let world = self.base.trace(&original.collect::<Vec<_>>());
        self.kept.iter().filter_map(|axis| world.get(axis.0).cloned()).collect()
    }

    fn dropped_world(&self) -> &[DroppedAxis] {
        &self.dropped
    }

    fn dropped_frames(&self) -> &[Frame] {
        &self.dropped_frames
    }

    fn as_mapped(&self) -> Option<&MappedWcs> {
        Some(self)
    }
}

/// What two parts say of a pixel; NaN where they disagree.
fn agreed(first: f64, other: f64) -> f64 {
    if (first - other).abs() <= MappedWcs::SHARED_TOLERANCE { first } else { f64::NAN }
}
