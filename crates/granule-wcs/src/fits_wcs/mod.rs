//! The world coordinates of FITS headers (FITS standard 4.0, section 8; papers I to IV), read and written.

mod export;
mod keyword;

pub use export::{ExportedKeywords, LeftOut, NotInFits, to_fits_keywords, to_fits_keywords_partial};
pub use keyword::{FitsKeyword, KeywordValue};
