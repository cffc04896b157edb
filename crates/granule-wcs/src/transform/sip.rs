//! The SIP convention: a distortion of the image by polynomials (Shupe et al. 2005, ASP Conf. 347, 491).

use std::sync::Arc;

use super::{Transform, map_two};
use crate::CorrelationMatrix;

/// A polynomial in two variables: coefficient, power of the first, power of the second.
pub type SipTerms = Vec<(f64, u32, u32)>;

/// A distortion of pixel coordinates: `u + A(u, v)`, `v + B(u, v)` with `u` and `v` counted from a reference pixel.
///
/// The inverse is by Newton's method, to 1e-10 of a pixel, from where the polynomials that a header may have for the way
/// back say; it is NaN where that does not converge.
#[derive(Clone, Debug, PartialEq)]
pub struct Sip {
    origin: [f64; 2],
    forward: [SipTerms; 2],
    start: [SipTerms; 2],
    inverted: bool,
}

/// Newton's method ends when a step is this small, in pixels, and gives up after this many.
const TOLERANCE: f64 = 1e-10;
const MAX_STEPS: usize = 30;

impl Sip {
    /// The polynomials around a reference pixel; `start` holds those of the way back, which are approximate, or none.
    #[must_use]
    pub fn new(origin: [f64; 2], forward: [SipTerms; 2], start: [SipTerms; 2]) -> Self {
        Self { origin, forward, start, inverted: false }
    }

    fn distort(&self, u: f64, v: f64) -> (f64, f64) {
        let [a, b] = &self.forward;
        (u + value(a, u, v), v + value(b, u, v))
    }

    fn undistort(&self, u: f64, v: f64) -> (f64, f64) {
        let [a, b] = &self.start;
        let (mut x, mut y) = (u + value(a, u, v), v + value(b, u, v));
        for _ in 0..MAX_STEPS {
            let (found_u, found_v) = self.distort(x, y);
            let (ru, rv) = (found_u - u, found_v - v);
            let [a, b] = &self.forward;
            let (a, b) = (gradient(a, x, y), gradient(b, x, y));
            let (xx, xy, yx, yy) = (1.0 + a.0, a.1, b.0, 1.0 + b.1);
            let determinant = xx * yy - xy * yx;
            let (dx, dy) = ((yy * ru - xy * rv) / determinant, (xx * rv - yx * ru) / determinant);
            (x, y) = (x - dx, y - dy);
            if dx.hypot(dy) <= TOLERANCE {
                return (x, y);
            }
        }
        (f64::NAN, f64::NAN)
    }
}

fn value(terms: &SipTerms, u: f64, v: f64) -> f64 {
    terms.iter().map(|&(coefficient, p, q)| coefficient * u.powi(p as i32) * v.powi(q as i32)).sum()
}

fn gradient(terms: &SipTerms, u: f64, v: f64) -> (f64, f64) {
    terms.iter().fold((0.0, 0.0), |(du, dv), &(coefficient, p, q)| {
        let slope = |x: f64, n: u32| if n == 0 { 0.0 } else { f64::from(n) * x.powi(n as i32 - 1) };
        (du + coefficient * slope(u, p) * v.powi(q as i32), dv + coefficient * u.powi(p as i32) * slope(v, q))
    })
}

impl Transform for Sip {
    fn n_inputs(&self) -> usize {
        2
    }

    fn n_outputs(&self) -> usize {
        2
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        let [x0, y0] = self.origin;
        map_two(inputs, outputs, |x, y| {
            let (u, v) = (x - x0, y - y0);
            let (u, v) = if self.inverted { self.undistort(u, v) } else { self.distort(u, v) };
            (u + x0, v + y0)
        });
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        Some(Arc::new(Self { inverted: !self.inverted, ..self.clone() }))
    }

    fn separability(&self) -> CorrelationMatrix {
        CorrelationMatrix::full(2, 2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::evaluate;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_distortion_is_undone(x in -500.0..500.0_f64, y in -500.0..500.0_f64, size in -1e-5..1e-5_f64) {
            let forward = [vec![(size, 2, 0), (-size, 1, 1)], vec![(2.0 * size, 0, 2), (size * 1e-3, 1, 2)]];
            let sip = Sip::new([10.0, -4.0], forward, [Vec::new(), Vec::new()]);
            let there = evaluate(&sip, &[&[x], &[y]]).unwrap();
            let back = evaluate(sip.inverse().unwrap().as_ref(), &[&there[0], &there[1]]).unwrap();
            prop_assert!((back[0][0] - x).abs() < 1e-8 && (back[1][0] - y).abs() < 1e-8, "{back:?}");
        }
    }

    #[test]
    fn where_it_cannot_be_undone_it_is_undefined() {
        // u − u²/2 is never above 1/2.
        let sip = Sip::new([0.0; 2], [vec![(-0.5, 2, 0)], Vec::new()], [Vec::new(), Vec::new()]);
        let back = evaluate(sip.inverse().unwrap().as_ref(), &[&[2.0, 0.375], &[0.0, 0.0]]).unwrap();
        assert!(back[0][0].is_nan() && back[1][0].is_nan());
        assert!((back[0][1] - 0.5).abs() < 1e-10);
    }
}
