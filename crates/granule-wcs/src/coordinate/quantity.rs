//! Numbers with units.

use std::fmt;
use std::str::FromStr;

use crate::{Result, Unit, WcsError};

/// A number with its unit.
///
/// ```
/// use granule_wcs::{Quantity, Unit};
///
/// let wavelength: Quantity = "630.2 nm".parse()?;
/// assert_eq!(wavelength.to(&Unit::parse("Angstrom"))?.to_string(), "6302 Angstrom");
/// let error = wavelength.to(&Unit::parse("s")).unwrap_err();
/// assert_eq!(error.to_string(), "cannot convert nm to s: length is not time");
/// # Ok::<(), granule_wcs::WcsError>(())
/// ```
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
    /// [`WcsError::IncompatibleUnits`].
    pub fn value_in(&self, unit: &Unit) -> Result<f64> {
        Ok(self.value * self.unit.factor_to(unit)?)
    }

    /// The same quantity in another unit.
    ///
    /// # Errors
    /// [`WcsError::IncompatibleUnits`].
    pub fn to(&self, unit: &Unit) -> Result<Self> {
        Ok(Self { value: self.value_in(unit)?, unit: unit.clone() })
    }
}

impl FromStr for Quantity {
    type Err = WcsError;

    /// Reads `5 arcsec`, `630.2nm`, `-1e-3 deg / pix`, or a plain number.
    fn from_str(text: &str) -> Result<Self> {
        let bad = |reason| WcsError::BadQuantity { text: text.to_owned(), reason };
        let (number, unit) = split_number(text.trim());
        if number.is_empty() {
            return Err(bad("it does not begin with a number"));
        }
        let value: f64 = number.parse().map_err(|_| bad("its number makes no sense"))?;
        if !value.is_finite() {
            return Err(bad("its number is too large"));
        }
        let is_word = |first: char| first.is_alphabetic() || "%/(°′″".contains(first);
        if !unit.is_empty() && !unit.starts_with(is_word) {
            return Err(bad("a unit should follow the number"));
        }
        Ok(Self { value, unit: Unit::parse(unit) })
    }
}

/// The number that the text begins with, and what follows it.
fn split_number(text: &str) -> (&str, &str) {
    let digits = |from: usize| {
        let rest = text.get(from..).unwrap_or_default();
        from + rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len())
    };
    let at = |place: usize, set: &str| {
        usize::from(text.get(place..).unwrap_or_default().starts_with(|c: char| set.contains(c)))
    };
    let start = at(0, "+-");
    let whole = digits(start);
    let mut end = if at(whole, ".") == 1 { digits(whole + 1) } else { whole };
    if end - start <= at(whole, ".") {
        return ("", text);
    }
    // An `e` without digits behind it belongs to the unit: `5 eV` may be written `5eV`.
    let mark = end + at(end, "eE");
    let exponent = mark + at(mark, "+-");
    if mark > end && digits(exponent) > exponent {
        end = digits(exponent);
    }
    let (number, rest) = text.split_at(end);
    (number, rest.trim_start())
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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

    #[test]
    fn quantities_are_read_with_or_without_a_space() {
        for (text, value, unit) in [
            ("5 arcsec", 5.0, "arcsec"),
            ("630.2nm", 630.2, "nm"),
            ("-1e-3 deg / pix", -1e-3, "deg / pix"),
            ("5eV", 5.0, "eV"),
            ("1e3eV", 1e3, "eV"),
            (" +.5″ ", 0.5, "arcsec"),
            ("7.", 7.0, ""),
            ("10%", 10.0, "%"),
            ("3 / s", 3.0, "1 / s"),
        ] {
            assert_eq!(text.parse::<Quantity>().unwrap(), Quantity::new(value, unit), "{text}");
        }
    }

    #[test]
    fn what_is_no_quantity_is_refused() {
        for (text, reason) in [
            ("arcsec", "does not begin with a number"),
            ("", "does not begin with a number"),
            (".", "does not begin with a number"),
            ("-nm", "does not begin with a number"),
            ("1e999 m", "too large"),
            ("5 ** m", "a unit should follow"),
            ("1.2.3", "a unit should follow"),
        ] {
            let message = text.parse::<Quantity>().unwrap_err().to_string();
            assert!(message.contains(reason) && message.contains("5 arcsec"), "{text}: {message}");
        }
    }

    proptest! {
        #[test]
        fn a_quantity_survives_being_written_and_read(value in -1e12_f64..1e12, unit in "(nm|deg|W / (m2 sr)|10\\*\\*-7 J|)") {
            let text = format!("{value:e} {unit}");
            // A scale cannot follow a number: it would be part of it.
            if unit.starts_with('1') {
                prop_assert!(text.parse::<Quantity>().is_err());
            } else {
                prop_assert_eq!(text.parse::<Quantity>().unwrap(), Quantity::new(value, unit.as_str()));
            }
        }

        #[test]
        fn any_text_is_a_quantity_or_an_error(text in "[-+0-9.eE nm°/*]{0,16}") {
            prop_assert!(text.parse::<Quantity>().map_or(true, |quantity| quantity.value.is_finite()));
        }
    }
}
