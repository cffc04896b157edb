//! A source that remembers what it read.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use granule_core::{Block, ChunkGrid, CoreError, Region, RunContext};

use crate::{ArrayMeta, ChunkSource, ReadCost, StoreError};

/// Most bytes that are fetched from the source at once to be cut into pieces, unless one piece alone is larger.
const BATCH: usize = 8 << 20;

/// Keeps the decoded pieces of another source, up to a limit of bytes; the least recently used go first.
///
/// A piece is read whole the first time it is touched, and kept; reading within it again touches no file. That pays
/// where reads come back to the same tiles: a plot that moves, one wavelength after another of tiles that hold them
/// all. Where each tile is read once, as in most runs, it only costs; so nothing is cached unless it is wrapped.
///
/// Pieces should be those in which the storage decodes: a tile, or a block of rows of an image without any. To cache a
/// dataset, wrap its [`StripedSource`](crate::StripedSource), with a grain of 1 along the axes that count files, rather
/// than each file: one limit then holds for all of them.
///
/// What is kept is on top of a run's memory budget. A source is taken to hold still: a file that changes is noticed when
/// it is read, and what was kept before stays until it is dropped or [cleared](Self::clear). Blocks that came with a
/// warning (such as NaN for a missing file) are not kept, for another run may have another policy, and hears of it.
///
/// ```
/// use std::sync::Arc;
///
/// use granule_core::{Block, Region, RunContext, Shape};
/// use granule_store::{CachedSource, ChunkSource, MemorySource};
///
/// let values = Block::from_vec(&Shape::from([4, 100]), (0..400).collect::<Vec<i32>>())?;
/// let source = CachedSource::new(Arc::new(MemorySource::new(values)), &[2, 100], 1 << 20)?;
/// for column in 0..100 {
///     source.read(&Region::new([0, column], [2, column + 1])?, &RunContext::default())?;
/// }
/// assert_eq!((source.stats().misses, source.stats().hits), (1, 99));
/// # Ok::<(), granule_store::StoreError>(())
/// ```
pub struct CachedSource {
    source: Arc<dyn ChunkSource>,
    /// The pieces that are kept.
    grain: ChunkGrid,
    limit: usize,
    kept: Mutex<Kept>,
    hits: AtomicU64,
    misses: AtomicU64,
}

/// How a cache has fared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CacheStats {
    /// Pieces that were there when they were asked for.
    pub hits: u64,
    /// Pieces that had to be read. Two threads that ask for a piece at the same time may both read it.
    pub misses: u64,
    /// Pieces kept now.
    pub pieces: usize,
    /// Bytes of their values.
    pub bytes: usize,
}

impl CachedSource {
    /// Keeps pieces of shape `grain`, at most `limit` bytes of them.
    ///
    /// # Errors
    /// [`StoreError::Core`] when `grain` has another number of axes than the source, or a length of 0.
    pub fn new(source: Arc<dyn ChunkSource>, grain: &[usize], limit: usize) -> Result<Self, StoreError> {
        let grain = ChunkGrid::regular(source.meta().shape(), grain)?;
        let (kept, hits, misses) = Default::default();
        Ok(Self { source, grain, limit, kept, hits, misses })
    }

    /// How it has fared so far.
    #[must_use]
    pub fn stats(&self) -> CacheStats {
        let (hits, misses) = (self.hits.load(Ordering::Relaxed), self.misses.load(Ordering::Relaxed));
        let kept = self.lock();
        CacheStats { hits, misses, pieces: kept.pieces.len(), bytes: kept.bytes }
    }

    /// Forgets every piece.
    pub fn clear(&self) {
        *self.lock() = Kept::default();
    }

