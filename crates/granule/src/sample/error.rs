//! What can go wrong when a sample is made.

use std::io;
use std::path::PathBuf;

use granule_asdf::AsdfError;
use granule_core::Shape;
use granule_fits::FitsError;

/// An error of making a sample.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SampleError {
    /// An axis that is empty or too long: choose another length.
    #[error("a sample cannot have {length} {axis}; choose 1 to {most}")]
    Length {
        /// What the axis counts.
        axis: &'static str,
        /// The length asked for.
        length: usize,
        /// The longest that is allowed.
        most: usize,
    },
    /// A dataset of one file, which is no cube: ask for more Stokes parameters or raster steps.
    #[error("one raster step in one Stokes parameter is one file; choose at least 2 of either")]
    SingleFile,
    /// More pixels than a sample should have: choose shorter axes.
    #[error(
        "a sample of shape {shape} takes {bytes} bytes uncompressed; choose shorter axes, for at most {limit}"
    )]
    TooLarge {
        /// The shape asked for.
        shape: Shape,
        /// Bytes of its pixels; saturates.
        bytes: u64,
        /// The most that is allowed.
        limit: u64,
    },
    /// Tiles without pixels.
    #[error("a tile cannot have sides of 0 pixels; choose at least 1, or none for one row a tile")]
    Tile,
    /// A directory with a dataset in it: choose another, or allow overwriting.
    #[error("{} holds {} already; choose another directory, or allow overwriting", directory.display(), file.display())]
    Exists {
        /// The directory.
        directory: PathBuf,
        /// One of the files in it.
        file: PathBuf,
    },
    /// A dataset that would be overwritten and is no sample: choose another directory.
    #[error("{} is not of a sample and will not be overwritten; choose another directory", path.display())]
    NotASample {
        /// Its ASDF file.
        path: PathBuf,
    },
    /// A directory that cannot be made, read or cleared.
    #[error("cannot {action} {}: {source}", path.display())]
    Directory {
        /// What was tried.
        action: &'static str,
        /// The directory, or a file in it.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A FITS file that cannot be written.
    #[error(transparent)]
    Fits(#[from] FitsError),
    /// An ASDF file that cannot be written.
    #[error(transparent)]
    Asdf(#[from] AsdfError),
}
