//! Tick positions at round values: whole multiples of 1, 2 or 5 times a power of ten.

use crate::range::Range;

/// The distance between two ticks: 1, 2 or 5 times a power of ten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) mantissa: u8,
    pub(crate) exponent: i32,
}

impl Step {
    /// The round step nearest to `ideal`, by ratio; `ideal` must be positive and finite.
    fn near(ideal: f64) -> Self {
        let exponent = ideal.log10().floor().clamp(-300.0, 300.0) as i32;
        let first_digits = ideal / Self { mantissa: 1, exponent }.multiple(1.0);
        // The borders are the geometric means of the steps on either side.
        let (mantissa, exponent) = match first_digits {
            d if d < 2f64.sqrt() => (1, exponent),
            d if d < 10f64.sqrt() => (2, exponent),
            d if d < 50f64.sqrt() => (5, exponent),
            _ => (1, exponent + 1),
        };
        Self { mantissa, exponent }
    }

    /// `count` steps. Dividing by an exact power of ten rounds once, so three steps of a tenth are 0.3.
    pub(crate) fn multiple(self, count: f64) -> f64 {
        let scaled = count * f64::from(self.mantissa);
        if self.exponent < 0 {
            scaled / 10f64.powi(-self.exponent)
        } else {
            scaled * 10f64.powi(self.exponent)
        }
    }

    /// Into how many parts minor ticks divide this step, so that they too are round.
    fn parts(self) -> u8 {
        if self.mantissa == 2 { 4 } else { 5 }
    }
}

/// Evenly spaced ticks: `count` of them, at `(first + 0, 1, 2, …) × step`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Ticks {
    pub(crate) step: Step,
    /// The first tick, in steps: a whole number.
    pub(crate) first: f64,
    pub(crate) count: usize,
}

impl Ticks {
    /// About `wanted` ticks in `range`; never more than 1.6 times as many, plus one.
    pub(crate) fn within(range: Range, wanted: usize) -> Self {
        Self::with_step(range, Step::near(range.width() / wanted.max(1) as f64))
    }

    /// As [`Ticks::within`], at whole numbers only: for pixel numbers.
    pub(crate) fn at_integers(range: Range, wanted: usize) -> Self {
        let step = Step::near(range.width() / wanted.max(1) as f64);
        Self::with_step(range, if step.exponent < 0 { Step { mantissa: 1, exponent: 0 } } else { step })
    }

    fn with_step(range: Range, step: Step) -> Self {
        let size = step.multiple(1.0);
        let mut first = (range.low / size).floor() - 1.0;
        while step.multiple(first) < range.low {
            first += 1.0;
        }
        let mut count = 0;
        while step.multiple(first + count as f64) <= range.high {
            count += 1;
        }
        Self { step, first, count }
    }

    /// The values of the ticks, each inside the range, increasing.
    pub(crate) fn values(self) -> impl Iterator<Item = f64> {
        (0..self.count).map(move |k| self.step.multiple(self.first + k as f64))
    }

    /// The values of the minor ticks, those between (and beyond) the labelled ones.
    pub(crate) fn minor_values(self, range: Range) -> Vec<f64> {
        let parts = self.step.parts();
        let start = (self.first - 1.0) * f64::from(parts);
        let ends = (self.count + 1) * usize::from(parts);
        (1..ends)
            .filter(|k| k % usize::from(parts) != 0)
            .map(|k| self.step.multiple(start + k as f64) / f64::from(parts))
            .filter(|v| (range.low..=range.high).contains(v))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn values(low: f64, high: f64, wanted: usize) -> Vec<f64> {
        Ticks::within(Range::between(low, high).unwrap(), wanted).values().collect()
    }

    fn most(wanted: usize) -> usize {
        wanted.max(1) * 8 / 5 + 1
    }

    #[test]
    fn ticks_of_a_wavelength_range_are_round_to_the_last_bit() {
        assert_eq!(values(629.58, 630.79, 7), [629.6, 629.8, 630.0, 630.2, 630.4, 630.6]);
        assert_eq!(values(-0.31, 0.32, 8), [-0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3]);
    }

    #[test]
    fn integer_ticks_skip_no_pixel_when_there_is_room() {
        let ticks = Ticks::at_integers(Range { low: -0.5, high: 3.5 }, 20);
        assert_eq!(ticks.values().collect::<Vec<_>>(), [0.0, 1.0, 2.0, 3.0]);
    }

    #[test]
    fn minor_ticks_lie_between_the_labelled_ones() {
        let range = Range { low: 0.0, high: 2.5 };
        let minor = Ticks::within(range, 3).minor_values(range);
        assert_eq!(minor, [0.2, 0.4, 0.6, 0.8, 1.2, 1.4, 1.6, 1.8, 2.2, 2.4]);
    }

    proptest! {
        #[test]
        fn ticks_are_inside_increasing_round_and_as_many_as_wanted(
            middle in -1e6..1e6f64, exponent in -9..12i32, span in 1.0..10.0f64, wanted in 2usize..12,
        ) {
            let half = span * 10f64.powi(exponent);
            prop_assume!(half > middle.abs() * 1e-9);
            let range = Range::between(middle - half, middle + half).unwrap();
            let ticks = Ticks::within(range, wanted);
            let values: Vec<f64> = ticks.values().collect();
            prop_assert!(!values.is_empty() && values.len() <= most(wanted), "{} ticks", values.len());
            prop_assert!(values.iter().all(|v| (range.low..=range.high).contains(v)));
            prop_assert!(values.windows(2).all(|w| w[0] < w[1]));
            prop_assert!([1, 2, 5].contains(&ticks.step.mantissa));
            prop_assert_eq!(ticks.first, ticks.first.round());
        }

        #[test]
        fn any_two_numbers_give_a_bounded_number_of_ticks(a: f64, b: f64, wanted in 0usize..40) {
            if let Some(range) = Range::between(a, b) {
                let ticks = Ticks::within(range, wanted);
                prop_assert!(ticks.count <= most(wanted));
                prop_assert!(ticks.minor_values(range).len() <= (ticks.count + 1) * 5);
            }
        }
    }
}
