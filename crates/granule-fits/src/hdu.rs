//! HDUs: finding them by their computed sizes.

use std::fmt;
use std::str::FromStr;

use crate::file::DataFile;
use crate::header::BLOCK;
use crate::{FitsError, FitsFile, Header, Place};

/// What an HDU is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HduKind {
    /// The first HDU: an image, perhaps without data.
    Primary,
    /// An `IMAGE` extension.
    Image,
    /// A `BINTABLE` extension.
    BinTable,
    /// A `TABLE` extension.
    AsciiTable,
    /// A `BINTABLE` that holds a tile-compressed image.
    CompressedImage,
    /// Another extension, or random groups.
    Other(String),
}

impl fmt::Display for HduKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Primary => f.write_str("primary HDU"),
            Self::Image => f.write_str("image"),
            Self::BinTable => f.write_str("binary table"),
            Self::AsciiTable => f.write_str("ASCII table"),
            Self::CompressedImage => f.write_str("compressed image"),
            Self::Other(name) => f.write_str(name),
        }
    }
}

/// A header and where its data lie.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Hdu {
    /// Position in the file, from 0.
    pub number: usize,
    /// What it is.
    pub kind: HduKind,
    /// Its cards.
    pub header: Header,
    /// Where its header begins.
    pub header_offset: u64,
    /// Where its data begin.
    pub data_offset: u64,
    /// Bytes of its data, without padding. A truncated file may end before them.
    pub data_len: u64,
}

impl Hdu {
    /// Where the next HDU begins.
    pub(crate) fn end(&self) -> u64 {
        let padded = self.data_len.checked_next_multiple_of(BLOCK as u64).unwrap_or(u64::MAX);
        self.data_offset.saturating_add(padded)
    }

    /// Whether it is an image with data.
    #[must_use]
    pub fn is_image(&self) -> bool {
        match self.kind {
            HduKind::Primary | HduKind::Image => self.data_len > 0,
            HduKind::CompressedImage => true,
            _ => false,
        }
    }
}

/// Which HDU of a file is meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum HduSelector {
    /// By position, from 0.
    Number(usize),
    /// By `EXTNAME`, whatever its case, and `EXTVER` when it is given.
    Name(String, Option<i64>),
    /// The first HDU that is an image with data.
    #[default]
    FirstImage,
}

impl HduSelector {
    fn selects(&self, hdu: &Hdu) -> bool {
        match self {
            Self::Number(number) => hdu.number == *number,
            Self::FirstImage => hdu.is_image(),
            Self::Name(name, version) => {
                let named = |found: String| found.trim_end().eq_ignore_ascii_case(name.trim_end());
                let found = hdu.header.value_as::<String>("EXTNAME").ok().flatten();
                // The standard's default version is 1.
                let found_version = hdu.header.value_as("EXTVER").ok().flatten().unwrap_or(1_i64);
                found.is_some_and(named) && version.is_none_or(|version| version == found_version)
            }
        }
    }
}

impl FitsFile {
    /// One of its HDUs.
    ///
    /// # Errors
    /// [`FitsError::NoSuchHdu`].
    pub fn hdu(&self, selector: &HduSelector) -> Result<&Hdu, FitsError> {
        self.hdus().iter().find(|hdu| selector.selects(hdu)).ok_or_else(|| FitsError::NoSuchHdu {
            at: Place::file(self.path()),
            wanted: selector.to_string(),
            found: format!("{} HDUs", self.hdus().len()),
        })
    }
}

impl FromStr for HduSelector {
    type Err = FitsError;

    /// Reads `1`, `SCI` or `SCI,2`.
    fn from_str(text: &str) -> Result<Self, FitsError> {
        let bad = || FitsError::BadSelector { text: text.to_owned() };
        let text = text.trim();
        if text.is_empty() {
            return Err(bad());
        }
        if let Ok(number) = text.parse() {
            return Ok(Self::Number(number));
        }
        match text.split_once(',') {
            None => Ok(Self::Name(text.to_owned(), None)),
            Some((name, version)) => {
                let version = version.trim().parse().map_err(|_| bad())?;
                Ok(Self::Name(name.trim().to_owned(), Some(version)))
            }
        }
    }
}

impl fmt::Display for HduSelector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "HDU {number}"),
            Self::Name(name, None) => write!(f, "HDU named {name:?}"),
            Self::Name(name, Some(version)) => write!(f, "HDU named {name:?} of version {version}"),
            Self::FirstImage => f.write_str("HDU with an image"),
        }
    }
}

