//! What a view is made of.

use std::sync::Arc;

use granule_core::{PixelAxis, WorldAxis};

use super::{DroppedAxis, MappedWcs, PixelMap};
use crate::axis_coordinates::within;
use crate::frame::Slot;
use crate::{CorrelationMatrix, Result, Wcs};

/// The originals behind a WCS, and where its axes come from.
pub(super) struct Plan {
    /// None of them is a view.
    pub(super) parts: Vec<Arc<dyn Wcs>>,
    /// The parts side by side.
    pub(super) base: Arc<dyn Wcs>,
    /// One for each pixel axis of the base.
    pub(super) maps: Vec<PixelMap>,
    /// The world axes of the base, in the order of the view.
    pub(super) kept: Vec<WorldAxis>,
}

impl PixelMap {
    /// The same of an axis that is seen through a map itself.
    pub(super) fn through(&self, steps: &[Self]) -> Self {
        let Self::Axis { axis, scale, offset } = *self else { return *self };
        match steps.get(axis.0) {
            Some(Self::Fixed(value)) => Self::Fixed(scale * value + offset),
            Some(Self::Axis { axis, scale: inner, offset: start }) => {
                Self::Axis { axis: *axis, scale: scale * inner, offset: scale * start + offset }
            }
            None => *self,
        }
    }

    /// The axis of the view, if there is one.
    fn axis(&self) -> Option<PixelAxis> {
        match self {
            Self::Axis { axis, .. } => Some(*axis),
            Self::Fixed(_) => None,
        }
    }
}

impl Plan {
    pub(super) fn of(wcs: &Arc<dyn Wcs>) -> Self {
        match wcs.as_mapped() {
            Some(view) => Self {
                parts: view.parts.clone(),
                base: view.base.clone(),
                maps: view.maps.clone(),
                kept: view.kept.clone(),
            },
            None => Self {
                parts: vec![wcs.clone()],
                base: wcs.clone(),
                maps: (0..wcs.pixel_n_dim()).map(|axis| PixelMap::whole(PixelAxis(axis))).collect(),
                kept: (0..wcs.world_n_dim()).map(WorldAxis).collect(),
            },
        }
    }

    /// The same, with something done to each pixel axis of the view.
    pub(super) fn through(mut self, steps: &[PixelMap]) -> Self {
        self.maps.iter_mut().for_each(|map| *map = map.through(steps));
        // While nothing is cut, even a world axis that depends on no pixel stays.
        if steps.iter().any(|step| step.axis().is_none()) {
            let is_left =
                |world: &WorldAxis| self.left_pixels().any(|(_, pixel)| self.depends(*world, pixel));
            self.kept = self.kept.iter().copied().filter(is_left).collect();
        }
        self
    }

    fn depends(&self, world: WorldAxis, pixel: PixelAxis) -> bool {
        self.base.correlation().depends(world, pixel)
    }

    /// The pixel axes of the view, each with one of the base that is seen along it.
    fn left_pixels(&self) -> impl Iterator<Item = (PixelAxis, PixelAxis)> {
        self.maps.iter().enumerate().filter_map(|(old, map)| Some((map.axis()?, PixelAxis(old))))
    }

    fn correlation(&self) -> CorrelationMatrix {
        let n_pixel = self.left_pixels().map(|(new, _)| new.0 + 1).max().unwrap_or(0);
        CorrelationMatrix::from_fn(self.kept.len(), n_pixel, |row, column| {
            let here = self.left_pixels().filter(|(new, _)| new.0 == column);
            self.kept.get(row).is_some_and(|&world| here.into_iter().any(|(_, old)| self.depends(world, old)))
        })
    }

    /// A name for each pixel axis: of those that share it, the first that has one.
    fn pixel_names(&self, n_pixel: usize) -> Vec<String> {
        let mut names = vec![String::new(); n_pixel];
        for (new, old) in self.left_pixels() {
            if let (Some(slot), Some(name)) = (names.get_mut(new.0), self.base.pixel_axis_names().get(old.0))
                && slot.is_empty()
            {
                slot.clone_from(name);
            }
        }
        names
    }

    /// The world axes not kept, with their values at the fixed pixels. They depend on no other, so any will do where
    /// the WCS is defined.
    fn dropped(&self) -> Result<Vec<DroppedAxis>> {
        let base = &self.base;
        if self.kept.len() == base.world_n_dim() {
            return Ok(Vec::new());
        }
        let bounds = base.pixel_bounds().unwrap_or_default();
        let pixel: Vec<[f64; 1]> = self
            .maps
            .iter()
            .enumerate()
            .map(|(axis, map)| match *map {
                PixelMap::Fixed(value) => [value],
                PixelMap::Axis { offset, .. } => [within(bounds.get(axis), offset)],
            })
            .collect();
        let pixel: Vec<&[f64]> = pixel.iter().map(|value| value.as_slice()).collect();
        let values = base.pixel_to_world_values(&pixel)?;
        let text = |texts: &[String], n: usize| texts.get(n).cloned().unwrap_or_default();
        let dropped = values.iter().enumerate().filter(|(n, _)| !self.kept.contains(&WorldAxis(*n)));
        let axes = dropped.map(|(n, value)| DroppedAxis {
            world: WorldAxis(n),
            name: text(base.world_axis_names(), n),
            physical_type: text(base.world_axis_physical_types(), n),
            unit: text(base.world_axis_units(), n),
            value: value.first().copied().unwrap_or(f64::NAN),
        });
        Ok(axes.collect())
    }
}

impl MappedWcs {
    /// What `steps`, one for each pixel axis, make of a WCS, fused with what it may be a view of.
    pub(crate) fn compose(
        wcs: &Arc<dyn Wcs>,
        steps: &[PixelMap],
        shape: Option<Vec<usize>>,
    ) -> Result<Arc<dyn Wcs>> {
        Ok(Arc::new(Self::new(Plan::of(wcs).through(steps), shape)?))
    }

    /// A view as planned, whose pixel axes count up from 0.
    pub(super) fn new(plan: Plan, pixel_shape: Option<Vec<usize>>) -> Result<Self> {
        let dropped = plan.dropped()?;
        let correlation = plan.correlation();
        let pixel_names = plan.pixel_names(correlation.n_pixel());
        let Plan { parts, base, maps, kept } = plan;
        let pick = |names: &[String]| kept.iter().filter_map(|world| names.get(world.0).cloned()).collect();
        let frames = base.frames().iter().map(|frame| frame.map_slots(|slot| moved(slot, &kept, &dropped)));
        let (frames, gone): (Vec<_>, Vec<_>) = frames.partition(|frame| frame.first_world_axis().is_some());
        Ok(Self {
            pixel_names,
            world_names: pick(base.world_axis_names()),
            world_units: pick(base.world_axis_units()),
            world_types: pick(base.world_axis_physical_types()),
            correlation,
            pixel_shape,
            maps,
            dropped,
            frames,
            dropped_frames: base.dropped_frames().iter().cloned().chain(gone).collect(),
            kept,
            parts,
            base,
        })
    }
}

/// Where a slot of the base lies in the view.
fn moved(slot: Slot, kept: &[WorldAxis], dropped: &[DroppedAxis]) -> Slot {
    let Slot::World(world) = slot else { return slot };
    match kept.iter().position(|&k| k == world) {
        Some(place) => Slot::World(WorldAxis(place)),
        None => {
            Slot::Fixed(dropped.iter().find(|axis| axis.world == world).map_or(f64::NAN, |axis| axis.value))
        }
    }
}
