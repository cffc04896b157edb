//! The file formats a plot can be written in.

use std::path::Path;

use crate::error::PlotError;

/// A file format for plots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Pixels, for screens and slides.
    Png,
    /// Shapes and text, for print and the web; an image in it is embedded as pixels.
    Svg,
}

impl Format {
    /// The format that a file name asks for by its ending, in upper or lower case.
    ///
    /// ```
    /// use granule_plot::Format;
    /// assert_eq!(Format::of_path("spectrum.PNG")?, Format::Png);
    /// assert!(Format::of_path("spectrum.pdf").is_err());
    /// # Ok::<(), granule_plot::PlotError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`PlotError::UnknownFormat`] when the name ends in neither `.png` nor `.svg`.
    pub fn of_path(path: impl AsRef<Path>) -> Result<Self, PlotError> {
        let path = path.as_ref();
        let extension = path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
        match extension.as_deref() {
            Some("png") => Ok(Self::Png),
            Some("svg") => Ok(Self::Svg),
            _ => Err(PlotError::UnknownFormat { path: path.to_owned() }),
        }
    }
}
