//! Linear maps of any number of dimensions.

use std::sync::Arc;

use granule_asdf::Node;

use super::remainder::{beside, chain};
use super::{
    Affine, Column, Form, Fusion, Linear, Mapping, Remainder, Term, Transform, fix, map_one, map_two,
};
use crate::{CorrelationMatrix, Result, TransformWriter, WcsError};

/// `M·(x − origin) + offset`, with a square matrix.
#[derive(Clone, Debug, PartialEq)]
pub struct LinearMap {
    rows: Vec<Row>,
    inverse_rows: Vec<Row>,
    origin: Vec<f64>,
    offset: Vec<f64>,
}

/// The cells of a row that are not zero, each with its column.
type Row = Vec<(usize, f64)>;

impl LinearMap {
    /// The map with a matrix and its inverse, both by rows; `None` if the lengths do not fit.
    pub(crate) fn new(
        matrix: &[Vec<f64>],
        inverse: &[Vec<f64>],
        origin: Vec<f64>,
        offset: Vec<f64>,
    ) -> Option<Self> {
        let n = origin.len();
        let is_square = |rows: &[Vec<f64>]| rows.len() == n && rows.iter().all(|row| row.len() == n);
        let fits = offset.len() == n && is_square(matrix) && is_square(inverse);
        fits.then(|| Self { rows: sparse(matrix), inverse_rows: sparse(inverse), origin, offset })
    }

    fn evaluate_pair(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        let [a, b, c, d] = [self.cell(0, 0), self.cell(0, 1), self.cell(1, 0), self.cell(1, 1)];
        let ([x0, y0], [s, t]) = (self.origin.as_slice(), self.offset.as_slice()) else { return };
        if (b, c) == (0.0, 0.0) {
            // Apart, an undefined coordinate does not spoil the other.
            if let ([x, y], [first, second]) = (inputs, outputs) {
                map_one(&[x], std::slice::from_mut(first), |x| a * (x - x0) + s);
                map_one(&[y], std::slice::from_mut(second), |y| d * (y - y0) + t);
            }
            return;
        }
        map_two(inputs, outputs, |x, y| {
            let (u, v) = (x - x0, y - y0);
            (a * u + b * v + s, c * u + d * v + t)
        });
    }
}

impl LinearMap {
    fn cell(&self, row: usize, column: usize) -> f64 {
        let cells = self.rows.get(row).into_iter().flatten();
        cells.filter(|cell| cell.0 == column).map(|cell| cell.1).next().unwrap_or(0.0)
    }

    /// The same as transforms of one axis or two; `None` where more belong together.
    fn in_blocks(&self) -> Option<Arc<dyn Transform>> {
        let mut blocks = Vec::new();
        let mut order = Vec::new();
        for first in 0..self.origin.len() {
            if order.contains(&first) {
                continue;
            }
            let axes = self.block_of(first);
            blocks.push(self.block(&axes)?);
            order.extend(axes);
        }
        let n = order.len();
        let back = (0..n).map(|axis| order.iter().position(|&other| other == axis)).collect::<Option<_>>()?;
        let blocks = blocks.into_iter().reduce(beside)?;
        chain([Arc::new(Mapping::new(order, n)?), blocks, Arc::new(Mapping::new(back, n)?)])
    }

    /// The axes that belong together with one, in order.
    fn block_of(&self, first: usize) -> Vec<usize> {
        let mut axes = vec![first];
        loop {
            let met = |axis: &usize| {
                axes.iter().any(|&of| self.cell(of, *axis) != 0.0 || self.cell(*axis, of) != 0.0)
            };
            let mut all: Vec<usize> =
                (0..self.origin.len()).filter(|axis| axes.contains(axis) || met(axis)).collect();
            std::mem::swap(&mut axes, &mut all);
            if axes.len() == all.len() {
                return axes;
            }
        }
    }

