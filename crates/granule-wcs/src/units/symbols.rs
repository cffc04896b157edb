//! The table of unit symbols and prefixes.

/// A named unit: `mantissa · 10^exponent` of the base units in `dimensions`.
#[derive(Debug)]
pub(super) struct Symbol {
    /// How it is written when shown.
    pub(super) canonical: &'static str,
    pub(super) mantissa: f64,
    pub(super) exponent: f64,
    pub(super) dimensions: &'static [(&'static str, f64)],
}

/// A row of the table: spellings (the first is canonical), mantissa, exponent, dimensions, takes prefixes.
type Row = (&'static [&'static str], f64, f64, &'static [(&'static str, f64)], bool);

const LENGTH: &[(&str, f64)] = &[("m", 1.0)];
const TIME: &[(&str, f64)] = &[("s", 1.0)];
const ANGLE: &[(&str, f64)] = &[("arcsec", 1.0)];
const ENERGY: &[(&str, f64)] = &[("g", 1.0), ("m", 2.0), ("s", -2.0)];
const POWER: &[(&str, f64)] = &[("g", 1.0), ("m", 2.0), ("s", -3.0)];
const FIELD: &[(&str, f64)] = &[("A", -1.0), ("g", 1.0), ("s", -2.0)];

/// Angles are counted in arc seconds: degrees and minutes are whole numbers of them, so conversions stay exact.
const ROWS: &[Row] = &[
    (&["m", "meter", "metre"], 1.0, 0.0, LENGTH, true),
    (&["s", "sec", "second"], 1.0, 0.0, TIME, true),
    (&["g", "gram"], 1.0, 0.0, &[("g", 1.0)], true),
    (&["K", "Kelvin"], 1.0, 0.0, &[("K", 1.0)], true),
    (&["A", "ampere"], 1.0, 0.0, &[("A", 1.0)], true),
    (&["mol"], 1.0, 0.0, &[("mol", 1.0)], true),
    (&["cd"], 1.0, 0.0, &[("cd", 1.0)], true),
    (&["arcsec", "arcsecond"], 1.0, 0.0, ANGLE, true),
    (&["mas"], 1.0, -3.0, ANGLE, false),
    (&["uas"], 1.0, -6.0, ANGLE, false),
    (&["arcmin", "arcminute"], 60.0, 0.0, ANGLE, false),
    (&["deg", "degree"], 3600.0, 0.0, ANGLE, false),
    (&["rad", "radian"], 648_000.0 / std::f64::consts::PI, 0.0, ANGLE, true),
    (&["hourangle"], 54_000.0, 0.0, ANGLE, false),
    (&["sr", "steradian"], SQUARE_RADIAN, 0.0, &[("arcsec", 2.0)], false),
    (&["min", "minute"], 60.0, 0.0, TIME, false),
    (&["h", "hr", "hour"], 3600.0, 0.0, TIME, false),
    (&["d", "day"], 86_400.0, 0.0, TIME, false),
    (&["yr", "a", "year"], 31_557_600.0, 0.0, TIME, true),
    (&["Hz", "hertz"], 1.0, 0.0, &[("s", -1.0)], true),
    (&["N", "newton"], 1.0, 3.0, &[("g", 1.0), ("m", 1.0), ("s", -2.0)], true),
    (&["J", "joule"], 1.0, 3.0, ENERGY, true),
    (&["erg"], 1.0, -4.0, ENERGY, false),
    (&["eV"], 1.602_176_634, -16.0, ENERGY, true),
    (&["W", "watt"], 1.0, 3.0, POWER, true),
    (&["Pa", "pascal"], 1.0, 3.0, &[("g", 1.0), ("m", -1.0), ("s", -2.0)], true),
    (&["T", "tesla"], 1.0, 3.0, FIELD, true),
    (&["G", "Gauss", "gauss"], 1.0, -1.0, FIELD, true),
    (&["V", "volt"], 1.0, 3.0, &[("A", -1.0), ("g", 1.0), ("m", 2.0), ("s", -3.0)], true),
    (&["C", "coulomb"], 1.0, 0.0, &[("A", 1.0), ("s", 1.0)], true),
    (&["Jy", "jansky"], 1.0, -23.0, &[("g", 1.0), ("s", -2.0)], true),
    (&["Angstrom", "angstrom", "AA"], 1.0, -10.0, LENGTH, false),
    (&["micron"], 1.0, -6.0, LENGTH, false),
    (&["AU", "au"], 149_597_870_700.0, 0.0, LENGTH, false),
    (&["solRad", "R_sun", "Rsun"], 695_700_000.0, 0.0, LENGTH, false),
    (&["lyr", "ly"], 9_460_730_472_580_800.0, 0.0, LENGTH, false),
    (&["pc", "parsec"], 3.085_677_581_491_367, 16.0, LENGTH, true),
    (&["pix", "pixel"], 1.0, 0.0, &[("pix", 1.0)], true),
    (&["voxel"], 1.0, 0.0, &[("voxel", 1.0)], false),
    (&["bin"], 1.0, 0.0, &[("bin", 1.0)], false),
    (&["chan"], 1.0, 0.0, &[("chan", 1.0)], false),
    (&["ct", "count", "counts"], 1.0, 0.0, &[("ct", 1.0)], false),
    (&["adu"], 1.0, 0.0, &[("adu", 1.0)], false),
    (&["DN", "dn"], 1.0, 0.0, &[("DN", 1.0)], false),
    (&["electron"], 1.0, 0.0, &[("electron", 1.0)], false),
    (&["ph", "photon"], 1.0, 0.0, &[("ph", 1.0)], false),
    (&["bit"], 1.0, 0.0, &[("bit", 1.0)], true),
    (&["byte"], 8.0, 0.0, &[("bit", 1.0)], true),
    (&["mag"], 1.0, 0.0, &[("mag", 1.0)], false),
    (&["beam"], 1.0, 0.0, &[("beam", 1.0)], false),
    (&["%", "percent"], 1.0, -2.0, &[], false),
];

