//! Frames: what the numbers of the world axes mean.

mod celestial;
mod convert;
pub(crate) mod defaults;
pub(crate) mod ephemeris;
pub(crate) mod vector;

use std::sync::Arc;

pub use celestial::{CelestialFrame, Observer};
use granule_core::WorldAxis;

use crate::{Time, Unit};

/// A coordinate frame and the world axes it fills.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Frame {
    /// The name the file gives it.
    pub name: String,
    /// What kind of coordinate it gives.
    pub kind: FrameKind,
    /// Its axes, in its own order: longitude before latitude, whatever their places among the world axes.
    pub axes: Vec<FrameAxis>,
}

/// What kind of coordinate a frame gives.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum FrameKind {
    /// A position on the sky: longitude, latitude, and perhaps distance.
    Celestial(Arc<CelestialFrame>),
    /// A wavelength, frequency or energy.
    Spectral,
    /// Time elapsed since a reference.
    Temporal {
        /// The instant at which the axis reads zero.
        reference: Time,
    },
    /// A polarisation state.
    Stokes,
    /// Plain quantities.
    Generic,
}

impl FrameKind {
    /// The kind of coordinate, for messages.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Celestial(_) => "sky",
            Self::Spectral => "spectral",
            Self::Temporal { .. } => "time",
            Self::Stokes => "stokes",
            Self::Generic => "quantity",
        }
    }
}

/// One axis of a frame.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct FrameAxis {
    /// Where its value comes from.
    pub slot: Slot,
    /// Its name; may be empty.
    pub name: String,
    /// Its UCD1+ physical type.
    pub physical_type: String,
    /// The unit of its values.
    pub unit: Unit,
}

/// Where the value of a frame's axis comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Slot {
    /// A world axis.
    World(WorldAxis),
    /// Slicing has removed the world axis; this is its value there.
    Fixed(f64),
}

impl Frame {
    /// A frame from its parts.
    pub fn new(name: impl Into<String>, kind: FrameKind, axes: Vec<FrameAxis>) -> Self {
        Self { name: name.into(), kind, axes }
    }

    /// The first world axis it fills, or `None` when all its axes are fixed.
    #[must_use]
    pub fn first_world_axis(&self) -> Option<WorldAxis> {
        self.world_axes().min()
    }

    /// The world axes it fills.
    pub fn world_axes(&self) -> impl Iterator<Item = WorldAxis> {
        self.placed_axes().map(|(world, _)| world)
    }

    /// Its axes that fill a world axis, each with that axis.
    pub fn placed_axes(&self) -> impl Iterator<Item = (WorldAxis, &FrameAxis)> {
        self.axes.iter().filter_map(|axis| Some((axis.world()?, axis)))
    }

    /// The same frame with each slot replaced.
    #[must_use]
    pub(crate) fn map_slots(&self, slot: impl Fn(Slot) -> Slot) -> Self {
        let axes = self.axes.iter().map(|axis| FrameAxis { slot: slot(axis.slot), ..axis.clone() });
        Self { axes: axes.collect(), ..self.clone() }
    }
}

impl FrameAxis {
    /// An axis that fills a world axis.
    pub fn new(
        world: WorldAxis,
        name: impl Into<String>,
        physical_type: impl Into<String>,
        unit: Unit,
    ) -> Self {
        Self { slot: Slot::World(world), name: name.into(), physical_type: physical_type.into(), unit }
    }

    /// The world axis it fills, unless slicing has removed it.
    #[must_use]
    pub fn world(&self) -> Option<WorldAxis> {
        match self.slot {
            Slot::World(world) => Some(world),
            Slot::Fixed(_) => None,
        }
    }
}
