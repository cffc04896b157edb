//! Linear algebra of the few dimensions that a header has.

use std::fmt;

/// A square matrix, by rows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Square {
    rows: Vec<Vec<f64>>,
}

impl Square {
    /// A matrix from the value at each (row, column).
    pub(crate) fn from_fn(n: usize, cell: impl Fn(usize, usize) -> f64) -> Self {
        Self { rows: (0..n).map(|row| (0..n).map(|column| cell(row, column)).collect()).collect() }
    }

    /// The rows.
    pub(crate) fn rows(&self) -> &[Vec<f64>] {
        &self.rows
    }

    /// The value at a row and a column; NaN outside.
    pub(crate) fn at(&self, row: usize, column: usize) -> f64 {
        self.rows.get(row).and_then(|cells| cells.get(column)).copied().unwrap_or(f64::NAN)
    }

    /// The inverse, by elimination with the greatest pivots of columns; `None` for a singular matrix.
    pub(crate) fn inverse(&self) -> Option<Self> {
        let n = self.rows.len();
        let mut left = self.rows.clone();
        let mut right = Self::from_fn(n, |row, column| f64::from(row == column)).rows;
        for column in 0..n {
            let size =
                |row: &usize| left.get(*row).and_then(|cells| cells.get(column)).map_or(0.0, |x| x.abs());
            let pivot = (column..n).max_by(|a, b| size(a).total_cmp(&size(b)))?;
            let value = left.get(pivot)?.get(column).copied()?;
            if value == 0.0 || !value.is_finite() {
                return None;
            }
            left.swap(column, pivot);
            right.swap(column, pivot);
            let (left_pivot, right_pivot) = (left.get(column)?.clone(), right.get(column)?.clone());
            for (row, (cells, inverse)) in left.iter_mut().zip(&mut right).enumerate() {
                let here = cells.get(column).copied()?;
                if row == column {
                    inverse.iter_mut().for_each(|x| *x /= value);
                    cells.iter_mut().for_each(|x| *x /= value);
                } else if here != 0.0 {
                    let factor = here / value;
                    cells.iter_mut().zip(&left_pivot).for_each(|(x, p)| *x -= factor * p);
                    inverse.iter_mut().zip(&right_pivot).for_each(|(x, p)| *x -= factor * p);
                }
            }
        }
        let finite = right.iter().flatten().all(|x| x.is_finite());
        finite.then_some(Self { rows: right })
    }
}

impl fmt::Display for Square {
    /// The rows in brackets: `[1, 0], [0, 1]`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows: Vec<String> = self.rows.iter().map(|row| format!("{row:?}")).collect();
        f.write_str(&rows.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_matrix_times_its_inverse_is_the_identity(cells in prop::collection::vec(-3.0..3.0_f64, 16)) {
            let matrix = Square::from_fn(4, |row, column| cells[4 * row + column]);
            let Some(inverse) = matrix.inverse() else { return Ok(()) };
            let largest = inverse.rows.iter().flatten().fold(0.0, |most: f64, x| most.max(x.abs()));
            prop_assume!(largest < 1e6);
            for row in 0..4 {
                for column in 0..4 {
                    let product: f64 = (0..4).map(|k| matrix.rows[row][k] * inverse.rows[k][column]).sum();
                    prop_assert!((product - f64::from(row == column)).abs() < 1e-8);
                }
            }
        }
    }

    #[test]
    fn singular_matrices_have_none() {
        assert_eq!(Square::from_fn(3, |row, _| row as f64).inverse(), None);
        assert_eq!(Square::from_fn(2, |_, _| f64::NAN).inverse(), None);
        let swap = Square::from_fn(2, |row, column| f64::from(row != column));
        assert_eq!(swap.inverse(), Some(swap));
    }
}