const SQUARE_RADIAN: f64 = (648_000.0 / std::f64::consts::PI) * (648_000.0 / std::f64::consts::PI);

const PREFIXES: &[(&str, f64)] = &[
    ("da", 1.0),
    ("Q", 30.0),
    ("R", 27.0),
    ("Y", 24.0),
    ("Z", 21.0),
    ("E", 18.0),
    ("P", 15.0),
    ("T", 12.0),
    ("G", 9.0),
    ("M", 6.0),
    ("k", 3.0),
    ("h", 2.0),
    ("d", -1.0),
    ("c", -2.0),
    ("m", -3.0),
    ("u", -6.0),
    ("µ", -6.0),
    ("n", -9.0),
    ("p", -12.0),
    ("f", -15.0),
    ("a", -18.0),
    ("z", -21.0),
    ("y", -24.0),
];

/// The prefix as shown, its power of ten, and the unit; whole names win over prefixed ones (`min`, `Pa`, `cd`).
pub(super) fn find(text: &str) -> Option<(&'static str, f64, Symbol)> {
    if let Some((symbol, _)) = find_whole(text) {
        return Some(("", 0.0, symbol));
    }
    PREFIXES.iter().find_map(|&(prefix, tens)| {
        let (symbol, prefixable) = find_whole(text.strip_prefix(prefix)?)?;
        let shown = if prefix == "µ" { "u" } else { prefix };
        prefixable.then_some((shown, tens, symbol))
    })
}

fn find_whole(text: &str) -> Option<(Symbol, bool)> {
    let &(names, mantissa, exponent, dimensions, prefixable) =
        ROWS.iter().find(|(names, ..)| names.contains(&text))?;
    let canonical = names.first()?;
    Some((Symbol { canonical, mantissa, exponent, dimensions }, prefixable))
}
