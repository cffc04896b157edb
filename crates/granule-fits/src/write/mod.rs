//! Writing images.
//!
//! The safe interface of `fitsio` can neither write NaN as `ZBLANK` nor logical keywords, so the HDUs are laid out and
//! compressed here; the tests have cfitsio read them.

mod checksum;
mod choose;
mod coder;
mod noise;
mod options;
mod partial;
mod plain;
mod quantise;
mod sink;
mod table;
mod tiled;
mod writer;

pub(crate) use checksum::checksum_of;
pub use options::{Compression, Dithering, Overwrite, Placement};
pub use sink::FitsSink;
pub use writer::{EncodedImage, ImageWriter, write_image};
