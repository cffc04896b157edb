//! Polarisation states and the numbers that stand for them.

use std::fmt;

/// A polarisation state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the names are the states themselves")]
pub enum Stokes {
    I,
    Q,
    U,
    V,
    RR,
    LL,
    RL,
    LR,
    XX,
    YY,
    XY,
    YX,
    /// A number that stands for no state; shown as `?`.
    Unknown,
}

const NUMBERED: [(Stokes, f64, &str); 12] = [
    (Stokes::I, 1.0, "I"),
    (Stokes::Q, 2.0, "Q"),
    (Stokes::U, 3.0, "U"),
    (Stokes::V, 4.0, "V"),
    (Stokes::RR, -1.0, "RR"),
    (Stokes::LL, -2.0, "LL"),
    (Stokes::RL, -3.0, "RL"),
    (Stokes::LR, -4.0, "LR"),
    (Stokes::XX, -5.0, "XX"),
    (Stokes::YY, -6.0, "YY"),
    (Stokes::XY, -7.0, "XY"),
    (Stokes::YX, -8.0, "YX"),
];

impl Stokes {
    /// The state a world value stands for, after rounding.
    #[must_use]
    pub fn from_value(value: f64) -> Self {
        let rounded = value.round_ties_even();
        NUMBERED.iter().find(|(_, number, _)| *number == rounded).map_or(Self::Unknown, |(state, ..)| *state)
    }

    /// The world value of the state; NaN for [`Stokes::Unknown`].
    #[must_use]
    pub fn value(self) -> f64 {
        NUMBERED.iter().find(|(state, ..)| *state == self).map_or(f64::NAN, |(_, number, _)| *number)
    }

    /// The state by its symbol, in either case.
    #[must_use]
    pub fn from_symbol(symbol: &str) -> Option<Self> {
        NUMBERED.iter().find(|(.., name)| name.eq_ignore_ascii_case(symbol)).map(|(state, ..)| *state)
    }

    /// The symbol: `I`, `Q`, …, or `?`.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        NUMBERED.iter().find(|(state, ..)| *state == self).map_or("?", |(.., name)| name)
    }
}

impl fmt::Display for Stokes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.symbol())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_rounded_and_others_are_unknown() {
        assert_eq!(Stokes::from_value(3.1), Stokes::U);
        assert_eq!(Stokes::from_value(-8.0).to_string(), "YX");
        assert_eq!(Stokes::from_value(0.0).to_string(), "?");
        assert_eq!(Stokes::from_value(f64::NAN), Stokes::Unknown);
        assert_eq!(Stokes::from_symbol("v").map(Stokes::value), Some(4.0));
    }
}