    fn block(&self, axes: &[usize]) -> Option<Arc<dyn Transform>> {
        let place = |axis: usize| Some((*self.origin.get(axis)?, *self.offset.get(axis)?));
        let shift = |origin: f64| Arc::new(Linear::shift(-origin)) as Arc<dyn Transform>;
        match *axes {
            [axis] => {
                let (origin, offset) = place(axis)?;
                chain([shift(origin), Arc::new(Linear::new(self.cell(axis, axis), offset))])
            }
            [x, y] => {
                let ((x0, s), (y0, t)) = (place(x)?, place(y)?);
                let rows = [x, y].map(|row| [x, y].map(|column| self.cell(row, column)));
                chain([beside(shift(x0), shift(y0)), Arc::new(Affine::new(rows, [s, t]))])
            }
            _ => None,
        }
    }
}

fn sparse(matrix: &[Vec<f64>]) -> Vec<Row> {
    let cells = |row: &Vec<f64>| row.iter().copied().enumerate().filter(|(_, cell)| *cell != 0.0).collect();
    matrix.iter().map(cells).collect()
}

impl Transform for LinearMap {
    fn n_inputs(&self) -> usize {
        self.origin.len()
    }

    fn n_outputs(&self) -> usize {
        self.offset.len()
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        if self.rows.len() == 2 {
            return self.evaluate_pair(inputs, outputs);
        }
        let length = inputs.first().map_or(0, |values| values.len());
        for ((row, &offset), output) in self.rows.iter().zip(&self.offset).zip(outputs) {
            output.clear();
            output.resize(length, 0.0);
            for &(column, cell) in row {
                let (Some(values), Some(&origin)) = (inputs.get(column), self.origin.get(column)) else {
                    return;
                };
                output.iter_mut().zip(*values).for_each(|(out, x)| *out += cell * (x - origin));
            }
            output.iter_mut().for_each(|out| *out += offset);
        }
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        Some(Arc::new(Self {
            rows: self.inverse_rows.clone(),
            inverse_rows: self.rows.clone(),
            origin: self.offset.clone(),
            offset: self.origin.clone(),
        }))
    }

    /// As the cells are that are not zero.
    fn separability(&self) -> CorrelationMatrix {
        CorrelationMatrix::from_fn(self.rows.len(), self.origin.len(), |row, column| {
            self.rows.get(row).is_some_and(|cells| cells.iter().any(|cell| cell.0 == column))
        })
    }

    fn fuse(&self, inputs: &[Column], fusion: &mut Fusion) -> Option<Vec<Column>> {
        let term = |&(column, cell): &(usize, f64)| {
            let (&from, &input) = (self.origin.get(column)?, inputs.get(column)?);
            Some(Term { from, ..Term::new(cell, input) })
        };
        let rows = self.rows.iter().zip(&self.offset);
        rows.map(|(cells, &offset)| {
            let terms: Option<Vec<Term>> = cells.iter().map(term).collect();
            Some(fusion.sum(&terms?, offset))
        })
        .collect()
    }

    fn trace(&self, inputs: &[Form]) -> Vec<Form> {
        let like = inputs.iter().find_map(Form::as_affine);
        let row = |(cells, &offset): (&Row, &f64)| {
            let start = like?.constant_like(offset);
            let sum = cells.iter().try_fold(start, |sum, &(column, cell)| {
                let (form, &origin) = (inputs.get(column)?.as_affine()?, self.origin.get(column)?);
                Some(sum.plus(&form.scaled(1.0, -origin).scaled(cell, 0.0)))
            });
            sum.map(Form::Affine)
        };
        let rows = self.rows.iter().zip(&self.offset);
        rows.map(|cells| row(cells).unwrap_or_else(|| Form::unknown_after::<Self>(inputs))).collect()
    }

    fn fix(&self, known: &[Option<f64>]) -> Option<Remainder> {
        fix(&self.in_blocks()?, known)
    }

    /// Axes by themselves as lines, pairs as planes; there is no tag for more that belong together.
    fn to_node(&self, writer: &mut TransformWriter<'_>) -> Result<Node> {
        let more = || WcsError::NotWritable { what: "a matrix that mixes three axes or more".to_owned() };
        writer.transform(self.in_blocks().ok_or_else(more)?.as_ref())
    }
}
