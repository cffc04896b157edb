//! From a symbol, perhaps with a prefix, to what it stands for.

use super::table::{Dimensions, Prefixes, ROWS};

/// A named unit: `mantissa · 10^exponent` of the base units in `dimensions`.
#[derive(Debug)]
pub(super) struct Symbol {
    /// How it is written when shown.
    pub(super) canonical: &'static str,
    pub(super) mantissa: f64,
    pub(super) exponent: f64,
    pub(super) dimensions: Dimensions,
}

/// Spellings, the shown one first, and the power of ten.
const PREFIXES: &[(&[&str], f64)] = &[
    (&["da", "deca", "deka"], 1.0),
    (&["Q", "quetta"], 30.0),
    (&["R", "ronna"], 27.0),
    (&["Y", "yotta"], 24.0),
    (&["Z", "zetta"], 21.0),
    (&["E", "exa"], 18.0),
    (&["P", "peta"], 15.0),
    (&["T", "tera"], 12.0),
    (&["G", "giga"], 9.0),
    (&["M", "mega"], 6.0),
    (&["k", "kilo"], 3.0),
    (&["h", "hecto"], 2.0),
    (&["d", "deci"], -1.0),
    (&["c", "centi"], -2.0),
    (&["m", "milli"], -3.0),
    // The micro sign and the Greek letter are two characters.
    (&["u", "\u{b5}", "\u{3bc}", "micro"], -6.0),
    (&["n", "nano"], -9.0),
    (&["p", "pico"], -12.0),
    (&["f", "femto"], -15.0),
    (&["a", "atto"], -18.0),
    (&["z", "zepto"], -21.0),
    (&["y", "yocto"], -24.0),
    (&["r", "ronto"], -27.0),
    (&["q", "quecto"], -30.0),
];

/// The prefix as shown, its power of ten, and the unit; whole names win over prefixed ones (`min`, `Pa`, `cd`), and either
/// over words in another case.
pub(super) fn find(text: &str) -> Option<(&'static str, f64, Symbol)> {
    if let Some((symbol, _)) = find_whole(text) {
        return Some(("", 0.0, symbol));
    }
    let prefixed = PREFIXES.iter().find_map(|&(spellings, tens)| {
        let shown = spellings.first()?;
        let rests = spellings.iter().filter_map(|spelling| text.strip_prefix(spelling));
        let mut found = rests.filter_map(find_whole).filter(|(_, prefixes)| *prefixes == Prefixes::Si);
        found.next().map(|(symbol, _)| (*shown, tens, symbol))
    });
    prefixed.or_else(|| find_in_any_case(text).map(|symbol| ("", 0.0, symbol)))
}

/// Whole words as old FITS headers have them, `DEGREES`: too long to be taken for something else.
fn find_in_any_case(text: &str) -> Option<Symbol> {
    let is_word = text.chars().count() >= 4;
    let lower = is_word.then(|| text.to_lowercase())?;
    let mut rows = ROWS.iter();
    let row = rows.find(|(names, ..)| names.iter().any(|name| name.to_lowercase() == lower))?;
    find_whole(row.0.first()?).map(|(symbol, _)| symbol)
}

fn find_whole(text: &str) -> Option<(Symbol, Prefixes)> {
    let &(names, mantissa, exponent, dimensions, prefixes) =
        ROWS.iter().find(|(names, ..)| names.contains(&text))?;
    let canonical = names.first()?;
    Some((Symbol { canonical, mantissa, exponent, dimensions }, prefixes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_spelling_stands_for_two_units() {
        let mut seen = std::collections::BTreeSet::new();
        for name in ROWS.iter().flat_map(|(names, ..)| *names) {
            assert!(seen.insert(name), "{name}");
        }
    }
}