    /// The source whose pieces these are.
    #[must_use]
    pub fn source(&self) -> &Arc<dyn ChunkSource> {
        &self.source
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives the pieces of `pieces` to `each`, from the cache or else from the source.
    fn provide(&self, pieces: &Pieces, run: &RunContext, each: &mut Each<'_>) -> Result<(), StoreError> {
        let found = pieces.single().and_then(|index| self.lock().find(&index));
        if let Some(block) = found {
            self.hits.fetch_add(1, Ordering::Relaxed);
            return each(&pieces.region(&self.grain), &block);
        }
        if self.fetched_at_once(pieces) && self.are_cold(pieces) {
            return self.fetch(pieces, run, each);
        }
        pieces.halves().iter().flatten().try_for_each(|half| self.provide(half, run, each))
    }

    /// Whether none of these pieces is here; a single one was just looked for in vain.
    fn are_cold(&self, pieces: &Pieces) -> bool {
        let kept = self.lock();
        pieces.single().is_some() || pieces.iter().all(|index| !kept.pieces.contains_key(&index))
    }

    /// Whether these pieces would be read in one go, were none of them here.
    fn fetched_at_once(&self, pieces: &Pieces) -> bool {
        let bytes = pieces.region(&self.grain).elements().saturating_mul(self.meta().dtype().size());
        pieces.single().is_some() || bytes <= BATCH
    }

    /// Reads the pieces in one go, and keeps each.
    fn fetch(&self, pieces: &Pieces, run: &RunContext, each: &mut Each<'_>) -> Result<(), StoreError> {
        let region = pieces.region(&self.grain);
        // A part of its own, to hear whether this very read has a warning.
        let own = run.part();
        let read = self.source.read(&region, &own);
        run.count(own.stats());
        let warnings = own.warnings();
        let keep = warnings.is_empty();
        warnings.into_iter().for_each(|warning| run.warn(warning));
        let block = read?;
        for index in pieces.iter() {
            let piece = Pieces::one(&index).region(&self.grain);
            // A copy of its own: a view would keep all of the block in memory.
            let part = block.crop(&piece.relative_to(region.start())?)?;
            self.misses.fetch_add(1, Ordering::Relaxed);
            each(&piece, &part)?;
            if keep {
                self.lock().keep(index, part, self.limit);
            }
        }
        Ok(())
    }

    /// What reading the pieces takes when none is kept.
    fn cold_cost(&self, pieces: &Pieces) -> ReadCost {
        if self.fetched_at_once(pieces) {
            let region = pieces.region(&self.grain);
            let bytes = region.elements().saturating_mul(self.meta().dtype().size()) as u64;
            let cost = self.source.cost(&region);
            return ReadCost { scratch: cost.scratch.saturating_add(bytes.saturating_mul(2)), ..cost };
        }
        let halves = pieces.halves().into_iter().flatten();
        halves.map(|half| self.cold_cost(&half)).fold(ReadCost::default(), std::ops::Add::add)
    }
}

/// What is done with each piece: its region of the array, and its values.
type Each<'a> = dyn FnMut(&Region, &Block) -> Result<(), StoreError> + 'a;

impl ChunkSource for CachedSource {
    fn meta(&self) -> &ArrayMeta {
        self.source.meta()
    }

    fn read(&self, region: &Region, run: &RunContext) -> Result<Block, StoreError> {
        region.check_within(self.meta().shape())?;
        let Some(pieces) = Pieces::touching(&self.grain, region) else {
            return Ok(Block::zeros(self.meta().dtype(), &region.shape())?);
        };
        let mut whole = None;
        self.provide(&pieces, run, &mut |piece, block| {
            let Some(part) = piece.intersect(region) else { return Ok(()) };
            let values =
                if part == *piece { block.clone() } else { block.crop(&part.relative_to(piece.start())?)? };
            if part == *region {
                whole = Some(values);
                return Ok(());
            }
            let target = match &mut whole {
                Some(target) => target,
                None => whole.insert(Block::zeros(self.meta().dtype(), &region.shape())?),
            };
            Ok(target.assign(&part.relative_to(region.start())?, &values)?)
        })?;
        let shape = self.meta().shape().clone();
        whole.ok_or_else(|| CoreError::OutOfBounds { region: region.clone(), shape }.into())
    }

    /// That of reading every piece the region touches, as if none were kept.
    fn cost(&self, region: &Region) -> ReadCost {
        match Pieces::touching(&self.grain, region) {
            Some(pieces) => self.cold_cost(&pieces),
            None => ReadCost::default(),
        }
    }
}

impl fmt::Debug for CachedSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CachedSource")
            .field("source", &self.source)
            .field("grain", &self.grain)
            .field("limit", &self.limit)
            .field("stats", &self.stats())
            .finish()
    }
}

