//! World coordinates as things with meaning: positions, wavelengths, times, polarisation states.

mod sky;
mod stokes;

use std::fmt;

pub use sky::SkyCoord;
pub use stokes::Stokes;

use crate::{Result, Time, Unit};

/// A number with its unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// The number.
    pub value: f64,
    /// What it counts.
    pub unit: Unit,
}

impl Quantity {
    /// A number of a unit.
    pub fn new(value: f64, unit: impl Into<Unit>) -> Self {
        Self { value, unit: unit.into() }
    }

    /// The number in another unit.
    ///
    /// # Errors
    /// [`WcsError::IncompatibleUnits`](crate::WcsError::IncompatibleUnits).
    pub fn value_in(&self, unit: &Unit) -> Result<f64> {
        Ok(self.value * self.unit.factor_to(unit)?)
    }
}

impl fmt::Display for Quantity {
    /// For reading, to ten significant digits: `630.3 nm`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = self.unit.to_string();
        write!(f, "{}{}{unit}", readable(self.value), if unit.is_empty() { "" } else { " " })
    }
}

/// A number to ten significant digits, without trailing zeros.
fn readable(value: f64) -> String {
    let magnitude = value.abs().log10().floor();
    if !(-5.0..15.0).contains(&magnitude) {
        return if value == 0.0 || !value.is_finite() { value.to_string() } else { format!("{value:.9e}") };
    }
    let decimals = (9.0 - magnitude).max(0.0) as usize;
    let digits = format!("{value:.decimals$}");
    match digits.split_once('.') {
        Some(_) => digits.trim_end_matches('0').trim_end_matches('.').to_owned(),
        None => digits,
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_readable() {
        let shown = |value: f64| Quantity::new(value, "nm").to_string();
        assert_eq!(shown(630.3000000000001), "630.3 nm");
        assert_eq!(shown(-0.00012345678901), "-0.000123456789 nm");
        assert_eq!(shown(1e10), "10000000000 nm");
        assert_eq!(shown(f64::NAN), "NaN nm");
        assert_eq!(shown(0.0), "0 nm");
        assert_eq!(shown(1.5e-9), "1.500000000e-9 nm");
        assert_eq!(Quantity::new(3.0, "").to_string(), "3");
    }

    #[test]
    fn quantities_convert() {
        assert_eq!(Quantity::new(630.0, "nm").value_in(&Unit::parse("Angstrom")).unwrap(), 6300.0);
        assert!(Quantity::new(630.0, "nm").value_in(&Unit::parse("s")).is_err());
    }
}
