//! Half-open boxes of an array.

use std::fmt;

use crate::{CoreError, Shape};

/// A half-open box in array order: `start[axis] <= index < end[axis]` along every axis.
///
/// Displays as `[0:1, 5:15]`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct Region {
    start: Vec<usize>,
    end: Vec<usize>,
}

impl Region {
    /// The box from `start` to `end` (exclusive).
    ///
    /// # Errors
    /// [`CoreError::BadRegion`] when the lengths differ or an axis ends before it starts.
    pub fn new(start: impl Into<Vec<usize>>, end: impl Into<Vec<usize>>) -> Result<Self, CoreError> {
        let (start, end) = (start.into(), end.into());
        if start.len() != end.len() || start.iter().zip(&end).any(|(s, e)| s > e) {
            return Err(CoreError::BadRegion { start, end });
        }
        Ok(Self { start, end })
    }

    /// The whole of an array of this shape.
    #[must_use]
    pub fn full(shape: &Shape) -> Self {
        Self { start: vec![0; shape.ndim()], end: shape.to_vec() }
    }

    /// The box made of one `(start, end)` pair an axis; an end below its start gives an empty axis.
    pub fn from_bounds(bounds: impl IntoIterator<Item = (usize, usize)>) -> Self {
        let (start, end) = bounds.into_iter().map(|(s, e)| (s, e.max(s))).unzip();
        Self { start, end }
    }

    /// The first index along every axis.
    #[must_use]
    pub fn start(&self) -> &[usize] {
        &self.start
    }

    /// One past the last index along every axis.
    #[must_use]
    pub fn end(&self) -> &[usize] {
        &self.end
    }

    /// `(start, end)` along every axis.
    pub fn bounds(&self) -> impl ExactSizeIterator<Item = (usize, usize)> + '_ {
        self.start.iter().copied().zip(self.end.iter().copied())
    }

    /// The number of axes.
    #[must_use]
    pub fn ndim(&self) -> usize {
        self.start.len()
    }

    /// The lengths of the box.
    #[must_use]
    pub fn shape(&self) -> Shape {
        self.bounds().map(|(s, e)| e - s).collect()
    }

    /// The number of elements in the box.
    #[must_use]
    pub fn elements(&self) -> usize {
        self.shape().elements()
    }

    /// Whether the box holds no element.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bounds().any(|(s, e)| s == e)
    }

    /// The part both boxes share, empty where they do not meet. `None` when their dimensions differ.
    #[must_use]
    pub fn intersect(&self, other: &Self) -> Option<Self> {
        (self.ndim() == other.ndim()).then(|| {
            Self::from_bounds(
                self.bounds().zip(other.bounds()).map(|((s0, e0), (s1, e1))| (s0.max(s1), e0.min(e1))),
            )
        })
    }

    /// Whether the whole of `other` lies in this box.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        self.ndim() == other.ndim()
            && self.bounds().zip(other.bounds()).all(|((s0, e0), (s1, e1))| s0 <= s1 && e1 <= e0)
    }

    /// The same box counted from `origin` instead of zero.
    ///
    /// # Errors
    /// [`CoreError::BadRegion`] when `origin` lies beyond the start or has other dimensions.
    pub fn relative_to(&self, origin: &[usize]) -> Result<Self, CoreError> {
        if origin.len() != self.ndim() || self.start.iter().zip(origin).any(|(s, o)| s < o) {
            return Err(CoreError::BadRegion { start: self.start.clone(), end: origin.to_vec() });
        }
        Ok(Self::from_bounds(self.bounds().zip(origin).map(|((s, e), o)| (s - o, e - o))))
    }

    /// Checks that the box lies within an array of this shape.
    ///
    /// # Errors
    /// [`CoreError::OutOfBounds`] when the dimensions differ or the box reaches past an axis.
    pub fn check_within(&self, shape: &Shape) -> Result<(), CoreError> {
        if Self::full(shape).contains(self) {
            Ok(())
        } else {
            Err(CoreError::OutOfBounds { region: self.clone(), shape: shape.clone() })
        }
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let axes: Vec<String> = self.bounds().map(|(s, e)| format!("{s}:{e}")).collect();
        write!(f, "[{}]", axes.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_intersect_and_contain() {
        let a = Region::new([0, 2], [4, 8]).unwrap();
        let b = Region::new([3, 0], [9, 5]).unwrap();
        assert_eq!(a.intersect(&b).unwrap().to_string(), "[3:4, 2:5]");
        assert!(a.contains(&Region::new([1, 3], [2, 8]).unwrap()));
        assert!(!a.contains(&b));
        assert_eq!(a.elements(), 24);
        assert_eq!(a.relative_to(&[0, 2]).unwrap(), Region::full(&Shape::from([4, 6])));
    }

    #[test]
    fn disjoint_boxes_share_nothing() {
        let a = Region::new([0], [2]).unwrap();
        assert!(a.intersect(&Region::new([5], [7]).unwrap()).unwrap().is_empty());
        assert!(a.intersect(&Region::new([0, 0], [1, 1]).unwrap()).is_none());
    }

    #[test]
    fn malformed_boxes_are_errors() {
        assert!(Region::new([3], [2]).is_err());
        assert!(Region::new([0, 0], [2]).is_err());
        assert!(Region::full(&Shape::from([5])).check_within(&Shape::from([4])).is_err());
    }
}
