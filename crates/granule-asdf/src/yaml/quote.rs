//! Scalars and tags as text that reads back the same, in YAML 1.1 and in YAML 1.2.

use std::fmt::Write;

use super::resolve::{Scalar, resolve};
use crate::tree::Node;

/// Tags with this prefix are written in short, by the `%TAG` line of the file.
pub(crate) const ASDF_TAG: &str = "tag:stsci.edu:asdf/";

const YAML_TAG: &str = "tag:yaml.org,2002:";

/// A string as a scalar: plain where no reader can take it for something else, otherwise quoted.
pub(crate) fn quote(text: &str) -> String {
    if is_plain(text) {
        text.to_owned()
    } else if text.chars().all(is_printable) {
        format!("'{}'", text.replace('\'', "''"))
    } else {
        double_quote(text)
    }
}

/// Whether the node is a date or a large integer whose text alone says so: it is written plain, without its tag.
pub(crate) fn is_evident(node: &Node) -> bool {
    let Some(name) = node.tag().and_then(|tag| tag.strip_prefix(YAML_TAG)) else { return false };
    let meaning = node.as_str().map(resolve);
    matches!((name, meaning), ("timestamp", Some(Scalar::Timestamp)) | ("int", Some(Scalar::TooLarge)))
}

/// Whether a string can stand without quotes, inside of `[]` and out. Anything doubtful is quoted: numbers and dates of
/// any YAML version begin with a digit, a dot or a sign, and scanners differ over words that begin with an indicator.
fn is_plain(text: &str) -> bool {
    let safe = |c: char| c.is_ascii_alphanumeric() || "_-./+()~@%^$;<>=*".contains(c);
    let starts = |word: &str| word.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '/');
    !text.starts_with(|c: char| c.is_ascii_digit())
        && text.split(' ').all(|word| starts(word) && word.chars().all(safe))
        && resolve(text) == Scalar::Str
        && !is_word(text)
}

/// Words that some reader takes for a boolean, null or number.
fn is_word(text: &str) -> bool {
    const WORDS: [&str; 11] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"];
    text.len() <= 5 && WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// Whether a character may stand between single quotes. Line breaks of any kind and tabs may not.
fn is_printable(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{a0}'..='\u{2027}' | '\u{202a}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}'
        | '\u{ff00}'..='\u{fffd}' | '\u{10000}'..)
}

fn double_quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        // Writing to a string cannot fail.
        let _ = match c {
            '"' => write!(quoted, "\\\""),
            '\\' => write!(quoted, "\\\\"),
            '\n' => write!(quoted, "\\n"),
            '\r' => write!(quoted, "\\r"),
            '\t' => write!(quoted, "\\t"),
            c if is_printable(c) => write!(quoted, "{c}"),
            c if u32::from(c) < 0x100 => write!(quoted, "\\x{:02x}", u32::from(c)),
            c => write!(quoted, "\\u{:04x}", u32::from(c)),
        };
    }
    quoted.push('"');
    quoted
}

/// A float that reads back bit for bit, also in YAML 1.1: with a dot, and a sign on the exponent.
pub(crate) fn float(value: f64) -> String {
    if value.is_nan() {
        return ".nan".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { ".inf" } else { "-.inf" }.to_owned();
    }
    let text = format!("{value:?}");
    let Some((mantissa, exponent)) = text.split_once('e') else { return text };
    let dot = if mantissa.contains('.') { "" } else { ".0" };
    let (sign, digits) = exponent.strip_prefix('-').map_or(('+', exponent), |digits| ('-', digits));
    format!("{mantissa}{dot}e{sign}{digits:0>2}")
}

/// A tag: in short for ASDF's and YAML's own, otherwise in full.
pub(crate) fn tag(tag: &str) -> String {
    if let Some(name) = tag.strip_prefix(ASDF_TAG).filter(|name| !name.is_empty()) {
        format!("!{}", percent_encode(name, ":"))
    } else if let Some(name) = tag.strip_prefix(YAML_TAG).filter(|name| !name.is_empty()) {
        format!("!!{}", percent_encode(name, ""))
    } else {
        format!("!<{}>", percent_encode(tag, ":,@&=+$#?;"))
    }
}

/// Escapes all but letters, digits, `-._~/` and the characters of `also`.
fn percent_encode(text: &str, also: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        let c = char::from(byte);
        if c.is_ascii_alphanumeric() || "-._~/".contains(c) || (c.is_ascii() && also.contains(c)) {
            encoded.push(c);
        } else {
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_be_read_as_something_else_is_quoted() {
        for text in [
            "",
            "12E45",
            "1e5",
            "no",
            "Y",
            "null",
            "~",
            "nan",
            "1:30",
            "2022-10-24",
            "0777",
            ".5",
            "-",
            "<<",
            "=",
            "a: b",
            "a #b",
            "- a",
            "a,b",
            "[a",
            "{a",
            "&a",
            "*a",
            "!a",
            "@a",
            "a ",
            " a",
            "#a",
            "?",
            ":",
            "a:",
            "é",
        ] {
            assert_eq!(quote(text), format!("'{text}'"));
        }
        assert_eq!(quote("it's"), "'it''s'");
    }

    #[test]
    fn names_and_units_stay_plain() {
        for text in [
            "VISP_2022_10_24T18_57_45_501_00630205_I_BKEWK_L1.fits",
            "nm",
            "arcsec.pixel**-1",
            "a b",
            "/data/x.fits",
            "nanny",
        ] {
            assert_eq!(quote(text), text);
        }
    }

    #[test]
    fn line_breaks_and_controls_are_escaped() {
        assert_eq!(quote("a\nb\t\"\\"), r#""a\nb\t\"\\""#);
        assert_eq!(quote("\u{0}\u{85}\u{2028}\u{feff}"), r#""\x00\x85\u2028\ufeff""#);
    }

    #[test]
    fn floats_are_floats_of_yaml_1_1() {
        for (value, text) in [
            (1.0, "1.0"),
            (-0.0, "-0.0"),
            (6.295856e-7, "6.295856e-07"),
            (1e300, "1.0e+300"),
            (1.5e16, "1.5e+16"),
            (f64::INFINITY, ".inf"),
            (f64::NEG_INFINITY, "-.inf"),
            (f64::NAN, ".nan"),
            (1e5, "100000.0"),
        ] {
            assert_eq!(float(value), text);
        }
    }

    #[test]
    fn tags_are_short_where_the_file_declares_a_handle() {
        assert_eq!(tag("tag:stsci.edu:asdf/core/ndarray-1.1.0"), "!core/ndarray-1.1.0");
        assert_eq!(
            tag("asdf://dkist.nso.edu/tags/dataset-1.3.0"),
            "!<asdf://dkist.nso.edu/tags/dataset-1.3.0>"
        );
        assert_eq!(tag("tag:yaml.org,2002:omap"), "!!omap");
        assert_eq!(tag("tag:x.org:a b>"), "!<tag:x.org:a%20b%3E>");
    }
}
