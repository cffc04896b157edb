//! Keywords as they go into a FITS header.

use std::fmt;

/// A keyword with its value, of no particular FITS library.
#[derive(Clone, Debug, PartialEq)]
pub struct FitsKeyword {
    /// The keyword: `CRPIX1`.
    pub name: String,
    /// Its value.
    pub value: KeywordValue,
    /// What to say beside it; may be empty.
    pub comment: String,
}

/// The value of a keyword.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum KeywordValue {
    /// A string.
    Text(String),
    /// An integer.
    Integer(i64),
    /// A floating-point number; finite.
    Real(f64),
}

impl FitsKeyword {
    /// A keyword from its parts.
    pub fn new(name: impl Into<String>, value: impl Into<KeywordValue>, comment: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into(), comment: comment.into() }
    }
}

impl From<&str> for KeywordValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for KeywordValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for KeywordValue {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<f64> for KeywordValue {
    fn from(number: f64) -> Self {
        Self::Real(number)
    }
}

impl fmt::Display for KeywordValue {
    /// As a FITS card shows it: `'HPLN-TAN'`, `3`, `0.5`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "'{}'", text.replace('\'', "''")),
            Self::Integer(number) => number.fmt(f),
            Self::Real(number) => write!(f, "{number:?}"),
        }
    }
}

impl fmt::Display for FitsKeyword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<8}= {}", self.name, self.value)?;
        if self.comment.is_empty() { Ok(()) } else { write!(f, " / {}", self.comment) }
    }
}
