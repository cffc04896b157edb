//! Coordinates listed in a table (`-TAB`, paper III, section 6).

use std::sync::Arc;

use super::Transform;
use super::square::Square;
use crate::CorrelationMatrix;

/// Some coordinates, each a function of as many indices, linear between the places that a table lists.
///
/// An input is looked up in the index vector of its axis, where there is one, else it is the place itself; the first
/// place is 1. Half a cell beyond the ends the cell at the end goes on; further out all outputs are NaN. The inverse of one
/// axis is the table read backwards; of several it is by Newton's method, to 1e-9 of a cell, and NaN where that fails.
#[derive(Clone, Debug, PartialEq)]
pub struct CoordinateTable {
    axes: Arc<[IndexAxis]>,
    /// The coordinates of one place side by side, the first axis counting fastest after them.
    coordinates: Arc<[f64]>,
    inverted: bool,
}

/// An axis of the table.
#[derive(Clone, Debug, PartialEq)]
struct IndexAxis {
    length: usize,
    /// Increasing or decreasing values at the places 1, 2, …
    index: Option<Vec<f64>>,
}

/// The lower place of a cell, from 0, and how far into it: beyond 0 to 1 at the ends.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    cell: usize,
    fraction: f64,
}

/// Newton's method ends when a step is this small, in cells, and gives up after this many.
const TOLERANCE: f64 = 1e-9;
const MAX_STEPS: usize = 60;

impl CoordinateTable {
    /// The most axes a table may have: a point looks at `2^n` places.
    pub const MAX_AXES: usize = 8;

    /// A table of the lengths and index vectors of its axes; `None` if these do not fit the number of coordinates, or an
    /// index vector neither rises nor falls.
    #[must_use]
    pub fn new(axes: Vec<(usize, Option<Vec<f64>>)>, coordinates: Vec<f64>) -> Option<Self> {
        let n = axes.len();
        let places = axes.iter().try_fold(1_usize, |count, (length, _)| count.checked_mul(*length))?;
        let monotonic = |values: &Vec<f64>| {
            let steps =
                |rises: fn(f64, f64) -> bool| values.windows(2).all(|w| matches!(w, [a, b] if rises(*a, *b)));
            steps(|a, b| a <= b) || steps(|a, b| a >= b)
        };
        let indexed = axes.iter().all(|(length, index)| {
            index.as_ref().is_none_or(|index| index.len() == *length && monotonic(index))
        });
        let fits =
            (1..=Self::MAX_AXES).contains(&n) && places > 0 && places.checked_mul(n)? == coordinates.len();
        let axes = axes.into_iter().map(|(length, index)| IndexAxis { length, index }).collect();
        (fits && indexed).then(|| Self { axes, coordinates: coordinates.into(), inverted: false })
    }

    /// All coordinates at a place of the table.
    fn at(&self, places: &[Place], outputs: &mut [f64]) {
        let n = self.axes.len();
        outputs.fill(0.0);
        for corner in 0..1_usize << n {
            let Some((weight, start)) = self.corner(places, corner) else { continue };
            for (m, output) in outputs.iter_mut().enumerate() {
                *output += weight * self.coordinates.get(start + m).copied().unwrap_or(f64::NAN);
            }
        }
    }

    /// The weight of a corner of a cell and where its coordinates begin; `None` where it has no weight.
    fn corner(&self, places: &[Place], corner: usize) -> Option<(f64, usize)> {
        let (mut weight, mut offset, mut stride) = (1.0, 0, self.axes.len());
        for (m, (axis, place)) in self.axes.iter().zip(places).enumerate() {
            let upper = corner >> m & 1;
            weight *= if upper == 1 { place.fraction } else { 1.0 - place.fraction };
            offset += (place.cell + upper).min(axis.length - 1) * stride;
            stride *= axis.length;
        }
        (weight != 0.0).then_some((weight, offset))
    }

    fn forward(&self, inputs: &[f64], outputs: &mut [f64]) {
        let mut places = [Place::default(); Self::MAX_AXES];
        for ((axis, input), place) in self.axes.iter().zip(inputs).zip(&mut places) {
            match axis.place(axis.position(*input)) {
                Some(found) => *place = found,
                None => return outputs.fill(f64::NAN),
            }
        }
        self.at(&places, outputs);
    }

    fn backward(&self, inputs: &[f64], outputs: &mut [f64]) {
        let found = if let [axis] = self.axes.as_ref() {
            // One axis: the coordinates are an index vector of their own.
            let listed = IndexAxis { length: axis.length, index: Some(self.coordinates.to_vec()) };
            inputs.first().map(|input| vec![listed.position(*input)])
        } else {
            self.solve(inputs)
        };
        outputs.fill(f64::NAN);
        for ((axis, position), output) in self.axes.iter().zip(found.unwrap_or_default()).zip(outputs) {
            *output = axis.value(position);
        }
    }

