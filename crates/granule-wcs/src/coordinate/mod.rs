//! World coordinates as things with meaning: positions, wavelengths, times, polarisation states.

mod convert;
mod quantity;
mod sky;
mod spectral;
mod stokes;

use std::fmt;

pub use convert::OffDisk;
pub use quantity::Quantity;
pub use sky::SkyCoord;
pub use spectral::DopplerConvention;
pub use stokes::Stokes;

use crate::Time;

/// One high-level world coordinate.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum WorldCoordinate {
    /// A position on the sky (or on the Sun).
    Sky(SkyCoord),
    /// A wavelength, frequency or energy.
    Spectral(Quantity),
    /// An instant.
    Time(Time),
    /// A polarisation state.
    Stokes(Stokes),
    /// Anything else, with the name of its axis.
    Quantity {
        /// The name of the world axis.
        name: String,
        /// The value there.
        quantity: Quantity,
    },
}

impl WorldCoordinate {
    /// What kind of coordinate it is, for messages.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Sky(_) => "sky",
            Self::Spectral(_) => "spectral",
            Self::Time(_) => "time",
            Self::Stokes(_) => "stokes",
            Self::Quantity { .. } => "quantity",
        }
    }
}

impl fmt::Display for WorldCoordinate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sky(sky) => sky.fmt(f),
            Self::Spectral(quantity) => quantity.fmt(f),
            Self::Time(time) => time.fmt(f),
            Self::Stokes(stokes) => write!(f, "Stokes {stokes}"),
            Self::Quantity { name, quantity } => write!(f, "{name} {quantity}"),
        }
    }
}
