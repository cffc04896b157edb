//! The inverse of a transform of the plane, found step by step where no formula gives it.

use std::sync::Arc;

use super::Transform;
use crate::CorrelationMatrix;

/// How far the outputs of a transform are from those sought.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Residual {
    /// Their differences; of an output that is an angle, modulo a turn.
    Difference {
        /// A full turn in the unit of each output, where that is an angle.
        turns: [Option<f64>; 2],
    },
    /// The angle between two places on the sky, wherever longitudes begin anew.
    Sky {
        /// The output that is the longitude; the other is the latitude.
        longitude: usize,
        /// Degrees in a unit of the longitude and the latitude.
        degrees: [f64; 2],
    },
}

/// The inverse of a transform of two inputs and two outputs, by Newton's method.
///
/// A solution is accepted when the next step would be shorter than [`TOLERANCE`](Self::TOLERANCE); that step is still
/// taken. Where there is none within [`MAX_STEPS`](Self::MAX_STEPS), both outputs are NaN.
#[derive(Clone, Debug)]
pub struct NumericalInverse {
    forward: Arc<dyn Transform>,
    start: [f64; 2],
    residual: Residual,
}

/// The search for one point.
#[derive(Clone, Copy, Debug)]
struct Search {
    point: usize,
    target: [f64; 2],
    /// The best place so far, and how far its outputs are from the target, squared.
    place: [f64; 2],
    distance: f64,
    step: [f64; 2],
}

impl NumericalInverse {
    /// The length of a step, in units of the inputs (pixels, as a rule), below which a solution is accepted.
    pub const TOLERANCE: f64 = 1e-6;

    /// The most steps taken for a point.
    pub const MAX_STEPS: usize = 60;

    /// Far less than a pixel, far more than what rounding loses.
    const DIFFERENCE: f64 = 1e-2;

    /// The inverse, sought from `start` on; `None` unless the transform has two inputs and two outputs.
    #[must_use]
    pub fn new(forward: Arc<dyn Transform>, start: [f64; 2], residual: Residual) -> Option<Self> {
        let fits = forward.n_inputs() == 2 && forward.n_outputs() == 2;
        fits.then_some(Self { forward, start, residual })
    }

    /// Takes a step with each search; those that are done leave, with their place where `found` says.
    fn advance(&self, searches: &mut Vec<Search>, mut found: impl FnMut(usize, [f64; 2])) {
        let trials = searches.iter().map(|search| {
            let ([x, y], [dx, dy]) = (search.place, search.step);
            [x + dx, y + dy]
        });
        // Each place, then all of them a little further along one axis, then along the other.
        let shifts = [[0.0, 0.0], [Self::DIFFERENCE, 0.0], [0.0, Self::DIFFERENCE]];
        let places: Vec<[f64; 2]> =
            shifts.into_iter().flat_map(|[h, k]| trials.clone().map(move |[x, y]| [x + h, y + k])).collect();
        let columns = [0, 1].map(|axis| places.iter().map(|place| place[axis]).collect::<Vec<f64>>());
        let mut values = [Vec::new(), Vec::new()];
        self.forward.evaluate(&[&columns[0], &columns[1]], &mut values);
        let count = searches.len();
        let value = |n: usize| {
            let [first, second] = &values;
            [first, second].map(|values| values.get(n).copied().unwrap_or(f64::NAN))
        };
        let mut n = 0;
        searches.retain_mut(|search| {
            let around = [n, n + count, n + 2 * count].map(|n| self.residual.of(value(n), search.target));
            n += 1;
            let done = search.follow(around);
            if done {
                found(search.point, search.place);
            }
            !done
        });
    }
}

impl Search {
    /// Goes where the step led, if that is nearer the target, and chooses the next one; whether the search is over.
    fn follow(&mut self, [here, along_x, along_y]: [[f64; 2]; 3]) -> bool {
        let distance = here[0] * here[0] + here[1] * here[1];
        // Also false for NaN.
        let nearer = distance < self.distance;
        if !nearer {
            self.step = self.step.map(|step| step / 4.0);
            return false;
        }
        self.place = [self.place[0] + self.step[0], self.place[1] + self.step[1]];
        self.distance = distance;
        let slope = |along: [f64; 2], n: usize| (along[n] - here[n]) / NumericalInverse::DIFFERENCE;
        let [a, b, c, d] = [slope(along_x, 0), slope(along_y, 0), slope(along_x, 1), slope(along_y, 1)];
        let determinant = a * d - b * c;
        self.step = [(b * here[1] - d * here[0]) / determinant, (c * here[0] - a * here[1]) / determinant];
        let is_short = self.step.iter().all(|step| step.abs() < NumericalInverse::TOLERANCE);
        if is_short {
            self.place = [self.place[0] + self.step[0], self.place[1] + self.step[1]];
        }
        is_short
    }
}

impl Residual {
    fn of(self, found: [f64; 2], target: [f64; 2]) -> [f64; 2] {
        let (longitude, degrees) = match self {
            Self::Difference { turns } => {
                return [0, 1].map(|axis| {
                    let difference = found[axis] - target[axis];
                    turns[axis].map_or(difference, |turn| difference - turn * (difference / turn).round())
                });
            }
            Self::Sky { longitude, degrees } => (longitude, degrees),
        };
        let angles = |values: [f64; 2]| {
            let (lon, lat) = if longitude == 0 { (values[0], values[1]) } else { (values[1], values[0]) };
            ((lon * degrees[0]).to_radians(), (lat * degrees[1]).to_radians())
        };
        let ((lon, lat), (lon0, lat0)) = (angles(found), angles(target));
        let ((s, c), (s0, c0)) = (lat.sin_cos(), lat0.sin_cos());
        let (sin, cos) = (lon - lon0).sin_cos();
        // A stereographic map around the target: it alone is at the origin, its antipode infinitely far.
        let scale = 2.0 / (1.0 + s * s0 + c * c0 * cos);
        [c * sin * scale, (s * c0 - c * s0 * cos) * scale]
    }
}

impl Transform for NumericalInverse {
    fn n_inputs(&self) -> usize {
        2
    }

    fn n_outputs(&self) -> usize {
        2
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        let ([a, b], [first, second]) = (inputs, outputs) else { return };
        for output in [&mut *first, &mut *second] {
            output.clear();
            output.resize(a.len(), f64::NAN);
        }
        let points = a.iter().zip(*b).enumerate().filter(|(_, (a, b))| a.is_finite() && b.is_finite());
        let mut searches: Vec<Search> = points
            .map(|(point, (&a, &b))| Search {
                point,
                target: [a, b],
                place: self.start,
                distance: f64::INFINITY,
                step: [0.0, 0.0],
            })
            .collect();
        for _ in 0..Self::MAX_STEPS {
            if searches.is_empty() {
                break;
            }
            self.advance(&mut searches, |point, [x, y]| {
                for (output, value) in [(&mut *first, x), (&mut *second, y)] {
                    if let Some(slot) = output.get_mut(point) {
                        *slot = value;
                    }
                }
            });
        }
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        Some(self.forward.clone())
    }

    fn separability(&self) -> CorrelationMatrix {
        CorrelationMatrix::full(2, 2)
    }
}