/// Whether a keyword says how data are laid out (rather than what they mean).
pub(crate) fn is_structural(name: &[u8; 8]) -> bool {
    const PREFIXES: [&[u8]; 18] = [
        b"Z",
        b"NAXIS",
        b"TTYPE",
        b"TFORM",
        b"BITPIX",
        b"PCOUNT",
        b"GCOUNT",
        b"SIMPLE",
        b"XTENSION",
        b"TFIELDS",
        b"THEAP",
        b"GROUPS",
        b"EXTNAME",
        b"EXTVER",
        b"BLANK",
        b"BSCALE",
        b"BZERO",
        b"TNULL",
    ];
    PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

/// Steps through the HDUs of a file without touching their data.
pub(crate) struct HduWalk<'a> {
    file: &'a DataFile,
    keep: fn(&[u8; 8]) -> bool,
    offset: u64,
    number: usize,
    /// Bytes of the file from `offset`, read ahead.
    buffer: Vec<u8>,
}

/// Longest header read, in bytes: far beyond any real one, short enough to give up soon on what is no FITS.
const LONGEST_HEADER: u64 = 64 << 20;

/// Bytes read ahead for a header: most fit in one read.
const READ_AHEAD: u64 = 8 * BLOCK as u64;

impl<'a> HduWalk<'a> {
    /// Walks the file, keeping of each header the cards that pass `keep`.
    pub(crate) fn new(file: &'a DataFile, keep: fn(&[u8; 8]) -> bool) -> Self {
        Self { file, keep, offset: 0, number: 0, buffer: Vec::new() }
    }

    /// The next HDU; `None` at the end of the file or where no further header begins.
    pub(crate) fn next_hdu(&mut self) -> Result<Option<Hdu>, FitsError> {
        let at = self.file.place().with_hdu(self.number);
        if self.number > 0 && self.offset >= self.file.length() {
            return Ok(None);
        }
        self.fill(&at, READ_AHEAD)?;
        let expected = if self.number == 0 { "SIMPLE  " } else { "XTENSION" };
        if !self.buffer.starts_with(expected.as_bytes()) {
            if self.number > 0 {
                // Special records or filling after the last HDU are allowed, and end the walk.
                return Ok(None);
            }
            return Err(not_fits(at, expected, &self.buffer));
        }
        let length = self.find_end(&at)?;
        let header = Header::parse_filtered(&self.buffer, at, self.keep)?;
        let hdu = locate(header, self.number, self.offset, length)?;
        self.advance(&hdu);
        Ok(Some(hdu))
    }

    /// Moves to the next HDU, keeping what of the buffer already belongs to it.
    fn advance(&mut self, hdu: &Hdu) {
        let step = usize::try_from(hdu.end() - self.offset).unwrap_or(usize::MAX);
        self.buffer.drain(..step.min(self.buffer.len()));
        self.offset = hdu.end();
        self.number += 1;
    }

    /// Makes the buffer hold `length` bytes from `offset`, or all to the end of the file.
    fn fill(&mut self, at: &Place, length: u64) -> Result<(), FitsError> {
        let have = self.buffer.len() as u64;
        let available = self.file.length().saturating_sub(self.offset).min(length);
        let missing = usize::try_from(available.saturating_sub(have)).unwrap_or(usize::MAX);
        if missing > 0 {
            let mut more = Vec::new();
            self.file.read_into(at, "a header", self.offset.saturating_add(have), missing, &mut more)?;
            self.buffer.append(&mut more);
        }
        Ok(())
    }

    /// The padded length of the header at the front of the buffer, reading on until its `END` is there.
    fn find_end(&mut self, at: &Place) -> Result<u64, FitsError> {
        let mut seen = 0;
        loop {
            let cards = self.buffer.get(seen..).unwrap_or_default().as_chunks::<80>().0;
            if let Some(card) = cards.iter().position(|card| card.starts_with(b"END     ")) {
                let end = (seen + (card + 1) * 80) as u64;
                return Ok(end.next_multiple_of(BLOCK as u64));
            }
            seen += cards.len() * 80;
            let have = self.buffer.len() as u64;
            self.fill(at, have.saturating_mul(2).min(LONGEST_HEADER))?;
            if self.buffer.len() as u64 == have {
                return Err(FitsError::NoEnd { at: at.clone(), bytes: have });
            }
        }
    }
}