    /// The positions at which the table holds these coordinates.
    fn solve(&self, wanted: &[f64]) -> Option<Vec<f64>> {
        let n = self.axes.len();
        let mut positions = self.nearest(wanted)?;
        let mut places = vec![Place::default(); n];
        let mut found = vec![0.0; n];
        for _ in 0..MAX_STEPS {
            for ((axis, position), place) in self.axes.iter().zip(&positions).zip(&mut places) {
                *place = axis.place(*position)?;
            }
            self.at(&places, &mut found);
            let slopes = self.slopes(&places);
            let residual: Vec<f64> = found.iter().zip(wanted).map(|(f, w)| f - w).collect();
            let inverse = slopes.inverse()?;
            let mut largest = 0.0_f64;
            for (m, (axis, position)) in self.axes.iter().zip(&mut positions).enumerate() {
                let step: f64 = residual.iter().enumerate().map(|(k, r)| inverse.at(m, k) * r).sum();
                // A step never leaves the table.
                let next = (*position - step).clamp(0.5, axis.length as f64 + 0.499_999);
                largest = largest.max((next - *position).abs());
                *position = if axis.length == 1 { 1.0 } else { next };
            }
            if largest.is_nan() {
                return None;
            }
            if largest <= TOLERANCE {
                let size = |w: &f64| 1e-6 * (1.0 + w.abs());
                let met = residual.iter().zip(wanted).all(|(r, w)| r.abs() <= size(w));
                return met.then_some(positions);
            }
        }
        None
    }

    /// The derivatives of the coordinates (rows) by the positions (columns); of an axis of one place, none.
    fn slopes(&self, places: &[Place]) -> Square {
        let n = self.axes.len();
        let mut columns = Vec::with_capacity(n);
        for (m, axis) in self.axes.iter().enumerate() {
            if axis.length == 1 {
                columns.push((0..n).map(|row| f64::from(row == m)).collect());
                continue;
            }
            let mut ends = [vec![0.0; n], vec![0.0; n]];
            for (fraction, end) in [0.0, 1.0].into_iter().zip(&mut ends) {
                let mut moved = places.to_vec();
                if let Some(place) = moved.get_mut(m) {
                    place.fraction = fraction;
                }
                self.at(&moved, end);
            }
            let [low, high] = ends;
            columns.push(high.iter().zip(&low).map(|(h, l)| h - l).collect::<Vec<f64>>());
        }
        Square::from_fn(n, |row, column| {
            columns.get(column).and_then(|cells| cells.get(row)).copied().unwrap_or(0.0)
        })
    }

    /// The place whose coordinates are nearest, each measured by its range.
    fn nearest(&self, wanted: &[f64]) -> Option<Vec<f64>> {
        let n = self.axes.len();
        let ranges: Vec<f64> = (0..n)
            .map(|m| {
                let values = self.coordinates.iter().skip(m).step_by(n);
                let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
                    (low.min(*value), high.max(*value))
                });
                if high > low { high - low } else { 1.0 }
            })
            .collect();
        let distance = |place: &[f64]| -> f64 {
            place.iter().zip(wanted).zip(&ranges).map(|((c, w), range)| ((c - w) / range).powi(2)).sum()
        };
        let (mut rest, _) = self
            .coordinates
            .chunks_exact(n)
            .map(distance)
            .enumerate()
            .filter(|(_, distance)| distance.is_finite())
            .min_by(|a, b| a.1.total_cmp(&b.1))?;
        let split = |axis: &IndexAxis| {
            let position = rest % axis.length;
            rest /= axis.length;
            position as f64 + 1.0
        };
        Some(self.axes.iter().map(split).collect())
    }
}

impl IndexAxis {
    /// Where a value of the index vector lies, counted from 1; NaN further out than half a cell.
    fn position(&self, value: f64) -> f64 {
        let Some(index) = &self.index else { return value };
        let at = |n: usize| index.get(n).copied().unwrap_or(f64::NAN);
        if self.length == 1 {
            return if (value - at(0)).abs() <= 0.5 { 1.0 } else { f64::NAN };
        }
        let rises = at(0) <= at(self.length - 1);
        let before = |point: &f64| if rises { *point <= value } else { *point >= value };
        let cell = index.partition_point(before).saturating_sub(1).min(self.length - 2);
        let (low, high) = (at(cell), at(cell + 1));
        let fraction = if low == high { 0.0 } else { (value - low) / (high - low) };
        cell as f64 + 1.0 + fraction
    }

    /// The value of the index vector at a position.
    fn value(&self, position: f64) -> f64 {
        let Some(place) = self.place(position) else { return f64::NAN };
        match &self.index {
            None => position,
            Some(index) => {
                let at = |n: usize| index.get(n.min(self.length - 1)).copied().unwrap_or(f64::NAN);
                let (low, high) = (at(place.cell), at(place.cell + 1));
                if low == high { low } else { low + place.fraction * (high - low) }
            }
        }
    }

