//! Floats to integers, as cfitsio does.

use super::noise::measure;
use crate::codec::{Dither, EXACT_ZERO, Random};

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

/// Quantises tile number `tile`, of rows of `row` values, in steps of its noise divided by `level`.
///
/// `None` when that cannot be: no noise, too wide a range, infinities. Such a tile has to be kept as it is.
pub(crate) fn quantise(
    values: &[f64],
    row: usize,
    level: f64,
    dither: Dither,
    tile: usize,
) -> Option<Quantised> {
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
    let keeps_zeros = matches!(dither, Dither::Subtractive { zero_is_exact: true, .. });
    let zero = zero_point(found.least, found.greatest, scale, has_blank || keeps_zeros);
    let shifts = shifts(dither, tile, values.len());
    let integer = |value: f64, shift: f64| match value {
        _ if value.is_nan() => BLANK,
        _ if keeps_zeros && value == 0.0 => EXACT_ZERO,
        // `round` is to the nearest and away from zero in the middle, as the reference does.
        _ => ((value - zero) / scale + shift).round() as i32,
    };
    let integers = if shifts.is_empty() {
        values.iter().map(|&value| integer(value, 0.0)).collect()
    } else {
        values.iter().zip(shifts).map(|(&value, shift)| integer(value, f64::from(shift) - 0.5)).collect()
    };
    Some(Quantised { integers, scale, zero, has_blank })
}

/// The random numbers from 0 to 1 that dither each of `count` values; none without dither.
fn shifts(dither: Dither, tile: usize, count: usize) -> Vec<f32> {
    let Dither::Subtractive { seed, .. } = dither else { return Vec::new() };
    let mut random = Random::new(tile, seed);
    let mut numbers = Vec::with_capacity(count);
    while numbers.len() < count {
        numbers.extend_from_slice(random.next_run(count - numbers.len()));
    }
    numbers
}

/// The value of the integer 0: such that integers are small, or close to those that are reserved where these occur.
fn zero_point(least: f64, greatest: f64, scale: f64, near_reserved: bool) -> f64 {
    let limit = f64::from(i32::MAX) - RESERVED;
    let steps = (greatest - least) / scale;
    if near_reserved {
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
    use crate::codec::{Cpu, TileScaling};
    use crate::target::Target;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn values_come_back_within_half_a_step(
            mut values in prop::collection::vec(-1.0e4_f64..1.0e4, 20..300),
            nan in prop::option::of(0_usize..20),
            dither in prop::sample::select(vec![
                Dither::None,
                Dither::Subtractive { seed: 7, zero_is_exact: false },
                Dither::Subtractive { seed: 10_000, zero_is_exact: true },
            ]),
        ) {
            if let Some(at) = nan {
                values[at] = f64::NAN;
            }
            values[19] = 0.0;
            let tile = 12;
            let Quantised { integers, scale, zero, has_blank } =
                quantise(&values, values.len(), 16.0, dither, tile).unwrap();
            prop_assert_eq!(has_blank, nan.is_some_and(|at| at < 19));
            let mut restored = Vec::<f64>::new();
            let scaling = TileScaling { scale, zero, blank: has_blank.then_some(BLANK), dither, tile };
            Cpu::detect().dequantise(&integers, &scaling, 0, Target::new(&mut restored, 0, values.len()));
            if matches!(dither, Dither::Subtractive { zero_is_exact: true, .. }) {
                prop_assert_eq!(restored[19], 0.0);
            }
            for ((&value, &q), back) in values.iter().zip(&integers).zip(restored) {
                if value.is_nan() {
                    prop_assert_eq!(q, BLANK);
                } else {
                    prop_assert!(q != BLANK);
                    prop_assert!((back - value).abs() <= scale * 0.500_1, "{} {}", back, value);
                }
            }
        }
    }

    #[test]
    fn tiles_that_cannot_be_quantised_are_left_alone() {
        assert_eq!(quantise(&[3.0], 1, 16.0, Dither::None, 0), None);
        assert_eq!(quantise(&[3.0; 50], 50, 16.0, Dither::None, 0), None);
        let mut wild: Vec<f64> = (0..50).map(|i| f64::from(i * i % 7)).collect();
        assert!(quantise(&wild, 50, 16.0, Dither::None, 0).is_some());
        wild[7] = 1.0e20;
        assert_eq!(quantise(&wild, 50, 16.0, Dither::None, 0), None);
        wild[7] = f64::INFINITY;
        assert_eq!(quantise(&wild, 50, 16.0, Dither::None, 0), None);
        let blank = quantise(&[f64::NAN; 50], 50, 16.0, Dither::None, 0).unwrap();
        assert_eq!(blank.integers, [BLANK; 50]);
    }
}
