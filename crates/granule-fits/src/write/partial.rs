//! Tiles of which only parts have come: on disk, so that they take no memory however the parts are ordered.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use granule_core::{Block, DType, Region, Shape};
use granule_store::{ByteOrder, RawArray, StoreError};

use crate::pixel::{Pixel, with_pixel};
use crate::target::Target;

/// Parts of tiles in a file without a name, each tile in a place of its own. Places that are never used take no room on
/// most file systems.
#[derive(Debug)]
pub(super) struct PartialTiles {
    /// The tiles, one after the other, each in the room of a whole one.
    places: RawArray,
    /// Shape of a whole tile.
    tile: Shape,
    dtype: DType,
    /// Pixels that came of each tile that came in parts.
    pixels: Mutex<HashMap<usize, usize>>,
}

impl PartialTiles {
    /// Room for so many tiles of this shape and stored type, in a file in `directory`.
    ///
    /// # Errors
    /// [`StoreError::Core`] when that is more than can be counted; [`StoreError::Io`].
    pub(super) fn new(
        directory: &Path,
        tiles: usize,
        tile: &Shape,
        dtype: DType,
    ) -> Result<Self, StoreError> {
        let shape: Shape = std::iter::once(tiles).chain(tile.iter().copied()).collect();
        shape.checked_elements()?;
        let file = tempfile::tempfile_in(directory)?;
        let places = RawArray::new(file, 0, shape, ByteOrder::Big);
        Ok(Self { places, tile: tile.clone(), dtype, pixels: Mutex::default() })
    }

    /// Keeps stored values of a part of tile number `number`, which covers `tile`; the whole tile once all parts have
    /// come.
    pub(super) fn add(
        &self,
        number: usize,
        tile: &Region,
        part: &Region,
        values: &Block,
    ) -> Result<Option<Block>, StoreError> {
        let part = part.relative_to(tile.start())?;
        let place = Region::from_bounds(std::iter::once((number, number + 1)).chain(part.bounds()));
        self.places.write(&place, &values.reshape(&place.shape())?, |_, _| ())?;
        // Counted after it was written: who counts the last part finds all of them.
        if self.count(number, part.elements()) < tile.elements() {
            return Ok(None);
        }
        let whole = with_pixel!(self.dtype, T => self.read::<T>(number)?, {
            let (expected, found) = (values.dtype(), self.dtype);
            return Err(granule_core::CoreError::WrongDType { expected, found }.into());
        });
        Ok(Some(whole.crop(&Region::full(&tile.shape()))?))
    }

    /// Pixels that came of a tile, with these.
    fn count(&self, number: usize, pixels: usize) -> usize {
        // A count is changed at once or not at all.
        let mut counts = self.pixels.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(number).or_default();
        *count = count.saturating_add(pixels);
        *count
    }

    fn read<T: Pixel>(&self, number: usize) -> Result<Block, StoreError> {
        let count = self.tile.elements();
        let mut bytes = vec![0; count.saturating_mul(T::DTYPE.size())];
        let (size, tiles) = (bytes.len() as u64, self.places.shape().first().copied().unwrap_or(0));
        // The last tile of an image may be smaller than its room, which has to be there to be read.
        self.places.file().set_len((tiles as u64).saturating_mul(size))?;
        let offset = (number as u64).saturating_mul(size);
        self.places.read_bytes(offset, &mut bytes)?;
        let mut values = Vec::with_capacity(count);
        T::decode_be(&bytes, Target::new(&mut values, 0, count));
        Ok(Block::from_vec(&self.tile, values)?)
    }
}
