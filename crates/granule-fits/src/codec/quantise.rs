//! Integers back to floats.

use std::sync::LazyLock;

use crate::pixel::Pixel;
use crate::target::Target;

/// Length of the table of random numbers that the standard prescribes.
const RANDOM: usize = 10_000;

/// The integer that dithering method 2 keeps for exact zeros.
pub(crate) const EXACT_ZERO: i32 = -2_147_483_646;

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
pub(crate) struct TileScaling {
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
///
/// The integers are those of a tile from its pixel `first` on.
#[inline(always)]
pub(super) fn dequantise<T: Pixel>(
    quantised: &[i32],
    scaling: &TileScaling,
    first: usize,
    mut out: Target<'_, T>,
) {
    let TileScaling { scale, zero, blank, dither, tile } = *scaling;
    let blanked = |q: i32, scaled: f64, blank: i32| if q == blank { f64::NAN } else { scaled };
    let plain = |q: i32| f64::from(q) * scale + zero;
    let dithered = |q: i32, random: f32| (f64::from(q) - f64::from(random) + 0.5) * scale + zero;
    // Each case is a loop of its own, which the compiler can make vector instructions of.
    match (dither, blank) {
        (Dither::None, None) => fill(quantised, &mut out, plain),
        (Dither::None, Some(blank)) => fill(quantised, &mut out, |q| blanked(q, plain(q), blank)),
        (Dither::Subtractive { seed, zero_is_exact }, blank) => {
            let random = Random::new(tile, seed).after(first);
            let zeroed = |q: i32, random: f32| if q == EXACT_ZERO { 0.0 } else { dithered(q, random) };
            match (zero_is_exact, blank) {
                (false, None) => fill_with(quantised, random, &mut out, dithered),
                (false, Some(blank)) => {
                    fill_with(quantised, random, &mut out, |q, r| blanked(q, dithered(q, r), blank));
                }
                (true, None) => fill_with(quantised, random, &mut out, zeroed),
                (true, Some(blank)) => {
                    fill_with(quantised, random, &mut out, |q, r| blanked(q, zeroed(q, r), blank));
                }
            }
        }
    }
}

#[inline(always)]
fn fill<T: Pixel>(quantised: &[i32], out: &mut Target<'_, T>, scaled: impl Fn(i32) -> f64) {
    out.write(quantised, |&q| T::from_scaled(scaled(q)));
}

#[inline(always)]
fn fill_with<T: Pixel>(
    mut quantised: &[i32],
    mut random: Random,
    out: &mut Target<'_, T>,
    scaled: impl Fn(i32, f32) -> f64,
) {
    while !quantised.is_empty() && out.left() > 0 {
        let numbers = random.next_run(quantised.len().min(out.left()));
        let (now, later) = quantised.split_at(numbers.len());
        out.write_pairs(now, numbers, |&q, &number| T::from_scaled(scaled(q, number)));
        quantised = later;
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
pub(crate) struct Random {
    table: &'static [f32],
    start: usize,
    at: usize,
}

impl Random {
    /// For the tile of this number, from 0, and a `ZDITHER0`, from 1.
    pub(crate) fn new(tile: usize, seed: usize) -> Self {
        let start = (tile % RANDOM + seed.saturating_sub(1)) % RANDOM;
        let mut random = Self { table: &TABLE, start, at: 0 };
        random.at = random.jump();
        random
    }

    /// The walk without its first numbers.
    fn after(mut self, mut count: usize) -> Self {
        while count > 0 {
            count -= self.next_run(count).len().min(count);
        }
        self
    }

    fn value(&self, index: usize) -> f32 {
        self.table.get(index).copied().unwrap_or(0.0)
    }

    fn jump(&self) -> usize {
        (self.value(self.start) * 500.0) as usize
    }

    /// Up to `most` numbers, at least one: those up to the end of the table.
    pub(crate) fn next_run(&mut self, most: usize) -> &'static [f32] {
        let end = self.at.saturating_add(most.max(1)).min(RANDOM);
        let run = self.table.get(self.at..end).unwrap_or_default();
        self.at = end;
        if self.at == RANDOM {
            self.start = (self.start + 1) % RANDOM;
            self.at = self.jump();
        }
        run
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
        let mut taken = 0;
        while taken < 3 * RANDOM {
            let run = random.next_run(777);
            assert!(!run.is_empty() && run.iter().all(|r| (0.0..1.0).contains(r)));
            taken += run.len();
        }
    }

    #[test]
    fn blanks_are_nan_and_exact_zeros_zero() {
        let dither = Dither::Subtractive { seed: 1, zero_is_exact: true };
        let scaling = TileScaling { scale: 2.0, zero: 1.0, blank: Some(i32::MIN), dither, tile: 0 };
        let floats = |quantised: &[i32], scaling: &TileScaling| {
            let mut out = Vec::<f32>::new();
            dequantise(quantised, scaling, 0, Target::new(&mut out, 0, quantised.len()));
            out
        };
        let out = floats(&[i32::MIN, EXACT_ZERO, 5], &scaling);
        assert!(out[0].is_nan());
        assert_eq!(out[1], 0.0);
        let plain = TileScaling { dither: Dither::None, ..scaling };
        let out = floats(&[i32::MIN, 3, -3], &plain);
        assert!(out[0].is_nan());
        assert_eq!(out[1..], [7.0, -5.0]);
    }

    #[test]
    fn a_part_of_a_tile_has_the_values_it_has_in_the_whole() {
        let quantised: Vec<i32> = (0..25_000).collect();
        let dither = Dither::Subtractive { seed: 9_999, zero_is_exact: false };
        let scaling = TileScaling { scale: 0.3, zero: 1.0, blank: None, dither, tile: 2 };
        let mut whole = Vec::<f64>::new();
        dequantise(&quantised, &scaling, 0, Target::new(&mut whole, 0, quantised.len()));
        for first in [0, 1, 777, 9_700, 10_001, 19_999, 24_999] {
            let count = 100.min(quantised.len() - first);
            // Once behind what is there, and once over it.
            let mut part = Vec::<f64>::new();
            for _ in 0..2 {
                dequantise(&quantised[first..], &scaling, first, Target::new(&mut part, 0, count));
            }
            assert_eq!(part, whole[first..first + part.len()], "{first}");
        }
    }
}
