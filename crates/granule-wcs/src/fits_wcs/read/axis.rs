//! What `CTYPE` says of an axis.

use super::header::Header;
use crate::Result;

/// An axis of the header.
#[derive(Clone, Debug)]
pub(super) struct Axis {
    /// Its number, from 0.
    pub(super) number: usize,
    /// `CTYPE` as it stands.
    pub(super) ctype: String,
    /// The first part of it: `HPLN` of `HPLN-TAN`.
    pub(super) quantity: String,
    pub(super) kind: Kind,
    pub(super) algorithm: Algorithm,
}

/// What kind of quantity an axis has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Longitude,
    Latitude,
    Spectral,
    Time,
    Stokes,
    Other,
}

/// How the quantity comes of the intermediate coordinate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Algorithm {
    Linear,
    /// By a projection, of this code.
    Projection(String),
    /// By a table.
    Table,
    /// By an exponential function.
    Logarithmic,
    /// The axis is linear in another spectral quantity: `F2W`.
    Spectral(String),
}

/// The spectral quantities of FITS.
const SPECTRAL: [&str; 11] =
    ["FREQ", "AFRQ", "ENER", "WAVN", "VRAD", "WAVE", "VOPT", "ZOPT", "AWAV", "VELO", "BETA"];

/// What an axis of time may be called.
const TIMES: [&str; 16] = [
    "TIME", "UTC", "TAI", "TT", "TDT", "ET", "IAT", "UT1", "UT", "GMT", "GPS", "TCG", "TCB", "TDB", "LOCAL",
    "TIMESYS",
];

impl Axis {
    pub(super) fn read(header: &Header<'_>, number: usize) -> Result<Self> {
        let ctype = header.axis_text("CTYPE", number).unwrap_or_default();
        let (quantity, code) = split(&ctype);
        let kind = kind_of(&quantity);
        let algorithm = match (kind, code.as_str()) {
            (_, "") => Algorithm::Linear,
            (_, "TAB") => Algorithm::Table,
            (_, "LOG") => Algorithm::Logarithmic,
            (Kind::Longitude | Kind::Latitude, _) => Algorithm::Projection(modern(&code)),
            (Kind::Spectral, _) if is_spectral_code(&code) => Algorithm::Spectral(code),
            _ => Algorithm::Linear,
        };
        Ok(Self { number, ctype, quantity, kind, algorithm })
    }
}

/// The quantity and the algorithm: `RA` and `TAN` of `RA---TAN-SIP`.
fn split(ctype: &str) -> (String, String) {
    let upper = ctype.to_ascii_uppercase();
    match (upper.get(..4), upper.get(4..5), upper.get(5..8.min(upper.len()))) {
        (Some(first), Some("-"), Some(code)) if !code.is_empty() => {
            let quantity = first.trim_end_matches('-');
            // `VELO-LSR` and its like name a standard of rest, not an algorithm.
            let code = if SPECTRAL.contains(&quantity)
                && !is_spectral_code(code)
                && code != "TAB"
                && code != "LOG"
            {
                ""
            } else {
                code.trim_end_matches('-')
            };
            (quantity.to_owned(), code.to_owned())
        }
        _ => (upper.trim_end_matches('-').to_owned(), String::new()),
    }
}

/// The name of today for what a projection was called before the standard.
fn modern(code: &str) -> String {
    match code {
        "GLS" => "SFL",
        // North-celestial-pole projection; its slant follows from CRVAL.
        code => code,
    }
    .to_owned()
}

fn is_spectral_code(code: &str) -> bool {
    let mut letters = code.chars();
    let quantity = |letter: Option<char>| matches!(letter, Some('F' | 'W' | 'A' | 'V'));
    let (from, two, to) = (letters.next(), letters.next(), letters.next());
    (quantity(from) && two == Some('2') && quantity(to) && from != to) || matches!(code, "GRI" | "GRA")
}

fn kind_of(quantity: &str) -> Kind {
    let ends = |ending: &str| quantity.len() == 4 && quantity.ends_with(ending);
    match quantity {
        "RA" => Kind::Longitude,
        "DEC" => Kind::Latitude,
        "STOKES" => Kind::Stokes,
        _ if ends("LON") || ends("LN") => Kind::Longitude,
        _ if ends("LAT") || ends("LT") => Kind::Latitude,
        _ if SPECTRAL.contains(&quantity) => Kind::Spectral,
        _ if TIMES.contains(&quantity) => Kind::Time,
        _ => Kind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_split_into_quantity_and_algorithm() {
        let parts = |ctype: &str| split(ctype);
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(parts("RA---TAN-SIP"), pair("RA", "TAN"));
        assert_eq!(parts("HPLT-AZP"), pair("HPLT", "AZP"));
        assert_eq!(parts("UTC--TAB"), pair("UTC", "TAB"));
        assert_eq!(parts("Solar-X"), pair("SOLAR-X", ""));
        assert_eq!(parts("VELO-LSR"), pair("VELO", ""));
        assert_eq!(parts("WAVE-F2W"), pair("WAVE", "F2W"));
        assert_eq!(parts("STOKES"), pair("STOKES", ""));
        assert_eq!(parts("µ---µµµ"), pair("µ---µµµ", ""));
    }
}
