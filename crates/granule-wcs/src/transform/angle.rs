//! Angles and their functions, written so that compilers work on several numbers at once.
//!
//! Every path is taken and the right one picked: there is no branch. The polynomials are those of the Cephes library
//! (S. L. Moshier), good to about two units in the last place.

use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, PI};

/// The nearest integer, half to even, for numbers below 2^51: adding this leaves no room for a fraction.
const ROUNDER: f64 = 1.5 * 4_503_599_627_370_496.0;

/// The nearest integer, half to even; for numbers below 2^51.
#[inline(always)]
pub(super) fn nearest(x: f64) -> f64 {
    (x + ROUNDER) - ROUNDER
}

/// A whole number from 0 to 2^32, as an index.
#[inline(always)]
pub(super) fn low_bits(x: f64) -> u32 {
    // The bits of 2^52 plus a small number end in that number.
    (x + 4_503_599_627_370_496.0).to_bits() as u32
}

/// Sine and cosine of an angle in degrees, exact at multiples of 90°; NaN beyond 10¹⁴ degrees.
#[inline(always)]
pub(super) fn sin_cos_degrees(degrees: f64) -> (f64, f64) {
    let turns = nearest(degrees / 90.0);
    // Exact: the degrees of a right angle have no rounding error, unlike its radians.
    let x = (degrees - 90.0 * turns) * (PI / 180.0);
    let z = x * x;
    let s = x + x * z * horner(z, &SINE);
    let c = 1.0 - 0.5 * z + z * z * horner(z, &COSINE);
    // Quarter turns modulo four: 0, 1, 2, −1 and −2 for 2 again.
    let quarter = turns - 4.0 * nearest(turns / 4.0);
    let (s, c) = if quarter.abs() == 1.0 { (c, s) } else { (s, c) };
    let half = quarter.abs() == 2.0;
    let s = if half || quarter == -1.0 { -s } else { s };
    let c = if half || quarter == 1.0 { -c } else { c };
    if degrees.abs() < 1e14 { (s, c) } else { (f64::NAN, f64::NAN) }
}

/// The angle in radians of the direction (x, y), from −π to π.
#[inline(always)]
pub(super) fn atan2(y: f64, x: f64) -> f64 {
    let (tall, wide) = (y.abs(), x.abs());
    let (low, high) = if tall > wide { (wide, tall) } else { (tall, wide) };
    // Of ratios near 1 the angle to the diagonal.
    let diagonal = low > 0.66 * high;
    let ratio = if diagonal { (low - high) / (low + high) } else { low / high };
    let z = ratio * ratio;
    let angle = ratio + ratio * z * horner(z, &ATAN_OVER) / horner(z, &ATAN_UNDER);
    let angle = if diagonal { angle + FRAC_PI_4 } else { angle };
    // Of the origin the ratio is none, the angle zero.
    let angle = if high == 0.0 { 0.0 } else { angle };
    let angle = if tall > wide { FRAC_PI_2 - angle } else { angle };
    let angle = if x < 0.0 { PI - angle } else { angle };
    // Keeps the sign of a zero.
    angle.copysign(y)
}

/// The tangents up to which [`atan_small`] is exact to the last digits.
pub(super) const SMALL: f64 = 0.04;

/// The angle in radians whose tangent is `t`, for |t| up to [`SMALL`].
#[inline(always)]
pub(super) fn atan_small(t: f64) -> f64 {
    let z = t * t;
    // The Taylor series; what follows is below 10⁻¹⁷ of the first term.
    t + t * z * horner(z, &[1.0 / 13.0, -1.0 / 11.0, 1.0 / 9.0, -1.0 / 7.0, 0.2, -1.0 / 3.0])
}

/// A polynomial whose coefficients begin with that of the highest power.
#[inline(always)]
fn horner<const N: usize>(z: f64, coefficients: &[f64; N]) -> f64 {
    let mut sum = 0.0;
    for coefficient in coefficients {
        sum = sum * z + coefficient;
    }
    sum
}

