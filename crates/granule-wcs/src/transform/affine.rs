//! Affine transformations of the plane.

use std::sync::Arc;

use super::form::trace_constants;
use super::matrix::Matrix2;
use super::{Column, Form, Fusion, Term, Transform, map_two};
use crate::CorrelationMatrix;

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
}
