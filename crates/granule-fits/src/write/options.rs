//! What may be chosen of a file to be written.

use crate::codec::Dither;

/// How the values of an image are written.
///
/// Tiles are given slowest axis first. Where the shape is empty, a tile is one row of the image; a [`FitsSink`] takes
/// tiles that divide the chunks it is told of.
///
/// [`FitsSink`]: crate::FitsSink
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Compression {
    /// As they are.
    #[default]
    None,
    /// Rice-coded tiles of integers of up to 32 bits, without loss, or of floats. Floats are quantised, as
    /// [`Dithering`] says: values change by up to half a step. A tile that cannot be quantised (it is constant, or holds
    /// infinities) is gzipped, without loss.
    Rice {
        /// Shape of a tile.
        tile: Vec<usize>,
        /// Steps to a standard deviation of a tile's noise: 16 is what DKIST uses.
        quantize_level: f32,
    },
    /// Tiles of any type compressed with gzip, without loss (`GZIP_1`).
    Gzip1 {
        /// Shape of a tile.
        tile: Vec<usize>,
    },
    /// As [`Compression::Gzip1`], with first bytes, second bytes and so on of the values each together (`GZIP_2`):
    /// mostly smaller.
    Gzip2 {
        /// Shape of a tile.
        tile: Vec<usize>,
    },
}

impl Compression {
    /// The shape of a tile, slowest axis first; empty when it has not been chosen, and for uncompressed images.
    #[must_use]
    pub fn tile(&self) -> &[usize] {
        match self {
            Self::None => &[],
            Self::Rice { tile, .. } | Self::Gzip1 { tile } | Self::Gzip2 { tile } => tile,
        }
    }
}

/// What is added to floats before they are rounded to integers, and subtracted when they are read.
///
/// Dither keeps means over many pixels of less than a step right. It has no part in integers or gzip.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Dithering {
    /// Nothing: as DKIST does.
    #[default]
    None,
    /// Random numbers of the FITS standard (`SUBTRACTIVE_DITHER_1`).
    Subtractive1 {
        /// Where in the random numbers to begin: `ZDITHER0`, 1 to 10000.
        seed: u16,
    },
    /// As [`Dithering::Subtractive1`], and values of exactly 0 stay so (`SUBTRACTIVE_DITHER_2`).
    Subtractive2 {
        /// Where in the random numbers to begin: `ZDITHER0`, 1 to 10000.
        seed: u16,
    },
}

impl Dithering {
    /// As the codec has it, or what is wrong with the seed.
    pub(super) fn checked(self) -> Result<Dither, String> {
        let (seed, zero_is_exact) = match self {
            Self::None => return Ok(Dither::None),
            Self::Subtractive1 { seed } => (seed, false),
            Self::Subtractive2 { seed } => (seed, true),
        };
        if !(1..=10_000).contains(&seed) {
            return Err(format!("dither seed {seed} is not from 1 to 10000"));
        }
        Ok(Dither::Subtractive { seed: usize::from(seed), zero_is_exact })
    }
}

/// What to do when the output is there already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Overwrite {
    /// Refuse.
    #[default]
    No,
    /// Replace it, once the new file is complete.
    Yes,
}

/// Which HDU the image becomes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Placement {
    /// The primary HDU, unless it is compressed.
    #[default]
    Primary,
    /// HDU 1, behind an empty primary HDU, as DKIST does.
    Extension,
}
