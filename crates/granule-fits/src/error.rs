//! What can be wrong with a FITS file, and where.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use granule_core::{CoreError, DType, Shape};
use granule_store::StoreError;

/// Where in which file: displays as `a.fits, HDU 1`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The file; `None` for bytes that came from no file.
    pub path: Option<Arc<Path>>,
    /// The HDU, counted from 0; `None` when the whole file is meant.
    pub hdu: Option<usize>,
}

impl Place {
    /// The whole of a file.
    #[must_use]
    pub fn file(path: &Path) -> Self {
        Self { path: Some(Arc::from(path)), hdu: None }
    }

    /// An HDU of the same file.
    #[must_use]
    pub fn with_hdu(&self, number: usize) -> Self {
        Self { path: self.path.clone(), hdu: Some(number) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.path, self.hdu) {
            (Some(path), Some(hdu)) => write!(f, "{}, HDU {hdu}", path.display()),
            (Some(path), None) => write!(f, "{}", path.display()),
            (None, Some(hdu)) => write!(f, "HDU {hdu}"),
            (None, None) => f.write_str("FITS data"),
        }
    }
}

/// An error of reading or writing FITS.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FitsError {
    /// The file is not there: check its path, or download it.
    #[error("{} is missing", path.display())]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The operating system refused a read.
    #[error("{at}: cannot read: {source}")]
    Read {
        /// The file.
        at: Place,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file that another process changed while it was in use: read it again when it is at rest.
    #[error("{at}: the file changed while it was in use; read it again when it is complete")]
    Changed {
        /// The file.
        at: Place,
    },
    /// A file compressed as a whole that cannot be decompressed: download it again.
    #[error("{at}: cannot decompress: {source}")]
    Gunzip {
        /// The file.
        at: Place,
        /// What is wrong.
        source: std::io::Error,
    },
    /// A file compressed as a whole that is too long to be held in memory: decompress it on disk.
    #[error("{at}: decompresses to more than {most} bytes; gunzip it on disk and open that")]
    GunzipTooLong {
        /// The file.
        at: Place,
        /// Most bytes that are decompressed.
        most: u64,
    },
    /// The operating system refused a write: choose a directory that may be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// The file to be written.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// An output that is already there: choose another name, or overwrite it explicitly.
    #[error("{} exists already; choose another name or ask to overwrite it", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// Something that is no FITS file, or no header where one must be.
    #[error("{at}: not FITS: expected {expected}, found {found:?}")]
    NotFits {
        /// The HDU whose header was expected.
        at: Place,
        /// What a header there begins with.
        expected: &'static str,
        /// The first bytes there.
        found: String,
    },
    /// A header that does not end: the file is truncated or not FITS.
    #[error("{at}: the header has no END card within {bytes} bytes")]
    NoEnd {
        /// The HDU.
        at: Place,
        /// Bytes looked through.
        bytes: u64,
    },
    /// A keyword that must be there.
    #[error("{at}: keyword {keyword} is missing")]
    MissingKeyword {
        /// The HDU.
        at: Place,
        /// The keyword.
        keyword: String,
    },
    /// A keyword whose value makes no sense.
    #[error("{at}: keyword {keyword} is {value}; expected {expected}")]
    BadKeyword {
        /// The HDU.
        at: Place,
        /// The keyword.
        keyword: String,
        /// Its value.
        value: String,
        /// What would be right.
        expected: String,
    },
    /// An HDU that the file does not have.
    #[error("{at}: there is no {wanted}; there are {found}")]
    NoSuchHdu {
        /// The file.
        at: Place,
        /// What was asked for.
        wanted: String,
        /// The HDUs there are.
        found: String,
    },
    /// Text that names no HDU.
    #[error("{text:?} names no HDU; write its number, its EXTNAME, or EXTNAME,EXTVER")]
    BadSelector {
        /// The text.
        text: String,
    },
    /// An HDU that holds no image: choose another.
    #[error("{at}: {kind}, not an image with data")]
    NotAnImage {
        /// The HDU.
        at: Place,
        /// What it is.
        kind: String,
    },
    /// A file that ends before its data do: download it again.
    #[error("{at}: truncated: {what} needs bytes {start} to {end} of a file of {length}")]
    Truncated {
        /// The HDU.
        at: Place,
        /// What lies there.
        what: &'static str,
        /// First byte needed.
        start: u64,
        /// One past the last byte needed; saturates.
        end: u64,
        /// Length of the file.
        length: u64,
    },
    /// An image that claims more pixels than its data unit can hold, or than memory can.
    #[error("{at}: shape {shape} is more than {limit}")]
    TooLarge {
        /// The HDU.
        at: Place,
        /// The shape claimed.
        shape: Shape,
        /// What it exceeds.
        limit: &'static str,
    },
    /// A feature of FITS that is not read yet.
    #[error("{at}: {feature} is not supported")]
    Unsupported {
        /// The HDU.
        at: Place,
        /// The feature.
        feature: String,
    },
    /// A table of tiles without a column it needs, or with one of the wrong form.
    #[error("{at}: column {column}: {fault}")]
    BadColumn {
        /// The HDU.
        at: Place,
        /// The column.
        column: String,
        /// What is wrong with it.
        fault: String,
    },
    /// A tile that cannot be decoded: the file is damaged.
    #[error("{at}: tile {tile}: {fault}")]
    BadTile {
        /// The HDU.
        at: Place,
        /// Row of the table, from 0.
        tile: usize,
        /// What is wrong with it.
        fault: TileFault,
    },
    /// An image whose shape is not the one declared for it.
    #[error("{at}: the image has shape {found}, declared is {declared}")]
    ShapeMismatch {
        /// The HDU.
        at: Place,
        /// The shape in the file.
        found: Shape,
        /// The shape declared.
        declared: Shape,
    },
    /// An image whose type cannot become the declared one without loss.
    #[error("{at}: the image holds {found}, which cannot be cast to the declared {declared} without loss")]
    DTypeMismatch {
        /// The HDU.
        at: Place,
        /// The type in the file.
        found: DType,
        /// The type declared.
        declared: DType,
    },
    /// A card that FITS cannot hold.
    #[error("cannot write keyword {keyword:?}: {fault}")]
    BadCard {
        /// The keyword.
        keyword: String,
        /// Why not.
        fault: &'static str,
    },
    /// A block or a tile shape that cannot be written as asked.
    #[error("cannot write {}: {fault}", path.display())]
    BadOutput {
        /// The file to be written.
        path: PathBuf,
        /// Why not.
        fault: String,
    },
    /// A region or block that does not fit the image.
    #[error(transparent)]
    Core(#[from] CoreError),
}

/// What is wrong with a compressed tile.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TileFault {
    /// None of its columns has data.
    #[error("no column holds its data")]
    Absent,
    /// Its descriptor points outside the heap.
    #[error("its data at {offset} of {length} bytes lie outside the heap of {heap} bytes")]
    OutsideHeap {
        /// Offset from the start of the heap.
        offset: i64,
        /// Bytes.
        length: i64,
        /// Bytes of the heap.
        heap: u64,
    },
    /// Its compressed data end before its pixels do.
    #[error("its {bytes} bytes end before its {pixels} pixels")]
    Short {
        /// Bytes stored.
        bytes: usize,
        /// Pixels expected.
        pixels: usize,
    },
    /// Its compressed data are not what the compressor writes.
    #[error("its compressed data are damaged ({0})")]
    Damaged(&'static str),
    /// Its compressed data say that it has another shape.
    #[error("its data are of {rows} x {columns} pixels, which are not its {pixels}")]
    WrongShape {
        /// Rows that the data have.
        rows: usize,
        /// Columns that the data have.
        columns: usize,
        /// Pixels expected.
        pixels: usize,
    },
    /// Its few compressed data claim more pixels than this crate decodes, or than memory can hold.
    #[error("its {bytes} bytes claim {pixels} pixels, more than they can be trusted with or memory can hold")]
    TooLarge {
        /// Pixels expected.
        pixels: usize,
        /// Bytes stored.
        bytes: usize,
    },
    /// Its data decode to another count of bytes than its pixels take.
    #[error("{found} decoded bytes do not fill {pixels} pixels")]
    WrongSize {
        /// Bytes decoded.
        found: usize,
        /// Pixels expected.
        pixels: usize,
    },
}

impl FitsError {
    /// Where it happened, when the variant says so.
    fn place_mut(&mut self) -> Option<&mut Place> {
        match self {
            Self::Read { at, .. }
            | Self::Gunzip { at, .. }
            | Self::GunzipTooLong { at, .. }
            | Self::NotFits { at, .. }
            | Self::NoEnd { at, .. }
            | Self::MissingKeyword { at, .. }
            | Self::BadKeyword { at, .. }
            | Self::NoSuchHdu { at, .. }
            | Self::NotAnImage { at, .. }
            | Self::Truncated { at, .. }
            | Self::TooLarge { at, .. }
            | Self::Unsupported { at, .. }
            | Self::BadColumn { at, .. }
            | Self::BadTile { at, .. }
            | Self::Changed { at }
            | Self::ShapeMismatch { at, .. }
            | Self::DTypeMismatch { at, .. } => Some(at),
            _ => None,
        }
    }

    /// The same error as a source reports it: a missing file as such, everything else with its path in front.
    #[must_use]
    pub fn into_store(mut self, path: &Path) -> StoreError {
        match self {
            Self::Missing { path } => StoreError::MissingFile { path },
            Self::Core(error) => StoreError::Core(error),
            _ => {
                // The path is said once, by the outer error.
                if let Some(at) = self.place_mut() {
                    at.path = None;
                }
                StoreError::Format { path: path.to_owned(), source: Box::new(self) }
            }
        }
    }
}
