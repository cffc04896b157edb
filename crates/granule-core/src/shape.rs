//! Lengths of an array's axes.

use std::fmt;
use std::ops::Deref;

use crate::CoreError;

/// The lengths of an array's axes, slowest first. An empty shape is a scalar.
///
/// Dereferences to a slice of lengths; displays as `(4, 20, 50, 70)`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct Shape(Vec<usize>);

impl Shape {
    /// The number of axes.
    #[must_use]
    pub fn ndim(&self) -> usize {
        self.0.len()
    }

    /// The number of elements: 1 for a scalar, 0 when any axis is empty; saturates instead of wrapping.
    #[must_use]
    pub fn elements(&self) -> usize {
        self.0.iter().fold(1, |n: usize, &len| n.saturating_mul(len))
    }

    /// The number of elements, refusing a shape whose elements cannot be counted.
    ///
    /// # Errors
    /// [`CoreError::TooLarge`] when the count exceeds `isize::MAX`, the most that memory can address.
    pub fn checked_elements(&self) -> Result<usize, CoreError> {
        if self.0.contains(&0) {
            return Ok(0);
        }
        self.0
            .iter()
            .try_fold(1_usize, |n, &len| n.checked_mul(len))
            .filter(|&n| isize::try_from(n).is_ok())
            .ok_or_else(|| CoreError::TooLarge { shape: self.clone() })
    }

    /// Elements to step over to advance by one along each axis, in C order.
    #[must_use]
    pub fn strides(&self) -> Vec<usize> {
        let mut strides = vec![1_usize; self.ndim()];
        for axis in (1..self.ndim()).rev() {
            strides[axis - 1] = strides[axis].saturating_mul(self.0[axis]);
        }
        strides
    }
}

impl Deref for Shape {
    type Target = [usize];

    fn deref(&self) -> &[usize] {
        &self.0
    }
}

impl From<Vec<usize>> for Shape {
    fn from(lengths: Vec<usize>) -> Self {
        Self(lengths)
    }
}

impl From<&[usize]> for Shape {
    fn from(lengths: &[usize]) -> Self {
        Self(lengths.to_vec())
    }
}

impl<const N: usize> From<[usize; N]> for Shape {
    fn from(lengths: [usize; N]) -> Self {
        Self(lengths.to_vec())
    }
}

impl FromIterator<usize> for Shape {
    fn from_iter<I: IntoIterator<Item = usize>>(lengths: I) -> Self {
        Self(lengths.into_iter().collect())
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lengths: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        match lengths.as_slice() {
            [one] => write!(f, "({one},)"),
            many => write!(f, "({})", many.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_counts_and_prints_like_numpy() {
        let shape = Shape::from([4, 20, 50]);
        assert_eq!(shape.elements(), 4000);
        assert_eq!(shape.strides(), [1000, 50, 1]);
        assert_eq!(shape.to_string(), "(4, 20, 50)");
        assert_eq!(Shape::from([7]).to_string(), "(7,)");
        assert_eq!(Shape::default().elements(), 1);
        assert_eq!(Shape::default().to_string(), "()");
    }

    #[test]
    fn an_uncountable_shape_is_refused() {
        assert!(Shape::from([usize::MAX, 2]).checked_elements().is_err());
        assert_eq!(Shape::from([usize::MAX, 2, 0]).checked_elements(), Ok(0));
    }
}
