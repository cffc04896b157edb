//! How an array is cut into chunks.

use std::fmt;

use crate::{CoreError, Region, Shape};

/// A rectilinear grid of chunks: along each axis, the increasing edges from 0 to the axis' length.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ChunkGrid {
    shape: Shape,
    edges: Vec<Vec<usize>>,
}

/// One chunk of a grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// Its number along every axis.
    pub index: Vec<usize>,
    /// The part of the array it holds.
    pub region: Region,
}

impl ChunkGrid {
    /// The grid of chunks of one size; the last along an axis may be shorter.
    ///
    /// # Errors
    /// [`CoreError::BadChunks`] when the dimensions differ or a chunk has no length.
    pub fn regular(shape: &Shape, chunk: &[usize]) -> Result<Self, CoreError> {
        if chunk.len() != shape.ndim() || chunk.contains(&0) {
            return Err(CoreError::BadChunks { chunks: chunk.to_vec(), shape: shape.clone() });
        }
        let edges = shape
            .iter()
            .zip(chunk)
            .map(|(&len, &step)| (0..len).step_by(step).chain([len]).collect())
            .collect();
        Ok(Self { shape: shape.clone(), edges })
    }

    /// The grid with these edges along each axis, from 0 to the axis' length.
    ///
    /// # Errors
    /// [`CoreError::BadChunks`] when an axis' edges do not start at 0 or do not increase.
    pub fn from_edges(edges: Vec<Vec<usize>>) -> Result<Self, CoreError> {
        let shape: Shape = edges.iter().map(|axis| axis.last().copied().unwrap_or(0)).collect();
        for axis in &edges {
            let increasing = axis.windows(2).all(|pair| pair[0] < pair[1]);
            if axis.first() != Some(&0) || !increasing {
                return Err(CoreError::BadChunks { chunks: axis.clone(), shape });
            }
        }
        Ok(Self { shape, edges })
    }

    /// The grid of one chunk that holds everything.
    #[must_use]
    pub fn single(shape: &Shape) -> Self {
        let edges = shape.iter().map(|&len| if len == 0 { vec![0] } else { vec![0, len] }).collect();
        Self { shape: shape.clone(), edges }
    }

    /// The shape of the whole array.
    #[must_use]
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// The edges along each axis, from 0 to the axis' length.
    #[must_use]
    pub fn edges(&self) -> &[Vec<usize>] {
        &self.edges
    }

    /// How many chunks there are along each axis.
    #[must_use]
    pub fn counts(&self) -> Shape {
        self.edges.iter().map(|axis| axis.len().saturating_sub(1)).collect()
    }

    /// How many chunks there are.
    #[must_use]
    pub fn chunks(&self) -> usize {
        self.counts().elements()
    }

    /// The chunks that meet a region, in C order; their regions are *not* clipped to it.
    ///
    /// An array without axes has one chunk. An empty region meets none.
    pub fn chunks_in(&self, region: &Region) -> impl Iterator<Item = Chunk> + '_ {
        let empty = region.is_empty() || region.ndim() != self.edges.len();
        let ranges: Vec<(usize, usize)> = self
            .edges
            .iter()
            .zip(region.bounds())
            .map(|(edges, (start, end))| {
                let first = edges.partition_point(|&edge| edge <= start).saturating_sub(1);
                let last = edges.partition_point(|&edge| edge < end);
                (first, last.min(edges.len().saturating_sub(1)))
            })
            .collect();
        let count = if empty { 0 } else { ranges.iter().map(|(first, last)| last - first).product() };
        (0..count).map(move |number| self.chunk_at(&ranges, number))
    }

    /// The `number`th chunk, in C order, of the box of chunks `ranges`.
    fn chunk_at(&self, ranges: &[(usize, usize)], number: usize) -> Chunk {
        let mut index = vec![0; ranges.len()];
        let mut rest = number;
        for (axis, &(first, last)) in ranges.iter().enumerate().rev() {
            index[axis] = first + rest % (last - first);
            rest /= last - first;
        }
        let region =
            Region::from_bounds(self.edges.iter().zip(&index).map(|(edges, &i)| (edges[i], edges[i + 1])));
        Chunk { index, region }
    }
}

impl fmt::Display for ChunkGrid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let largest: Shape = self
            .edges
            .iter()
            .map(|axis| axis.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap_or(0))
            .collect();
        write!(f, "{} chunks of {largest}", self.chunks())
    }
}

impl fmt::Debug for ChunkGrid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ChunkGrid {} in {self}", self.shape)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_the_chunks_a_region_meets_are_listed() {
        let grid = ChunkGrid::regular(&Shape::from([10, 7]), &[4, 7]).unwrap();
        assert_eq!(grid.to_string(), "3 chunks of (4, 7)");
        let region = Region::new([3, 2], [5, 3]).unwrap();
        let found: Vec<String> = grid.chunks_in(&region).map(|chunk| chunk.region.to_string()).collect();
        assert_eq!(found, ["[0:4, 0:7]", "[4:8, 0:7]"]);
        assert_eq!(grid.chunks_in(&Region::new([4, 0], [4, 7]).unwrap()).count(), 0);
    }

    #[test]
    fn scalars_have_one_chunk_and_empty_arrays_none() {
        let scalar = ChunkGrid::single(&Shape::default());
        assert_eq!(scalar.chunks_in(&Region::default()).count(), 1);
        let empty = ChunkGrid::single(&Shape::from([0, 3]));
        assert_eq!(empty.chunks(), 0);
        assert_eq!(empty.chunks_in(&Region::full(&Shape::from([0, 3]))).count(), 0);
    }

    #[test]
    fn grids_that_do_not_tile_are_refused() {
        assert!(ChunkGrid::regular(&Shape::from([4]), &[0]).is_err());
        assert!(ChunkGrid::from_edges(vec![vec![0, 3, 3]]).is_err());
        assert!(ChunkGrid::from_edges(vec![vec![1, 3]]).is_err());
    }

    proptest! {
        #[test]
        fn chunks_partition_every_region(
            (len, chunk, a, b) in (1_usize..40).prop_flat_map(|len| (Just(len), 1..=len, 0..=len, 0..=len)),
        ) {
            let grid = ChunkGrid::regular(&Shape::from([len]), &[chunk]).unwrap();
            let region = Region::from_bounds([(a.min(b), a.max(b))]);
            let mut covered = Vec::new();
            for chunk in grid.chunks_in(&region) {
                let part = chunk.region.intersect(&region).unwrap();
                prop_assert!(!part.is_empty());
                covered.extend(part.start()[0]..part.end()[0]);
            }
            prop_assert_eq!(covered, (a.min(b)..a.max(b)).collect::<Vec<_>>());
        }
    }
}
