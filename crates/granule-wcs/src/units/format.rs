//! Units as text, in the syntax of astropy, FITS and VOUnit.

use std::fmt;

use super::{Factor, Unit};

/// How one of the three syntaxes joins factors and raises symbols to powers.
struct Style {
    /// What stands between factors.
    between: &'static str,
    /// What stands before a whole power.
    raise: &'static str,
    /// What stands before and after a power that is a ratio.
    ratio: (&'static str, &'static str),
    /// Whether units that are counted have their long names: `pixel`, `count`, `photon`.
    names: Names,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Names {
    Short,
    Long,
}

const GENERIC: Style = Style { between: " ", raise: "", ratio: ("(", ")"), names: Names::Short };
const FITS: Style = Style { between: " ", raise: "", ratio: ("(", ")"), names: Names::Long };
const VOUNIT: Style = Style { between: ".", raise: "**", ratio: ("**(", ")"), names: Names::Long };

impl Unit {
    /// The unit as the FITS standard (4.3) writes it: `erg cm-2 s-1`, `10**-7 J`, `solRad`, `count`.
    ///
    /// Symbols that FITS does not know, and scales that are no power of ten, are written as they are: FITS has no word
    /// for them.
    #[must_use]
    pub fn to_fits(&self) -> String {
        FITS.join(self.factors.iter().map(|factor| FITS.raised(factor, factor.power)))
    }

    /// The unit as VOUnit 1.0, and thereby ASDF, writes it: `erg.cm**-2.s**-1`, `nm.pixel**-1`.
    #[must_use]
    pub fn to_vounit(&self) -> String {
        VOUNIT.join(self.factors.iter().map(|factor| VOUNIT.raised(factor, factor.power)))
    }
}

impl fmt::Display for Unit {
    /// As astropy writes it: `ct / pix`, `erg / (cm2 s)`, `m(1/2)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A scale stands in front, whatever its power.
        let is_above = |factor: &&Factor| factor.power > 0.0 || factor.is_number();
        let above = self.factors.iter().filter(is_above);
        let above = GENERIC.join(above.map(|factor| GENERIC.raised(factor, factor.power)));
        let below = self.factors.iter().filter(|factor| !is_above(factor));
        let below: Vec<String> = below.map(|factor| GENERIC.raised(factor, -factor.power)).collect();
        match (above.as_str(), below.as_slice()) {
            (above, []) => f.write_str(above),
            ("", [one]) => write!(f, "1 / {one}"),
            ("", many) => write!(f, "1 / ({})", many.join(" ")),
            (above, [one]) => write!(f, "{above} / {one}"),
            (above, many) => write!(f, "{above} / ({})", many.join(" ")),
        }
    }
}

impl Factor {
    fn is_number(&self) -> bool {
        self.symbol.starts_with(|first: char| first.is_ascii_digit())
    }
}

impl Style {
    fn join(&self, factors: impl Iterator<Item = String>) -> String {
        factors.collect::<Vec<_>>().join(self.between)
    }

    fn raised(&self, factor: &Factor, power: f64) -> String {
        // A number and its power would run together.
        let (raise, (open, close)) =
            if factor.is_number() { ("**", ("**(", ")")) } else { (self.raise, self.ratio) };
        let symbol = self.name(&factor.symbol);
        if (power - 1.0).abs() < 1e-9 {
            return symbol.to_owned();
        }
        if (power - power.round()).abs() < 1e-9 {
            return format!("{symbol}{raise}{}", power.round());
        }
        match as_ratio(power) {
            Some((above, below)) => format!("{symbol}{open}{above}/{below}{close}"),
            None => format!("{symbol}**{power}"),
        }
    }

    fn name<'a>(&self, symbol: &'a str) -> &'a str {
        match (self.names, symbol) {
            (Names::Long, "pix") => "pixel",
            (Names::Long, "ct") => "count",
            (Names::Long, "ph") => "photon",
            (Names::Long, "vox") => "voxel",
            (_, other) => other,
        }
    }
}

/// The power as a ratio of small whole numbers, if it is one.
fn as_ratio(power: f64) -> Option<(f64, u8)> {
    let near = |below: u8| (power * f64::from(below)).round();
    (2..=12)
        .map(|below| (near(below), below))
        .find(|&(above, below)| (above / f64::from(below) - power).abs() < 1e-12)
}
