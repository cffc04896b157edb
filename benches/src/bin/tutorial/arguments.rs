//! The command line.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

/// Times the tutorial's operations on a generated ViSP dataset, per executor and number of threads.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask bench", version)]
pub(crate) struct Arguments {
    /// Use this dataset instead of a generated one: Stokes, raster, wavelength, slit
    #[arg(long, value_name = "PATH")]
    pub(crate) dataset: Option<PathBuf>,

    /// Where generated datasets are kept, to be used again [default: target/bench-data]
    #[arg(long, conflicts_with = "dataset")]
    pub(crate) dir: Option<PathBuf>,

    /// Generate the dataset again
    #[arg(long, conflicts_with = "dataset")]
    pub(crate) fresh: bool,

    /// A dataset of 4 MB, to see whether everything works
    #[arg(long, conflicts_with_all = ["dataset", "stokes", "raster", "wave", "slit"])]
    pub(crate) small: bool,

    /// Stokes parameters of the generated dataset
    #[arg(long, default_value_t = 4, value_name = "N")]
    pub(crate) stokes: usize,

    /// Raster steps of the generated dataset
    #[arg(long, default_value_t = 25, value_name = "N")]
    pub(crate) raster: usize,

    /// Wavelengths of the generated dataset
    #[arg(long, default_value_t = 1000, value_name = "N")]
    pub(crate) wave: usize,

    /// Pixels along the slit of the generated dataset
    #[arg(long, default_value_t = 2560, value_name = "N")]
    pub(crate) slit: usize,

    /// Uncompressed files instead of Rice tiles
    #[arg(long, conflicts_with = "tile")]
    pub(crate) raw: bool,

    /// Square Rice tiles of at most this side instead of one for each row
    #[arg(long, value_name = "PIXELS")]
    pub(crate) tile: Option<usize>,

    /// Seed of the generated dataset
    #[arg(long, default_value_t = 42)]
    pub(crate) seed: u64,

    /// Numbers of threads, such as 1,2,4 [default: powers of two up to what the machine offers, and that]
    #[arg(long, value_delimiter = ',', value_name = "N,…", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) threads: Vec<u16>,

    /// Executors
    #[arg(long, value_enum, value_delimiter = ',', default_value = "sync,rayon,crossbeam")]
    pub(crate) executors: Vec<Kind>,

    /// Only operations whose name contains this
    #[arg(long, value_name = "TEXT")]
    pub(crate) only: Option<String>,

    /// Timed runs of each row, after one that is not timed
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) repetitions: u16,

    /// Write every figure to this file too
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,

    /// Run one row once and print the peak memory of the process: OPERATION/EXECUTOR/THREADS
    #[arg(long, hide = true, requires = "dataset")]
    pub(crate) alone: Option<String>,
}

/// An executor by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// One task after the other on the caller's thread.
    Sync,
    /// A rayon pool.
    Rayon,
    /// Work-stealing threads on crossbeam's deques.
    Crossbeam,
}

impl Arguments {
    /// Whether the operation of this name is asked for.
    pub(crate) fn wants(&self, operation: &str) -> bool {
        self.only.as_ref().is_none_or(|text| operation.contains(text.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn lists_are_split_at_commas() {
        let words = ["bench", "--threads", "1,3", "--executors", "rayon,sync"];
        let arguments = Arguments::try_parse_from(words).unwrap();
        assert_eq!(arguments.threads, [1, 3]);
        assert_eq!(arguments.executors, [Kind::Rayon, Kind::Sync]);
        assert!(Arguments::try_parse_from(["bench", "--threads", "0"]).is_err());
    }
}
