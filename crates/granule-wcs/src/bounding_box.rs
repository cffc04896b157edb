//! Where a WCS is defined.

/// The pixels for which a WCS holds: a closed interval for each pixel axis, or one of several boxes.
///
/// Limits may be infinite. Outside, all world values are NaN.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum BoundingBox {
    /// One interval for each pixel axis.
    Intervals(Vec<[f64; 2]>),
    /// The box depends on the values of some pixel coordinates: the order of a spectrum, say.
    Selected {
        /// The pixel axes whose values choose.
        selectors: Vec<usize>,
        /// For each combination of values, one interval for each pixel axis. No box holds at other values.
        boxes: Vec<(Vec<f64>, Vec<[f64; 2]>)>,
    },
}

impl BoundingBox {
    /// Whether every list has an entry for each of `n_pixel` axes, and each selector names one of them.
    pub(crate) fn fits(&self, n_pixel: usize) -> bool {
        match self {
            Self::Intervals(intervals) => intervals.len() == n_pixel,
            Self::Selected { selectors, boxes } => {
                let whole = |(key, intervals): &(Vec<f64>, Vec<[f64; 2]>)| {
                    key.len() == selectors.len() && intervals.len() == n_pixel
                };
                selectors.iter().all(|&axis| axis < n_pixel) && boxes.iter().all(whole)
            }
        }
    }

    /// The smallest interval of each pixel axis that holds all boxes.
    pub(crate) fn extent(&self) -> Vec<[f64; 2]> {
        match self {
            Self::Intervals(intervals) => intervals.clone(),
            Self::Selected { boxes, .. } => {
                let mut boxes = boxes.iter().map(|(_, intervals)| intervals);
                let first = boxes.next().cloned().unwrap_or_default();
                boxes.fold(first, |mut extent, intervals| {
                    for ([low, high], [a, b]) in extent.iter_mut().zip(intervals) {
                        (*low, *high) = (low.min(*a), high.max(*b));
                    }
                    extent
                })
            }
        }
    }

    /// Makes NaN of `values` at every point whose pixel lies outside.
    pub(crate) fn blank_outside(&self, pixel: &[&[f64]], values: &mut [Vec<f64>]) {
        let length = pixel.first().map_or(0, |coordinates| coordinates.len());
        let mut blank = |point: usize| {
            values.iter_mut().filter_map(|axis| axis.get_mut(point)).for_each(|value| *value = f64::NAN);
        };
        match self {
            Self::Intervals(intervals) => {
                for (coordinates, &[low, high]) in pixel.iter().zip(intervals) {
                    let outside = |coordinate: &f64| !(low..=high).contains(coordinate);
                    let points = coordinates.iter().enumerate().filter(|(_, x)| outside(x));
                    points.for_each(|(point, _)| blank(point));
                }
            }
            Self::Selected { selectors, boxes } => {
                let at = |axis: usize, point: usize| pixel.get(axis).and_then(|x| x.get(point)).copied();
                for point in 0..length {
                    let chosen = boxes.iter().find(|(key, _)| {
                        selectors.iter().zip(key).all(|(&axis, key)| at(axis, point) == Some(*key))
                    });
                    let inside = |(axis, [low, high]): (usize, &[f64; 2])| {
                        at(axis, point).is_some_and(|x| (*low..=*high).contains(&x))
                    };
                    if !chosen.is_some_and(|(_, intervals)| intervals.iter().enumerate().all(inside)) {
                        blank(point);
                    }
                }
            }
        }
    }
}

impl From<Vec<[f64; 2]>> for BoundingBox {
    fn from(intervals: Vec<[f64; 2]>) -> Self {
        Self::Intervals(intervals)
    }
}

impl<const N: usize> From<[[f64; 2]; N]> for BoundingBox {
    fn from(intervals: [[f64; 2]; N]) -> Self {
        Self::Intervals(intervals.to_vec())
    }
}
