//! Many sources laid out as one array: a dataset of files.

use std::sync::Arc;

use granule_core::{Block, ChunkGrid, DType, MissingFiles, Region, RunContext, Shape};

use crate::{ArrayMeta, ChunkSource, ReadCost, StoreError};

/// An array whose leading axes count sources ("parts", one file each) and whose trailing axes are theirs.
///
/// With parts arranged as `(4, 20)` and of shape `(50, 70)` the array is `(4, 20, 50, 70)`, in one chunk a part.
/// A part may have leading axes of length 1 that the array does not have.
///
/// A part whose file is missing follows the run's policy: NaN and a warning, or an error.
#[derive(Debug)]
pub struct StripedSource {
    meta: ArrayMeta,
    arrangement: Shape,
    parts: Vec<Arc<dyn ChunkSource>>,
    /// Leading axes of length 1 that parts have and the array has not.
    dropped: usize,
}

impl StripedSource {
    /// Lays `parts` out in C order as `arrangement`, dropping `dropped` leading axes of each.
    ///
    /// An empty arrangement holds a single part, whose axes are those of the array.
    ///
    /// # Errors
    /// [`StoreError::PartCount`], [`StoreError::PartShape`] or [`StoreError::PartDType`] when the parts do not
    /// fit together; [`StoreError::Core`] when a part is empty.
    pub fn new(
        arrangement: &Shape,
        parts: Vec<Arc<dyn ChunkSource>>,
        dropped: usize,
    ) -> Result<Self, StoreError> {
        let first = match parts.first() {
            Some(first) if parts.len() == arrangement.elements() => first.meta().clone(),
            _ => return Err(StoreError::PartCount { count: parts.len(), arrangement: arrangement.clone() }),
        };
        for (number, part) in parts.iter().enumerate() {
            check_part(number, part.meta(), &first, dropped)?;
        }
        let inner = &first.shape()[dropped..];
        let shape: Shape = arrangement.iter().chain(inner).copied().collect();
        let chunk: Vec<usize> = arrangement.iter().map(|_| 1).chain(inner.iter().copied()).collect();
        let grid = ChunkGrid::regular(&shape, &chunk)?;
        let meta = ArrayMeta::new(first.dtype(), grid);
        Ok(Self { meta, arrangement: arrangement.clone(), parts, dropped })
    }

    /// The parts a region touches: the part, the region of the array it fills, and its own region for that.
    fn pieces<'a>(&'a self, region: &'a Region) -> impl Iterator<Item = Piece<'a>> + 'a {
        let ndim = self.arrangement.ndim();
        self.meta.grid().chunks_in(region).filter_map(move |chunk| {
            let filled = chunk.region.intersect(region)?;
            let number = chunk.index[..ndim]
                .iter()
                .zip(self.arrangement.strides())
                .map(|(index, stride)| index * stride)
                .sum::<usize>();
            let leading = (0..self.dropped).map(|_| (0, 1));
            let own = Region::from_bounds(leading.chain(filled.bounds().skip(ndim)));
            Some(Piece { part: self.parts.get(number)?, filled, own })
        })
    }

    fn read_piece(&self, piece: &Piece<'_>, run: &RunContext) -> Result<Block, StoreError> {
        let block = match piece.part.read(&piece.own, run) {
            Ok(block) => block,
            Err(StoreError::MissingFile { path }) if run.missing_files() == MissingFiles::Nan => {
                let dtype = self.meta.dtype();
                if !dtype.is_float() {
                    return Err(StoreError::MissingInteger { path, dtype });
                }
                run.warn_missing(&path);
                Block::full(dtype, &piece.own.shape(), f64::NAN)?
            }
            Err(error) => return Err(error),
        };
        Ok(block.reshape(&piece.filled.shape())?)
    }
}

struct Piece<'a> {
    part: &'a Arc<dyn ChunkSource>,
    filled: Region,
    own: Region,
}

fn check_part(number: usize, part: &ArrayMeta, first: &ArrayMeta, dropped: usize) -> Result<(), StoreError> {
    let leading = part.shape().get(..dropped);
    if part.shape() != first.shape() || leading.is_none_or(|axes| axes.iter().any(|&len| len != 1)) {
        let (found, expected) = (part.shape().clone(), first.shape().clone());
        return Err(StoreError::PartShape { part: number, found, expected });
    }
    let (found, expected): (DType, DType) = (part.dtype(), first.dtype());
    if found != expected {
        return Err(StoreError::PartDType { part: number, found, expected });
    }
    Ok(())
}

impl ChunkSource for StripedSource {
    fn meta(&self) -> &ArrayMeta {
        &self.meta
    }

