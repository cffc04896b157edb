//! An uncompressed image, written block by block.

use std::fs::File;
use std::io::{Seek, Write};

use granule_core::{Block, DType, Region, Shape};
use granule_store::{ArrayMeta, ByteOrder, RawArray, StoreError};

use super::checksum::DataSum;
use super::writer::{ImageWriter, stored};
use crate::FitsError;
use crate::header::BLOCK;

/// A file with room for the header, and the data behind it.
#[derive(Debug)]
pub(super) struct PlainImage {
    array: RawArray,
    sum: DataSum,
    dtype: DType,
    shape: Shape,
}

impl PlainImage {
    /// Header and padding for an image of this size; the data go between them.
    pub(super) fn begin(writer: &ImageWriter, mut file: File, meta: &ArrayMeta) -> Result<Self, FitsError> {
        let io = |source| writer.failed(source);
        let (shape, dtype) = (meta.shape().clone(), meta.dtype());
        // The sum is not known yet, but takes as many cards whatever it is.
        let header = writer.plain_header(dtype, &shape, 0)?;
        let data = (shape.elements() as u64).saturating_mul(dtype.size() as u64);
        file.write_all(&header).map_err(io)?;
        let offset = header.len() as u64;
        file.set_len(offset.saturating_add(data.next_multiple_of(BLOCK as u64))).map_err(io)?;
        let array = RawArray::new(file, offset, shape.clone(), ByteOrder::Big);
        Ok(Self { array, sum: DataSum::default(), dtype, shape })
    }

    pub(super) fn write(&self, region: &Region, block: &Block) -> Result<(), StoreError> {
        self.array.write(region, &stored(block), |offset, bytes| self.sum.add(offset, bytes))
    }

    /// Writes the header once more, now with the sum of the data.
    pub(super) fn seal(&self, writer: &ImageWriter) -> Result<(), FitsError> {
        let header = writer.plain_header(self.dtype, &self.shape, self.sum.value())?;
        let mut file = self.array.file();
        file.rewind().and_then(|()| file.write_all(&header)).map_err(|source| writer.failed(source))
    }
}
