//! The meaning of a plain scalar, by the rules of YAML 1.1 as PyYAML applies them.
//!
//! The traps are real identifiers: `12E45` is a string (a float has a dot and a signed exponent), `nan` is a string
//! (the float is `.nan`), `no` is a boolean, `0777` is octal, `1:30` is sexagesimal.

use super::timestamp::is_timestamp;

/// What a plain scalar means.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Scalar {
    Null,
    Bool(bool),
    Int(i64),
    UInt(u64),
    Float(f64),
    /// Text.
    Str,
    /// A date, perhaps with a time.
    Timestamp,
    /// The merge key `<<`.
    Merge,
    /// An integer of more than 64 bits.
    TooLarge,
}

/// Decides what a plain scalar means.
pub(crate) fn resolve(text: &str) -> Scalar {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Scalar::Null,
        "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Scalar::Bool(true),
        "false" | "False" | "FALSE" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Scalar::Bool(false),
        "<<" => Scalar::Merge,
        _ => number(text),
    }
}

fn number(text: &str) -> Scalar {
    let (negative, body) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    let signed = body.len() != text.len();
    match body.as_bytes().first() {
        Some(b'.') => dotted(body, negative, signed),
        Some(b'0'..=b'9') if !signed && is_timestamp(body) => Scalar::Timestamp,
        Some(b'0'..=b'9') => integer(body, negative).or_else(|| float(body, negative)).unwrap_or(Scalar::Str),
        _ => Scalar::Str,
    }
}

/// `.inf`, `.nan` and `.5`: PyYAML knows a sign before the first only.
fn dotted(body: &str, negative: bool, signed: bool) -> Scalar {
    match body {
        ".inf" | ".Inf" | ".INF" => Scalar::Float(if negative { f64::NEG_INFINITY } else { f64::INFINITY }),
        ".nan" | ".NaN" | ".NAN" if !signed => Scalar::Float(f64::NAN),
        _ if !signed && body.as_bytes().get(1).is_some_and(u8::is_ascii_digit) => {
            float(body, false).unwrap_or(Scalar::Str)
        }
        _ => Scalar::Str,
    }
}

/// Binary, octal, decimal, hexadecimal and sexagesimal integers; `None` if the text is no integer.
fn integer(body: &str, negative: bool) -> Option<Scalar> {
    if body.contains(':') {
        return sexagesimal_integer(body, negative);
    }
    let (radix, digits) = match body.as_bytes() {
        [b'0', b'b', ..] => (2, &body[2..]),
        [b'0', b'x', ..] => (16, &body[2..]),
        [b'0', _, ..] => (8, &body[1..]),
        _ => (10, body),
    };
    if !digits.chars().all(|c| c == '_' || c.is_digit(radix)) {
        return None;
    }
    if radix == 8 && digits.chars().all(|c| c == '_') {
        return Some(Scalar::Int(0));
    }
    let mut value = Some(0u64);
    let mut any = false;
    for digit in digits.chars().filter_map(|c| c.to_digit(radix)) {
        any = true;
        value = value.and_then(|v| v.checked_mul(radix.into())?.checked_add(digit.into()));
    }
    any.then(|| with_sign(value, negative))
}

fn sexagesimal_integer(body: &str, negative: bool) -> Option<Scalar> {
    let mut parts = body.split(':');
    let first = parts.next()?;
    if first.starts_with('0') || !is_digits(first) {
        return None;
    }
    let mut value = first.replace('_', "").parse::<u64>().ok();
    for part in parts {
        let digit = sixty(part)?;
        value = value.and_then(|v| v.checked_mul(60)?.checked_add(digit));
    }
    Some(with_sign(value, negative))
}

fn with_sign(value: Option<u64>, negative: bool) -> Scalar {
    match (value, negative) {
        (Some(v), true) => 0i64.checked_sub_unsigned(v).map_or(Scalar::TooLarge, Scalar::Int),
        (Some(v), false) => i64::try_from(v).map_or(Scalar::UInt(v), Scalar::Int),
        (None, _) => Scalar::TooLarge,
    }
}

/// `1.5`, `1.`, `.5`, `1.5e+3`, and `1:30.5`; `None` if the text is no float.
fn float(body: &str, negative: bool) -> Option<Scalar> {
    let sign = if negative { -1.0 } else { 1.0 };
    if let Some((high, low)) = body.rsplit_once(':') {
        return Some(Scalar::Float(sign * sexagesimal_float(high, low)?));
    }
    let (mantissa, exponent) = match body.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (body, None),
    };
    let (whole, fraction) = mantissa.split_once('.')?;
    let digits = |text: &str| text.bytes().all(|b| b == b'_' || b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || !exponent.is_none_or(is_signed_exponent) {
        return None;
    }
    body.replace('_', "").parse::<f64>().ok().map(|value| Scalar::Float(sign * value))
}

