//! Plots of spectra and images with world-coordinate axes, as PNG and SVG.
//!
//! A [`LinePlot`] overlays lines, each with its own [`LineStyle`], and explains them in a legend. An
//! [`ImagePlot`] shows an [`Image`] with a colour bar and the world coordinate along each edge. Ticks stand
//! at round values; where all labels of an axis share a power of ten or many digits, those are written
//! once, at its end. The font is built in: a machine without fonts draws the same plots.
//!
//! ```
//! use granule_plot::{Axis, LinePlot, LineStyle, Series};
//!
//! let wavelength = [630.10, 630.15, 630.20, 630.25, 630.30];
//! let plot = LinePlot::new(Axis::new("wavelength", "nm"), Axis::new("intensity", "ct"))
//!     .title("two spectra")
//!     .series(Series::new("full resolution", wavelength, [9e4, 8e4, 3e4, 7e4, 9e4])?)
//!     .series(Series::new("rebinned", wavelength, [8e4, 7e4, 4e4, 6e4, 8e4])?.style(LineStyle::Dashed));
//!
//! let folder = tempfile::tempdir()?;
//! plot.save(folder.path().join("spectra.png"))?;
//! plot.save(folder.path().join("spectra.svg"))?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Whatever the numbers are — NaN, infinite, all equal, none at all — drawing them does not panic: what is not
//! finite is left out of a line and grey in an image, and a plot with nothing to draw says so.
//!
//! A plot is laid out as a scene of lines and texts first; only then is it turned into the bytes of a file, which
//! is written under a temporary name and renamed, so that there is never half a plot.

mod axes;
mod axis;
mod color;
mod colormap;
mod error;
mod font;
mod format;
mod frame;
mod image;
mod image_axis;
mod image_plot;
mod labels;
mod legend;
mod limits;
mod line_plot;
mod output;
mod page;
mod polyline;
mod range;
mod render;
mod scale;
mod scene;
mod series;
mod ticks;

pub use axis::Axis;
pub use color::Color;
pub use colormap::Colormap;
pub use error::PlotError;
pub use format::Format;
pub use image::Image;
pub use image_axis::ImageAxis;
pub use image_plot::{Aspect, ImagePlot};
pub use limits::Limits;
pub use line_plot::LinePlot;
pub use series::{LineStyle, Series};
