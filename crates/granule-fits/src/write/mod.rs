//! Writing images.
//!
//! The safe interface of `fitsio` can neither write NaN as `ZBLANK` nor logical keywords, so the HDUs are laid out and
//! compressed here; the tests have cfitsio read them.

mod checksum;
mod heap;
mod noise;
mod quantise;
mod sink;
mod table;
mod writer;

pub(crate) use checksum::checksum_of;
pub use sink::FitsSink;
pub use writer::{Compression, EncodedImage, ImageWriter, Overwrite, Placement, write_image};
