//! Lookup tables of any number of dimensions.

use std::sync::Arc;

use fearless_simd::{Level, dispatch};
use granule_asdf::{Mapping as Fields, Node};

use super::Transform;
use super::grid::{Grid, Place};
use super::pointing::LANES;
use crate::write::nodes::transform;
use crate::{CorrelationMatrix, Result, TransformWriter};

/// How a table is read between its points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Interpolation {
    /// Multilinear within the cell.
    Linear,
    /// The nearest point; half way, the lower one.
    Nearest,
}

/// What a table gives beyond its points.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Outside {
    /// This value.
    Fill(f64),
    /// What the cell at the edge gives when it is continued.
    Extrapolate,
}

/// A lookup table: one input for each of its dimensions, one output.
#[derive(Clone, Debug)]
pub struct Tabular {
    axes: Vec<Grid>,
    /// Values in C order.
    table: Vec<f64>,
    method: Interpolation,
    outside: Outside,
}

impl Tabular {
    /// The most dimensions a table can have: a point looks at `2^n` values.
    pub const MAX_DIMENSIONS: usize = 8;

    /// A table with values in C order at the given points of each axis; `None` if the points of an axis do not
    /// increase, their numbers do not multiply to that of the values, or there are too many dimensions.
    #[must_use]
    pub fn new(
        points: Vec<Vec<f64>>,
        table: Vec<f64>,
        method: Interpolation,
        outside: Outside,
    ) -> Option<Self> {
        let axes = points.into_iter().map(Grid::new).collect::<Option<Vec<_>>>()?;
        let values = axes.iter().try_fold(1_usize, |n, axis| n.checked_mul(axis.points().len()))?;
        let fits = !axes.is_empty() && axes.len() <= Self::MAX_DIMENSIONS && values == table.len();
        fits.then_some(Self { axes, table, method, outside })
    }

    fn place(&self, axis: &Grid, value: f64) -> Option<Place> {
        let place = axis.locate_beyond(value);
        self.reaches(axis, value).then(|| match self.method {
            Interpolation::Linear => place,
            Interpolation::Nearest => Place { fraction: f64::from(place.fraction > 0.5), ..place },
        })
    }

    /// Values at all points at once, of a table with one axis.
    #[inline(always)]
    fn values_1d(&self, axis: &Grid, x: &[f64], output: &mut Vec<f64>) {
        let nearest = self.method == Interpolation::Nearest;
        let (fill, [first, last]) = match self.outside {
            Outside::Fill(fill) => (fill, axis.ends()),
            Outside::Extrapolate => (f64::NAN, [f64::NEG_INFINITY, f64::INFINITY]),
        };
        for x in x.chunks(LANES) {
            let mut lanes = [0.0; LANES];
            lanes.iter_mut().zip(x).for_each(|(lane, x)| *lane = *x);
            let (cells, fractions) = axis.locate_lanes(&lanes);
            let [mut low, mut high] = [[0.0; LANES]; 2];
            for (cell, (low, high)) in cells.iter().zip(low.iter_mut().zip(&mut high)) {
                (*low, *high) = match self.table.get(*cell as usize..) {
                    Some([low, high, ..]) => (*low, *high),
                    Some([only]) => (*only, *only),
                    _ => (f64::NAN, f64::NAN),
                };
            }
            // The lanes have as many numbers as are counted here.
            for n in 0..LANES {
                let (x, fraction, low, high) = (lanes[n], fractions[n], low[n], high[n]);
                let between = low * (1.0 - fraction) + high * fraction;
                let closer = if fraction > 0.5 { high } else { low };
                let value = if nearest { closer } else { between };
                // At a point its value counts alone, whatever lies beside it.
                let value = if fraction == 0.0 { low } else { value };
                let value = if fraction == 1.0 { high } else { value };
                let value = if (x >= first) & (x <= last) { value } else { fill };
                lanes[n] = if x.is_nan() { x } else { value };
            }
            output.extend_from_slice(lanes.get(..x.len()).unwrap_or(&[]));
        }
    }

    /// Whether the table has a value at a place on an axis; not for NaN.
    fn reaches(&self, axis: &Grid, x: f64) -> bool {
        match self.outside {
            Outside::Fill(_) => axis.contains(x),
            Outside::Extrapolate => !x.is_nan(),
        }
    }

    fn value_nd(&self, inputs: &[&[f64]], point: usize) -> f64 {
        let mut places = [Place { cell: 0, fraction: 0.0 }; Self::MAX_DIMENSIONS];
        for ((axis, input), place) in self.axes.iter().zip(inputs).zip(&mut places) {
            let x = input.get(point).copied().unwrap_or(f64::NAN);
            match self.place(axis, x) {
                Some(found) => *place = found,
                None => return self.missing(x.is_nan()),
            }
        }
        let mut sum = 0.0;
        for corner in 0..1_usize << self.axes.len() {
            let (mut weight, mut offset) = (1.0, 0);
            for (n, (axis, place)) in self.axes.iter().zip(&places).enumerate() {
                let upper = corner >> n & 1;
                weight *= if upper == 1 { place.fraction } else { 1.0 - place.fraction };
                offset = offset * axis.points().len() + place.cell + upper;
            }
            if weight != 0.0 {
                sum += weight * self.table.get(offset).copied().unwrap_or(f64::NAN);
            }
        }
        sum
    }

    fn missing(&self, is_nan: bool) -> f64 {
        match self.outside {
            Outside::Fill(fill) if !is_nan => fill,
            _ => f64::NAN,
        }
    }
}

impl Transform for Tabular {
    fn n_inputs(&self) -> usize {
        self.axes.len()
    }

    fn n_outputs(&self) -> usize {
        1
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        let ([first, ..], [output]) = (inputs, outputs) else { return };
        output.clear();
        match self.axes.as_slice() {
            [axis] => dispatch!(Level::new(), _simd => self.values_1d(axis, first, output)),
            _ => output.extend((0..first.len()).map(|point| self.value_nd(inputs, point))),
        }
    }

    /// Of a table of one dimension whose values rise or fall strictly, the table with points and values exchanged.
    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        let [axis] = self.axes.as_slice() else { return None };
        let (mut points, mut table) = (self.table.clone(), axis.points().to_vec());
        if points.len() > 1 && points.first() > points.last() {
            points.reverse();
            table.reverse();
        }
        let inverse = Self::new(vec![points], table, self.method, self.outside)?;
        Some(Arc::new(inverse))
    }

    fn separability(&self) -> CorrelationMatrix {
        CorrelationMatrix::full(1, self.axes.len())
    }

    fn to_node(&self, writer: &mut TransformWriter<'_>) -> Result<Node> {
        let lengths: Vec<usize> = self.axes.iter().map(|axis| axis.points().len()).collect();
        let points =
            self.axes.iter().map(|axis| writer.array(&[axis.points().len()], axis.points().to_vec()));
        let points = points.collect::<Result<Vec<_>>>()?;
        let method = match self.method {
            Interpolation::Linear => "linear",
            Interpolation::Nearest => "nearest",
        };
        let fill = match self.outside {
            Outside::Fill(value) => Node::float(value),
            Outside::Extrapolate => Node::null(),
        };
        let fields = Fields::new()
            .with("bounds_error", Node::bool(false))
            .with("fill_value", fill)
            .with("lookup_table", writer.array(&lengths, self.table.clone())?)
            .with("method", Node::str(method))
            .with("points", Node::seq(points));
        Ok(transform("tabular-1.4.0", fields))
    }
}
