//! Which values of an image the ends of the colour map stand for.

use crate::colormap::Colormap;
use crate::range::{Range, extent, is_plottable};

/// The values at the two ends of the colour bar; what lies beyond takes the colour of the end.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Limits {
    /// The values that this many percent of the pixels lie below, so that a few hot pixels do not
    /// flatten the rest.
    Percentile(f64, f64),
    /// The smallest and the largest value.
    MinMax,
    /// These values.
    Explicit(f64, f64),
}

impl Default for Limits {
    fn default() -> Self {
        Self::Percentile(1.0, 99.0)
    }
}

impl Limits {
    /// The range of values to show; `None` when there are no values, or limits that are not finite.
    pub(crate) fn of(self, values: &[f64], colormap: Colormap) -> Option<Range> {
        let (low, high) = match self {
            Self::Explicit(low, high) => return Range::between(low, high),
            Self::MinMax => extent(values.iter().copied())?,
            Self::Percentile(low, high) => percentiles(values, low, high)?,
        };
        if colormap.is_diverging() {
            let largest = low.abs().max(high.abs());
            return Range::between(-largest, largest);
        }
        Range::between(low, high)
    }
}

/// The values below which a percentage of all lies, between neighbours by the nearest rank.
fn percentiles(values: &[f64], low: f64, high: f64) -> Option<(f64, f64)> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|v| is_plottable(*v)).collect();
    let last = sorted.len().checked_sub(1)?;
    let rank = |percent: f64| {
        let part = if percent.is_nan() { 0.5 } else { (percent / 100.0).clamp(0.0, 1.0) };
        ((part * last as f64).round() as usize).min(last)
    };
    let mut value = |rank: usize| *sorted.select_nth_unstable_by(rank, f64::total_cmp).1;
    Some((value(rank(low)), value(rank(high))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_leave_out_hot_pixels_and_nan() {
        let mut values: Vec<f64> = (0..=200).map(f64::from).collect();
        values.extend([f64::NAN, f64::INFINITY]);
        let range = Limits::default().of(&values, Colormap::Viridis).unwrap();
        assert_eq!((range.low, range.high), (2.0, 198.0));
        let range = Limits::MinMax.of(&values, Colormap::Viridis).unwrap();
        assert_eq!((range.low, range.high), (0.0, 200.0));
    }

    #[test]
    fn a_diverging_map_is_centred_on_zero_unless_told() {
        let values = [-1.0, 0.5, 3.0];
        let range = Limits::MinMax.of(&values, Colormap::RdBu).unwrap();
        assert_eq!((range.low, range.high), (-3.0, 3.0));
        let range = Limits::Explicit(0.0, 1.0).of(&values, Colormap::RdBu).unwrap();
        assert_eq!((range.low, range.high), (0.0, 1.0));
    }

    #[test]
    fn nothing_finite_has_no_limits() {
        assert_eq!(Limits::default().of(&[f64::NAN; 4], Colormap::Viridis), None);
        assert_eq!(Limits::Explicit(f64::NAN, 1.0).of(&[1.0], Colormap::Viridis), None);
        assert!(Limits::Percentile(f64::NAN, 900.0).of(&[1.0, 2.0], Colormap::Gray).is_some());
    }
}
