//! Statistics of an image, as the headers have them.

/// The percentiles that headers have, besides the median.
pub(super) const PERCENTILES: [u8; 10] = [1, 2, 5, 10, 25, 75, 90, 95, 98, 99];

/// Statistics of the values of an image.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Statistics {
    pub(super) min: f64,
    pub(super) max: f64,
    pub(super) mean: f64,
    pub(super) median: f64,
    pub(super) percentiles: [f64; 10],
    /// Root of the mean square of the deviation from the mean.
    pub(super) rms: f64,
    pub(super) skewness: f64,
    /// Excess over that of a normal distribution.
    pub(super) kurtosis: f64,
}

impl Statistics {
    pub(super) fn of(values: &[f32]) -> Self {
        let mut sorted = values.to_vec();
        sorted.sort_unstable_by(f32::total_cmp);
        let count = values.len().max(1) as f64;
        let mean = values.iter().map(|&value| f64::from(value)).sum::<f64>() / count;
        let mut moments = [0.0; 3];
        for &value in values {
            let deviation = f64::from(value) - mean;
            let square = deviation * deviation;
            moments[0] += square;
            moments[1] += square * deviation;
            moments[2] += square * square;
        }
        let [second, third, fourth] = moments.map(|sum| sum / count);
        // An image of one value has neither.
        let [skewness, kurtosis] = if second > 0.0 {
            [third / second.powf(1.5), fourth / (second * second) - 3.0]
        } else {
            [0.0; 2]
        };
        let at = |share| percentile(&sorted, share);
        Self {
            min: at(0.0),
            max: at(1.0),
            mean,
            median: at(0.5),
            percentiles: PERCENTILES.map(|percent| at(f64::from(percent) / 100.0)),
            rms: second.sqrt(),
            skewness,
            kurtosis,
        }
    }
}

/// The value below which a share of sorted values lies, interpolated linearly as numpy does; 0 of none.
pub(super) fn percentile<T: Copy + Into<f64>>(sorted: &[T], share: f64) -> f64 {
    let place = share * sorted.len().saturating_sub(1) as f64;
    let at = |place: f64| sorted.get(place as usize).map_or(0.0, |&value| value.into());
    let (below, above) = (at(place.floor()), at(place.ceil()));
    below + (above - below) * place.fract()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statistics_are_those_of_numpy_and_scipy() {
        // numpy.percentile, numpy.std, scipy.stats.skew and scipy.stats.kurtosis of the same numbers.
        let statistics = Statistics::of(&[3.0, -1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0]);
        let expected = [-1.0, 9.0, 3.625, 3.5, 2.912_795_049_432_761];
        let found = [statistics.min, statistics.max, statistics.mean, statistics.median, statistics.rms];
        assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{found:?}");
        assert!((statistics.percentiles[0] + 0.86).abs() < 1e-12);
        assert!((statistics.percentiles[4] - 1.75).abs() < 1e-12);
        assert!((statistics.skewness - 0.251_794_376_850_347_5).abs() < 1e-9, "{}", statistics.skewness);
        assert!((statistics.kurtosis + 0.599_757_842_149_710_7).abs() < 1e-9, "{}", statistics.kurtosis);
    }

    #[test]
    fn a_flat_image_has_finite_statistics() {
        let statistics = Statistics::of(&[2.0; 5]);
        assert_eq!([statistics.rms, statistics.skewness, statistics.kurtosis], [0.0; 3]);
        assert_eq!(statistics.percentiles, [2.0; 10]);
    }
}
