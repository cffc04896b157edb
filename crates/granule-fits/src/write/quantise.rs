//! Floats to integers, as cfitsio does without dither.

use super::noise::measure;

/// The integer that stands for NaN in what is written, as in DKIST's files.
pub(crate) const BLANK: i32 = i32::MIN;

/// Integers next to the least that stand for something else in some writers.
const RESERVED: f64 = 10.0;

/// A tile as integers: `value = q · scale + zero`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Quantised {
    /// One integer a value; [`BLANK`] for NaN.
    pub(crate) integers: Vec<i32>,
    pub(crate) scale: f64,
    pub(crate) zero: f64,
    /// Whether any value was NaN.
    pub(crate) has_blank: bool,
}

/// Quantises a tile of rows of `row` values in steps of its noise divided by `level`.
///
/// `None` when that cannot be: no noise, too wide a range, infinities. Such a tile has to be kept as it is.
pub(crate) fn quantise(values: &[f64], row: usize, level: f64) -> Option<Quantised> {
    if values.len() < 2 {
        return None;
    }
    let found = measure(values, row);
    let has_blank = found.good < values.len();
    if found.good == 0 {
        return Some(Quantised { integers: vec![BLANK; values.len()], scale: 1.0, zero: 0.0, has_blank });
    }
    let scale = found.noise / level;
    let steps = (found.greatest - found.least) / scale;
    let usable = scale.is_normal() && scale > 0.0 && steps <= 2.0 * f64::from(i32::MAX) - RESERVED;
    if !usable {
        return None;
    }
    let zero = zero_point(found.least, found.greatest, scale, has_blank);
    let integers = values
        .iter()
        .map(|&value| match value {
            _ if value.is_nan() => BLANK,
            // `round` is to the nearest and away from zero in the middle, as the reference does.
            _ => ((value - zero) / scale).round() as i32,
        })
        .collect();
    Some(Quantised { integers, scale, zero, has_blank })
}

/// The value of the integer 0: such that integers are small, or close to the blank where there is one.
fn zero_point(least: f64, greatest: f64, scale: f64, has_blank: bool) -> f64 {
    let limit = f64::from(i32::MAX) - RESERVED;
    let steps = (greatest - least) / scale;
    if has_blank {
        least + scale * limit
    } else if steps < limit {
        // A multiple of the step, so that compressing again changes nothing.
        (least / scale + 0.5).floor() * scale
    } else {
        (least + greatest) / 2.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn values_come_back_within_half_a_step(
            mut values in prop::collection::vec(-1.0e4_f64..1.0e4, 20..300),
            nan in prop::option::of(0_usize..20),
        ) {
            if let Some(at) = nan {
                values[at] = f64::NAN;
            }
            let quantised = quantise(&values, values.len(), 16.0).unwrap();
            prop_assert_eq!(quantised.has_blank, nan.is_some());
            for (&value, &q) in values.iter().zip(&quantised.integers) {
                let back = f64::from(q) * quantised.scale + quantised.zero;
                if value.is_nan() {
                    prop_assert_eq!(q, BLANK);
                } else {
                    prop_assert!(q != BLANK);
                    prop_assert!((back - value).abs() <= quantised.scale * 0.500_1, "{} {}", back, value);
                }
            }
        }
    }

    #[test]
    fn tiles_that_cannot_be_quantised_are_left_alone() {
        assert_eq!(quantise(&[3.0], 1, 16.0), None);
        assert_eq!(quantise(&[3.0; 50], 50, 16.0), None);
        let mut wild: Vec<f64> = (0..50).map(|i| f64::from(i * i % 7)).collect();
        assert!(quantise(&wild, 50, 16.0).is_some());
        wild[7] = 1.0e20;
        assert_eq!(quantise(&wild, 50, 16.0), None);
        wild[7] = f64::INFINITY;
        assert_eq!(quantise(&wild, 50, 16.0), None);
        let blank = quantise(&[f64::NAN; 50], 50, 16.0).unwrap();
        assert_eq!(blank.integers, [BLANK; 50]);
    }
}
