//! What can go wrong between an array and its storage.

use std::path::PathBuf;

use granule_core::{CoreError, DType, Shape};

/// An error of a source or sink.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// A region, shape or block that does not fit the array.
    #[error(transparent)]
    Core(#[from] CoreError),
    /// A file that is not there, under the policy that this is an error.
    #[error("{} is missing; download it, or let missing files be NaN", path.display())]
    MissingFile {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// A missing file in an array of integers, which cannot hold NaN.
    #[error("{} is missing, and {dtype} has no NaN to stand for it; download it, or slice around it", path.display())]
    MissingInteger {
        /// Where it was looked for.
        path: PathBuf,
        /// The array's element type.
        dtype: DType,
    },
    /// A part of a striped array whose shape is not the one declared.
    #[error("part {part} has shape {found}, the others have {expected}")]
    PartShape {
        /// C-order number of the part.
        part: usize,
        /// Its shape.
        found: Shape,
        /// The shape declared.
        expected: Shape,
    },
    /// A part of a striped array of another type.
    #[error("part {part} holds {found}, the others hold {expected}")]
    PartDType {
        /// C-order number of the part.
        part: usize,
        /// Its type.
        found: DType,
        /// The type declared.
        expected: DType,
    },
    /// A count of parts that does not fill their arrangement.
    #[error("{count} parts do not fill an arrangement of {arrangement}")]
    PartCount {
        /// Parts given.
        count: usize,
        /// Their arrangement.
        arrangement: Shape,
    },
    /// A sink that was written to before `begin`.
    #[error("a block was written before the sink was begun; call begin first")]
    NotBegun,
    /// A sink that was finished before every element was written.
    #[error("{written} of {expected} elements were written before the sink was finished")]
    Incomplete {
        /// Elements written.
        written: usize,
        /// Elements announced.
        expected: usize,
    },
    /// An output that is there already.
    #[error("{} exists already; choose another name, or allow overwriting", path.display())]
    Exists {
        /// The output.
        path: PathBuf,
    },
    /// What the system reports of a file being written.
    #[error("cannot write: {0}")]
    Io(#[from] std::io::Error),
    /// What a storage format reports: its own error, with the file it concerns.
    #[error("{}: {source}", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// The format's error.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}
