//! World coordinates: from pixels to positions, wavelengths, times and polarisation states, and back.
//!
//! A [`Wcs`] maps pixel coordinates to world values and back, in batches; [`WcsExt`] adds what is more convenient.
//! [`read_wcs`] reads one from an ASDF tree, as DKIST writes them; [`Gwcs::new`] makes one of a [`Transform`] and
//! [`Frame`]s. [`slice()`], [`resample`] and [`reorder`] give the WCS of a cube that was cut, binned or transposed, and
//! [`compound`] puts several side by side: one view of the originals however often that is done.
//!
//! ```
//! use std::sync::Arc;
//!
//! use granule_core::{Shape, Slices, WorldAxis};
//! use granule_wcs::transform::{Concatenate, Linear};
//! use granule_wcs::{Frame, FrameAxis, FrameKind, Gwcs, Time, Unit, Wcs, WcsExt, resample, slice};
//!
//! // 630.1 nm in the first pixel and 0.01 nm a pixel; a spectrum every 2.5 s.
//! let wavelength = Arc::new(Linear::new(0.01, 630.1));
//! let time = Arc::new(Linear::scale(2.5));
//! let reference = Time::parse("2022-10-24T19:47:33.818")?;
//! let frames = vec![
//!     Frame::new("wavelength", FrameKind::Spectral, vec![
//!         FrameAxis::new(WorldAxis(0), "wavelength", "em.wl", Unit::parse("nm")),
//!     ]),
//!     Frame::new("time", FrameKind::Temporal { reference }, vec![
//!         FrameAxis::new(WorldAxis(1), "time", "time", Unit::parse("s")),
//!     ]),
//! ];
//! let names = vec!["dispersion".to_owned(), "exposure".to_owned()];
//! let wcs: Arc<dyn Wcs> = Arc::new(Gwcs::new(Arc::new(Concatenate::new(wavelength, time)), names, frames)?);
//!
//! // Pixel order: wavelength first.
//! let world = wcs.pixel_to_world(&[20.0, 3.0])?;
//! assert_eq!(world[0].to_string(), "630.3 nm");
//! assert_eq!(world[1].to_string(), "2022-10-24T19:47:41.318");
//! assert_eq!(wcs.world_to_pixel(&world)?[1], 3.0);
//!
//! // Array order: the fourth exposure, every other wavelength, then bins of five.
//! let selection = "3, ::2".parse::<Slices>()?.resolve(&Shape::from([10, 100]))?;
//! let binned = resample(&slice(&wcs, &selection)?, &[5.0])?;
//! assert_eq!(binned.pixel_shape(), Some(&[10][..]));
//! assert_eq!(binned.pixel_to_world_values(&[&[0.0]])?, [[630.14]]);
//! assert_eq!(binned.dropped_coordinates()[0].1.to_string(), "2022-10-24T19:47:41.318");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Two kinds of longitude
//!
//! World *values* are what the transforms yield: a longitude just west of zero reads 1295999″. High-level coordinates
//! are wrapped as their frame likes them: the same place is Tx = −1″ in a helioprojective frame. Compare values modulo a
//! turn.
//!
//! # Between pixels
//!
//! Transforms are evaluated where they are asked. Pointing tables go by the nearest row (half to even), times run
//! linearly between rows: halfway between two raster steps, as at the centre of a bin of ten, the position is that of
//! one of the steps and the time lies between them.

mod axis_coordinates;
mod bounding_box;
mod coordinate;
mod coordinate_array;
mod correlation;
mod error;
mod ext;
mod fits_wcs;
mod frame;
mod gwcs;
mod mapped;
mod pixels;
mod read;
mod time;
pub mod transform;
mod units;
mod wcs;
mod write;

pub use axis_coordinates::AxisCoordinates;
pub use bounding_box::BoundingBox;
pub use coordinate::{DopplerConvention, OffDisk, Quantity, SkyCoord, Stokes, WorldCoordinate};
pub use coordinate_array::CoordinateArray;
pub use correlation::CorrelationMatrix;
pub use error::{Result, WcsError};
pub use ext::WcsExt;
pub use fits_wcs::{
    Alternate, ExportedKeywords, FitsKeyword, KeywordValue, Keywords, LeftOut, NoTables, NotInFits,
    TableColumn, Tables, from_fits_keywords, has_fits_wcs, to_fits_keywords, to_fits_keywords_partial,
};
pub use frame::{CelestialFrame, Frame, FrameAxis, FrameKind, Observer, Slot};
pub use gwcs::Gwcs;
pub use mapped::{
    DroppedAxis, MappedWcs, PixelMap, compound, concatenate, reorder, resample, resample_with_offsets, slice,
    with_array_shape,
};
pub use pixels::pixel_wcs;
pub use read::{ReadTransform, WcsReader, read_wcs, read_wcs_at, wcs_keys};
pub use time::{Time, TimeFormat, TimeScale};
pub use transform::Transform;
pub use units::Unit;
pub use wcs::Wcs;
pub use write::{TransformWriter, write_wcs};
