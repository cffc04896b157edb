//! World coordinates: from pixels to positions, wavelengths, times and polarisation states, and back.

mod coordinate;
mod correlation;
mod error;
mod ext;
mod frame;
mod mapped;
mod time;
mod units;
mod wcs;

pub use coordinate::{Quantity, SkyCoord, Stokes, WorldCoordinate};
pub use correlation::CorrelationMatrix;
pub use error::{Result, WcsError};
pub use ext::WcsExt;
pub use frame::{CelestialFrame, Frame, FrameAxis, FrameKind, Observer, Slot};
pub use mapped::{DroppedAxis, MappedWcs, PixelMap, resample, resample_with_offsets, slice};
pub use time::{Time, TimeScale};
pub use units::Unit;
pub use wcs::Wcs;
