//! How noisy a tile is: what decides how coarsely it may be quantised.

/// What quantisation needs to know of the values of a tile that are not NaN.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Statistics {
    pub(crate) least: f64,
    pub(crate) greatest: f64,
    /// Values that are not NaN.
    pub(crate) good: usize,
    /// The least of the noise estimates that is not zero; zero when all are.
    pub(crate) noise: f64,
}

/// Factors from a median absolute difference of order 2, 3 and 5 to a standard deviation.
const FACTORS: [f64; 3] = [1.048_357_9, 0.605_269_7, 0.177_204_8];

/// Values of a row that the differences of order 5 span.
const WINDOW: usize = 9;

/// Measures a tile of rows of `row` values, as cfitsio does: the noise is the median over the rows of the median
/// absolute differences of second, third and fifth order of the values that are not NaN.
pub(crate) fn measure(values: &[f64], row: usize) -> Statistics {
    let finite = || values.iter().filter(|value| !value.is_nan());
    let (least, greatest) =
        finite().fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), &v| (lo.min(v), hi.max(v)));
    // Rows too short to tell are taken as one.
    let row = if row < WINDOW { values.len() } else { row };
    let mut orders: [Vec<f64>; 3] = Default::default();
    for row in values.chunks(row.max(1)) {
        for (all, found) in orders.iter_mut().zip(row_differences(row)) {
            all.extend(median(found));
        }
    }
    let [second, third, fifth] = orders.map(median);
    let estimate = |found: Option<f64>, factor: f64| found.unwrap_or(0.0) * factor;
    let mut noise = estimate(third, FACTORS[1]);
    for other in [estimate(second, FACTORS[0]), estimate(fifth, FACTORS[2])] {
        if other != 0.0 && other < noise {
            noise = other;
        }
    }
    Statistics { least, greatest, good: finite().count(), noise }
}

/// Absolute differences of order 2, 3 and 5 along a row, leaving out where the values are constant.
fn row_differences(row: &[f64]) -> [Vec<f64>; 3] {
    let good: Vec<f64> = row.iter().copied().filter(|value| !value.is_nan()).collect();
    let mut found: [Vec<f64>; 3] = Default::default();
    for window in good.windows(WINDOW) {
        let &[v1, _, v3, v4, v5, v6, v7, _, v9] = window else { continue };
        if !(v5 == v6 && v6 == v7) {
            found[0].push((v5 - v7).abs());
        }
        if !(v3 == v4 && v4 == v5 && v5 == v6 && v6 == v7) {
            found[1].push((2.0 * v5 - v3 - v7).abs());
            found[2].push((6.0 * v5 - 4.0 * v3 - 4.0 * v7 + v1 + v9).abs());
        }
    }
    found
}

/// The lower median.
fn median(mut values: Vec<f64>) -> Option<f64> {
    let middle = values.len().checked_sub(1)? / 2;
    let (_, median, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    Some(*median)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_found_under_a_slope_and_beside_nan() {
        // A slope with a repeating pattern of ±1 whose standard deviation is near 1.
        let pattern = [1.0, -1.2, 0.3, 0.9, -0.8, -0.4, 1.3, -1.1, 0.2, -0.5];
        let mut values: Vec<f64> = (0..2000).map(|i| i as f64 * 0.5 + pattern[i * i % 10]).collect();
        values[70] = f64::NAN;
        let found = measure(&values, 500);
        assert!((0.2..3.0).contains(&found.noise), "{found:?}");
        assert_eq!(found.good, 1999);
        assert!(found.least < 1.0 && found.greatest > 998.0);
    }

    #[test]
    fn constants_and_short_rows_have_no_noise() {
        assert_eq!(measure(&[5.0; 100], 10).noise, 0.0);
        assert_eq!(measure(&[1.0, 2.0, 3.0], 3).noise, 0.0);
        assert_eq!(measure(&[f64::NAN; 20], 20).good, 0);
    }
}