    /// The cell of a position; `None` further out than half a cell.
    fn place(&self, position: f64) -> Option<Place> {
        let length = self.length as f64;
        if !(position >= 0.5 && position <= length + 0.5) {
            return None;
        }
        if self.length == 1 {
            return Some(Place::default());
        }
        let cell = (position.floor() as usize).clamp(1, self.length - 1);
        Some(Place { cell: cell - 1, fraction: position - cell as f64 })
    }
}

impl Transform for CoordinateTable {
    fn n_inputs(&self) -> usize {
        self.axes.len()
    }

    fn n_outputs(&self) -> usize {
        self.axes.len()
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        let n = self.axes.len();
        outputs.iter_mut().for_each(Vec::clear);
        let (mut from, mut to) = (vec![0.0; n], vec![0.0; n]);
        for point in 0..inputs.first().map_or(0, |values| values.len()) {
            for (value, input) in from.iter_mut().zip(inputs) {
                *value = input.get(point).copied().unwrap_or(f64::NAN);
            }
            if self.inverted {
                self.backward(&from, &mut to);
            } else {
                self.forward(&from, &mut to);
            }
            outputs.iter_mut().zip(&to).for_each(|(output, value)| output.push(*value));
        }
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        Some(Arc::new(Self { inverted: !self.inverted, ..self.clone() }))
    }

    fn separability(&self) -> CorrelationMatrix {
        CorrelationMatrix::full(self.axes.len(), self.axes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::evaluate;

    #[test]
    fn one_axis_is_read_between_and_half_a_cell_beyond_its_places() {
        let table =
            CoordinateTable::new(vec![(3, Some(vec![0.0, 2.0, 4.0]))], vec![10.0, 20.0, 40.0]).unwrap();
        let found = evaluate(&table, &[&[0.0, 1.0, 3.0, 5.0, -1.0, 5.1]]).unwrap();
        assert_eq!(found[0][..5], [10.0, 15.0, 30.0, 50.0, 5.0]);
        assert!(found[0][5].is_nan());
        let back = evaluate(table.inverse().unwrap().as_ref(), &[&found[0]]).unwrap();
        assert_eq!(back[0][..5], [0.0, 1.0, 3.0, 5.0, -1.0]);
    }

    #[test]
    fn a_falling_index_is_searched_too() {
        let table =
            CoordinateTable::new(vec![(3, Some(vec![4.0, 2.0, 0.0]))], vec![10.0, 20.0, 40.0]).unwrap();
        assert_eq!(evaluate(&table, &[&[3.0, 1.0]]).unwrap(), [[15.0, 30.0]]);
    }

    #[test]
    fn two_axes_are_interpolated_and_inverted_together() {
        // Coordinates of a slightly turned grid.
        let (k, l) = (5, 4);
        let mut coordinates = Vec::new();
        for y in 0..l {
            for x in 0..k {
                let (x, y) = (f64::from(x), f64::from(y));
                coordinates.extend([x - 0.2 * y + 0.01 * x * y, 2.0 * y + 0.1 * x]);
            }
        }
        let table = CoordinateTable::new(vec![(5, None), (4, None)], coordinates).unwrap();
        let (x, y) = ([1.0, 2.5, 5.2, 0.6], [1.0, 3.3, 1.5, 4.4]);
        let there = evaluate(&table, &[&x, &y]).unwrap();
        assert!((there[0][1] - (1.5 - 0.2 * 2.3 + 0.01 * 1.5 * 2.3)).abs() < 1e-12);
        let back = evaluate(table.inverse().unwrap().as_ref(), &[&there[0], &there[1]]).unwrap();
        for n in 0..4 {
            assert!((back[0][n] - x[n]).abs() < 1e-8 && (back[1][n] - y[n]).abs() < 1e-8, "{back:?}");
        }
        let outside = evaluate(table.inverse().unwrap().as_ref(), &[&[50.0], &[0.0]]).unwrap();
        assert!(outside[0][0].is_nan());
    }

    #[test]
    fn tables_that_do_not_fit_are_refused() {
        assert_eq!(CoordinateTable::new(vec![(3, None)], vec![1.0, 2.0]), None);
        assert_eq!(CoordinateTable::new(vec![(2, Some(vec![1.0]))], vec![1.0, 2.0]), None);
        assert_eq!(CoordinateTable::new(vec![(3, Some(vec![1.0, 3.0, 2.0]))], vec![1.0, 2.0, 3.0]), None);
        assert_eq!(CoordinateTable::new(vec![(0, None)], Vec::new()), None);
        assert_eq!(CoordinateTable::new(vec![(usize::MAX, None), (usize::MAX, None)], Vec::new()), None);
    }
}
