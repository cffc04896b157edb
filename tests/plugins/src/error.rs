//! What can be wrong with a `.npy` file.

use granule::core::CoreError;

/// An error of reading a `.npy` file; the path is told by the error around it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NpyError {
    /// Something else than a `.npy` file.
    #[error("not a .npy file: it begins with {found:?}")]
    NotNpy {
        /// Its first bytes.
        found: Vec<u8>,
    },
    /// A version of the format that is not read: 1 to 3 are.
    #[error("version {version} of the .npy format is not known; 1 to 3 are")]
    Version {
        /// The version it claims.
        version: u8,
    },
    /// A header that cannot be understood.
    #[error("the header has no {expected}: {header:?}")]
    Header {
        /// What was looked for.
        expected: &'static str,
        /// The header.
        header: String,
    },
    /// An element type that granule has not: save the array as another.
    #[error("elements of type {descr:?} are not read; save the array as booleans, integers or floats")]
    Descr {
        /// The type, as numpy writes it.
        descr: String,
    },
    /// Columns first: save `numpy.ascontiguousarray(a)` instead.
    #[error("the array is in Fortran order; save numpy.ascontiguousarray(a) instead")]
    FortranOrder,
    /// A file that is shorter than its header says: save it again.
    #[error("truncated: {needed} bytes are needed, there are {length}")]
    Truncated {
        /// Bytes that header and array need; saturates.
        needed: u64,
        /// Bytes there are.
        length: u64,
    },
    /// A shape that cannot be an array.
    #[error(transparent)]
    Core(#[from] CoreError),
    /// What the system says.
    #[error("cannot read: {0}")]
    Io(#[from] std::io::Error),
}
