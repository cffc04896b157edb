//! Headers by themselves, as archives and tests keep them.

use super::{CARD, Header};
use crate::{FitsError, Place};

/// What a card has behind its keyword.
const INDICATOR: &[u8] = b"=";

impl Header {
    /// Reads a header that is no part of a FITS file: cards of 80 characters one after another, or one card a line. `END`
    /// may be missing.
    ///
    /// # Errors
    /// [`FitsError::NotFits`] when there is no card with a value.
    pub fn from_text(bytes: &[u8], at: Place) -> Result<Self, FitsError> {
        let mut cards = if is_by_line(bytes) { cards_of_lines(bytes) } else { bytes.to_vec() };
        cards.resize(cards.len().next_multiple_of(CARD), b' ');
        cards.extend_from_slice(b"END     ");
        cards.resize(cards.len().next_multiple_of(CARD), b' ');
        let has_value = cards.as_chunks::<CARD>().0.iter().any(|card| card.get(8..9) == Some(INDICATOR));
        if !has_value {
            let start: Vec<u8> = bytes.iter().take(20).copied().collect();
            let found = String::from_utf8_lossy(&start).into_owned();
            return Err(FitsError::NotFits { at, expected: "a card such as \"NAXIS   = 2\"", found });
        }
        Self::parse(&cards, at)
    }
}

/// Whether the first line ends within two characters of a card's length.
fn is_by_line(bytes: &[u8]) -> bool {
    bytes.iter().take(CARD + 2).any(|&byte| byte == b'\n')
}

/// The lines, cut or filled to the length of a card.
fn cards_of_lines(bytes: &[u8]) -> Vec<u8> {
    let lines = bytes.split(|&byte| byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let card = |line: &[u8]| {
        let mut card = [b' '; CARD];
        card.iter_mut().zip(line).for_each(|(to, from)| *to = *from);
        card
    };
    lines.flat_map(card).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> Place {
        Place { path: None, hdu: None }
    }

    #[test]
    fn cards_stand_in_a_row_or_one_a_line() {
        let lines = "SIMPLE  = T\nCRPIX1  = 1.5 / pixel\r\nCTYPE1  = 'WAVE'\n\n";
        let row: String = lines.lines().map(|line| format!("{:<80}", line.trim_end())).collect();
        let ended = format!("{lines}END\nCTYPE2  = 'FREQ'\n");
        for text in [lines, &row, &ended] {
            let header = Header::from_text(text.as_bytes(), place()).unwrap();
            assert_eq!(header.value_as::<f64>("CRPIX1").unwrap(), Some(1.5));
            assert_eq!(header.value_as::<String>("CTYPE1").unwrap().as_deref(), Some("WAVE"));
            assert_eq!(header.value("CTYPE2"), None);
        }
    }

    #[test]
    fn text_without_cards_is_refused() {
        for text in ["", "no header\nat all", "#ASDF 1.0.0\n"] {
            let message = Header::from_text(text.as_bytes(), place()).unwrap_err().to_string();
            assert!(message.contains("expected a card such as"), "{message}");
        }
    }
}