/// The pieces that are kept, in order of use.
#[derive(Default)]
struct Kept {
    pieces: HashMap<Vec<usize>, Piece>,
    /// Which piece was used when.
    uses: BTreeMap<u64, Vec<usize>>,
    clock: u64,
    bytes: usize,
}

struct Piece {
    block: Block,
    used: u64,
}

impl Kept {
    fn find(&mut self, index: &[usize]) -> Option<Block> {
        let piece = self.pieces.get_mut(index)?;
        self.clock += 1;
        if let Some(index) = self.uses.remove(&piece.used) {
            self.uses.insert(self.clock, index);
        }
        piece.used = self.clock;
        Some(piece.block.clone())
    }

    /// Keeps a piece, and drops others until the limit holds; one larger than that is not kept at all.
    fn keep(&mut self, index: Vec<usize>, block: Block, limit: usize) {
        let bytes = block.bytes();
        if bytes > limit || self.pieces.contains_key(&index) {
            return;
        }
        while self.bytes.saturating_add(bytes) > limit
            && let Some((_, oldest)) = self.uses.pop_first()
        {
            let dropped = self.pieces.remove(&oldest).map_or(0, |piece| piece.block.bytes());
            self.bytes = self.bytes.saturating_sub(dropped);
        }
        self.clock += 1;
        self.bytes = self.bytes.saturating_add(bytes);
        self.uses.insert(self.clock, index.clone());
        self.pieces.insert(index, Piece { block, used: self.clock });
    }
}

/// A box of pieces: along each axis the first, and one past the last. Never empty.
struct Pieces(Vec<(usize, usize)>);

impl Pieces {
    /// The pieces that a region touches, if any.
    fn touching(grain: &ChunkGrid, region: &Region) -> Option<Self> {
        if region.is_empty() {
            return None;
        }
        let axis = |(edges, (start, end)): (&Vec<usize>, (usize, usize))| {
            let first = edges.partition_point(|&edge| edge <= start).saturating_sub(1);
            let last = edges.partition_point(|&edge| edge < end);
            (first, last)
        };
        Some(Self(grain.edges().iter().zip(region.bounds()).map(axis).collect()))
    }

    fn one(index: &[usize]) -> Self {
        Self(index.iter().map(|&i| (i, i + 1)).collect())
    }

    /// The piece, when there is but one.
    fn single(&self) -> Option<Vec<usize>> {
        let one = self.0.iter().all(|(first, last)| last - first == 1);
        one.then(|| self.0.iter().map(|(first, _)| *first).collect())
    }

    fn iter(&self) -> impl Iterator<Item = Vec<usize>> + '_ {
        let count: usize = self.0.iter().map(|(first, last)| last - first).product();
        (0..count).map(|number| {
            let mut rest = number;
            let mut index = vec![0; self.0.len()];
            for (place, (first, last)) in index.iter_mut().zip(&self.0).rev() {
                *place = first + rest % (last - first);
                rest /= last - first;
            }
            index
        })
    }

    /// The part of the array they hold.
    fn region(&self, grain: &ChunkGrid) -> Region {
        let edge = |edges: &[usize], number: usize| edges.get(number).copied().unwrap_or(0);
        let axes = grain.edges().iter().zip(&self.0);
        Region::from_bounds(axes.map(|(edges, (first, last))| (edge(edges, *first), edge(edges, *last))))
    }

    /// Two boxes, cut across the slowest axis that can be cut.
    fn halves(&self) -> Option<[Self; 2]> {
        let axis = self.0.iter().position(|(first, last)| last - first > 1)?;
        let (mut left, mut right) = (self.0.clone(), self.0.clone());
        let (first, last) = self.0[axis];
        let middle = first + (last - first) / 2;
        left[axis].1 = middle;
        right[axis].0 = middle;
        Some([Self(left), Self(right)])
    }
}

#[cfg(test)]
mod tests;
