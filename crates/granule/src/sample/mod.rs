//! Sample observations: ViSP datasets in DKIST's format, made up but believable.
//!
//! [`Sample::write`] makes what the observatory delivers: one Rice-compressed FITS file for each Stokes parameter and
//! raster step, with full headers, and the ASDF file that binds them into a cube with world coordinates. DKIST's own
//! Python package opens it too.
//!
//! The Sun in it has granules that rise where they are bright, dark lanes that sink, network and a pore with magnetic
//! field. The field splits the two iron lines at 630 nm into polarised components, the Earth's oxygen adds lines of its
//! own, the telescope's pointing drifts and turns, and every pixel has photon noise. The same settings give the same
//! files, bit for bit.
//!
//! ```
//! use granule::sample::{Compression, Sample};
//!
//! let directory = tempfile::tempdir()?;
//! let path = directory.path().join("observation");
//! let written = Sample::visp()
//!     .stokes(4)
//!     .raster(3)
//!     .wave(20)
//!     .slit(30)
//!     .compression(Compression::Rice { tile: None })
//!     .seed(7)
//!     .write(&path)?;
//! assert_eq!(written.files, 12);
//! assert_eq!(written.bytes_raw, 12 * 20 * 30 * 4);
//! assert!(written.asdf.starts_with(&path));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod error;
mod existing;
mod gwcs;
mod inventory;
mod keywords;
mod observation;
mod random;
mod spectrum;
mod statistics;
mod surface;
mod table;
mod tree;
mod write;

use std::fmt;
use std::path::{Path, PathBuf};

use granule_core::Shape;

use self::observation::Observation;

pub use self::error::SampleError;
pub use granule_fits::Overwrite;

/// How the images of a sample are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Compression {
    /// As they are.
    Raw,
    /// Rice-coded tiles, quantised as DKIST does: to a sixteenth of the noise.
    Rice {
        /// The longest side of a tile in pixels; `None` for one row of the image, as DKIST mostly has it.
        tile: Option<usize>,
    },
}

/// Lengths of the axes of a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Size {
    stokes: usize,
    raster: usize,
    wave: usize,
    slit: usize,
}

/// The settings of a sample, to be [written](Sample::write).
#[must_use = "nothing is written before `write`"]
pub struct Sample<'a> {
    size: Size,
    compression: Compression,
    seed: u64,
    overwrite: Overwrite,
    on_file: Option<&'a mut dyn FnMut(usize, usize)>,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Written {
    /// The ASDF file, which describes the dataset.
    pub asdf: PathBuf,
    /// FITS files.
    pub files: usize,
    /// Bytes of the pixels, uncompressed.
    pub bytes_raw: u64,
    /// Bytes of the FITS files.
    pub bytes_on_disk: u64,
}

impl Size {
    /// The most raster steps.
    const MOST_STEPS: usize = 65_536;
    /// The longest side of an image: each thread holds the images of all Stokes parameters.
    const LONGEST_SIDE: usize = 8_192;
    /// The most bytes of pixels.
    const MOST_BYTES: u64 = 1 << 40;

    fn files(&self) -> usize {
        self.stokes * self.raster
    }

    fn bytes(&self) -> u64 {
        [self.stokes, self.raster, self.wave, self.slit]
            .iter()
            .fold(size_of::<f32>() as u64, |bytes, &length| bytes.saturating_mul(length as u64))
    }

    /// Shape of one image, as DKIST has it: with an axis of length 1 for the raster.
    fn image(&self) -> Shape {
        Shape::from([1, self.wave, self.slit])
    }

    fn check(&self) -> Result<(), SampleError> {
        let axes = [
            ("Stokes parameters", self.stokes, 4),
            ("raster steps", self.raster, Self::MOST_STEPS),
            ("wavelengths", self.wave, Self::LONGEST_SIDE),
            ("pixels along the slit", self.slit, Self::LONGEST_SIDE),
        ];
        if let Some(&(axis, length, most)) = axes.iter().find(|(_, n, most)| !(1..=*most).contains(n)) {
            return Err(SampleError::Length { axis, length, most });
        }
        // Readers drop every file axis of a dataset that is one file, which its coordinates would not follow.
        if self.files() == 1 {
            return Err(SampleError::SingleFile);
        }
        let (bytes, limit) = (self.bytes(), Self::MOST_BYTES);
        if bytes > limit {
            let shape = Shape::from([self.stokes, self.raster, self.wave, self.slit]);
            return Err(SampleError::TooLarge { shape, bytes, limit });
        }
        Ok(())
    }
}

