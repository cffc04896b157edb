//! Units of measure: read from, and written as, FITS, VOUnit and astropy strings, and converted.

mod format;
mod kind;
mod parse;
mod symbols;
mod table;

use std::collections::BTreeMap;
use std::str::FromStr;

use crate::{Result, WcsError};

/// A unit: a size and what it measures.
///
/// Reading never fails: text that makes no sense is kept as a unit of its own that converts to itself alone.
///
/// ```
/// use granule_wcs::Unit;
///
/// let step = Unit::parse("nm.pixel**-1");
/// assert_eq!(step.to_string(), "nm / pix");
/// assert_eq!(Unit::parse("deg").factor_to(&Unit::parse("arcsec"))?, 3600.0);
/// # Ok::<(), granule_wcs::WcsError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Unit {
    factors: Vec<Factor>,
    /// The size is `mantissa · 10^exponent` base units: kept apart so that powers of ten convert exactly.
    mantissa: f64,
    exponent: f64,
    dimensions: BTreeMap<Box<str>, f64>,
}

/// One factor as it is shown: `cm` to the power 2.
#[derive(Clone, Debug)]
struct Factor {
    symbol: String,
    power: f64,
}

impl Unit {
    /// The unit of plain numbers.
    #[must_use]
    pub fn dimensionless() -> Self {
        Self { mantissa: 1.0, ..Self::default() }
    }

    /// Reads a unit: `arcsec`, `nm.pixel**-1`, `erg / (s cm2)`, `10**-3 ct`, `sqrt(Hz)`, or nothing for plain numbers.
    ///
    /// FITS, VOUnit and astropy's generic strings are read alike; where they disagree (`m / s kg`) as astropy does:
    /// everything after a `/` divides.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        parse::unit(text).unwrap_or_else(|| Self::opaque(text.trim()))
    }

    /// Whether the text was understood: a unit that was not is one of its own, and converts to itself alone.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.dimensions.keys().all(|base| kind::is_base(base))
    }

    /// One pixel.
    #[must_use]
    pub(crate) fn pixel() -> Self {
        Self::parse("pix")
    }

    /// One degree.
    #[must_use]
    pub(crate) fn degree() -> Self {
        Self::parse("deg")
    }

    /// One metre.
    #[must_use]
    pub(crate) fn metre() -> Self {
        Self::parse("m")
    }

    /// One second.
    #[must_use]
    pub(crate) fn second() -> Self {
        Self::parse("s")
    }

    /// A unit that is only itself.
    fn opaque(symbol: &str) -> Self {
        let mut unit = Self::dimensionless();
        unit.factors.push(Factor { symbol: symbol.to_owned(), power: 1.0 });
        unit.dimensions.insert(symbol.into(), 1.0);
        unit
    }

    /// What a value in this unit is multiplied by to be in the other.
    ///
    /// # Errors
    /// [`WcsError::IncompatibleUnits`] when they measure different things.
    pub fn factor_to(&self, other: &Self) -> Result<f64> {
        if !self.measures_same(other) {
            return Err(self.mismatch(other));
        }
        let tens = self.exponent - other.exponent;
        let ratio = self.mantissa / other.mantissa;
        // 10^-n is not exact in binary, 10^n is.
        Ok(if tens < 0.0 { ratio / 10_f64.powf(-tens) } else { ratio * 10_f64.powf(tens) })
    }

    /// The error that says what each of the units measures.
    pub(crate) fn mismatch(&self, other: &Self) -> WcsError {
        WcsError::IncompatibleUnits {
            from: self.in_words(),
            to: other.in_words(),
            from_kind: self.kind(),
            to_kind: other.kind(),
        }
    }

    /// Whether values of one unit can be converted to the other.
    #[must_use]
    pub fn measures_same(&self, other: &Self) -> bool {
        self.dimensions.len() == other.dimensions.len()
            && self.dimensions.iter().all(|(base, power)| {
                other.dimensions.get(base).is_some_and(|other_power| (power - other_power).abs() < 1e-9)
            })
    }

    /// Whether this is the unit of plain numbers, of whatever size.
    #[must_use]
    pub fn is_dimensionless(&self) -> bool {
        self.dimensions.is_empty()
    }

    /// The product of two units.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        self.times_power(other, 1.0)
    }

    /// The unit to a power, which need not be whole.
    #[must_use]
    pub fn powf(&self, power: f64) -> Self {
        Self::dimensionless().times_power(self, power)
    }

    /// The quotient of two units.
    #[must_use]
    pub fn per(&self, other: &Self) -> Self {
        self.times_power(other, -1.0)
    }

    fn times_power(&self, other: &Self, power: f64) -> Self {
        let mut product = self.clone();
        product.mantissa *= other.mantissa.powf(power);
        product.exponent += other.exponent * power;
        for (base, other_power) in &other.dimensions {
            *product.dimensions.entry(base.clone()).or_insert(0.0) += other_power * power;
        }
        product.dimensions.retain(|_, power| power.abs() > 1e-9);
        for factor in &other.factors {
            match product.factors.iter_mut().find(|known| known.symbol == factor.symbol) {
                Some(known) => known.power += factor.power * power,
                None => product
                    .factors
                    .push(Factor { symbol: factor.symbol.clone(), power: factor.power * power }),
            }
        }
        product.factors.retain(|factor| factor.power.abs() > 1e-9);
        product
    }
}

impl PartialEq for Unit {
    /// Same size and same meaning, however written: `1000 m` is `km`.
    fn eq(&self, other: &Self) -> bool {
        self.factor_to(other).is_ok_and(|factor| (factor - 1.0).abs() < 1e-12)
    }
}

impl FromStr for Unit {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self::parse(text))
    }
}

impl From<&str> for Unit {
    fn from(text: &str) -> Self {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests;
