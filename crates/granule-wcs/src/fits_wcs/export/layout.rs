//! A square matrix of as many axes as it takes.

use super::axes::{Anchor, Row};

/// How far below the largest slope of its axes a slope counts as none.
const NEGLIGIBLE: f64 = 1e-10;

/// What is added to the rows and columns of a WCS for a matrix that is square and has an inverse, and where the
/// reference pixel lies.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) n_axes: usize,
    /// The reference pixel, counted from 0, on every axis.
    pub(super) reference: Vec<f64>,
    /// The pixel axes that need a world axis to count them.
    pub(super) free_pixels: Vec<usize>,
    /// Rows that need a pixel axis that the array lacks: which one, and the slope along it.
    pseudo: Vec<(usize, (usize, f64))>,
}

/// A row, less what the rows before it explain.
struct Reduced {
    row: usize,
    cells: Vec<f64>,
}

impl Layout {
    /// The layout for rows over so many pixel axes of an array.
    pub(super) fn new(n_pixel: usize, rows: &[Row]) -> Self {
        let mut layout =
            Self { n_axes: n_pixel, reference: Vec::new(), free_pixels: Vec::new(), pseudo: Vec::new() };
        let mut pivots: Vec<(usize, Vec<f64>)> = Vec::new();
        // The celestial pair comes first: its columns are where the reference pixel is looked for.
        let is_projected = |row: &&usize| rows.get(**row).is_some_and(|row| row.anchor != Anchor::Linear);
        let all: Vec<usize> = (0..rows.len()).collect();
        let (pair, others): (Vec<usize>, Vec<usize>) = all.iter().partition(is_projected);
        for group in std::iter::once(pair).chain(others.into_iter().map(|row| vec![row])) {
            layout.settle(group, rows, &mut pivots);
        }
        layout.free_pixels = (0..n_pixel).filter(|n| pivots.iter().all(|(column, _)| column != n)).collect();
        layout.reference = layout.reference_pixel(rows, &pivots);
        layout
    }

    /// The pixel axis that a row needs and the array lacks.
    pub(super) fn pseudo_of(&self, row: usize) -> Option<(usize, f64)> {
        self.pseudo.iter().find(|(owner, _)| *owner == row).map(|(_, cell)| *cell)
    }

    /// Gives each row of a group a column of its own, the largest slopes first.
    fn settle(&mut self, group: Vec<usize>, rows: &[Row], pivots: &mut Vec<(usize, Vec<f64>)>) {
        let mut open: Vec<Reduced> = group
            .into_iter()
            .filter_map(|row| Some(Reduced { row, cells: rows.get(row)?.slopes.clone() }))
            .collect();
        let largest = |open: &[Reduced]| {
            open.iter().flat_map(|reduced| &reduced.cells).fold(0.0, |most: f64, cell| most.max(cell.abs()))
        };
        let size = largest(&open);
        for reduced in &mut open {
            pivots.iter().for_each(|(column, pivot)| reduced.remove(*column, pivot));
        }
        while largest(&open) > NEGLIGIBLE * size {
            let cells = open.iter().enumerate().flat_map(|(place, reduced)| {
                reduced.cells.iter().enumerate().map(move |(column, cell)| (place, column, cell.abs()))
            });
            let Some((place, column, _)) = cells.max_by(|a, b| a.2.total_cmp(&b.2)) else { return };
            let pivot = open.remove(place).cells;
            open.iter_mut().for_each(|reduced| reduced.remove(column, &pivot));
            pivots.push((column, pivot));
        }
        for Reduced { row, .. } in open {
            let slope = if size > 0.0 { size } else { 1.0 };
            self.pseudo.push((row, (self.n_axes, slope)));
            self.n_axes += 1;
        }
    }

    /// Where the projected rows vanish; 0 on all axes that these do not need.
    fn reference_pixel(&self, rows: &[Row], pivots: &[(usize, Vec<f64>)]) -> Vec<f64> {
        let mut reference = vec![0.0; self.n_axes];
        let pair: Vec<(usize, &Row)> =
            rows.iter().enumerate().filter(|(_, row)| row.anchor != Anchor::Linear).collect();
        let [(first, x), (second, y)] = pair.as_slice() else { return reference };
        let pseudo = [first, second].into_iter().filter_map(|&row| self.pseudo_of(row));
        let columns = pivots.iter().map(|(column, _)| *column).take(2 - pseudo.clone().count());
        let columns: Vec<usize> = columns.chain(pseudo.map(|(column, _)| column)).collect();
        let [left, right] = columns.as_slice() else { return reference };
        let cell = |row: &Row, number: usize, column: usize| match self.pseudo_of(number) {
            Some((place, slope)) if place == column => slope,
            _ => row.slopes.get(column).copied().unwrap_or(0.0),
        };
        let (a, b) = (cell(x, *first, *left), cell(x, *first, *right));
        let (c, d) = (cell(y, *second, *left), cell(y, *second, *right));
        let determinant = a * d - b * c;
        let solution =
            [(b * y.offset - d * x.offset) / determinant, (c * x.offset - a * y.offset) / determinant];
        for (column, value) in columns.iter().zip(solution) {
            if let Some(place) = reference.get_mut(*column) {
                *place = value;
            }
        }
        reference
    }
}

impl Reduced {
    /// Takes off so much of a pivot row that nothing is left in its column.
    fn remove(&mut self, column: usize, pivot: &[f64]) {
        let ratio = match (self.cells.get(column), pivot.get(column)) {
            (Some(here), Some(there)) => here / there,
            _ => return,
        };
        self.cells.iter_mut().zip(pivot).for_each(|(cell, other)| *cell -= ratio * other);
        if let Some(cell) = self.cells.get_mut(column) {
            *cell = 0.0;
        }
    }
}