fn not_fits(at: Place, expected: &'static str, found: &[u8]) -> FitsError {
    let found = String::from_utf8_lossy(found.get(..8.min(found.len())).unwrap_or_default()).into_owned();
    FitsError::NotFits { at, expected, found }
}

/// Works out kind and extent of the data behind a header.
fn locate(header: Header, number: usize, header_offset: u64, header_len: u64) -> Result<Hdu, FitsError> {
    let data_len = data_length(&header)?;
    let kind = match header.value_as::<String>("XTENSION")? {
        _ if number == 0 && header.value_as("GROUPS")? == Some(true) => {
            HduKind::Other("random groups".into())
        }
        None => HduKind::Primary,
        Some(name) => match name.trim_end() {
            "IMAGE" | "IUEIMAGE" => HduKind::Image,
            "BINTABLE" | "A3DTABLE" if header.value_as("ZIMAGE")? == Some(true) => HduKind::CompressedImage,
            "BINTABLE" | "A3DTABLE" => HduKind::BinTable,
            "TABLE" => HduKind::AsciiTable,
            _ => HduKind::Other(format!("extension {}", name.trim_end())),
        },
    };
    let data_offset = header_offset.saturating_add(header_len);
    Ok(Hdu { number, kind, header, header_offset, data_offset, data_len })
}

/// `|BITPIX|/8 · GCOUNT · (PCOUNT + Π NAXISn)`, refusing what cannot be.
fn data_length(header: &Header) -> Result<u64, FitsError> {
    let bytes = bytes_per_value(header, "BITPIX")?;
    let axes = axis_lengths(header, "NAXIS")?;
    let groups = header.value_as("GROUPS")? == Some(true) && axes.first() == Some(&0);
    let axes = if groups { axes.get(1..).unwrap_or_default() } else { &axes };
    if axes.is_empty() {
        return Ok(0);
    }
    let parameters = header.value_as::<u64>("PCOUNT")?.unwrap_or(0);
    let count = header.value_as::<u64>("GCOUNT")?.unwrap_or(1);
    axes.iter()
        .try_fold(1_u64, |product, &len| product.checked_mul(len as u64))
        .and_then(|values| values.checked_add(parameters))
        .and_then(|values| values.checked_mul(count))
        .and_then(|values| values.checked_mul(bytes))
        // Offsets beyond must not wrap either.
        .filter(|&length| length <= i64::MAX as u64)
        .ok_or_else(|| header.bad("NAXIS1", "axes whose data a file can hold".to_owned()))
}

/// Bytes of a value, from a `BITPIX` keyword.
pub(crate) fn bytes_per_value(header: &Header, keyword: &str) -> Result<u64, FitsError> {
    match header.require::<i64>(keyword)? {
        bits @ (8 | 16 | 32 | 64 | -32 | -64) => Ok(bits.unsigned_abs() / 8),
        _ => Err(header.bad(keyword, "8, 16, 32, 64, -32 or -64".to_owned())),
    }
}

/// The lengths of the axes in FITS order, from `NAXIS` or `ZNAXIS`.
pub(crate) fn axis_lengths(header: &Header, keyword: &str) -> Result<Vec<usize>, FitsError> {
    let count: usize = header.require(keyword)?;
    if count > 999 {
        return Err(header.bad(keyword, "0 to 999".to_owned()));
    }
    (1..=count).map(|axis| header.require(&format!("{keyword}{axis}"))).collect()
}

/// The HDU that a selector means.
pub(crate) fn find(
    file: &DataFile,
    selector: &HduSelector,
    keep: fn(&[u8; 8]) -> bool,
) -> Result<Hdu, FitsError> {
    let mut walk = HduWalk::new(file, keep);
    let mut found = Vec::new();
    while let Some(hdu) = walk.next_hdu()? {
        if selector.selects(&hdu) {
            return Ok(hdu);
        }
        let name = hdu.header.value_as::<String>("EXTNAME").ok().flatten();
        let name = name.map_or_else(String::new, |name| format!(" {name:?}"));
        found.push(format!("{} ({}{name})", hdu.number, hdu.kind));
    }
    let (at, wanted) = (file.place().clone(), selector.to_string());
    Err(FitsError::NoSuchHdu { at, wanted, found: found.join(", ") })
}
