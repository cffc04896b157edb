//! One card: a keyword, its value and its comment.

use super::Value;

/// Bytes of a card.
pub(crate) const CARD: usize = 80;

/// A keyword with its value and comment.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// The keyword, upper case as in the file; empty for a blank card.
    pub keyword: String,
    /// Its value.
    pub value: Value,
    /// What stands behind the slash.
    pub comment: Option<String>,
}

impl Card {
    /// A card with a comment.
    pub fn new(keyword: impl Into<String>, value: impl Into<Value>, comment: impl Into<String>) -> Self {
        Self { keyword: keyword.into(), value: value.into(), comment: Some(comment.into()) }
    }

    /// A card without a comment.
    pub fn bare(keyword: impl Into<String>, value: impl Into<Value>) -> Self {
        Self { keyword: keyword.into(), value: value.into(), comment: None }
    }

    /// Reads 80 bytes. Bytes that are not UTF-8 become replacement characters.
    pub(crate) fn parse(bytes: &[u8; CARD]) -> Self {
        let (name, rest) = bytes.split_at(8);
        let name = trimmed(name);
        match (name.as_str(), rest) {
            ("HIERARCH", rest) if rest.contains(&b'=') => {
                let mut halves = rest.splitn(2, |&b| b == b'=');
                let keyword = trimmed(halves.next().unwrap_or_default());
                Self::with_field(keyword.trim_start().to_owned(), halves.next().unwrap_or_default())
            }
            ("CONTINUE", rest) => Self::with_field(name, rest),
            ("COMMENT" | "HISTORY" | "", rest) => Self::commentary(name, rest),
            (_, [b'=', field @ ..]) => Self::with_field(name, field),
            (_, rest) => Self::commentary(name, rest),
        }
    }

    fn commentary(keyword: String, text: &[u8]) -> Self {
        Self { keyword, value: Value::Commentary(trimmed(text)), comment: None }
    }

    fn with_field(keyword: String, field: &[u8]) -> Self {
        let (value, rest) = parse_value(field);
        let slash = rest.iter().position(|&b| b == b'/');
        let comment = slash.map(|at| trimmed(rest.get(at + 1..).unwrap_or_default()).trim_start().to_owned());
        Self { keyword, value, comment: comment.filter(|text| !text.is_empty()) }
    }
}

fn trimmed(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes.trim_ascii_end()).into_owned()
}

/// The value at the front of a field, and what follows it.
fn parse_value(field: &[u8]) -> (Value, &[u8]) {
    let field = field.trim_ascii_start();
    match field.first() {
        Some(b'\'') => parse_string(field),
        Some(b'(') => {
            let end = field.iter().position(|&b| b == b')').map_or(field.len(), |at| at + 1);
            let (inner, rest) = field.split_at(end);
            (parse_complex(&trimmed(inner)), rest)
        }
        _ => {
            let end = field.iter().position(|&b| b == b'/').unwrap_or(field.len());
            let (text, rest) = field.split_at(end);
            (parse_plain(&trimmed(text)), rest)
        }
    }
}

/// A quoted string: `''` inside is one quote, trailing blanks do not count, leading ones do.
fn parse_string(field: &[u8]) -> (Value, &[u8]) {
    let mut text = Vec::new();
    let mut at = 1;
    loop {
        match (field.get(at), field.get(at + 1)) {
            (Some(b'\''), Some(b'\'')) => {
                text.push(b'\'');
                at += 2;
            }
            (Some(b'\''), _) => {
                at += 1;
                break;
            }
            (Some(&byte), _) => {
                text.push(byte);
                at += 1;
            }
            // The closing quote is missing: take what there is.
            (None, _) => break,
        }
    }
    // One blank is a string of one blank, unlike the empty string.
    let kept =
        if !text.is_empty() && text.trim_ascii_end().is_empty() { " ".to_owned() } else { trimmed(&text) };
    (Value::String(kept), field.get(at..).unwrap_or_default())
}

fn parse_plain(text: &str) -> Value {
    match text {
        "" => Value::Undefined,
        "T" => Value::Logical(true),
        "F" => Value::Logical(false),
        _ => match (text.parse(), parse_float(text)) {
            (Ok(integer), _) => Value::Integer(integer),
            (_, Some(float)) => Value::Float(float),
            _ => Value::Unreadable(text.to_owned()),
        },
    }
}

/// A FITS real: the exponent may be `D`; `inf` and `nan`, which Rust would take, are none.
fn parse_float(text: &str) -> Option<f64> {
    let allowed = |b: u8| b.is_ascii_digit() || b"+-.eEdD".contains(&b);
    text.bytes().all(allowed).then(|| text.replace(['d', 'D'], "e").parse().ok()).flatten()
}

fn parse_complex(text: &str) -> Value {
    let inner = text.trim_start_matches('(').trim_end_matches(')');
    let parts = inner.split_once(',').map(|(re, im)| (parse_float(re.trim()), parse_float(im.trim())));
    match parts {
        Some((Some(re), Some(im))) => Value::Complex(re, im),
        _ => Value::Unreadable(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(text: &str) -> Card {
        let mut bytes = [b' '; CARD];
        bytes[..text.len()].copy_from_slice(text.as_bytes());
        Card::parse(&bytes)
    }

    #[test]
    fn values_of_every_kind_are_read() {
        let value = |text: &str| card(text).value;
        assert_eq!(value("BITPIX  =                  -32 / type"), Value::Integer(-32));
        assert_eq!(value("SIMPLE  =                    T"), Value::Logical(true));
        assert_eq!(value("A=F"), Value::Commentary(String::new()), "too short a keyword field");
        assert_eq!(value("A       =F"), Value::Logical(false));
        assert_eq!(value("A       = 1.5D3 / c"), Value::Float(1500.0));
        assert_eq!(value("A       = 9223372036854775808"), Value::Float(9_223_372_036_854_775_808.0));
        assert_eq!(value("A       = (1.0, -2)"), Value::Complex(1.0, -2.0));
        assert_eq!(value("A       =            / nothing"), Value::Undefined);
        assert_eq!(value("A       = nan"), Value::Unreadable("nan".to_owned()));
        assert_eq!(value("HISTORY = 5"), Value::Commentary("= 5".to_owned()));
    }

    #[test]
    fn quotes_and_blanks_of_strings_follow_the_standard() {
        let string = |text: &str| match card(text).value {
            Value::String(text) => text,
            other => panic!("{other:?}"),
        };
        assert_eq!(string("A       = 'it''s / a   '   / comment"), "it's / a");
        assert_eq!(card("A       = 'it''s'   / it's").comment.as_deref(), Some("it's"));
        assert_eq!(string("A       = ''"), "");
        assert_eq!(string("A       = '   '"), " ");
        assert_eq!(string("A       = '  x'"), "  x");
        assert_eq!(string("A       = 'open"), "open");
    }

    #[test]
    fn hierarch_keywords_are_free() {
        let found = card("HIERARCH ESO TEL.ALT = 12.5 / degrees");
        assert_eq!(found.keyword, "ESO TEL.ALT");
        assert_eq!(found.value, Value::Float(12.5));
        assert_eq!(found.comment.as_deref(), Some("degrees"));
    }

    #[test]
    fn bytes_that_are_no_text_are_tolerated() {
        let mut bytes = [b' '; CARD];
        bytes[..12].copy_from_slice(b"COMMENT caf\xe9");
        bytes[79] = 0xff;
        assert!(matches!(Card::parse(&bytes).value, Value::Commentary(_)));
    }
}