#[expect(clippy::excessive_precision, reason = "digits as published")]
const SINE: [f64; 6] = [
    1.589_623_015_765_465_680_60e-10,
    -2.505_074_776_285_780_728_66e-8,
    2.755_731_362_138_572_452_13e-6,
    -1.984_126_982_958_953_859_96e-4,
    8.333_333_333_322_118_588_78e-3,
    -1.666_666_666_666_663_072_95e-1,
];
#[expect(clippy::excessive_precision, reason = "digits as published")]
const COSINE: [f64; 6] = [
    -1.135_853_652_138_768_173_00e-11,
    2.087_570_084_197_473_167_78e-9,
    -2.755_731_417_929_673_881_12e-7,
    2.480_158_728_885_170_453_48e-5,
    -1.388_888_888_887_305_641_16e-3,
    4.166_666_666_666_659_292_18e-2,
];
#[expect(clippy::excessive_precision, reason = "digits as published")]
const ATAN_OVER: [f64; 5] = [
    -8.750_608_600_031_904_122_785e-1,
    -1.615_753_718_733_365_076_637e1,
    -7.500_855_792_314_704_667_340e1,
    -1.228_866_684_490_136_173_410e2,
    -6.485_021_904_942_025_371_773e1,
];
#[expect(clippy::excessive_precision, reason = "digits as published")]
const ATAN_UNDER: [f64; 6] = [
    1.0,
    2.485_846_490_142_306_297_962e1,
    1.650_270_098_316_988_542_046e2,
    4.328_810_604_912_902_668_951e2,
    4.853_903_996_359_136_964_868e2,
    1.945_506_571_482_613_964_425e2,
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn right_angles_are_exact() {
        for (degrees, expected) in [
            (0.0, (0.0, 1.0)),
            (90.0, (1.0, 0.0)),
            (180.0, (0.0, -1.0)),
            (270.0, (-1.0, 0.0)),
            (-90.0, (-1.0, 0.0)),
            (720.0, (0.0, 1.0)),
        ] {
            assert_eq!(sin_cos_degrees(degrees), expected, "{degrees}");
        }
        assert!(sin_cos_degrees(f64::INFINITY).0.is_nan() && sin_cos_degrees(f64::NAN).1.is_nan());
    }

    #[test]
    fn the_origin_and_the_axes_have_the_angles_of_the_standard_library() {
        for y in [0.0, -0.0, 1.0, -1.0] {
            for x in [0.0, 1.0, -1.0] {
                assert_eq!(atan2(y, x).to_bits(), y.atan2(x).to_bits(), "{y} {x}");
            }
        }
        assert!(atan2(f64::NAN, 1.0).is_nan() && atan2(1.0, f64::NAN).is_nan());
    }

    proptest! {
        #[test]
        fn sines_are_those_of_the_standard_library(degrees in -1000.0_f64..1000.0) {
            let (s, c) = sin_cos_degrees(degrees);
            let (expected_s, expected_c) = degrees.to_radians().sin_cos();
            // The radians themselves are rounded.
            let tolerance = 4e-16 + degrees.to_radians().abs() * 2.3e-16;
            prop_assert!((s - expected_s).abs() < tolerance && (c - expected_c).abs() < tolerance);
        }

        #[test]
        fn directions_are_those_of_the_standard_library(y in -1e3_f64..1e3, x in -1e3_f64..1e3) {
            let expected = y.atan2(x);
            prop_assert!((atan2(y, x) - expected).abs() <= 4.5e-16 * expected.abs());
        }

        #[test]
        fn small_angles_are_those_of_the_standard_library(t in -SMALL..SMALL) {
            prop_assert!((atan_small(t) - t.atan()).abs() <= 3e-16 * t.abs());
        }

        #[test]
        fn halves_go_to_the_even_neighbour(n in -1_000_000_i32..1_000_000) {
            let x = f64::from(n) / 2.0;
            prop_assert_eq!(nearest(x), x.round_ties_even());
        }
    }
}
