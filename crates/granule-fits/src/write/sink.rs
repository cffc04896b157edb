//! A sink that writes an image block by block.

use std::fs::File;
use std::io::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use granule_core::{Block, DType, Region, Shape};
use granule_store::{ArrayMeta, ByteOrder, ChunkSink, RawArray, StoreError, temporary_beside};

use super::checksum::DataSum;
use super::writer::{Compression, ImageWriter, stored};
use crate::FitsError;
use crate::header::BLOCK;

/// Writes an uncompressed image to a FITS file, block by block, in memory for a block.
///
/// The file is written under a temporary name in the same directory and gets its own name when it is finished; a sink
/// that is dropped before leaves nothing. `DATASUM` and `CHECKSUM` are right whatever order the blocks come in.
#[derive(Debug)]
pub struct FitsSink {
    writer: ImageWriter,
    state: Mutex<Option<Writing>>,
}

#[derive(Debug)]
struct Writing {
    image: Arc<Image>,
    name: tempfile::TempPath,
    written: usize,
}

/// What the threads share without a lock.
#[derive(Debug)]
struct Image {
    array: RawArray,
    sum: DataSum,
    dtype: DType,
    shape: Shape,
}

impl FitsSink {
    /// A sink that writes as this writer says; its compression is not used.
    #[must_use]
    pub fn new(writer: ImageWriter) -> Self {
        Self { writer: writer.compression(Compression::None), state: Mutex::new(None) }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Writing>> {
        // Nothing under the lock can be left half-done.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn failed(&self, error: FitsError) -> StoreError {
        StoreError::Format { path: self.writer.path().to_owned(), source: Box::new(error) }
    }

    /// Header and padding for an image of this size; the data go between them.
    fn create(&self, meta: &ArrayMeta) -> Result<(File, tempfile::TempPath, u64), FitsError> {
        let io = |source| FitsError::Write { path: self.writer.path().to_owned(), source };
        self.writer.check_free()?;
        // The sum is not known yet, but takes as many cards whatever it is.
        let header = self.writer.plain_header(meta.dtype(), meta.shape(), 0)?;
        let data = (meta.shape().elements() as u64).saturating_mul(meta.dtype().size() as u64);
        let mut file = temporary_beside(self.writer.path()).map_err(io)?;
        file.write_all(&header).map_err(io)?;
        let (file, name) = file.into_parts();
        let offset = header.len() as u64;
        file.set_len(offset.saturating_add(data.next_multiple_of(BLOCK as u64))).map_err(io)?;
        Ok((file, name, offset))
    }

    /// Writes the header once more, now with the sum of the data, and names the file.
    fn seal(&self, image: &Image, name: tempfile::TempPath) -> Result<(), FitsError> {
        let io = |source| FitsError::Write { path: self.writer.path().to_owned(), source };
        let header = self.writer.plain_header(image.dtype, &image.shape, image.sum.value())?;
        let mut file = image.array.file();
        std::io::Seek::rewind(&mut file).map_err(io)?;
        file.write_all(&header).map_err(io)?;
        self.writer.name(name)
    }
}

impl ChunkSink for FitsSink {
    fn begin(&self, meta: &ArrayMeta) -> Result<(), StoreError> {
        meta.shape().checked_elements()?;
        let (file, name, offset) = self.create(meta).map_err(|error| self.failed(error))?;
        let array = RawArray::new(file, offset, meta.shape().clone(), ByteOrder::Big);
        let image =
            Image { array, sum: DataSum::default(), dtype: meta.dtype(), shape: meta.shape().clone() };
        *self.lock() = Some(Writing { image: Arc::new(image), name, written: 0 });
        Ok(())
    }

    fn write(&self, region: &Region, block: &Block) -> Result<(), StoreError> {
        let image = self.lock().as_ref().map(|writing| Arc::clone(&writing.image));
        let image = image.ok_or(StoreError::NotBegun)?;
        if block.dtype() != image.dtype {
            let (expected, found) = (image.dtype, block.dtype());
            return Err(granule_core::CoreError::WrongDType { expected, found }.into());
        }
        image.array.write(region, &stored(block), |offset, bytes| image.sum.add(offset, bytes))?;
        if let Some(writing) = self.lock().as_mut() {
            writing.written = writing.written.saturating_add(region.elements());
        }
        Ok(())
    }

    fn finish(&self) -> Result<(), StoreError> {
        let Writing { image, name, written } = self.lock().take().ok_or(StoreError::NotBegun)?;
        let expected = image.shape.elements();
        if written != expected {
            return Err(StoreError::Incomplete { written, expected });
        }
        self.seal(&image, name).map_err(|error| self.failed(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FitsImage, HduSelector, Scaling};
    use granule_core::{Element as _, RunContext, with_dtype};

    #[test]
    fn fits_files_pass_the_conformance_suite_and_read_back() {
        for dtype in DType::ALL.into_iter().filter(|&dtype| dtype != DType::Bool) {
            let directory = tempfile::tempdir().unwrap();
            let path = directory.path().join("a.fits");
            let shape = Shape::from([3, 5, 7]);
            let block = with_dtype!(dtype, T => {
                Block::from_vec(&shape, (0..105_u8).map(|n| T::from_f64(f64::from(n) * 1.5)).collect()).unwrap()
            });
            let sink = FitsSink::new(ImageWriter::new(&path));
            granule_store::conformance::check_sink(&sink, &block).unwrap();
            let streamed = std::fs::read(&path).unwrap();
            let image = FitsImage::open(&path, &HduSelector::FirstImage).unwrap();
            assert_eq!(image.shape(), &shape);
            let found = image.read(&Region::full(&shape), &RunContext::default()).unwrap();
            assert_eq!(found, stored(&block), "{dtype}");
            let physical = image.with_scaling(Scaling::Physical).unwrap();
            let found = physical.read(&Region::full(&shape), &RunContext::default()).unwrap();
            assert_eq!(found, block, "{dtype}");
            // The same bytes as when written at once, checksums included.
            let at_once = directory.path().join("b.fits");
            ImageWriter::new(&at_once).write(&block).unwrap();
            assert!(std::fs::read(&at_once).unwrap() == streamed, "{dtype}");
        }
    }

    #[test]
    fn a_file_is_whole_or_not_there() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.fits");
        let meta = ArrayMeta::new(DType::F32, granule_core::ChunkGrid::single(&Shape::from([4])));
        let sink = FitsSink::new(ImageWriter::new(&path));
        sink.begin(&meta).unwrap();
        assert!(matches!(sink.finish(), Err(StoreError::Incomplete { written: 0, expected: 4 })));
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
        std::fs::write(&path, "mine").unwrap();
        assert!(sink.begin(&meta).unwrap_err().to_string().contains("a.fits"));
        assert_eq!(std::fs::read(&path).unwrap(), b"mine");
    }
}
