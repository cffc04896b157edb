//! Cards as bytes.

use super::{CARD, Card, Value};
use crate::FitsError;

/// Bytes of a FITS block: headers and data are padded to whole ones.
pub(crate) const BLOCK: usize = 2880;

/// Column of the last digit of a fixed-format number.
const FIXED: usize = 20;

/// Characters of string that fit a card beside `KEYWORD = '…'` and a trailing `&`.
const PIECE: usize = 67;

/// Builds the bytes of a header.
#[derive(Debug, Default)]
pub(crate) struct HeaderWriter {
    bytes: Vec<u8>,
    /// Whether a string goes on in `CONTINUE` cards.
    continues: bool,
}

impl HeaderWriter {
    /// Adds a card, as several when its text is long. A comment that does not fit is cut.
    pub(crate) fn push(&mut self, card: &Card) -> Result<(), FitsError> {
        let refuse = |fault| FitsError::BadCard { keyword: card.keyword.clone(), fault };
        let comment = card.comment.as_deref().unwrap_or_default();
        let texts = match &card.value {
            Value::String(text) | Value::Commentary(text) | Value::Unreadable(text) => [text, comment],
            _ => ["", comment],
        };
        if texts.iter().any(|text| text.bytes().any(|b| !(b' '..=b'~').contains(&b))) {
            return Err(refuse("its text holds characters other than printable ASCII"));
        }
        if let Value::Commentary(text) = &card.value {
            return self.push_commentary(&card.keyword, text).map_err(refuse);
        }
        let lead = keyword_field(&card.keyword).map_err(refuse)?;
        match &card.value {
            Value::String(text) => self.push_string(&lead, text, comment).map_err(refuse),
            value => {
                let field = format_value(value).map_err(refuse)?;
                let line = format!("{lead}{field:>FIXED$}");
                self.push_line(line, comment).map_err(refuse)
            }
        }
    }

    /// Bytes of the cards so far.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether a string goes on in `CONTINUE` cards.
    pub(crate) fn continues(&self) -> bool {
        self.continues
    }

    /// The header with its `END` card and padding.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        self.bytes.extend_from_slice(b"END");
        let whole = self.bytes.len().next_multiple_of(BLOCK);
        self.bytes.resize(whole, b' ');
        self.bytes
    }

    fn push_commentary(&mut self, keyword: &str, text: &str) -> Result<(), &'static str> {
        if !keyword.bytes().all(standard_character) || keyword.len() > 8 {
            return Err("a commentary keyword has at most 8 of A-Z, 0-9, - and _");
        }
        // ASCII was checked before, so bytes are characters.
        let pieces = text.as_bytes().chunks(CARD - 8).map(String::from_utf8_lossy);
        let pieces: Vec<_> = if text.is_empty() { vec!["".into()] } else { pieces.collect() };
        for piece in pieces {
            self.push_line(format!("{keyword:8}{piece}"), "")?;
        }
        Ok(())
    }

    fn push_string(&mut self, lead: &str, text: &str, comment: &str) -> Result<(), &'static str> {
        let text = if text.trim_end().is_empty() { text } else { text.trim_end() };
        let quoted = text.replace('\'', "''");
        if lead.len() + quoted.len() + 2 <= CARD && !text.ends_with('&') {
            // Eight characters at least, as old readers expect; but `''` is not `'        '`.
            let quoted = if quoted.is_empty() { quoted } else { format!("{quoted:8}") };
            return self.push_line(format!("{lead}{:<FIXED$}", format!("'{quoted}'")), comment);
        }
        let mut pieces = split_string(text, CARD.saturating_sub(lead.len() + 3).min(PIECE)).into_iter();
        let first = pieces.next().unwrap_or_default();
        let mut line = format!("{lead}'{first}");
        for piece in pieces {
            self.continues = true;
            self.push_line(line + "&'", "")?;
            line = format!("CONTINUE  '{piece}");
        }
        self.push_line(line + "'", comment)
    }

    fn push_line(&mut self, mut line: String, comment: &str) -> Result<(), &'static str> {
        if line.len() > CARD {
            return Err("it does not fit a card of 80 characters; choose a shorter keyword");
        }
        if !comment.is_empty() && line.len() + 4 <= CARD {
            line = format!("{line} / {comment}");
            line.truncate(CARD);
        }
        self.bytes.extend_from_slice(format!("{line:CARD$}").as_bytes());
        Ok(())
    }
}

fn standard_character(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_'
}

/// The card up to its value: eight characters and `= `, or `HIERARCH`.
fn keyword_field(keyword: &str) -> Result<String, &'static str> {
    if keyword.is_empty() || keyword.bytes().any(|b| !(b' '..=b'~').contains(&b) || b == b'=') {
        return Err("a keyword is made of printable ASCII characters other than =");
    }
    if keyword.len() <= 8 && keyword.bytes().all(standard_character) {
        return Ok(format!("{keyword:8}= "));
    }
    if keyword.len() > 60 || keyword.trim() != keyword {
        return Err("a long keyword has at most 60 characters and no blanks around it");
    }
    Ok(format!("HIERARCH {keyword} = "))
}

fn format_value(value: &Value) -> Result<String, &'static str> {
    Ok(match value {
        Value::Logical(true) => "T".to_owned(),
        Value::Logical(false) => "F".to_owned(),
        Value::Integer(value) => value.to_string(),
        Value::Float(value) => format_float(*value)?,
        Value::Complex(re, im) => format!("({}, {})", format_float(*re)?, format_float(*im)?),
        Value::Undefined => String::new(),
        _ => return Err("its value is no FITS value"),
    })
}

/// The shortest text that reads back as the same number and is seen to be no integer.
fn format_float(value: f64) -> Result<String, &'static str> {
    if !value.is_finite() {
        return Err("FITS headers cannot hold NaN or infinity");
    }
    let text = format!("{value:?}").replace('e', "E");
    Ok(match text.split_once('E') {
        Some((digits, exponent)) if !digits.contains('.') => format!("{digits}.0E{exponent}"),
        _ => text,
    })
}

/// Cuts a string so that each piece, its quotes doubled, has at most `room` characters.
fn split_string(text: &str, room: usize) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut used = 0;
    for character in text.chars() {
        let width = if character == '\'' { 2 } else { 1 };
        if used + width > room {
            pieces.push(String::new());
            used = 0;
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push(character);
            if character == '\'' {
                piece.push(character);
            }
        }
        used += width;
    }
    // A string that ends in `&` would seem to go on: let it go on with nothing.
    if text.ends_with('&') {
        pieces.push(String::new());
    }
    pieces
}
