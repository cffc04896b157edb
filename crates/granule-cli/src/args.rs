//! What the command line takes.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use granule::array::Reduction;
use granule::core::Slices;
use granule::fits::Io;
use granule::wcs::Alternate;

use crate::save::SaveArgs;

/// Solar observations as lazy cubes with world coordinates.
#[derive(Debug, Parser)]
#[command(name = "granule", version, about)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write a synthetic observation: FITS files and the ASDF file that makes them a cube
    Sample(SampleArgs),
    /// Say what a dataset holds: files, axes, units, coordinates
    Info(InfoArgs),
    /// Slice, then rebin, then reduce; print the result or write it to a file
    Compute(ComputeArgs),
    /// Slice a dataset, and save the slice as a dataset of the same FITS files
    Save(SliceArgs),
    /// World coordinates of pixels, and pixels of world coordinates
    World(WorldArgs),
    /// Slice, then rebin, then reduce; plot the line or image that is left
    Plot(PlotArgs),
    /// Make a sample and walk through the tutorial on it
    Demo(DemoArgs),
    /// Look at a FITS file itself
    #[command(subcommand)]
    Fits(FitsCommand),
    /// Look at an ASDF file itself
    #[command(subcommand)]
    Asdf(AsdfCommand),
}

#[derive(Args, Debug)]
pub(crate) struct SampleArgs {
    /// Directory to write to; made if it is not there
    pub(crate) dir: PathBuf,
    /// Stokes states, 1 to 4
    #[arg(long, default_value_t = 4)]
    pub(crate) stokes: usize,
    /// Raster steps
    #[arg(long, default_value_t = 20)]
    pub(crate) raster: usize,
    /// Wavelengths
    #[arg(long, default_value_t = 50)]
    pub(crate) wave: usize,
    /// Pixels along the slit
    #[arg(long, default_value_t = 70)]
    pub(crate) slit: usize,
    /// Write plain images instead of Rice-compressed ones
    #[arg(long, conflicts_with = "tile")]
    pub(crate) raw: bool,
    /// Compress square tiles of this many pixels instead of single rows
    #[arg(long)]
    pub(crate) tile: Option<usize>,
    /// Seed of the noise and the granulation
    #[arg(long, default_value_t = 42)]
    pub(crate) seed: u64,
    /// Replace a sample that is there already
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Args, Debug)]
pub(crate) struct InfoArgs {
    /// ASDF file, directory that holds one, or FITS file
    pub(crate) path: PathBuf,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Which cube, and what to make of it.
#[derive(Args, Debug)]
pub(crate) struct CubeArgs {
    /// ASDF file, directory that holds one, or FITS image: file.fits, file.fits[1], file.fits[SCI,2]
    pub(crate) path: PathBuf,
    /// How the bytes of uncompressed images are fetched
    #[arg(long, value_enum, default_value_t = IoMode::Pread)]
    pub(crate) io: IoMode,
    /// Values as they are stored, without BSCALE, BZERO and BLANK; those of datasets always are
    #[arg(long)]
    pub(crate) stored: bool,
    /// Of a tiled dataset, the tile to take: row,column
    #[arg(long = "mosaic", value_name = "ROW,COLUMN", value_delimiter = ',')]
    pub(crate) mosaic: Option<Vec<usize>>,
    /// Numpy-style slice in array order: '0, 5:15, :, 10:40'
    #[arg(long, allow_hyphen_values = true)]
    pub(crate) slice: Option<Slices>,
    /// Sizes of bins in array order, -1 for a whole axis: 10,1,10
    #[arg(long, value_delimiter = ',', allow_hyphen_values = true)]
    pub(crate) rebin: Option<Vec<i64>>,
    /// How the pixels of a bin become one
    #[arg(long, value_enum, default_value_t = BinOp::Mean)]
    pub(crate) op: BinOp,
}

/// Which reduction, if any.
#[derive(Args, Debug)]
pub(crate) struct ReduceArgs {
    /// Reduce the axes given with --axes, or all of them
    #[arg(long, value_enum)]
    pub(crate) reduce: Option<ReduceOp>,
    /// Array axes to reduce over; negative ones count from the end
    #[arg(long, value_delimiter = ',', allow_hyphen_values = true, requires = "reduce")]
    pub(crate) axes: Vec<i64>,
}

/// How to compute.
#[derive(Args, Debug)]
pub(crate) struct SessionArgs {
    /// Who runs the tasks
    #[arg(long, value_enum, default_value_t = ExecutorName::Rayon)]
    pub(crate) executor: ExecutorName,
    /// Threads; 0 for one a processor
    #[arg(long, default_value_t = 0)]
    pub(crate) threads: usize,
    /// Most megabytes of blocks to hold at once
    #[arg(long, value_name = "MB")]
    pub(crate) budget: Option<u64>,
    /// What to do when a file is missing
    #[arg(long, value_enum, default_value_t = Missing::Nan)]
    pub(crate) missing: Missing,
}

#[derive(Args, Debug)]
pub(crate) struct ComputeArgs {
    #[command(flatten)]
    pub(crate) cube: CubeArgs,
    #[command(flatten)]
    pub(crate) reduce: ReduceArgs,
    #[command(flatten)]
    pub(crate) session: SessionArgs,
    #[command(flatten)]
    pub(crate) save: SaveArgs,
    /// Say what the run took
    #[arg(short, long)]
    pub(crate) verbose: bool,
}

#[derive(Args, Debug)]
pub(crate) struct SliceArgs {
    /// ASDF file, or directory that holds one
    pub(crate) path: PathBuf,
    /// Of a tiled dataset, the tile to take: row,column
    #[arg(long = "mosaic", value_name = "ROW,COLUMN", value_delimiter = ',')]
    pub(crate) mosaic: Option<Vec<usize>>,
    /// Numpy-style slice in array order: '0, 5:15, :, 10:40'
    #[arg(long, allow_hyphen_values = true)]
    pub(crate) slice: Option<Slices>,
    /// The .asdf file to write, beside the FITS files or in a directory above
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
    /// Replace the output if it is there already
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Args, Debug)]
pub(crate) struct WorldArgs {
    #[command(flatten)]
    pub(crate) cube: CubeArgs,
    /// Of a FITS header, the letter of the coordinate description to use: A to Z; the primary one if left out
    #[arg(long, value_name = "LETTER")]
    pub(crate) alternate: Option<Alternate>,
    /// Of an ASDF file that is no dataset, or of one with several, where the coordinates are: roman.meta.wcs
    #[arg(long)]
    pub(crate) key: Option<String>,
    /// Pixel in FITS order, 0-based: X,Y,Z,…; may be repeated
    #[arg(long, required_unless_present = "world", allow_hyphen_values = true, value_name = "X,Y,…")]
    pub(crate) pixel: Vec<Pixel>,
    /// World values to find the pixel of, each in the unit of its axis or with one of its own: '-3.5arcsec,630.2 nm'
    #[arg(long, allow_hyphen_values = true, value_name = "A,B,…")]
    pub(crate) world: Vec<String>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args, Debug)]
