//! Images: values on a grid of pixels.

use std::ops::Range;

use crate::error::PlotError;

/// The values of an image, row by row from the bottom up: as an array `[y, x]` in C order.
///
/// ```
/// use granule_plot::Image;
/// let image = Image::new(3, 2, [0.0, 1.0, 2.0, 10.0, 11.0, 12.0])?;
/// assert!(Image::new(3, 2, [0.0; 5]).is_err());
/// # Ok::<(), granule_plot::PlotError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Image {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) values: Vec<f64>,
}

impl Image {
    /// An image of `width` × `height` pixels. Pixels whose value is NaN are drawn in
    /// [`Colormap::undefined`](crate::Colormap::undefined).
    ///
    /// # Errors
    ///
    /// [`PlotError::ImageLength`] unless there is one value for each pixel.
    pub fn new(width: usize, height: usize, values: impl Into<Vec<f64>>) -> Result<Self, PlotError> {
        let values = values.into();
        if width.checked_mul(height) != Some(values.len()) {
            return Err(PlotError::ImageLength { width, height, values: values.len() });
        }
        Ok(Self { width, height, values })
    }

    /// The image with no more pixels than can be seen: where several fall on one, their mean, without
    /// those that are NaN.
    pub(crate) fn at_most(&self, columns: usize, rows: usize) -> Self {
        let (columns, rows) = (columns.clamp(1, self.width.max(1)), rows.clamp(1, self.height.max(1)));
        if (columns >= self.width && rows >= self.height) || self.values.is_empty() {
            return self.clone();
        }
        let values = (0..rows).flat_map(|row| {
            let lines = self.values.chunks_exact(self.width);
            let within = part(row, rows, self.height);
            let lines: Vec<&[f64]> = lines.skip(within.start).take(within.len()).collect();
            (0..columns).map(move |column| {
                let span = part(column, columns, self.width);
                mean(lines.iter().filter_map(|line| line.get(span.clone())).flatten())
            })
        });
        Self { width: columns, height: rows, values: values.collect() }
    }
}

/// The `index`-th of `parts` nearly equal parts of `0..whole`.
fn part(index: usize, parts: usize, whole: usize) -> Range<usize> {
    // In 128 bits: the product of two lengths may not fit in 64.
    let edge = |k: usize| (k as u128 * whole as u128 / parts as u128) as usize;
    edge(index)..edge(index + 1)
}

fn mean<'a>(values: impl Iterator<Item = &'a f64>) -> f64 {
    let (mut sum, mut count) = (0.0, 0u32);
    for v in values.filter(|v| !v.is_nan()) {
        sum += v;
        count += 1;
    }
    // Without values this is 0/0: NaN, as it should be.
    sum / f64::from(count)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn blocks_are_averaged_without_nan() {
        let n = f64::NAN;
        let image = Image::new(4, 2, [1.0, 3.0, n, n, 5.0, n, n, n]).unwrap();
        let small = image.at_most(2, 1);
        assert_eq!((small.width, small.height), (2, 1));
        assert_eq!(small.values[0], 3.0);
        assert!(small.values[1].is_nan());
    }

    #[test]
    fn a_small_image_stays_as_it_is() {
        let image = Image::new(2, 2, [1.0, 2.0, 3.0, 4.0]).unwrap();
        assert_eq!(image.at_most(100, 2), image);
        let empty = Image::new(0, 7, []).unwrap();
        assert_eq!(empty.at_most(10, 10), empty);
    }

    proptest! {
        #[test]
        fn averaging_keeps_the_mean_of_even_blocks(
            fx in 1usize..4, fy in 1usize..4, w in 1usize..6, h in 1usize..6, seed in 0u32..1000,
        ) {
            let count = u32::try_from(w * fx * h * fy).unwrap();
            let values: Vec<f64> = (0..count).map(|k| f64::from((k * 7919 + seed) % 101)).collect();
            let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
            let image = Image::new(w * fx, h * fy, values.clone()).unwrap();
            let small = image.at_most(w, h);
            prop_assert_eq!(small.values.len(), w * h);
            prop_assert!((mean(&small.values) - mean(&values)).abs() < 1e-9);
        }
    }
}
