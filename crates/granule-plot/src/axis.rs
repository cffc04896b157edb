//! The axes of line plots.

use crate::range::Range;

/// An axis of a line plot: what it shows, in which unit, and from where to where.
///
/// ```
/// use granule_plot::Axis;
/// let axis = Axis::new("wavelength", "nm").range(629.5, 630.8);
/// assert_eq!(axis.title(), "wavelength [nm]");
/// assert_eq!(Axis::new("contrast", "").title(), "contrast");
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Axis {
    label: String,
    unit: String,
    range: Option<(f64, f64)>,
}

impl Axis {
    /// An axis that shows all of the data. The unit may be empty.
    #[must_use]
    pub fn new(label: impl Into<String>, unit: impl Into<String>) -> Self {
        Self { label: label.into(), unit: unit.into(), range: None }
    }

    /// Shows only the values from one end to the other. Ends that are not finite are ignored.
    #[must_use]
    pub fn range(mut self, low: f64, high: f64) -> Self {
        self.range = Some((low, high));
        self
    }

    /// What is written beside the axis: the label, with the unit in brackets.
    #[must_use]
    pub fn title(&self) -> String {
        titled(&self.label, &self.unit)
    }

    /// The range asked for, or the range of the data with a margin.
    pub(crate) fn shown(&self, data: impl IntoIterator<Item = f64>, margin: f64) -> Option<Range> {
        let asked = self.range.and_then(|(low, high)| Range::between(low, high));
        asked.or_else(|| Range::of(data).map(|range| range.padded(margin)))
    }
}

/// A label with its unit in brackets, as far as they are not empty.
pub(crate) fn titled(label: &str, unit: &str) -> String {
    let (label, unit) = (label.trim(), unit.trim());
    match (label.is_empty(), unit.is_empty()) {
        (_, true) => label.to_owned(),
        (true, false) => format!("[{unit}]"),
        (false, false) => format!("{label} [{unit}]"),
    }
}
