//! Integers back to floats.

use std::sync::LazyLock;

use crate::pixel::Pixel;

/// Length of the table of random numbers that the standard prescribes.
const RANDOM: usize = 10_000;

/// The integer that dithering method 2 keeps for exact zeros.
const ZERO: i32 = -2_147_483_646;

/// How random numbers were added before quantising.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dither {
    /// None were.
    None,
    /// They were and have to be subtracted.
    Subtractive {
        /// `ZDITHER0`, from 1.
        seed: usize,
        /// Whether one integer stands for exact zeros (method 2).
        zero_is_exact: bool,
    },
}

/// How the integers of one tile become floats.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scaling {
    /// `ZSCALE`.
    pub(crate) scale: f64,
    /// `ZZERO`.
    pub(crate) zero: f64,
    /// The integer that stands for NaN.
    pub(crate) blank: Option<i32>,
    pub(crate) dither: Dither,
    /// Number of the tile, from 0: it decides where in the random numbers the tile begins.
    pub(crate) tile: usize,
}

/// `q · scale + zero` in `f64`, then one cast: bit for bit what the reference readers give.
pub(crate) fn dequantise<T: Pixel>(quantised: &[i32], scaling: &Scaling, out: &mut [T]) {
    let Scaling { scale, zero, blank, dither, tile } = *scaling;
    match (dither, blank) {
        (Dither::None, None) => {
            for (value, &q) in out.iter_mut().zip(quantised) {
                *value = T::from_scaled(f64::from(q) * scale + zero);
            }
        }
        (Dither::None, Some(blank)) => {
            for (value, &q) in out.iter_mut().zip(quantised) {
                let scaled = f64::from(q) * scale + zero;
                *value = T::from_scaled(if q == blank { f64::NAN } else { scaled });
            }
        }
        (Dither::Subtractive { seed, zero_is_exact }, blank) => {
            let mut random = Random::new(tile, seed);
            for (value, &q) in out.iter_mut().zip(quantised) {
                let r = random.next_value();
                let scaled = (f64::from(q) - r + 0.5) * scale + zero;
                *value = T::from_scaled(match q {
                    _ if Some(q) == blank => f64::NAN,
                    ZERO if zero_is_exact => 0.0,
                    _ => scaled,
                });
            }
        }
    }
}

/// The random numbers of the FITS standard, appendix I: `f32` in the table, as in the reference.
static TABLE: LazyLock<Vec<f32>> = LazyLock::new(|| {
    let (multiplier, modulus) = (16_807_u64, 2_147_483_647_u64);
    let mut seed = 1;
    (0..RANDOM)
        .map(|_| {
            seed = seed * multiplier % modulus;
            (seed as f64 / modulus as f64) as f32
        })
        .collect()
});

/// A walk through the table that begins where tile and seed say.
struct Random {
    table: &'static [f32],
    start: usize,
    at: usize,
}

impl Random {
    fn new(tile: usize, seed: usize) -> Self {
        let start = (tile % RANDOM + seed.saturating_sub(1)) % RANDOM;
        let mut random = Self { table: &TABLE, start, at: 0 };
        random.at = random.jump();
        random
    }

    fn value(&self, index: usize) -> f32 {
        self.table.get(index).copied().unwrap_or(0.0)
    }

    fn jump(&self) -> usize {
        (self.value(self.start) * 500.0) as usize
    }

    fn next_value(&mut self) -> f64 {
        let value = self.value(self.at);
        self.at += 1;
        if self.at == RANDOM {
            self.start = (self.start + 1) % RANDOM;
            self.at = self.jump();
        }
        f64::from(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_random_numbers_are_those_of_the_standard() {
        let last = TABLE[RANDOM - 1];
        assert_eq!(last, (1_043_618_065.0_f64 / 2_147_483_647.0) as f32);
        let mut random = Random::new(3, RANDOM);
        let distinct: Vec<f64> = (0..3 * RANDOM).map(|_| random.next_value()).collect();
        assert!(distinct.iter().all(|r| (0.0..1.0).contains(r)));
    }

    #[test]
    fn blanks_are_nan_and_exact_zeros_zero() {
        let dither = Dither::Subtractive { seed: 1, zero_is_exact: true };
        let scaling = Scaling { scale: 2.0, zero: 1.0, blank: Some(i32::MIN), dither, tile: 0 };
        let mut out = [0.0_f32; 3];
        dequantise(&[i32::MIN, ZERO, 5], &scaling, &mut out);
        assert!(out[0].is_nan());
        assert_eq!(out[1], 0.0);
        let plain = Scaling { dither: Dither::None, ..scaling };
        dequantise(&[i32::MIN, 3, -3], &plain, &mut out);
        assert!(out[0].is_nan());
        assert_eq!(out[1..], [7.0, -5.0]);
    }
}
