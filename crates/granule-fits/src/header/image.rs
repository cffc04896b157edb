//! The header of the image that a table of tiles holds.

use super::{Card, Header};

/// Keywords of the image, and where the table keeps them.
const KEPT: [(&str, &str); 9] = [
    ("ZSIMPLE", "SIMPLE"),
    ("ZTENSION", "XTENSION"),
    ("ZEXTEND", "EXTEND"),
    ("ZBITPIX", "BITPIX"),
    ("ZNAXIS", "NAXIS"),
    ("ZPCOUNT", "PCOUNT"),
    ("ZGCOUNT", "GCOUNT"),
    ("ZHECKSUM", "CHECKSUM"),
    ("ZDATASUM", "DATASUM"),
];

/// Keywords that describe the table or the compression.
const DROPPED: [&str; 19] = [
    "SIMPLE", "XTENSION", "EXTEND", "BITPIX", "NAXIS", "PCOUNT", "GCOUNT", "CHECKSUM", "DATASUM", "TFIELDS",
    "THEAP", "ZIMAGE", "ZCMPTYPE", "ZQUANTIZ", "ZDITHER0", "ZSCALE", "ZZERO", "ZBLANK", "ZMASKCMP",
];

/// Stems of numbered keywords that describe the table or the compression.
const DROPPED_STEMS: [&str; 8] = ["NAXIS", "TTYPE", "TFORM", "TUNIT", "TNULL", "ZTILE", "ZNAME", "ZVAL"];

impl Header {
    /// The header of the image itself: for a compressed one without the keywords of its table, and with its own
    /// `BITPIX` and `NAXISn`; otherwise this header.
    #[must_use]
    pub fn to_image_header(&self) -> Self {
        if self.value("ZIMAGE").is_none() {
            return self.clone();
        }
        let cards = self.cards().iter().filter_map(image_card).collect();
        Self::from_cards(cards, self.place().clone())
    }
}

fn image_card(card: &Card) -> Option<Card> {
    let keyword = card.keyword.as_str();
    let renamed = |name: String| Some(Card { keyword: name, ..card.clone() });
    if let Some((_, name)) = KEPT.iter().find(|(kept, _)| *kept == keyword) {
        return renamed((*name).to_owned());
    }
    if let Some(number) = number_of(keyword, "ZNAXIS") {
        return renamed(format!("NAXIS{number}"));
    }
    let dropped =
        DROPPED.contains(&keyword) || DROPPED_STEMS.iter().any(|stem| number_of(keyword, stem).is_some());
    (!dropped).then(|| card.clone())
}

/// What stands behind the stem, when it is a number.
pub(crate) fn number_of<'a>(keyword: &'a str, stem: &str) -> Option<&'a str> {
    let rest = keyword.strip_prefix(stem)?;
    (!rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit())).then_some(rest)
}
