//! Which tiles to cut a result into, when nobody says.

use granule_core::{ChunkGrid, Shape};

/// Most pixels of a tile: some tens of kilobytes, of which a region read wastes little and a row of the table none.
const MOST: usize = 1 << 14;

/// Fewest pixels along the fastest axis, where that has so many: a block of Rice coding.
const FEWEST: usize = 32;

/// Tiles that divide the chunks of a result, so that each lies in one of them, and hold at most [`MOST`] pixels.
///
/// The fastest axes are filled first. Chunks too thin for that are not followed along the fastest axis.
pub(super) fn tile_for(grid: &ChunkGrid) -> Shape {
    let mut room = MOST;
    let mut tile: Vec<usize> = Vec::with_capacity(grid.edges().len());
    for (edges, &length) in grid.edges().iter().zip(grid.shape().iter()).rev() {
        let step = step(edges).unwrap_or(length);
        let mut size = divisor(step, length, room);
        if tile.is_empty() && size < FEWEST {
            size = length.clamp(1, MOST);
        }
        // An axis that is not filled ends the tile: what lies together in the result lies together in a tile.
        room = if size < length { 1 } else { room / size.max(1) };
        tile.push(size);
    }
    tile.reverse();
    Shape::from(tile)
}

/// The largest step that every edge but the last is a multiple of; `None` when there are no others.
fn step(edges: &[usize]) -> Option<usize> {
    let inner = edges.get(1..edges.len().saturating_sub(1))?;
    inner.iter().copied().reduce(common_divisor)
}

fn common_divisor(a: usize, b: usize) -> usize {
    if b == 0 { a } else { common_divisor(b, a % b) }
}

/// The largest divisor of `step` that is at most `most`; where one step is the whole axis, any size divides it.
fn divisor(step: usize, length: usize, most: usize) -> usize {
    if step >= length {
        return length.clamp(1, most.max(1));
    }
    (1..=most.min(step)).rev().find(|size| step.is_multiple_of(*size)).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn chosen(shape: &[usize], chunk: &[usize]) -> Shape {
        tile_for(&ChunkGrid::regular(&Shape::from(shape), chunk).unwrap())
    }

    #[test]
    fn tiles_are_rows_as_many_as_make_a_tile() {
        assert_eq!(chosen(&[4, 400, 1000], &[1, 400, 1000]), Shape::from([1, 16, 1000]));
        assert_eq!(chosen(&[400, 50, 70], &[1, 50, 70]), Shape::from([1, 50, 70]));
        assert_eq!(chosen(&[400, 50, 70], &[400, 50, 70]), Shape::from([4, 50, 70]));
        assert_eq!(chosen(&[4, 2560], &[1, 128]), Shape::from([1, 128]));
        assert_eq!(chosen(&[90_000], &[90_000]), Shape::from([16_384]));
        assert_eq!(chosen(&[], &[]), Shape::default());
        // Chunks thinner than a block of Rice coding are not followed.
        assert_eq!(chosen(&[40, 2560], &[40, 1]), Shape::from([6, 2560]));
    }

    proptest! {
        #[test]
        fn tiles_divide_chunks_and_are_small(axes in prop::collection::vec((1_usize..200, 32_usize..200), 1..4)) {
            let shape: Vec<usize> = axes.iter().map(|axis| axis.0).collect();
            let chunk: Vec<usize> = axes.iter().map(|axis| axis.1.min(axis.0)).collect();
            let grid = ChunkGrid::regular(&Shape::from(shape.as_slice()), &chunk).unwrap();
            let tile = tile_for(&grid);
            prop_assert!(tile.elements() <= MOST && !tile.contains(&0));
            let follows = |axis: usize| chunk[axis] >= shape[axis] || chunk[axis].is_multiple_of(tile[axis]);
            prop_assert!((0..shape.len() - 1).all(follows));
            let last = shape.len() - 1;
            prop_assert!(follows(last) || tile[last] == shape[last].min(MOST));
        }
    }
}
