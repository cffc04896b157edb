//! Which outputs depend on which inputs.

use std::fmt;

use granule_core::{PixelAxis, WorldAxis};

/// Which world axes (rows) depend on which pixel axes (columns).
///
/// `true` may be a false alarm — a transform that cannot tell says so of everything — but `false` never is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CorrelationMatrix {
    rows: usize,
    columns: usize,
    cells: Vec<bool>,
}

impl CorrelationMatrix {
    /// A matrix from the answer for each (row, column).
    #[must_use]
    pub fn from_fn(rows: usize, columns: usize, mut depends: impl FnMut(usize, usize) -> bool) -> Self {
        let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
        Self { rows, columns, cells: cells.map(|(row, column)| depends(row, column)).collect() }
    }

    /// Every output depends on every input.
    #[must_use]
    pub fn full(rows: usize, columns: usize) -> Self {
        Self { rows, columns, cells: vec![true; rows.saturating_mul(columns)] }
    }

    /// Each output depends on the input of the same number alone.
    #[must_use]
    pub fn identity(n: usize) -> Self {
        Self::from_fn(n, n, |row, column| row == column)
    }

    /// The number of world axes.
    #[must_use]
    pub fn n_world(&self) -> usize {
        self.rows
    }

    /// The number of pixel axes.
    #[must_use]
    pub fn n_pixel(&self) -> usize {
        self.columns
    }

    /// Whether the world axis depends on the pixel axis; `false` for axes that do not exist.
    #[must_use]
    pub fn depends(&self, world: WorldAxis, pixel: PixelAxis) -> bool {
        self.cell(world.0, pixel.0)
    }

    /// The rows, one slice of pixel axes for each world axis.
    pub fn rows(&self) -> impl Iterator<Item = &[bool]> {
        (0..self.rows).map(|row| self.cells.get(row * self.columns..(row + 1) * self.columns).unwrap_or(&[]))
    }

    /// The pixel axes on which a world axis depends.
    pub fn pixel_axes_of(&self, world: WorldAxis) -> impl Iterator<Item = PixelAxis> {
        (0..self.columns).map(PixelAxis).filter(move |&pixel| self.depends(world, pixel))
    }

    /// The world axes that depend on a pixel axis.
    pub fn world_axes_of(&self, pixel: PixelAxis) -> impl Iterator<Item = WorldAxis> {
        (0..self.rows).map(WorldAxis).filter(move |&world| self.depends(world, pixel))
    }

    /// What the outputs of this one, fed with the outputs of `first`, depend on.
    #[must_use]
    pub fn after(&self, first: &Self) -> Self {
        Self::from_fn(self.rows, first.columns, |row, column| {
            (0..self.columns).any(|middle| self.cell(row, middle) && first.cell(middle, column))
        })
    }

    /// Two independent blocks, this one first.
    #[must_use]
    pub fn beside(&self, other: &Self) -> Self {
        self.overlapping(other, 0)
    }

    /// Two blocks whose inputs overlap: the last `shared` columns of this one are the first of the other.
    #[must_use]
    pub(crate) fn overlapping(&self, other: &Self, shared: usize) -> Self {
        let start = self.columns.saturating_sub(shared);
        Self::from_fn(self.rows + other.rows, start + other.columns, |row, column| {
            match row.checked_sub(self.rows) {
                None => self.cell(row, column),
                Some(below) => column.checked_sub(start).is_some_and(|column| other.cell(below, column)),
            }
        })
    }

    /// The rows and columns listed, in that order.
    #[must_use]
    pub fn select(&self, world: &[WorldAxis], pixel: &[PixelAxis]) -> Self {
        Self::from_fn(world.len(), pixel.len(), |row, column| {
            world.get(row).zip(pixel.get(column)).is_some_and(|(&w, &p)| self.depends(w, p))
        })
    }

    fn cell(&self, row: usize, column: usize) -> bool {
        column < self.columns && self.cells.get(row * self.columns + column).copied().unwrap_or(false)
    }
}

impl fmt::Display for CorrelationMatrix {
    /// One line a world axis, `x` where it depends on the pixel axis of that column.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, row) in self.rows().enumerate() {
            let marks: Vec<&str> = row.iter().map(|&yes| if yes { "x" } else { "." }).collect();
            write!(f, "{}{}", if n == 0 { "" } else { "\n" }, marks.join(" "))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_is_the_boolean_product() {
        let swap = CorrelationMatrix::from_fn(2, 2, |r, c| r != c);
        let blocks = CorrelationMatrix::identity(1).beside(&CorrelationMatrix::identity(1));
        assert_eq!(swap.after(&blocks).to_string(), ". x\nx .");
        assert_eq!(swap.after(&swap), CorrelationMatrix::identity(2));
    }

    #[test]
    fn overlapping_blocks_share_columns() {
        let left = CorrelationMatrix::full(2, 2);
        let right = CorrelationMatrix::identity(2);
        assert_eq!(left.overlapping(&right, 1).to_string(), "x x .\nx x .\n. x .\n. . x");
    }

    #[test]
    fn axes_that_do_not_exist_depend_on_nothing() {
        let full = CorrelationMatrix::full(1, 2);
        assert!(!full.depends(WorldAxis(0), PixelAxis(2)) && !full.depends(WorldAxis(1), PixelAxis(0)));
        assert_eq!(full.select(&[WorldAxis(0)], &[PixelAxis(1)]), CorrelationMatrix::full(1, 1));
    }
}
