//! What can be wrong with a dataset.

use std::path::PathBuf;

use granule_array::ArrayError;
use granule_asdf::AsdfError;
use granule_core::{CoreError, Shape};
use granule_store::StoreError;
use granule_wcs::WcsError;

/// An error in a dataset's ASDF file, or in the choice of it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DkistError {
    /// Nothing there.
    #[error("there is no such file or directory")]
    NotFound,
    /// The directory or file cannot be read.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// A directory without an ASDF file.
    #[error("no .asdf file in this directory; name the directory that holds one, or the file itself")]
    NoAsdf,
    /// A directory with several datasets.
    #[error("this directory holds several datasets; name one of {}", names.join(", "))]
    Ambiguous {
        /// The ASDF files found.
        names: Vec<String>,
    },
    /// A file that is not readable ASDF.
    #[error(transparent)]
    Asdf(#[from] AsdfError),
    /// An ASDF file of something else.
    #[error("the file holds no dataset; its keys are: {}", keys.join(", "))]
    NoDataset {
        /// The keys of its tree.
        keys: Vec<String>,
    },
    /// A dataset of a kind that cannot be opened.
    #[error("{kind} datasets cannot be opened")]
    Unsupported {
        /// What it is.
        kind: String,
    },
    /// A single dataset was asked for, and this is many tiles.
    #[error("this is a tiled dataset of {tiles}; open it as TiledDataset and choose a tile")]
    Tiled {
        /// Rows and columns of tiles.
        tiles: Shape,
    },
    /// Tiles were asked for, and this is a single dataset.
    #[error("this is not a tiled dataset; open it as Dataset")]
    NotTiled,
    /// A dataset was asked for, and this is a FITS image.
    #[error("this is a FITS image, not a dataset; open it as FitsCube")]
    Image,
    /// A tile that is not there.
    #[error("there is no tile {index:?} in {tiles}")]
    NoTile {
        /// The tile asked for.
        index: Vec<usize>,
        /// The arrangement of tiles.
        tiles: Shape,
    },
    /// An entry of the tree that is not what it should be.
    #[error("line {line}: {key} is not {expected}")]
    BadEntry {
        /// Line of the file's tree.
        line: usize,
        /// The key.
        key: &'static str,
        /// What it should be.
        expected: &'static str,
    },
    /// File names that do not form a regular arrangement.
    #[error("line {line}: the file names of a dataset must form a regular grid, this list is ragged")]
    RaggedFiles {
        /// Line of the file's tree.
        line: usize,
    },
    /// A file name that leads out of the dataset's directory.
    #[error("the file name {uri:?} leads out of the dataset's directory, which is not allowed")]
    UnsafeFile {
        /// The file name.
        uri: String,
    },
    /// A headers table with another number of rows than there are files.
    #[error("the headers table has {rows} rows for {files} files")]
    HeaderRows {
        /// Rows of the table.
        rows: usize,
        /// Files of the dataset.
        files: usize,
    },
    /// A column that the headers table does not have.
    #[error("the headers table has no column {name:?}")]
    NoColumn {
        /// The column asked for.
        name: String,
    },
    /// A WCS that does not fit the data.
    #[error("the WCS has {wcs} pixel axes, the data have {data}: {shape}")]
    WcsAxes {
        /// Pixel axes of the WCS.
        wcs: usize,
        /// Axes of the data.
        data: usize,
        /// Shape of the data.
        shape: Shape,
    },
    /// A WCS that cannot be read.
    #[error(transparent)]
    Wcs(#[from] WcsError),
    /// A file arrangement that cannot be read as an array.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// An element type or region that is none.
    #[error(transparent)]
    Core(#[from] CoreError),
    /// A FITS file that cannot be read as the options say.
    #[error(transparent)]
    Fits(#[from] granule_fits::FitsError),
    /// A slice that does not fit the assembled array.
    #[error(transparent)]
    Array(#[from] ArrayError),
}

impl DkistError {
    /// Says which path could not be opened.
    pub(crate) fn at(self, path: impl Into<PathBuf>) -> crate::Error {
        crate::Error::Open { path: path.into(), source: Box::new(self) }
    }
}
