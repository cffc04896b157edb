//! The world coordinates of FITS headers (FITS standard 4.0, section 8; papers I to IV), read and written.

mod export;
mod keyword;
mod keywords;
mod read;

pub use export::{ExportedKeywords, LeftOut, NotInFits, to_fits_keywords, to_fits_keywords_partial};
pub use keyword::{FitsKeyword, KeywordValue};
pub use keywords::{Alternate, Keywords, NoTables, TableColumn, Tables};
pub use read::{from_fits_keywords, has_fits_wcs};
