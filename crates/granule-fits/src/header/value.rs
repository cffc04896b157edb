//! The values of header cards.

use std::fmt;

/// The value of a card.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// `T` or `F`.
    Logical(bool),
    /// An integer.
    Integer(i64),
    /// A real number; also an integer beyond 64 bits.
    Float(f64),
    /// A complex number.
    Complex(f64, f64),
    /// A character string, without its trailing blanks.
    String(String),
    /// A keyword without a value.
    Undefined,
    /// The text of a `COMMENT`, `HISTORY` or blank card.
    Commentary(String),
    /// Text that is no FITS value; kept so that the rest of the header can be read.
    Unreadable(String),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Logical(true) => f.write_str("T"),
            Self::Logical(false) => f.write_str("F"),
            Self::Integer(value) => write!(f, "{value}"),
            Self::Float(value) => write!(f, "{value:?}"),
            Self::Complex(re, im) => write!(f, "({re:?}, {im:?})"),
            Self::String(text) => write!(f, "'{text}'"),
            Self::Undefined => f.write_str("undefined"),
            Self::Commentary(text) | Self::Unreadable(text) => f.write_str(text),
        }
    }
}

macro_rules! value_from {
    ($($type:ty => $variant:ident;)*) => {$(
        impl From<$type> for Value {
            fn from(value: $type) -> Self {
                Self::$variant(value.into())
            }
        }
    )*};
}

value_from! {
    bool => Logical;
    i64 => Integer;
    i32 => Integer;
    f64 => Float;
    &str => String;
    String => String;
}

/// A Rust type that a card's value can be asked for as.
pub trait FromValue: Sized {
    /// What the value must be, for the error message.
    const EXPECTED: &'static str;

    /// The value as this type; `None` when it is of another kind.
    fn from_value(value: &Value) -> Option<Self>;
}

impl FromValue for bool {
    const EXPECTED: &'static str = "T or F";

    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Logical(value) = value { Some(*value) } else { None }
    }
}

impl FromValue for i64 {
    const EXPECTED: &'static str = "an integer";

    fn from_value(value: &Value) -> Option<Self> {
        match *value {
            Value::Integer(value) => Some(value),
            // Some writers put integers as `16.0`; 2^53 bounds what a float counts exactly.
            Value::Float(value) if value.fract() == 0.0 && value.abs() < 9.1e15 => Some(value as Self),
            _ => None,
        }
    }
}

impl FromValue for u64 {
    const EXPECTED: &'static str = "an integer of at least 0";

    fn from_value(value: &Value) -> Option<Self> {
        i64::from_value(value).and_then(|value| Self::try_from(value).ok())
    }
}

impl FromValue for usize {
    const EXPECTED: &'static str = "an integer of at least 0";

    fn from_value(value: &Value) -> Option<Self> {
        i64::from_value(value).and_then(|value| Self::try_from(value).ok())
    }
}

impl FromValue for f64 {
    const EXPECTED: &'static str = "a number";

    fn from_value(value: &Value) -> Option<Self> {
        match *value {
            Value::Integer(value) => Some(value as Self),
            Value::Float(value) => Some(value),
            _ => None,
        }
    }
}

impl FromValue for String {
    const EXPECTED: &'static str = "a string";

    fn from_value(value: &Value) -> Option<Self> {
        if let Value::String(text) = value { Some(text.clone()) } else { None }
    }
}
