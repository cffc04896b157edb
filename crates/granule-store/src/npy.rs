//! A sink that writes numpy's own format.

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use granule_core::{Block, DType, Region, Shape};

use crate::{ArrayMeta, ByteOrder, ChunkSink, RawArray, StoreError, temporary_beside};

/// Writes an array to a `.npy` file (format 1.0, C order, little-endian), block by block.
///
/// The file is written under a temporary name in the same directory and gets its own name when it is finished; a sink
/// that is dropped before leaves nothing. A file that is there already is refused unless the sink may replace it.
#[derive(Debug)]
pub struct NpySink {
    path: PathBuf,
    replace: bool,
    state: Mutex<Option<Writing>>,
}

#[derive(Debug)]
struct Writing {
    // Shared so that blocks are written without the lock.
    array: std::sync::Arc<RawArray>,
    name: tempfile::TempPath,
    written: usize,
    expected: usize,
}

impl NpySink {
    /// A sink to a file that is not there yet.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), replace: false, state: Mutex::new(None) }
    }

    /// A sink to a file that may be there already.
    pub fn replacing(path: impl Into<PathBuf>) -> Self {
        Self { replace: true, ..Self::new(path) }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Writing>> {
        // Nothing under the lock can be left half-done.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ChunkSink for NpySink {
    fn begin(&self, meta: &ArrayMeta) -> Result<(), StoreError> {
        if !self.replace && self.path.symlink_metadata().is_ok() {
            return Err(StoreError::Exists { path: self.path.clone() });
        }
        let header = header(meta.dtype(), meta.shape());
        let mut temporary = temporary_beside(&self.path)?;
        temporary.write_all(&header)?;
        let (file, name) = temporary.into_parts();
        let expected = meta.shape().checked_elements()?;
        let offset = header.len() as u64;
        file.set_len(offset.saturating_add((expected as u64).saturating_mul(meta.dtype().size() as u64)))?;
        let array = RawArray::new(file, offset, meta.shape().clone(), ByteOrder::Little).into();
        *self.lock() = Some(Writing { array, name, written: 0, expected });
        Ok(())
    }

    fn write(&self, region: &Region, block: &Block) -> Result<(), StoreError> {
        let array = self.lock().as_ref().map(|writing| writing.array.clone()).ok_or(StoreError::NotBegun)?;
        array.write(region, block, |_, _| ())?;
        if let Some(writing) = self.lock().as_mut() {
            writing.written = writing.written.saturating_add(region.elements());
        }
        Ok(())
    }

    fn finish(&self) -> Result<(), StoreError> {
        let writing = self.lock().take().ok_or(StoreError::NotBegun)?;
        let Writing { name, written, expected, .. } = writing;
        if written != expected {
            return Err(StoreError::Incomplete { written, expected });
        }
        let kept = if self.replace { name.persist(&self.path) } else { name.persist_noclobber(&self.path) };
        kept.map_err(|error| StoreError::Io(error.error))
    }
}

/// Magic, version, length, and a Python dictionary padded so that the data begin at a multiple of 64 bytes
/// (numpy.lib.format, version 1.0).
fn header(dtype: DType, shape: &Shape) -> Vec<u8> {
    const FIXED: usize = 10;
    let text = format!("{{'descr': '{}', 'fortran_order': False, 'shape': {shape}, }}", descr(dtype));
    let length = (FIXED + text.len() + 1).next_multiple_of(64) - FIXED;
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend_from_slice(&u16::try_from(length).unwrap_or(u16::MAX).to_le_bytes());
    bytes.extend_from_slice(format!("{text:<width$}\n", width = length - 1).as_bytes());
    bytes
}

fn descr(dtype: DType) -> &'static str {
    match dtype {
        DType::Bool => "|b1",
        DType::I8 => "|i1",
        DType::U8 => "|u1",
        DType::I16 => "<i2",
        DType::U16 => "<u2",
        DType::I32 => "<i4",
        DType::U32 => "<u4",
        DType::I64 => "<i8",
        DType::U64 => "<u8",
        DType::F32 => "<f4",
        // The types end here; a new one needs its own line.
        _ => "<f8",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray_npy::ReadNpyExt as _;

    #[test]
    fn npy_files_pass_the_conformance_suite_and_numpy_reads_them() {
        for shape in [vec![], vec![5], vec![3, 0], vec![4, 5, 6]] {
            let directory = tempfile::tempdir().unwrap();
            let path = directory.path().join("a.npy");
            let shape = Shape::from(shape);
            let values: Vec<f32> = (0..shape.elements()).map(|n| n as f32 / 3.0).collect();
            let block = Block::from_vec(&shape, values.clone()).unwrap();
            crate::conformance::check_sink(&NpySink::new(&path), &block).unwrap();
            let found = ndarray::ArrayD::<f32>::read_npy(std::fs::File::open(&path).unwrap()).unwrap();
            assert_eq!(found.shape(), &*shape);
            assert_eq!(found.into_raw_vec_and_offset().0, values);
        }
    }

    #[test]
    fn a_file_is_whole_or_not_there() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.npy");
        let meta = ArrayMeta::new(DType::I16, granule_core::ChunkGrid::single(&Shape::from([4])));
        let sink = NpySink::new(&path);
        sink.begin(&meta).unwrap();
        sink.write(
            &Region::new([1], [3]).unwrap(),
            &Block::from_vec(&Shape::from([2]), vec![1_i16, 2]).unwrap(),
        )
        .unwrap();
        assert!(matches!(sink.finish(), Err(StoreError::Incomplete { written: 2, expected: 4 })));
        drop(sink);
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
        std::fs::write(&path, "mine").unwrap();
        assert!(matches!(NpySink::new(&path).begin(&meta), Err(StoreError::Exists { .. })));
        assert!(NpySink::replacing(&path).begin(&meta).is_ok());
        assert_eq!(std::fs::read(&path).unwrap(), b"mine", "not replaced before it is finished");
    }
}
