//! What can go wrong between a path and an answer.

use std::convert::Infallible;
use std::path::PathBuf;

use granule_array::ArrayError;
use granule_asdf::AsdfError;
use granule_core::CoreError;
use granule_exec::ExecError;
use granule_fits::FitsError;
use granule_plot::PlotError;
use granule_store::StoreError;
use granule_wcs::WcsError;

use crate::dkist::DkistError;

/// Any error of the library.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A dataset that cannot be opened.
    #[error("cannot open {}: {source}", path.display())]
    Open {
        /// The ASDF file or directory.
        path: PathBuf,
        /// What is wrong with it.
        source: Box<DkistError>,
    },
    /// A wrong slice.
    #[error(transparent)]
    Core(#[from] CoreError),
    /// A wrong expression.
    #[error(transparent)]
    Array(#[from] ArrayError),
    /// A wrong coordinate.
    #[error(transparent)]
    Wcs(#[from] WcsError),
    /// A failed run.
    #[error(transparent)]
    Exec(#[from] ExecError),
    /// A source or sink that fails outside of a run.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A FITS file that cannot be read or written.
    #[error(transparent)]
    Fits(#[from] FitsError),
    /// An ASDF file that cannot be read.
    #[error(transparent)]
    Asdf(#[from] AsdfError),
    /// A plot that cannot be drawn.
    #[error(transparent)]
    Plot(#[from] PlotError),
    /// A WCS for another number of axes than the data have.
    #[error("a cube of {data} axes needs a WCS of as many, found one of {wcs}")]
    WcsAxes {
        /// Axes of the data.
        data: usize,
        /// Pixel axes of the WCS.
        wcs: usize,
    },
    /// An operation that would lose the mask.
    #[error(
        "cannot {operation} a masked cube: how masked pixels count has not been chosen; drop the mask with without_mask()"
    )]
    Masked {
        /// The operation.
        operation: &'static str,
    },
    /// A cube that has too few or too many axes to plot.
    #[error(
        "cannot plot a cube of shape {shape}: a plot needs one or two axes longer than 1; slice it, or reduce other axes"
    )]
    PlotAxes {
        /// The cube's shape.
        shape: granule_core::Shape,
    },
    /// An output that is there already.
    #[error("{} exists already; choose another name, or allow overwriting", path.display())]
    OutputExists {
        /// The output.
        path: PathBuf,
    },
    /// An output whose name does not say a format that can be written.
    #[error("cannot tell the format of {}; the name must end in {expected}", path.display())]
    OutputFormat {
        /// The output.
        path: PathBuf,
        /// Endings that can be written.
        expected: &'static str,
    },
    /// A compressed output in a format that has no compression.
    #[error("cannot compress {}: .npy holds values as they are; name the output .fits, or leave the compression out", path.display())]
    OutputCompression {
        /// The output.
        path: PathBuf,
    },
    /// A dataset whose files an ASDF file at this place could not name.
    #[error(
        "the files lie in {}, which is not below {}; save the .asdf file beside them, or in a directory above",
        files.display(), output.display()
    )]
    FilesElsewhere {
        /// Where the files are.
        files: PathBuf,
        /// Where the ASDF file was to go.
        output: PathBuf,
    },
    /// A cube that cannot be saved as a dataset.
    #[error("cannot save a cube of shape {shape} as a dataset: {why}")]
    NotADataset {
        /// Its shape.
        shape: granule_core::Shape,
        /// What is in the way, and what would do.
        why: &'static str,
    },
    /// An output that cannot be written.
    #[error("cannot write {}: {source}", path.display())]
    Output {
        /// The output.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}

impl From<Infallible> for Error {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}