impl Default for Sample<'_> {
    fn default() -> Self {
        Self::visp()
    }
}

impl<'a> Sample<'a> {
    /// A raster of 20 steps in all four Stokes parameters, 50 wavelengths around the iron lines at 630.2 nm and 70
    /// pixels along the slit, Rice-compressed.
    pub fn visp() -> Self {
        Self {
            size: Size { stokes: 4, raster: 20, wave: 50, slit: 70 },
            compression: Compression::Rice { tile: None },
            seed: 42,
            overwrite: Overwrite::No,
            on_file: None,
        }
    }

    /// How many of Stokes I, Q, U and V there are, 1 to 4. With one there is no Stokes axis.
    pub fn stokes(mut self, length: usize) -> Self {
        self.size.stokes = length;
        self
    }

    /// Steps of the raster.
    pub fn raster(mut self, length: usize) -> Self {
        self.size.raster = length;
        self
    }

    /// Wavelengths.
    pub fn wave(mut self, length: usize) -> Self {
        self.size.wave = length;
        self
    }

    /// Pixels along the slit.
    pub fn slit(mut self, length: usize) -> Self {
        self.size.slit = length;
        self
    }

    /// How the images are stored.
    pub fn compression(mut self, compression: Compression) -> Self {
        self.compression = compression;
        self
    }

    /// The number that all chance comes from: another seed is another Sun.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Whether a sample that is in the directory already is replaced. Anything but a sample stays in any case.
    pub fn overwrite(mut self, overwrite: Overwrite) -> Self {
        self.overwrite = overwrite;
        self
    }

    /// Called after each FITS file with the number of files done and of all files.
    pub fn on_file(mut self, on_file: &'a mut dyn FnMut(usize, usize)) -> Self {
        self.on_file = Some(on_file);
        self
    }

    /// Writes the dataset, on as many threads as there are cores; the directory is made if need be.
    ///
    /// # Errors
    /// [`SampleError::Length`], [`SampleError::SingleFile`], [`SampleError::TooLarge`] and [`SampleError::Tile`] for
    /// settings that make no dataset; [`SampleError::Exists`] and [`SampleError::NotASample`] for a directory that is
    /// taken; [`SampleError::Directory`], [`SampleError::Fits`] and [`SampleError::Asdf`] when files cannot be
    /// written. FITS files that were complete by then are removed.
    pub fn write(mut self, directory: impl AsRef<Path>) -> Result<Written, SampleError> {
        let directory = directory.as_ref();
        let observation = self.prepare(directory)?;
        let mut ignore = |_: usize, _: usize| {};
        let on_file = self.on_file.take().unwrap_or(&mut ignore);
        let output = write::Output { directory, compression: self.compression, overwrite: self.overwrite };
        write::dataset(&observation, &output, on_file)
    }

    /// Writes the ASDF file alone, and returns its path: a dataset all of whose FITS files are missing. It opens, and has
    /// the world coordinates and as many headers as a [whole one](Self::write), in a fraction of a second; statistics
    /// in the headers are those of images without light.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub fn write_asdf(self, directory: impl AsRef<Path>) -> Result<PathBuf, SampleError> {
        let directory = directory.as_ref();
        let observation = self.prepare(directory)?;
        let output = write::Output { directory, compression: self.compression, overwrite: self.overwrite };
        write::without_files(&observation, &output)
    }

    /// Checks the settings and makes room for the files.
    fn prepare(&self, directory: &Path) -> Result<Observation, SampleError> {
        self.size.check()?;
        if self.compression == (Compression::Rice { tile: Some(0) }) {
            return Err(SampleError::Tile);
        }
        existing::prepare(directory, self.overwrite)?;
        Ok(Observation::new(self.size, self.seed))
    }
}

impl fmt::Debug for Sample<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sample")
            .field("size", &self.size)
            .field("compression", &self.compression)
            .field("seed", &self.seed)
            .field("overwrite", &self.overwrite)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
