//! Affine transformations of the plane.

use std::sync::Arc;

use granule_asdf::{Mapping as Fields, Node};

use super::form::trace_constants;
use super::matrix::Matrix2;
use super::remainder::{beside, chain};
use super::{Column, Form, Fusion, Linear, Mapping, Remainder, Term, Transform, map_two};
use crate::write::nodes::transform;
use crate::{CorrelationMatrix, Result, TransformWriter};

/// `M·v + t` in two dimensions.
#[derive(Clone, Debug, PartialEq)]
pub struct Affine {
    matrix: Matrix2,
    translation: [f64; 2],
}

impl Affine {
    /// The matrix by rows, and the translation.
    #[must_use]
    pub fn new(matrix: [[f64; 2]; 2], translation: [f64; 2]) -> Self {
        Self { matrix: Matrix2(matrix), translation }
    }
}

impl Transform for Affine {
    fn n_inputs(&self) -> usize {
        2
    }

    fn n_outputs(&self) -> usize {
        2
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        let [tx, ty] = self.translation;
        map_two(inputs, outputs, |x, y| {
            let (a, b) = self.matrix.apply(x, y);
            (a + tx, b + ty)
        });
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        let matrix = self.matrix.inverse()?;
        let [tx, ty] = self.translation;
        let (x, y) = matrix.apply(tx, ty);
        Some(Arc::new(Self { matrix, translation: [-x, -y] }))
    }

    /// As gwcs has it, both outputs on both inputs, even where the matrix is diagonal.
    fn separability(&self) -> CorrelationMatrix {
        CorrelationMatrix::full(2, 2)
    }

    fn fuse(&self, inputs: &[Column], fusion: &mut Fusion) -> Option<Vec<Column>> {
        let &[x, y] = inputs else { return None };
        let rows = self.matrix.0.into_iter().zip(self.translation);
        Some(rows.map(|([a, b], t)| fusion.sum(&[Term::new(a, x), Term::new(b, y)], t)).collect())
    }

    fn trace(&self, inputs: &[Form]) -> Vec<Form> {
        let [Form::Affine(x), Form::Affine(y)] = inputs else {
            return trace_constants::<Self>(inputs, 2, |inputs, outputs| self.evaluate(inputs, outputs));
        };
        let Matrix2(rows) = self.matrix;
        let row = |(&[a, b], &shift): (&[f64; 2], &f64)| x.scaled(a, shift).plus(&y.scaled(b, 0.0));
        rows.iter().zip(&self.translation).map(row).map(Form::Affine).collect()
    }

    /// A line for each output.
    fn fix(&self, known: &[Option<f64>]) -> Option<Remainder> {
        let (Matrix2(rows), shift) = (self.matrix, self.translation);
        let line = |[a, b]: [f64; 2], t: f64| match known {
            [Some(x), None] => Some(Linear::new(b, a * x + t)),
            [None, Some(y)] => Some(Linear::new(a, b * y + t)),
            _ => None,
        };
        let lines = beside(Arc::new(line(rows[0], shift[0])?), Arc::new(line(rows[1], shift[1])?));
        let both: Arc<dyn Transform> = Arc::new(Mapping::new(vec![0, 0], 1)?);
        chain([both, lines]).map(Remainder::open)
    }

    fn to_node(&self, writer: &mut TransformWriter<'_>) -> Result<Node> {
        let matrix = writer.array(&[2, 2], self.matrix.0.concat())?;
        let translation = writer.array(&[2], self.translation.to_vec())?;
        let fields = Fields::new().with("matrix", matrix).with("translation", translation);
        Ok(transform("affine-1.5.0", fields))
    }
}
