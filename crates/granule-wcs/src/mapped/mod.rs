//! Views of a WCS: sliced, resampled, reordered, side by side with others, always as one step from the original pixels.

mod beside;
mod build;
mod compound;
mod evaluate;
mod plan;
mod reorder;

use std::sync::Arc;

pub use build::{resample, resample_with_offsets, slice, with_array_shape};
pub use compound::{compound, concatenate};
use granule_core::{PixelAxis, WorldAxis};
pub use reorder::reorder;

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
        /// Its place among the pixel axes of the view. Pixel axes of the parts of a compound may share one.
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

/// A WCS seen through a slice, a resampling or another order of its axes; or several, side by side.
///
/// What is done to a view gives another view of the same original, never a view of a view; a compound of views and
/// compounds is one view of all their originals. A pixel axis that is cut to one index is gone, and with it the world
/// axes that depend on no pixel axis that is left: they are listed by [`dropped_world`](Wcs::dropped_world). A world
/// axis that depends on one that is left stays.
///
/// # The way back
///
/// The world axes that are left suffice: those that are gone keep the values they had, and what the original says of
/// pixel axes that are gone is not looked at, as in astropy. Where pixel axes of a compound's parts share one axis, the
/// parts must agree on the pixel to [`SHARED_TOLERANCE`](Self::SHARED_TOLERANCE); it is NaN where they do not.
#[derive(Debug)]
pub struct MappedWcs {
    /// The original, or the originals side by side.
    base: Arc<dyn Wcs>,
    parts: Vec<Arc<dyn Wcs>>,
    /// One for each pixel axis of the base.
    maps: Vec<PixelMap>,
    /// World axes of the base that are kept, in the order of the view.
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
    /// By how many pixels the parts of a compound may disagree on an axis they share.
    pub const SHARED_TOLERANCE: f64 = 1e-6;

    /// The WCS this is a view of; for a compound, all its parts side by side.
    #[must_use]
    pub fn base(&self) -> &Arc<dyn Wcs> {
        &self.base
    }

    /// The originals: one, or those of a compound. None of them is a view.
    #[must_use]
    pub fn parts(&self) -> &[Arc<dyn Wcs>] {
        &self.parts
    }

    /// How each pixel axis of the original is seen, in the original's pixel order.
    #[must_use]
    pub fn pixel_maps(&self) -> &[PixelMap] {
        &self.maps
    }

    /// The world axes of the original that are left, in the order of the view.
    #[must_use]
    pub fn kept_world(&self) -> &[WorldAxis] {
        &self.kept
    }

    /// Whether pixels and world values are those of the original, so that only its shape is another.
    fn is_whole(&self) -> bool {
        let as_it_was = |(n, map): (usize, &PixelMap)| *map == PixelMap::whole(PixelAxis(n));
        let every_world_axis = (0..self.base.world_n_dim()).map(WorldAxis);
        self.maps.iter().enumerate().all(as_it_was) && self.kept.iter().copied().eq(every_world_axis)
    }
}

#[cfg(test)]
mod algebra_tests;
#[cfg(test)]
mod tests;
