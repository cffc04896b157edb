//! How `granule compute` writes its result.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use granule::fits::{Compression, Dithering};
use granule::save::SaveOptions;

use crate::commands::cube::overwrite;

/// Steps to a standard deviation of the noise, as DKIST has them.
const QUANTIZE: f32 = 16.0;

/// Where to write a result, and how.
#[derive(Args, Debug)]
pub(crate) struct SaveArgs {
    /// Write the result to this .npy or .fits file, or to an .asdf file that makes it a dataset, with a .fits file beside it
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Replace the output if it is there already
    #[arg(long)]
    pub(crate) force: bool,
    /// Compress the image of a .fits output
    #[arg(long, value_enum, default_value_t = Compress::None, requires = "output")]
    pub(crate) compress: Compress,
    /// Lengths of compressed tiles in array order: 1,64,1000; if not given, tiles that divide the chunks of the result
    #[arg(long, value_delimiter = ',', value_name = "LENGTHS")]
    pub(crate) tile: Vec<usize>,
    /// With --compress rice, steps that floats are rounded to, to a standard deviation of their noise: more is finer
    /// [default: 16]
    #[arg(long, value_name = "LEVEL")]
    pub(crate) quantize: Option<f32>,
    /// With --compress rice, what is added to floats before they are rounded
    #[arg(long, value_enum, default_value_t = Dither::None)]
    pub(crate) dither: Dither,
    /// Where in the random numbers dither begins, 1 to 10000
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) dither_seed: u16,
}

/// How an image is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Compress {
    /// Not at all
    None,
    /// Rice: integers without loss, floats rounded
    Rice,
    /// gzip, without loss (GZIP_1)
    Gzip,
    /// gzip of the bytes by their significance, without loss, mostly smaller (GZIP_2)
    Gzip2,
}

/// What is added to floats before they are rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Dither {
    /// Nothing
    None,
    /// Random numbers, subtracted when read (SUBTRACTIVE_DITHER_1)
    #[value(name = "1")]
    One,
    /// As 1, and exact zeros stay so (SUBTRACTIVE_DITHER_2)
    #[value(name = "2")]
    Two,
}

impl SaveArgs {
    /// As the library says it.
    pub(crate) fn options(&self) -> anyhow::Result<SaveOptions> {
        if self.compress == Compress::None && !self.tile.is_empty() {
            anyhow::bail!("--tile is for compressed images; add --compress rice, gzip or gzip2");
        }
        if self.compress != Compress::Rice && (self.quantize.is_some() || self.dither != Dither::None) {
            anyhow::bail!("--quantize and --dither are for --compress rice; the others change no value");
        }
        let tile = self.tile.clone();
        let compression = match self.compress {
            Compress::None => Compression::None,
            Compress::Rice => Compression::Rice { tile, quantize_level: self.quantize.unwrap_or(QUANTIZE) },
            Compress::Gzip => Compression::Gzip1 { tile },
            Compress::Gzip2 => Compression::Gzip2 { tile },
        };
        let seed = self.dither_seed;
        let dithering = match self.dither {
            Dither::None => Dithering::None,
            Dither::One => Dithering::Subtractive1 { seed },
            Dither::Two => Dithering::Subtractive2 { seed },
        };
        Ok(SaveOptions::new().overwrite(overwrite(self.force)).compression(compression).dithering(dithering))
    }
}
