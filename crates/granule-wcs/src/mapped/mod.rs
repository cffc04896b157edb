//! Views of a WCS: sliced, resampled, or both, always as one step from the original pixels.

mod build;
mod evaluate;

use std::sync::Arc;

pub use build::{resample, resample_with_offsets, slice, with_array_shape};
use granule_core::{PixelAxis, WorldAxis};

use crate::{CorrelationMatrix, Frame, Wcs};

/// Where a pixel axis of the original comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum PixelMap {
    /// The axis is gone; the original pixel coordinate is this everywhere. Between pixel centres if an index was
    /// taken of a rebinned axis.
    Fixed(f64),
    /// The axis is there: `original = scale · new + offset`.
    Axis {
        /// Its place among the pixel axes of the view.
        axis: PixelAxis,
        /// Original pixels for each pixel of the view; negative where a slice runs backwards.
        scale: f64,
        /// The original coordinate of the view's pixel 0.
        offset: f64,
    },
}

impl PixelMap {
    /// An axis as it was.
    pub(crate) fn whole(axis: PixelAxis) -> Self {
        Self::Axis { axis, scale: 1.0, offset: 0.0 }
    }
}

/// A world axis that slicing has removed.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct DroppedAxis {
    /// Its place among the world axes of the original.
    pub world: WorldAxis,
    /// Its name; may be empty.
    pub name: String,
    /// Its UCD1+ physical type.
    pub physical_type: String,
    /// Its unit.
    pub unit: String,
    /// Its value there.
    pub value: f64,
}

/// A WCS seen through a slice or a resampling.
///
/// Slicing or resampling a view gives another view of the same original, never a view of a view. A pixel axis that is
/// cut to one index is gone, and with it the world axes that depend on no pixel axis that is left: they are listed by
/// [`dropped_world`](Wcs::dropped_world).
#[derive(Debug)]
pub struct MappedWcs {
    base: Arc<dyn Wcs>,
    /// One for each pixel axis of the base.
    maps: Vec<PixelMap>,
    /// World axes of the base that are kept, in order.
    kept: Vec<WorldAxis>,
    dropped: Vec<DroppedAxis>,
    frames: Vec<Frame>,
    dropped_frames: Vec<Frame>,
    pixel_shape: Option<Vec<usize>>,
    pixel_names: Vec<String>,
    world_names: Vec<String>,
    world_units: Vec<String>,
    world_types: Vec<String>,
    correlation: CorrelationMatrix,
}

impl MappedWcs {
    /// The WCS this is a view of.
    #[must_use]
    pub fn base(&self) -> &Arc<dyn Wcs> {
        &self.base
    }

    /// How each pixel axis of the original is seen, in the original's pixel order.
    #[must_use]
    pub fn pixel_maps(&self) -> &[PixelMap] {
        &self.maps
    }

    /// The world axes of the original that are left, in order.
    #[must_use]
    pub fn kept_world(&self) -> &[WorldAxis] {
        &self.kept
    }

    /// Whether pixels and world values are those of the original, so that only its shape is another.
    fn is_whole(&self) -> bool {
        let as_it_was = |(n, map): (usize, &PixelMap)| *map == PixelMap::whole(PixelAxis(n));
        self.maps.iter().enumerate().all(as_it_was) && self.kept.len() == self.base.world_n_dim()
    }
}

#[cfg(test)]
mod tests;
