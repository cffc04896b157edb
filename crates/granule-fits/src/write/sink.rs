//! A sink that writes an image block by block.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use granule_core::{Block, DType, Region};
use granule_store::{ArrayMeta, ChunkSink, StoreError, temporary_beside};

use super::options::Compression;
use super::plain::PlainImage;
use super::tiled::TiledImage;
use super::writer::ImageWriter;
use crate::FitsError;

/// Writes an image to a FITS file, block by block, plain or in compressed tiles.
///
/// The file is written under a temporary name in the same directory and gets its own name when it is finished; a sink
/// that is dropped before leaves nothing. `DATASUM` and `CHECKSUM` are right, and the bytes of the file are the same,
/// whatever order the blocks come in, and those that an [`ImageWriter`] with the same tiles writes.
///
/// **Memory.** Uncompressed, each thread that writes holds its block once more, as bytes. Compressed, each holds a tile: its
/// values, as `f64` too when they are quantised, with what is measured of them, and its compressed bytes; all threads
/// share some 60 bytes for each tile of the image. Blocks need not follow the tiles: of a tile that lies in several
/// blocks, the parts are kept on disk until the last has come.
///
/// **Disk.** Compressed tiles, and parts of tiles, lie in files without a name in the directory of the output, so that
/// for a moment it takes its own size twice, and that of the uncompressed tiles that came in parts.
#[derive(Debug)]
pub struct FitsSink {
    writer: ImageWriter,
    state: Mutex<Option<Writing>>,
}

#[derive(Debug)]
struct Writing {
    image: Arc<Image>,
    name: tempfile::TempPath,
    dtype: DType,
    expected: usize,
    written: usize,
}

/// What the threads share without a lock.
#[derive(Debug)]
enum Image {
    Plain(PlainImage),
    Tiled(Box<TiledImage>),
}

impl FitsSink {
    /// A sink that writes as this writer says. Where its compression names no tiles, they are chosen to divide the chunks
    /// of the result.
    #[must_use]
    pub fn new(writer: ImageWriter) -> Self {
        Self { writer, state: Mutex::new(None) }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Writing>> {
        // Nothing under the lock can be left half-done.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn refuse(&self, error: FitsError) -> StoreError {
        self.writer.refuse(error)
    }
}

impl ChunkSink for FitsSink {
    fn begin(&self, meta: &ArrayMeta) -> Result<(), StoreError> {
        let expected = meta.shape().checked_elements()?;
        self.writer.check_free().map_err(|error| self.refuse(error))?;
        let file = temporary_beside(self.writer.path());
        let (file, name) = file.map_err(|source| self.refuse(self.writer.failed(source)))?.into_parts();
        let image = if *self.writer.chosen_compression() == Compression::None {
            let image = PlainImage::begin(&self.writer, file, meta);
            Image::Plain(image.map_err(|error| self.refuse(error))?)
        } else {
            let directory = name.parent().unwrap_or(Path::new("."));
            Image::Tiled(Box::new(TiledImage::begin(&self.writer, directory, file, meta)?))
        };
        *self.lock() =
            Some(Writing { image: Arc::new(image), name, dtype: meta.dtype(), expected, written: 0 });
        Ok(())
    }

    fn write(&self, region: &Region, block: &Block) -> Result<(), StoreError> {
        let begun = self.lock().as_ref().map(|writing| (Arc::clone(&writing.image), writing.dtype));
        let (image, expected) = begun.ok_or(StoreError::NotBegun)?;
        if block.dtype() != expected {
            return Err(granule_core::CoreError::WrongDType { expected, found: block.dtype() }.into());
        }
        match image.as_ref() {
            Image::Plain(image) => image.write(region, block)?,
            Image::Tiled(image) => image.write(&self.writer, region, block)?,
        }
        if let Some(writing) = self.lock().as_mut() {
            writing.written = writing.written.saturating_add(region.elements());
        }
        Ok(())
    }

    fn finish(&self) -> Result<(), StoreError> {
        let Writing { image, name, written, expected, .. } =
            self.lock().take().ok_or(StoreError::NotBegun)?;
        if written != expected {
            return Err(StoreError::Incomplete { written, expected });
        }
        let sealed = match image.as_ref() {
            Image::Plain(image) => image.seal(&self.writer),
            Image::Tiled(image) => image.seal(&self.writer),
        };
        sealed.and_then(|()| self.writer.name(name)).map_err(|error| self.refuse(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::writer::stored;
    use crate::{FitsImage, HduSelector, Scaling};
    use granule_core::{Element as _, RunContext, Shape, with_dtype};

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
