//! Where the keywords and tables of a FITS file come from.

use std::fmt;
use std::str::FromStr;

use super::{FitsKeyword, KeywordValue};
use crate::WcsError;

/// The keywords of a FITS header, of whatever library.
pub trait Keywords {
    /// The value of a keyword that is a string; `None` if it is absent, undefined or something else.
    fn text(&self, name: &str) -> Option<String>;

    /// The value of a keyword that is a number; `None` if it is absent, undefined or something else.
    fn real(&self, name: &str) -> Option<f64>;
}

impl Keywords for [FitsKeyword] {
    fn text(&self, name: &str) -> Option<String> {
        match &self.iter().find(|keyword| keyword.name == name)?.value {
            KeywordValue::Text(text) => Some(text.clone()),
            _ => None,
        }
    }

    fn real(&self, name: &str) -> Option<f64> {
        match self.iter().find(|keyword| keyword.name == name)?.value {
            KeywordValue::Real(number) => Some(number),
            KeywordValue::Integer(number) => Some(number as f64),
            KeywordValue::Text(_) => None,
        }
    }
}

impl Keywords for Vec<FitsKeyword> {
    fn text(&self, name: &str) -> Option<String> {
        self.as_slice().text(name)
    }

    fn real(&self, name: &str) -> Option<f64> {
        self.as_slice().real(name)
    }
}

/// The binary tables of a FITS file, which hold the coordinates of `-TAB` axes.
pub trait Tables {
    /// The first row of a column of the extension with this `EXTNAME`, `EXTVER` and `EXTLEVEL`; `None` if there is no
    /// such thing.
    fn column(&self, extension: &str, version: i64, level: i64, column: &str) -> Option<TableColumn>;
}

/// One cell of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct TableColumn {
    /// The lengths of its axes as `TDIM` lists them, the first counting fastest; one length where there is no `TDIM`.
    pub shape: Vec<usize>,
    /// Its values.
    pub values: Vec<f64>,
}

/// A file without tables.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoTables;

impl Tables for NoTables {
    fn column(&self, _: &str, _: i64, _: i64, _: &str) -> Option<TableColumn> {
        None
    }
}

/// Which of the coordinate descriptions of a header: the primary one, or one of `A` to `Z`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Alternate(Option<char>);

impl Alternate {
    /// The one whose keywords have no letter.
    pub const PRIMARY: Self = Self(None);
}

impl FromStr for Alternate {
    type Err = WcsError;

    /// Reads `A` to `Z`, or nothing for the primary description.
    fn from_str(text: &str) -> Result<Self, WcsError> {
        let mut letters = text.trim().chars();
        match (letters.next(), letters.next()) {
            (None, _) => Ok(Self::PRIMARY),
            (Some(letter), None) if letter.is_ascii_alphabetic() => {
                Ok(Self(Some(letter.to_ascii_uppercase())))
            }
            _ => Err(WcsError::BadFitsKeyword {
                keyword: "alternate".to_owned(),
                found: text.to_owned(),
                expected: "a letter from A to Z".to_owned(),
            }),
        }
    }
}

impl fmt::Display for Alternate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |letter| write!(f, "{letter}"))
    }
}
