//! Headers: the cards of an HDU and typed access to them.

mod card;
mod format;
mod image;
mod text;
mod value;

use std::collections::HashMap;

use crate::{FitsError, Place};

pub(crate) use card::CARD;
pub use card::Card;
pub(crate) use format::{BLOCK, HeaderWriter};
pub(crate) use image::number_of;
pub use value::{FromValue, Value};

/// The cards of an HDU, in order, with look-up by keyword.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Header {
    at: Place,
    cards: Vec<Card>,
    /// First card of each keyword.
    index: HashMap<String, usize>,
}

impl Header {
    /// Reads the cards up to `END`.
    ///
    /// # Errors
    /// [`FitsError::NoEnd`] when there is no `END` card.
    pub fn parse(bytes: &[u8], at: Place) -> Result<Self, FitsError> {
        Self::parse_filtered(bytes, at, |_| true)
    }

    /// Like [`Header::parse`], keeping only cards whose first eight bytes pass: most of a long header is of no
    /// interest to who only wants the layout of the data.
    pub(crate) fn parse_filtered(
        bytes: &[u8],
        at: Place,
        keep: fn(&[u8; 8]) -> bool,
    ) -> Result<Self, FitsError> {
        let mut cards: Vec<Card> = Vec::new();
        let mut continues = false;
        for card in bytes.as_chunks::<CARD>().0 {
            match card.first_chunk::<8>() {
                Some(b"END     ") => return Ok(Self::from_cards(cards, at)),
                Some(b"CONTINUE") if continues => continues = append(&mut cards, &Card::parse(card)),
                Some(name) if keep(name) => {
                    let card = Card::parse(card);
                    continues = matches!(&card.value, Value::String(text) if text.ends_with('&'));
                    cards.push(card);
                }
                _ => continues = false,
            }
        }
        Err(FitsError::NoEnd { at, bytes: bytes.len() as u64 })
    }

    pub(crate) fn from_cards(cards: Vec<Card>, at: Place) -> Self {
        let mut index = HashMap::with_capacity(cards.len());
        for (number, card) in cards.iter().enumerate() {
            if !matches!(card.value, Value::Commentary(_)) {
                index.entry(card.keyword.clone()).or_insert(number);
            }
        }
        Self { at, cards, index }
    }

    /// Where the header stands.
    #[must_use]
    pub fn place(&self) -> &Place {
        &self.at
    }

    /// All cards, in order; continued strings are joined.
    #[must_use]
    pub fn cards(&self) -> &[Card] {
        &self.cards
    }

    /// The first card of a keyword.
    #[must_use]
    pub fn card(&self, keyword: &str) -> Option<&Card> {
        self.index.get(keyword).and_then(|&number| self.cards.get(number))
    }

    /// The value of a keyword; `None` when it is absent.
    #[must_use]
    pub fn value(&self, keyword: &str) -> Option<&Value> {
        self.card(keyword).map(|card| &card.value)
    }

    /// The value of a keyword as a type; `None` when it is absent or undefined.
    ///
    /// # Errors
    /// [`FitsError::BadKeyword`] when it is of another kind.
    pub fn value_as<T: FromValue>(&self, keyword: &str) -> Result<Option<T>, FitsError> {
        match self.value(keyword) {
            None | Some(Value::Undefined) => Ok(None),
            Some(value) => {
                T::from_value(value).map(Some).ok_or_else(|| self.bad(keyword, T::EXPECTED.to_owned()))
            }
        }
    }

    /// The value of a keyword that must be there.
    ///
    /// # Errors
    /// [`FitsError::MissingKeyword`] or [`FitsError::BadKeyword`].
    pub fn require<T: FromValue>(&self, keyword: &str) -> Result<T, FitsError> {
        self.value_as(keyword)?
            .ok_or_else(|| FitsError::MissingKeyword { at: self.at.clone(), keyword: keyword.to_owned() })
    }

    /// `BSCALE` of the image, 1 when it is not given. Values are read as stored: it is *not* applied.
    ///
    /// # Errors
    /// [`FitsError::BadKeyword`] when it is no number.
    pub fn bscale(&self) -> Result<f64, FitsError> {
        Ok(self.value_as("BSCALE")?.unwrap_or(1.0))
    }

    /// `BZERO` of the image, 0 when it is not given. Values are read as stored: it is *not* applied.
    ///
    /// # Errors
    /// [`FitsError::BadKeyword`] when it is no number.
    pub fn bzero(&self) -> Result<f64, FitsError> {
        Ok(self.value_as("BZERO")?.unwrap_or(0.0))
    }

    /// `BLANK`: the stored integer that stands for no value. It is *not* applied.
    ///
    /// # Errors
    /// [`FitsError::BadKeyword`] when it is no integer.
    pub fn blank(&self) -> Result<Option<i64>, FitsError> {
        self.value_as("BLANK")
    }

    /// The error that a keyword's value is not what it must be.
    pub(crate) fn bad(&self, keyword: &str, expected: String) -> FitsError {
        FitsError::BadKeyword {
            at: self.at.clone(),
            keyword: keyword.to_owned(),
            value: self.value(keyword).map_or_else(|| "absent".to_owned(), ToString::to_string),
            expected,
        }
    }
}

/// Joins a `CONTINUE` card to the string before it; whether that string goes on still.
fn append(cards: &mut [Card], next: &Card) -> bool {
    let (Some(Card { value: Value::String(text), comment, .. }), Value::String(more)) =
        (cards.last_mut(), &next.value)
    else {
        return false;
    };
    text.pop();
    text.push_str(more);
    if let Some(addition) = &next.comment {
        let joined = comment.take().map_or_else(|| addition.clone(), |first| format!("{first} {addition}"));
        *comment = Some(joined);
    }
    text.ends_with('&')
}

#[cfg(test)]
mod tests;
