//! Splines of one variable.

use std::sync::Arc;

use super::{Transform, map_one};
use crate::CorrelationMatrix;

/// A B-spline; beyond its knots the first and last of its polynomials go on. It has no inverse.
#[derive(Clone, Debug, PartialEq)]
pub struct Spline {
    knots: Vec<f64>,
    coefficients: Vec<f64>,
    degree: usize,
}

impl Spline {
    /// The highest degree.
    pub const MAX_DEGREE: usize = 15;

    /// A spline of a degree, with `degree + 1` more knots than coefficients; coefficients beyond that are left out.
    ///
    /// `None` if there are fewer, fewer than `degree + 1` of them, or knots that fall or are not finite.
    #[must_use]
    pub fn new(knots: Vec<f64>, mut coefficients: Vec<f64>, degree: usize) -> Option<Self> {
        let n = knots.len().checked_sub(degree.checked_add(1)?)?;
        let sorted = knots.iter().zip(knots.iter().skip(1)).all(|(a, b)| a <= b);
        let finite = knots.iter().all(|knot| knot.is_finite());
        // FITPACK pads the coefficients to the length of the knots.
        coefficients.truncate(n);
        let fits = degree <= Self::MAX_DEGREE && n > degree && coefficients.len() == n;
        (fits && sorted && finite).then_some(Self { knots, coefficients, degree })
    }

    /// De Boor's algorithm.
    fn value(&self, x: f64) -> f64 {
        let (degree, n) = (self.degree, self.coefficients.len());
        let knot = |n: usize| self.knots.get(n).copied().unwrap_or(f64::NAN);
        let cell = self.knots.partition_point(|knot| *knot <= x).saturating_sub(1).clamp(degree, n - 1);
        let mut values = [0.0; Self::MAX_DEGREE + 1];
        for (j, value) in values.iter_mut().take(degree + 1).enumerate() {
            *value = self.coefficients.get(cell - degree + j).copied().unwrap_or(f64::NAN);
        }
        for level in 1..=degree {
            let mut below = values.get(level - 1).copied().unwrap_or(f64::NAN);
            for (j, value) in values.iter_mut().enumerate().take(degree + 1).skip(level) {
                let low = knot(cell - degree + j);
                let span = knot(cell + 1 + j - level) - low;
                let share = if span == 0.0 { 0.0 * x } else { (x - low) / span };
                let this = *value;
                *value = (1.0 - share) * below + share * this;
                below = this;
            }
        }
        values.get(degree).copied().unwrap_or(f64::NAN)
    }
}

impl Transform for Spline {
    fn n_inputs(&self) -> usize {
        1
    }

    fn n_outputs(&self) -> usize {
        1
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        map_one(inputs, outputs, |x| if x.is_nan() { x } else { self.value(x) });
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        None
    }

    fn separability(&self) -> CorrelationMatrix {
        CorrelationMatrix::identity(1)
    }
}