fn sexagesimal_float(high: &str, low: &str) -> Option<f64> {
    let (seconds, fraction) = low.split_once('.')?;
    let mut parts = high.split(':');
    let first = parts.next().filter(|text| is_digits(text))?;
    let mut value = first.replace('_', "").parse::<f64>().ok()?;
    for part in parts {
        value = value * 60.0 + sixty(part)? as f64;
    }
    sixty(seconds)?;
    if !fraction.bytes().all(|b| b == b'_' || b.is_ascii_digit()) {
        return None;
    }
    Some(value * 60.0 + low.replace('_', "").parse::<f64>().ok()?)
}

/// A sexagesimal digit, 0 to 59, of one or two characters.
fn sixty(text: &str) -> Option<u64> {
    let digits = matches!(text.len(), 1 | 2) && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten().filter(|value| *value < 60)
}

/// Whether the text begins with a digit and goes on with digits and underscores.
fn is_digits(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit()) && text.bytes().all(|b| b == b'_' || b.is_ascii_digit())
}

fn is_signed_exponent(text: &str) -> bool {
    text.strip_prefix(['+', '-'])
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &Scalar) {
        match (resolve(text), expected) {
            (Scalar::Float(a), &Scalar::Float(b)) => {
                assert!(a == b || (a.is_nan() && b.is_nan()), "{text}: {a}");
            }
            (found, expected) => assert_eq!(&found, expected, "{text}"),
        }
    }

    #[test]
    fn what_looks_like_a_number_to_yaml_1_2_is_text() {
        for text in [
            "12E45", "1e5", "12e45", "1E-5", "1.5e5", "nan", "inf", "NaN", "-.nan", "+.nan", "0o17", "08",
            "-.5", "1_2x", "0b2", "0b", "0x", "y", "n", "yEs", "1:60", "0:30", "-", "+", ".", "..", ".e+5",
            "1.5.2", "1.5e+", "=", "é",
        ] {
            check(text, &Scalar::Str);
        }
    }

    #[test]
    fn integers_in_every_base() {
        for (text, value) in [
            ("0", 0),
            ("-0", 0),
            ("42", 42),
            ("+12", 12),
            ("-7", -7),
            ("0777", 511),
            ("0x1F", 31),
            ("-0x1f", -31),
            ("0b101", 5),
            ("1_000", 1000),
            ("00", 0),
            ("12:30:45", 45045),
            ("-1:30", -90),
            ("190:20:30", 685_230),
            ("-9223372036854775808", i64::MIN),
            ("9223372036854775807", i64::MAX),
        ] {
            check(text, &Scalar::Int(value));
        }
        check("18446744073709551615", &Scalar::UInt(u64::MAX));
        check("18446744073709551616", &Scalar::TooLarge);
        check("-9223372036854775809", &Scalar::TooLarge);
    }

    #[test]
    fn floats_have_a_dot_and_a_signed_exponent() {
        for (text, value) in [
            ("1.0", 1.0),
            ("-0.5", -0.5),
            ("1.", 1.0),
            (".5", 0.5),
            ("6.295856e-07", 6.295856e-07),
            ("1.5E+3", 1500.0),
            ("1_0.2_5", 10.25),
            (".inf", f64::INFINITY),
            ("-.inf", f64::NEG_INFINITY),
            ("+.INF", f64::INFINITY),
            (".nan", f64::NAN),
            ("1:30.5", 90.5),
            ("-0:30.5", -30.5),
            ("1.7976931348623157e+308", f64::MAX),
            ("01.5", 1.5),
        ] {
            check(text, &Scalar::Float(value));
        }
    }

    #[test]
    fn dates() {
        check("2022-10-24", &Scalar::Timestamp);
        check("2022-10-24T19:47:33", &Scalar::Timestamp);
        check("+2022-10-24", &Scalar::Str);
    }

    #[test]
    fn words() {
        for text in ["", "~", "null", "NULL"] {
            check(text, &Scalar::Null);
        }
        for text in ["yes", "On", "TRUE"] {
            check(text, &Scalar::Bool(true));
        }
        for text in ["no", "Off", "false"] {
            check(text, &Scalar::Bool(false));
        }
        check("<<", &Scalar::Merge);
    }
}
