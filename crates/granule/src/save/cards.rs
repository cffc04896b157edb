//! What a FITS file says of the cube in it: name, unit, world coordinates, and where the values come from.

use granule_fits::{Card, Value};
use granule_wcs::{FitsKeyword, KeywordValue, Wcs, to_fits_keywords_partial};

use crate::NDCube;

/// Characters of text in a card of comment or history.
const LINE: usize = 72;

/// The cards of a cube.
pub(super) fn cards(cube: &NDCube) -> Vec<Card> {
    let mut cards = vec![Card::new("EXTNAME", "DATA", "name of this image")];
    if let Some(unit) = cube.unit() {
        cards.push(Card::new("BUNIT", ascii(&unit.to_string()), "unit of the values"));
    }
    cards.extend(wcs_cards(cube.wcs().as_ref()));
    cards.extend(history(cube));
    cards
}

/// The world coordinates, and a comment on each axis that FITS cannot hold.
fn wcs_cards(wcs: &dyn Wcs) -> Vec<Card> {
    let exported = to_fits_keywords_partial(wcs);
    let left_out =
        exported.left_out.iter().flat_map(|axes| commentary("COMMENT", &format!("no WCS of {axes}")));
    exported.keywords.iter().map(card).chain(left_out).collect()
}

fn card(keyword: &FitsKeyword) -> Card {
    let value = match &keyword.value {
        KeywordValue::Text(text) => Value::String(ascii(text)),
        KeywordValue::Integer(number) => Value::Integer(*number),
        KeywordValue::Real(number) => Value::Float(*number),
        other => Value::String(ascii(&other.to_string())),
    };
    let comment = Some(ascii(&keyword.comment)).filter(|comment| !comment.is_empty());
    Card { keyword: keyword.name.clone(), value, comment }
}

/// Who wrote the values, the dataset they come from, and what was done to them.
fn history(cube: &NDCube) -> Vec<Card> {
    let mut lines = vec![concat!("written by granule ", env!("CARGO_PKG_VERSION")).to_owned()];
    if !cube.name().is_empty() {
        lines.push(format!("from {}", cube.name()));
    }
    lines.extend(cube.data().explain().replace('→', "->").lines().map(str::to_owned));
    lines.iter().flat_map(|line| commentary("HISTORY", line)).collect()
}

/// A line of text in as many cards as it takes, cut between words, and in words longer than a card. What follows the first
/// is indented as that is.
fn commentary(keyword: &str, text: &str) -> Vec<Card> {
    let text = ascii(text);
    let indent = text.len() - text.trim_start().len();
    let indent = " ".repeat(indent.min(LINE / 2));
    let mut lines = vec![indent.clone()];
    let pieces = text.split_ascii_whitespace().flat_map(|word| {
        let room = LINE - indent.len();
        (0..word.len()).step_by(room).filter_map(move |at| word.get(at..word.len().min(at + room)))
    });
    for word in pieces {
        match lines.last_mut() {
            Some(line) if line.trim().is_empty() => line.push_str(word),
            Some(line) if line.len() + 1 + word.len() <= LINE => line.extend([" ", word]),
            _ => lines.push(format!("{indent}{word}")),
        }
    }
    lines.iter().map(|line| Card::bare(keyword, Value::Commentary(line.clone()))).collect()
}

/// FITS headers hold ASCII only.
fn ascii(text: &str) -> String {
    text.chars().map(|c| if c == ' ' || c.is_ascii_graphic() { c } else { '?' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lines(text: &str) -> Vec<String> {
        commentary("COMMENT", text).iter().map(|card| card.value.to_string()).collect()
    }

    #[test]
    fn long_lines_are_cut_between_words() {
        let text = format!("    {}", "seven ch ".repeat(12));
        let found = lines(&text);
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|line| line.starts_with("    s") || line.starts_with("    c")), "{found:?}");
        assert_eq!(lines("5 \u{3bc}m"), ["5 ?m"]);
    }

    proptest! {
        #[test]
        fn no_word_is_lost_and_no_line_too_long(text in "( {0,3}[a-z]{1,20}){0,30}") {
            let found = lines(&text);
            let joined = found.join(" ");
            let letters = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(letters(&joined), letters(&text));
            prop_assert!(found.iter().all(|line| line.len() <= LINE), "{:?}", found);
        }
    }
}
