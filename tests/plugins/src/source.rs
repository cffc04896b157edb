//! A `.npy` file as a source.

use std::fs::File;
use std::io::{ErrorKind, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use granule::core::{Block, ChunkGrid, ReadStats, Region, RunContext, Shape, with_dtype};
use granule::store::{ArrayMeta, ChunkSource, ReadCost, StoreError};

use crate::NpyError;
use crate::decode::Decode;
use crate::header::Header;

/// Bytes that make a chunk worth reading on its own.
const CHUNK: usize = 4 << 20;

/// An array in a `.npy` file, of which a region reads its own bytes and no others.
///
/// The header is read and checked once. No handle is kept: each read opens the file, so that any number of sources can
/// live at once; and since regions come from many threads, no two share a position in a file.
#[derive(Debug)]
pub struct NpySource {
    path: PathBuf,
    header: Header,
    meta: ArrayMeta,
}

impl NpySource {
    /// Reads the header.
    ///
    /// # Errors
    /// [`StoreError::MissingFile`], or [`StoreError::Format`] with an [`NpyError`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let path = path.as_ref().to_owned();
        let header = open(&path).and_then(|(file, length)| Header::read(file, length));
        let header = header.map_err(|error| in_file(&path, error))?;
        let grid = ChunkGrid::regular(&header.shape, &chunk(&header.shape, header.dtype.size()))?;
        let meta = ArrayMeta::new(header.dtype, grid);
        Ok(Self { path, header, meta })
    }

    fn read_values<T: Decode>(&self, region: &Region) -> Result<Block, NpyError> {
        let (mut file, length) = open(&self.path)?;
        // The region lies in the array, and the array lay in the file: what is left to check is that it still does.
        let (run, starts) = runs(&self.header.shape, region);
        let size = size_of::<T>() as u64;
        let mut values: Vec<T> = Vec::new();
        let mut buffer = vec![0; run.saturating_mul(size_of::<T>())];
        for start in starts {
            let offset = self.header.offset.saturating_add((start as u64).saturating_mul(size));
            let needed = offset.saturating_add(buffer.len() as u64);
            if needed > length {
                return Err(NpyError::Truncated { needed, length });
            }
            file.seek(SeekFrom::Start(offset))?;
            file.read_exact(&mut buffer)?;
            values.extend(T::decode(&buffer, self.header.order));
        }
        Ok(Block::from_vec(&region.shape(), values)?)
    }
}

impl ChunkSource for NpySource {
    fn meta(&self) -> &ArrayMeta {
        &self.meta
    }

    fn read(&self, region: &Region, run: &RunContext) -> Result<Block, StoreError> {
        region.check_within(&self.header.shape)?;
        let read = with_dtype!(self.header.dtype, T => self.read_values::<T>(region));
        let block = read.map_err(|error| in_file(&self.path, error))?;
        let bytes = block.bytes() as u64;
        run.count(ReadStats { files: 1, bytes_read: bytes, bytes_decoded: bytes, ..ReadStats::default() });
        Ok(block)
    }

    fn cost(&self, region: &Region) -> ReadCost {
        let size = self.header.dtype.size() as u64;
        let (run, _) = runs(&self.header.shape, region);
        let bytes_read = (region.elements() as u64).saturating_mul(size);
        ReadCost { bytes_read, tiles: 0, scratch: (run as u64).saturating_mul(size) }
    }
}

fn open(path: &Path) -> Result<(File, u64), NpyError> {
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    Ok((file, length))
}

/// A missing file is told as such, so that a striped array can follow the run's policy.
fn in_file(path: &Path, error: NpyError) -> StoreError {
    let path = path.to_owned();
    match error {
        NpyError::Core(error) => StoreError::Core(error),
        NpyError::Io(error) if error.kind() == ErrorKind::NotFound => StoreError::MissingFile { path },
        error => StoreError::Format { path, source: Box::new(error) },
    }
}

/// Whole trailing axes, and as many steps of the axis before them as are worth reading at once.
fn chunk(shape: &Shape, size: usize) -> Vec<usize> {
    let mut left = (CHUNK / size).max(1);
    let mut chunk = vec![1; shape.ndim()];
    for (length, &axis) in chunk.iter_mut().zip(shape.iter()).rev() {
        *length = axis.clamp(1, left.max(1));
        left /= *length;
    }
    chunk
}

/// The elements that lie together in the file, and where each such run begins.
fn runs(shape: &Shape, region: &Region) -> (usize, Vec<usize>) {
    if region.is_empty() {
        return (0, Vec::new());
    }
    let (taken, strides) = (region.shape(), shape.strides());
    // The last axes that are whole lie together, and so do the neighbours along the axis before them.
    let whole = shape.iter().zip(taken.iter()).rev().take_while(|(all, some)| all == some).count();
    let outer = shape.ndim().saturating_sub(whole + 1);
    let mut starts = vec![0];
    for (axis, ((start, end), stride)) in region.bounds().zip(strides).enumerate() {
        let steps = if axis < outer { start..end } else { start..start + 1 };
        starts =
            starts.iter().flat_map(|first| steps.clone().map(move |step| first + step * stride)).collect();
    }
    (taken.iter().skip(outer).product(), starts)
}