    fn read(&self, region: &Region, run: &RunContext) -> Result<Block, StoreError> {
        region.check_within(self.meta.shape())?;
        let mut pieces = self.pieces(region);
        let (first, second) = (pieces.next(), pieces.next());
        match (first, second) {
            // A region of one part is the part's own block: no copy.
            (Some(piece), None) => self.read_piece(&piece, run),
            (first, second) => {
                let mut whole = Block::zeros(self.meta.dtype(), &region.shape())?;
                for piece in first.into_iter().chain(second).chain(pieces) {
                    let block = self.read_piece(&piece, run)?;
                    whole.assign(&piece.filled.relative_to(region.start())?, &block)?;
                }
                Ok(whole)
            }
        }
    }

    fn cost(&self, region: &Region) -> ReadCost {
        self.pieces(region)
            .map(|piece| piece.part.cost(&piece.own))
            .fold(ReadCost::default(), std::ops::Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MemorySource;
    use granule_core::Warning;
    use std::path::PathBuf;

    #[derive(Debug)]
    struct Absent(ArrayMeta);

    impl ChunkSource for Absent {
        fn meta(&self) -> &ArrayMeta {
            &self.0
        }

        fn read(&self, _: &Region, _: &RunContext) -> Result<Block, StoreError> {
            Err(StoreError::MissingFile { path: PathBuf::from("gone.fits") })
        }

        fn cost(&self, _: &Region) -> ReadCost {
            ReadCost::default()
        }
    }

    fn part(first: i16) -> Arc<dyn ChunkSource> {
        let values: Vec<f32> = (0..6).map(|i| f32::from(first) + i as f32).collect();
        Arc::new(MemorySource::new(Block::from_vec(&Shape::from([1, 2, 3]), values).unwrap()))
    }

    fn absent(dtype: DType) -> Arc<dyn ChunkSource> {
        Arc::new(Absent(ArrayMeta::new(dtype, ChunkGrid::single(&Shape::from([1, 2, 3])))))
    }

    #[test]
    fn parts_fill_the_array_in_c_order() {
        let parts = (0..4).map(|i| part(i * 6)).collect();
        let source = StripedSource::new(&Shape::from([2, 2]), parts, 1).unwrap();
        let expected = (0..24).map(|i| i as f32).collect::<Vec<_>>();
        let expected = Block::from_vec(&Shape::from([2, 2, 2, 3]), expected).unwrap();
        crate::conformance::check_source(&source, &expected).unwrap();
        assert_eq!(source.meta().grid().to_string(), "4 chunks of (1, 1, 2, 3)");
    }

    #[test]
    fn a_missing_part_follows_the_policy() {
        let source = StripedSource::new(&Shape::from([2]), vec![part(0), absent(DType::F32)], 1).unwrap();
        let region = Region::full(source.meta().shape());
        let run = RunContext::default();
        let values = source.read(&region, &run).unwrap().to_vec::<f32>().unwrap();
        assert_eq!(values[..6], [0., 1., 2., 3., 4., 5.]);
        assert!(values[6..].iter().all(|v| v.is_nan()));
        assert_eq!(run.warnings(), [Warning::MissingFile { path: PathBuf::from("gone.fits") }]);

        let strict = RunContext::new(MissingFiles::Error);
        assert!(matches!(source.read(&region, &strict), Err(StoreError::MissingFile { .. })));
        let there = Region::new([0, 0, 0], [1, 2, 3]).unwrap();
        assert!(source.read(&there, &strict).is_ok());
    }

    #[test]
    fn a_missing_part_of_integers_is_never_a_made_up_number() {
        let source = StripedSource::new(&Shape::from([1]), vec![absent(DType::I16)], 1).unwrap();
        let read = source.read(&Region::full(source.meta().shape()), &RunContext::default());
        assert!(matches!(read, Err(StoreError::MissingInteger { dtype: DType::I16, .. })));
    }

    #[test]
    fn parts_that_do_not_fit_together_are_refused() {
        let make = |arrangement: [usize; 1], parts, dropped| {
            StripedSource::new(&Shape::from(arrangement), parts, dropped).unwrap_err()
        };
        assert!(matches!(make([3], vec![part(0)], 1), StoreError::PartCount { count: 1, .. }));
        assert!(matches!(make([1], vec![part(0)], 2), StoreError::PartShape { .. }));
        assert!(matches!(make([1], vec![part(0)], 9), StoreError::PartShape { .. }));
        assert!(matches!(
            make([2], vec![part(0), absent(DType::I16)], 1),
            StoreError::PartDType { part: 1, .. }
        ));
        assert!(matches!(make([0], vec![], 1), StoreError::PartCount { .. }));
    }
}
