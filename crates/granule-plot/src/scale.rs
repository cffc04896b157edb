//! Where ticks stand along an axis, and what is written at them.

use crate::labels::{self, Labels};
use crate::range::Range;
use crate::ticks::Ticks;

/// What an axis shows along its length.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Scale {
    /// Values in even steps from one end to the other.
    Linear(Range),
    /// Pixels by number, the first being 0; integers are pixel centres.
    Pixels(usize),
    /// The value at each pixel centre.
    Sampled(Samples),
    /// Nothing: no ticks.
    Empty,
}

/// A title and what is shown along the axis.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct AxisView {
    pub(crate) title: String,
    pub(crate) scale: Scale,
}

/// Ticks on an axis, placed by the fraction of its length that lies before them.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct PlacedTicks {
    pub(crate) labelled: Vec<(f64, String)>,
    pub(crate) minor: Vec<f64>,
    /// What is written once for all labels, at the end of the axis.
    pub(crate) note: String,
}

impl Scale {
    /// About `wanted` ticks on this scale.
    pub(crate) fn place(&self, wanted: usize) -> PlacedTicks {
        match self {
            Self::Linear(range) => place(*range, Ticks::within(*range, wanted), |v| range.fraction(v)),
            Self::Pixels(count) => {
                let size = *count as f64;
                let range = Range { low: -0.5, high: size - 0.5 };
                let mut placed = place(range, Ticks::at_integers(range, wanted), |v| (v + 0.5) / size);
                placed.minor.clear();
                placed
            }
            Self::Sampled(samples) => samples.place(wanted),
            Self::Empty => PlacedTicks::default(),
        }
    }

    /// As many ticks as there is room for, at most about `most`: `fits` is asked for ever fewer.
    pub(crate) fn place_fitting(&self, most: usize, fits: impl Fn(&PlacedTicks) -> bool) -> PlacedTicks {
        let most = most.clamp(1, 12);
        let mut tries = (1..=most).rev().map(|wanted| self.place(wanted));
        tries.find(|placed| fits(placed)).unwrap_or_default()
    }
}

fn place(range: Range, ticks: Ticks, fraction: impl Fn(f64) -> f64) -> PlacedTicks {
    let Labels { texts, note } = Labels::of(ticks);
    PlacedTicks {
        labelled: ticks.values().map(&fraction).zip(texts).collect(),
        minor: ticks.minor_values(range).into_iter().map(&fraction).collect(),
        note,
    }
}

/// World values at pixel centres, always rising or always falling.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Samples {
    values: Vec<f64>,
    /// The values at the outer edges of the pixels, half a pixel beyond the first and last centres.
    range: Range,
    falls: bool,
}

impl Samples {
    /// The samples, when a position can be found from every value; `None` otherwise.
    pub(crate) fn new(values: &[f64]) -> Option<Self> {
        let (first, last) = (*values.first()?, *values.last()?);
        let falls = last < first;
        let monotone = values.windows(2).all(|w| if falls { w[1] < w[0] } else { w[0] < w[1] });
        let range = match values {
            [only] => Range::between(*only, *only)?,
            [a, b, ..] => {
                let (y, z) = (values.get(values.len() - 2)?, last);
                Range::between(a - (b - a) / 2.0, z + (z - y) / 2.0)?
            }
            [] => return None,
        };
        // A range that had to be widened is too narrow to invert.
        let wide_enough = values.len() == 1 || range.low <= first.min(last) && range.width().is_finite();
        (monotone && wide_enough).then(|| Self { values: values.to_vec(), range, falls })
    }

    fn place(&self, wanted: usize) -> PlacedTicks {
        if let [only] = self.values.as_slice() {
            return PlacedTicks { labelled: vec![(0.5, labels::single(*only))], ..PlacedTicks::default() };
        }
        place(self.range, Ticks::within(self.range, wanted), |v| self.fraction(v))
    }

    /// The fraction of the axis before a value: the inverse of the sampled curve.
    fn fraction(&self, value: f64) -> f64 {
        let before = |v: &f64| if self.falls { *v > value } else { *v < value };
        let last = self.values.len().saturating_sub(1);
        let after = self.values.partition_point(before).clamp(1, last.max(1));
        let (Some(a), Some(b)) = (self.values.get(after - 1), self.values.get(after)) else {
            return 0.5;
        };
        let pixel = (after - 1) as f64 + (value - a) / (b - a);
        ((pixel + 0.5) / self.values.len() as f64).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fractions(scale: &Scale, wanted: usize) -> Vec<(f64, String)> {
        scale.place(wanted).labelled
    }

    #[test]
    fn pixel_numbers_stand_at_pixel_centres() {
        let ticks = fractions(&Scale::Pixels(4), 8);
        assert_eq!(ticks[0], (0.125, "0".to_owned()));
        assert_eq!(ticks.len(), 4);
    }

    #[test]
    fn a_falling_curve_is_inverted() {
        let samples = Samples::new(&[10.0, 8.0, 6.0, 4.0]).unwrap();
        let ticks = fractions(&Scale::Sampled(samples), 4);
        assert_eq!(ticks.iter().map(|t| t.1.as_str()).collect::<Vec<_>>(), ["4", "6", "8", "10"]);
        assert_eq!(ticks[0].0, 0.875);
        assert_eq!(ticks[3].0, 0.125);
    }

    #[test]
    fn a_single_pixel_is_labelled_with_its_value() {
        let samples = Samples::new(&[630.25]).unwrap();
        assert_eq!(fractions(&Scale::Sampled(samples), 5), [(0.5, "630.25".to_owned())]);
    }

    #[test]
    fn curves_that_cannot_be_inverted_are_refused() {
        for bad in [&[][..], &[1.0, f64::NAN, 3.0], &[1.0, 2.0, 2.0], &[0.0, 2.0, 1.0], &[f64::INFINITY]] {
            assert_eq!(Samples::new(bad), None, "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn a_tick_stands_where_the_curve_has_its_value(
            steps in prop::collection::vec(0.1..2.0f64, 2..50), start in -50.0..50.0f64,
        ) {
            let mut values = vec![start];
            for step in &steps {
                values.push(values[values.len() - 1] + step);
            }
            let samples = Samples::new(&values).unwrap();
            for (k, v) in values.iter().enumerate() {
                let expected = (k as f64 + 0.5) / values.len() as f64;
                prop_assert!((samples.fraction(*v) - expected).abs() < 1e-9);
            }
        }
    }
}
