//! What can go wrong between numbers and a file with a picture in it.

use std::path::PathBuf;

use crate::page::{LONGEST_SIDE, SHORTEST_SIDE};

/// An error of this crate.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlotError {
    /// The x and y values of a series differ in number. Give one y for each x.
    #[error("series {label:?} has {x} x values and {y} y values; give one y for each x")]
    SeriesLength {
        /// The label of the series.
        label: String,
        /// How many x values were given.
        x: usize,
        /// How many y values were given.
        y: usize,
    },

    /// An image has more or fewer values than pixels.
    #[error(
        "an image of {width} x {height} pixels does not hold {values} values; give width x height of them"
    )]
    ImageLength {
        /// Pixels along x.
        width: usize,
        /// Pixels along y.
        height: usize,
        /// How many values were given.
        values: usize,
    },

    /// The page is too small to hold a plot, or too big to hold in memory.
    #[error(
        "cannot draw a plot of {width} x {height} pixels; each side can be {SHORTEST_SIDE} to {LONGEST_SIDE}"
    )]
    PageSize {
        /// The width asked for.
        width: u32,
        /// The height asked for.
        height: u32,
    },

    /// The file name does not say which format is wanted.
    #[error("cannot tell the format of the plot {} from its name; end it in .png or .svg", path.display())]
    UnknownFormat {
        /// The path asked for.
        path: PathBuf,
    },

    /// The file exists, and overwriting was not allowed.
    #[error("{} exists already; choose another name, or allow overwriting", path.display())]
    AlreadyExists {
        /// The path asked for.
        path: PathBuf,
    },

    /// The file could not be written. Check that the directory exists and that you may write to it.
    #[error("cannot write the plot {}: {source}", path.display())]
    Write {
        /// The path asked for.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },

    /// The embedded font could not be used, which means this build of the crate is damaged.
    #[error("cannot use the embedded font {family:?}")]
    Font {
        /// The name the font was registered under.
        family: &'static str,
    },

    /// The drawing library refused to draw something.
    #[error("cannot draw {what} on the plot: {reason}")]
    Draw {
        /// What was being drawn.
        what: &'static str,
        /// What the drawing library said.
        reason: String,
    },

    /// The finished picture could not be packed as PNG.
    #[error("cannot encode {width} x {height} pixels as png: {source}")]
    Encode {
        /// Pixels along x.
        width: u32,
        /// Pixels along y.
        height: u32,
        /// What the encoder said.
        source: png::EncodingError,
    },
}
