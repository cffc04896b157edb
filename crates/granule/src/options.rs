//! How files are read.

use std::sync::Arc;

use granule_core::ChunkGrid;
use granule_fits::{Io, Scaling};
use granule_store::{CachedSource, ChunkSource, StoreError};
use granule_wcs::Alternate;
use granule_wcs::WcsReader;

/// Elements of a piece that a cache keeps: some hundred rows of a slit, a quarter of a megabyte or half.
const GRAIN: usize = 1 << 16;

/// How the files of a dataset are read: see [`Dataset::open_with`](crate::Dataset::open_with).
///
/// ```
/// use granule::OpenOptions;
/// use granule::fits::Io;
///
/// // Nobody writes to this archive, and the same slices will be asked for again and again.
/// let options = OpenOptions::new().io(Io::Map).cache(Some(500_000_000));
/// # let _ = options;
/// ```
#[derive(Clone, Debug, Default)]
pub struct OpenOptions {
    io: Io,
    cache: Option<usize>,
    scaling: Option<Scaling>,
    wcs_reader: WcsReader,
    alternate: Alternate,
}

impl OpenOptions {
    /// Reads that no other process can disturb, and no cache.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How the bytes of uncompressed images are fetched.
    #[must_use]
    pub fn io(mut self, io: Io) -> Self {
        self.io = io;
        self
    }

    /// Whether values are those stored or those they mean, by `BSCALE`, `BZERO` and `BLANK`. When this is not said,
    /// files of a dataset give stored values, as in dkist, and FITS images by themselves physical ones.
    #[must_use]
    pub fn scaling(mut self, scaling: Scaling) -> Self {
        self.scaling = Some(scaling);
        self
    }

    /// Keeps up to this many bytes of decoded values, those used last; nothing by default. They come on top of a
    /// session's budget.
    #[must_use]
    pub fn cache(mut self, bytes: Option<usize>) -> Self {
        self.cache = bytes;
        self
    }

    /// Which of the coordinate descriptions of a FITS image is read; the primary one by default.
    #[must_use]
    pub fn alternate(mut self, alternate: Alternate) -> Self {
        self.alternate = alternate;
        self
    }

    pub(crate) fn coordinates(&self) -> Alternate {
        self.alternate
    }

    /// Who reads the coordinates of a dataset: a reader that knows more transforms than those of gwcs and DKIST.
    #[must_use]
    pub fn wcs_reader(mut self, reader: WcsReader) -> Self {
        self.wcs_reader = reader;
        self
    }

    pub(crate) fn reader(&self) -> &WcsReader {
        &self.wcs_reader
    }

    pub(crate) fn io_mode(&self) -> Io {
        self.io
    }

    pub(crate) fn scaling_or(&self, default: Scaling) -> Scaling {
        self.scaling.unwrap_or(default)
    }

    /// The source behind a cache, if there is to be one.
    pub(crate) fn cached(&self, source: Arc<dyn ChunkSource>) -> Result<Arc<dyn ChunkSource>, StoreError> {
        let Some(limit) = self.cache else { return Ok(source) };
        let grain = grain(&longest_chunk(source.meta().grid()), GRAIN);
        Ok(Arc::new(CachedSource::new(source, &grain, limit)?))
    }
}

/// The lengths of the longest chunk along each axis: a piece must not span files.
fn longest_chunk(grid: &ChunkGrid) -> Vec<usize> {
    let longest = |edges: &Vec<usize>| edges.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap_or(1);
    grid.edges().iter().map(longest).collect()
}

/// The shape of a piece of about `elements`: whole rows, as many as fit, one of everything slower.
fn grain(shape: &[usize], elements: usize) -> Vec<usize> {
    let mut left = elements;
    let mut grain: Vec<usize> = shape
        .iter()
        .rev()
        .map(|&length| {
            let taken = length.min(left).max(1);
            left /= taken;
            taken
        })
        .collect();
    grain.reverse();
    grain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_whole_rows_where_these_fit() {
        assert_eq!(grain(&[4, 20, 1000, 2560], 1 << 16), [1, 1, 25, 2560]);
        assert_eq!(grain(&[4, 50, 70], 1 << 16), [4, 50, 70]);
        assert_eq!(grain(&[100_000], 1 << 16), [1 << 16]);
        assert!(grain(&[], 10).is_empty());
        let files = ChunkGrid::regular(&[4, 20, 50, 70].into(), &[1, 1, 50, 70]).unwrap();
        assert_eq!(longest_chunk(&files), [1, 1, 50, 70]);
    }
}
