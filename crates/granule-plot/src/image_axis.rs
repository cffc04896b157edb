//! The axes of images: world coordinates along an edge.

use crate::axis::titled;
use crate::scale::{AxisView, Samples, Scale};

/// An axis of an image: the world coordinate at each pixel along that edge.
///
/// Ticks stand at round world values, wherever along the edge those are found, so the coordinate need not
/// be linear; it must only rise (or fall) all along. Where it does not, where a value is undefined, or where
/// there are more or fewer values than pixels, no position can be found from a value, and the axis shows
/// pixel numbers instead and says so.
///
/// ```
/// use granule_plot::ImageAxis;
/// let slit = ImageAxis::new("helioprojective latitude", "arcsec", vec![-120.2, -120.0, -119.8]);
/// assert_eq!(slit.title(3), "helioprojective latitude [arcsec]");
/// assert_eq!(slit.title(7), "helioprojective latitude [pixel]");
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ImageAxis {
    label: String,
    unit: String,
    values: Vec<f64>,
    period: Option<f64>,
}

impl ImageAxis {
    /// An axis with the world value at each pixel centre, in the order of the pixels.
    #[must_use]
    pub fn new(label: impl Into<String>, unit: impl Into<String>, values: impl Into<Vec<f64>>) -> Self {
        Self { label: label.into(), unit: unit.into(), values: values.into(), period: None }
    }

    /// An axis that counts pixels.
    #[must_use]
    pub fn pixels(label: impl Into<String>) -> Self {
        Self::new(label, "pixel", Vec::new())
    }

    /// Says that values this far apart are the same, as longitudes are after a full turn. Where the values
    /// jump by about a period they are made continuous, and all are moved by whole periods so that the
    /// middle of the axis is as near to zero as can be.
    #[must_use]
    pub fn period(mut self, period: f64) -> Self {
        self.period = Some(period);
        self
    }

    /// What is written beside the axis of an image with this many pixels along it.
    #[must_use]
    pub fn title(&self, pixels: usize) -> String {
        self.view(pixels).title
    }

    pub(crate) fn view(&self, pixels: usize) -> AxisView {
        let samples = if self.values.len() == pixels { Samples::new(&self.continuous()) } else { None };
        match samples {
            _ if pixels == 0 => AxisView { title: titled(&self.label, &self.unit), scale: Scale::Empty },
            Some(samples) => {
                AxisView { title: titled(&self.label, &self.unit), scale: Scale::Sampled(samples) }
            }
            None => AxisView { title: titled(&self.label, "pixel"), scale: Scale::Pixels(pixels) },
        }
    }

    /// The values without jumps of a period.
    fn continuous(&self) -> Vec<f64> {
        let mut values = self.values.clone();
        let Some(period) = self.period.filter(|p| p.is_finite() && *p > 0.0) else {
            return values;
        };
        for k in 1..values.len() {
            values[k] -= ((values[k] - values[k - 1]) / period).round() * period;
        }
        if let Some(middle) = values.get(values.len() / 2).copied() {
            let turns = (middle / period).round() * period;
            values.iter_mut().for_each(|v| *v -= turns);
        }
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_longitude_through_zero_is_made_continuous() {
        let axis = ImageAxis::new("longitude", "deg", [359.9, 359.95, 0.0, 0.05]).period(360.0);
        let view = axis.view(4);
        assert_eq!(view.title, "longitude [deg]");
        let labels: Vec<String> = view.scale.place(4).labelled.into_iter().map(|t| t.1).collect();
        assert_eq!(labels, ["−0.10", "−0.05", "0.00", "0.05"]);
    }

    #[test]
    fn a_longitude_through_zero_without_a_period_falls_back_to_pixels() {
        let view = ImageAxis::new("longitude", "deg", [359.9, 359.95, 0.0, 0.05]).view(4);
        assert_eq!(view, AxisView { title: "longitude [pixel]".to_owned(), scale: Scale::Pixels(4) });
    }

    #[test]
    fn undefined_values_fall_back_to_pixels() {
        assert_eq!(ImageAxis::new("x", "nm", [1.0, f64::NAN, 3.0]).view(3).scale, Scale::Pixels(3));
        assert_eq!(
            ImageAxis::new("x", "nm", [1.0, f64::NAN]).period(f64::NAN).view(2).scale,
            Scale::Pixels(2)
        );
        assert_eq!(ImageAxis::pixels("x").view(9).title, "x [pixel]");
    }
}
