//! The lines of a line plot.

use crate::color::Color;
use crate::error::PlotError;

/// How a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
#[non_exhaustive]
pub enum LineStyle {
    /// ────
    #[default]
    Solid,
    /// ─ ─ ─
    Dashed,
    /// · · · ·
    Dotted,
    /// ─ · ─ ·
    DashDot,
}

impl LineStyle {
    /// Lengths drawn and left out, in widths of the line. Its round ends make each dash one width longer.
    pub(crate) fn pattern(self) -> &'static [f64] {
        match self {
            Self::Solid => &[],
            Self::Dashed => &[4.5, 3.5],
            Self::Dotted => &[0.2, 2.4],
            Self::DashDot => &[5.0, 3.0, 0.2, 3.0],
        }
    }
}

/// A line: one y for each x, a label for the legend, and a look.
///
/// ```
/// use granule_plot::{LineStyle, Series};
/// let series = Series::new("quiet Sun", [630.1, 630.2, 630.3], [1.0, 0.4, 0.9])?.style(LineStyle::Dashed);
/// assert!(Series::new("uneven", [1.0, 2.0], [1.0]).is_err());
/// # Ok::<(), granule_plot::PlotError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    pub(crate) label: String,
    pub(crate) x: Vec<f64>,
    pub(crate) y: Vec<f64>,
    pub(crate) style: LineStyle,
    pub(crate) color: Option<Color>,
}

impl Series {
    /// A solid line through points, broken where an x or a y is not finite. A point alone between two
    /// breaks is drawn as a dot. A series with an empty label is left out of the legend.
    ///
    /// # Errors
    ///
    /// [`PlotError::SeriesLength`] unless there are as many x values as y values.
    pub fn new(
        label: impl Into<String>,
        x: impl Into<Vec<f64>>,
        y: impl Into<Vec<f64>>,
    ) -> Result<Self, PlotError> {
        let (label, x, y) = (label.into(), x.into(), y.into());
        if x.len() != y.len() {
            return Err(PlotError::SeriesLength { label, x: x.len(), y: y.len() });
        }
        Ok(Self { label, x, y, style: LineStyle::Solid, color: None })
    }

    /// Draws the line in another style.
    #[must_use]
    pub fn style(mut self, style: LineStyle) -> Self {
        self.style = style;
        self
    }

    /// Draws the line in this colour, not in that of its place in the palette.
    #[must_use]
    pub fn color(mut self, color: Color) -> Self {
        self.color = Some(color);
        self
    }
}
