//! World coordinates: from pixels to positions, wavelengths, times and polarisation states, and back.

mod coordinate;
mod correlation;
mod error;
mod ext;
mod frame;
mod gwcs;
mod mapped;
mod read;
mod time;
pub mod transform;
mod units;
mod wcs;

pub use coordinate::{Quantity, SkyCoord, Stokes, WorldCoordinate};
pub use correlation::CorrelationMatrix;
pub use error::{Result, WcsError};
pub use ext::WcsExt;
pub use frame::{CelestialFrame, Frame, FrameAxis, FrameKind, Observer, Slot};
pub use gwcs::Gwcs;
pub use mapped::{DroppedAxis, MappedWcs, PixelMap, resample, resample_with_offsets, slice};
pub use read::read_wcs;
pub use time::{Time, TimeScale};
pub use transform::Transform;
pub use units::Unit;
pub use wcs::Wcs;