pub(crate) struct PlotArgs {
    #[command(flatten)]
    pub(crate) cube: CubeArgs,
    #[command(flatten)]
    pub(crate) reduce: ReduceArgs,
    #[command(flatten)]
    pub(crate) session: SessionArgs,
    /// The plot: .png or .svg
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
    /// Replace the plot if it is there already
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum FitsCommand {
    /// Print the cards of an HDU: FILE, FILE[1], FILE[SCI,2]; the first image when none is named
    Header {
        /// The file, perhaps with an HDU in brackets
        path: PathBuf,
    },
    /// Check lengths, checksums, and that every image decodes
    Verify {
        /// The file
        path: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum AsdfCommand {
    /// Print the tree, or what is below a node; of arrays, what they are and where
    Tree {
        /// The file: .asdf, .asdf.gz, or a FITS file that holds one
        path: PathBuf,
        /// Where to start: dataset.wcs.steps[0].frame, or /dataset/wcs/steps/0/frame
        #[arg(default_value = "")]
        node: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
        /// Print the values of arrays
        #[arg(long)]
        data: bool,
    },
    /// List the blocks
    Blocks {
        /// The file: .asdf, .asdf.gz, or a FITS file that holds one
        path: PathBuf,
        /// Compute checksums, and compare them with those in the file
        #[arg(long)]
        checksums: bool,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Print a node: of an array its values, of a string nothing but its text
    Get {
        /// The file: .asdf, .asdf.gz, or a FITS file that holds one
        path: PathBuf,
        /// The node: dataset.wcs.steps[0].frame, or /dataset/wcs/steps/0/frame
        #[arg(default_value = "")]
        node: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Args, Debug)]
pub(crate) struct DemoArgs {
    /// Directory for the sample and the plots; a new temporary one if not given
    pub(crate) dir: Option<PathBuf>,
}

/// How the pixels of a bin become one.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum BinOp {
    Mean,
    Sum,
    Min,
    Max,
}

/// How the elements of an axis become one.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ReduceOp {
    Sum,
    Mean,
    Min,
    Max,
    Argmin,
    Argmax,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ExecutorName {
    /// One task after the other, on one thread
    Sync,
    /// A rayon thread pool
    Rayon,
    /// Crossbeam work stealing
    Crossbeam,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum IoMode {
    /// Positioned reads: safe when files change meanwhile
    Pread,
    /// Memory map: a copy less, for files that nobody shortens meanwhile
    Map,
    /// A map for large reads of neighbouring values, positioned reads for others
    Auto,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Missing {
    /// Its pixels are NaN, and the file is reported
    Nan,
    /// It is an error
    Error,
}

impl From<BinOp> for Reduction {
    fn from(op: BinOp) -> Self {
        match op {
            BinOp::Mean => Self::Mean,
            BinOp::Sum => Self::Sum,
            BinOp::Min => Self::Min,
            BinOp::Max => Self::Max,
        }
    }
}

impl From<IoMode> for Io {
    fn from(mode: IoMode) -> Self {
        match mode {
            IoMode::Auto => Self::Auto,
            IoMode::Map => Self::Map,
            IoMode::Pread => Self::Pread,
        }
    }
}

impl From<ReduceOp> for Reduction {
    fn from(op: ReduceOp) -> Self {
        match op {
            ReduceOp::Sum => Self::Sum,
            ReduceOp::Mean => Self::Mean,
            ReduceOp::Min => Self::Min,
            ReduceOp::Max => Self::Max,
            ReduceOp::Argmin => Self::ArgMin,
            ReduceOp::Argmax => Self::ArgMax,
        }
    }
}

/// One pixel position.
#[derive(Clone, Debug)]
pub(crate) struct Pixel(pub(crate) Vec<f64>);

impl std::str::FromStr for Pixel {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |part: &str| part.trim().parse::<f64>();
        let numbers: Result<Vec<f64>, _> = text.split(',').map(number).collect();
        numbers.map(Self).map_err(|_| format!("{text:?} is not a list of numbers such as 3,4.5,0"))
    }
}
