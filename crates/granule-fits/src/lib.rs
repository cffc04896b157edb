//! FITS images: headers, memory maps, tile compression, chunk sources, and writing.
//!
//! [`FitsSource`] is an image as a [`granule_store::ChunkSource`]; [`FitsImage`] and [`FitsFile`] give images and HDUs
//! by themselves; [`ImageWriter`] writes. Uncompressed images of every `BITPIX` are read with `pread` or through a
//! memory map (see [`Io`]); of tile-compressed ones (Rice, gzip, H-compress, PLIO) only the tiles that a region touches
//! are decoded. Files that are compressed as a whole are decompressed into memory.
//!
//! Values are the *stored* values, as in the Python tools for DKIST data, unless [`Scaling::Physical`] asks for what
//! `BSCALE`, `BZERO` and `BLANK` make of them. Quantised floats are restored in either case, bit for bit as the
//! reference readers do.
//!
//! ```
//! use granule_core::{Block, Region, RunContext, Shape};
//! use granule_fits::{Card, Compression, FitsSource, HduSelector, ImageWriter};
//! use granule_store::ChunkSource;
//!
//! let directory = tempfile::tempdir()?;
//! let path = directory.path().join("ramp.fits");
//! let block = Block::from_vec(&Shape::from([40, 100]), (0..4000).collect::<Vec<i32>>())?;
//! ImageWriter::new(&path)
//!     .cards(&[Card::new("INSTRUME", "ViSP", "the instrument")])
//!     .compression(Compression::Rice { tile: vec![10, 100], quantize_level: 16.0 })
//!     .write(&block)?;
//!
//! let source = FitsSource::open(&path, HduSelector::FirstImage)?;
//! assert_eq!(source.meta().shape(), &Shape::from([40, 100]));
//! let region = Region::new([12, 5], [13, 8])?;
//! let run = RunContext::default();
//! assert_eq!(source.read(&region, &run)?.to_vec::<i32>()?, [1205, 1206, 1207]);
//! assert_eq!(run.stats().tiles, 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod codec;
mod error;
mod file;
mod gzipped;
mod handles;
mod hdu;
mod header;
mod image;
mod layout;
mod map;
mod memory;
mod pixel;
mod plain;
mod runs;
mod scaling;
mod source;
mod table;
mod target;
mod tiles;
mod verify;
mod workspace;
mod write;

pub use error::{FitsError, Place, TileFault};
pub use file::Io;
pub use hdu::{Hdu, HduKind, HduSelector};
pub use header::{Card, FromValue, Header, Value};
pub use image::{FitsFile, FitsImage};
pub use scaling::Scaling;
pub use source::FitsSource;
pub use table::TableCell;
pub use verify::{Fault, Finding, verify};
pub use write::{
    Compression, Dithering, EncodedImage, FitsSink, ImageWriter, Overwrite, Placement, write_image,
};
