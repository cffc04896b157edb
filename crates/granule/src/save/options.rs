//! How results are written.

use granule_fits::{Compression, Dithering};

use crate::Overwrite;

/// How a result is written: by default uncompressed, and never over a file that is there already.
///
/// ```
/// use granule::fits::Compression;
/// use granule::save::SaveOptions;
/// use granule::{Overwrite, prelude::*};
///
/// let directory = tempfile::tempdir()?;
/// let sample = directory.path().join("observation");
/// granule::sample::Sample::visp().write(&sample)?;
/// let dataset = Dataset::open(&sample)?;
/// let line = dataset.slice(s![0, .., 20..30])?;
///
/// let path = directory.path().join("line.fits");
/// let options = SaveOptions::new().compression(Compression::Gzip2 { tile: vec![] }).overwrite(Overwrite::Yes);
/// granule::save::cube_with(line.cube(), &path, &Session::default(), &options)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use]
pub struct SaveOptions {
    pub(super) overwrite: Overwrite,
    pub(super) compression: Compression,
    pub(super) dithering: Dithering,
}

impl SaveOptions {
    /// The defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// What to do when the output is there already.
    pub fn overwrite(mut self, overwrite: Overwrite) -> Self {
        self.overwrite = overwrite;
        self
    }

    /// How the values of a FITS file are compressed. Where that names no tiles, they are chosen to divide the chunks of
    /// the result.
    pub fn compression(mut self, compression: Compression) -> Self {
        self.compression = compression;
        self
    }

    /// What is added to floats that are quantised.
    pub fn dithering(mut self, dithering: Dithering) -> Self {
        self.dithering = dithering;
        self
    }
}
