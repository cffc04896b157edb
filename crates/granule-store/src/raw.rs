//! Arrays that lie in a file as they are: C order, from some offset on, in either byte order.

use std::fs::File;
use std::io;

use granule_core::{Block, Region, Shape, with_block};

use crate::StoreError;

/// The order of the bytes of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByteOrder {
    /// Least significant byte first: `.npy` as most machines write it.
    Little,
    /// Most significant byte first: FITS.
    Big,
}

/// A place in a file for an array, written region by region, in any order and from any thread.
#[derive(Debug)]
pub struct RawArray {
    file: File,
    offset: u64,
    shape: Shape,
    order: ByteOrder,
}

impl RawArray {
    /// The array of this shape that begins `offset` bytes into the file.
    #[must_use]
    pub fn new(file: File, offset: u64, shape: Shape, order: ByteOrder) -> Self {
        Self { file, offset, shape, order }
    }

    /// Writes the values of a region, row by row; `each` hears of every run of bytes with its offset in the array.
    ///
    /// # Errors
    /// [`StoreError::Core`] when the region or the block does not fit; [`StoreError::Io`].
    pub fn write(
        &self,
        region: &Region,
        block: &Block,
        mut each: impl FnMut(u64, &[u8]),
    ) -> Result<(), StoreError> {
        region.check_within(&self.shape)?;
        if block.shape() != region.shape() {
            let (count, shape) = (block.elements(), region.shape());
            return Err(granule_core::CoreError::WrongLength { count, shape }.into());
        }
        let bytes = encode(block, self.order);
        let size = block.dtype().size();
        let (run, starts) = runs(&self.shape, region);
        if run == 0 {
            return Ok(());
        }
        for (values, start) in bytes.chunks_exact(run * size).zip(starts) {
            let place = (start as u64).saturating_mul(size as u64);
            write_all_at(&self.file, values, self.offset.saturating_add(place))?;
            each(place, values);
        }
        Ok(())
    }

    /// Reads bytes that were written, from `offset` bytes into the array on.
    ///
    /// # Errors
    /// [`StoreError::Io`], also where nothing was written yet.
    pub fn read_bytes(&self, offset: u64, bytes: &mut [u8]) -> Result<(), StoreError> {
        Ok(read_exact_at(&self.file, bytes, self.offset.saturating_add(offset))?)
    }

    /// The shape of the array.
    #[must_use]
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// The file, to be finished by whoever knows its format.
    #[must_use]
    pub fn into_file(self) -> File {
        self.file
    }

    /// The file.
    #[must_use]
    pub fn file(&self) -> &File {
        &self.file
    }
}

/// The elements that lie together in the file, and where each such run begins, in elements and in C order.
fn runs(shape: &Shape, region: &Region) -> (usize, impl Iterator<Item = usize>) {
    let lengths = region.shape();
    // The last axes that are whole lie together, and so do the neighbours along the axis before them.
    let whole = shape.iter().zip(lengths.iter()).rev().take_while(|(all, taken)| all == taken).count();
    let outer = shape.ndim().saturating_sub(whole + 1);
    let run: usize = lengths[outer..].iter().product();
    let strides = shape.strides();
    let first: usize = region.start().iter().zip(&strides).map(|(start, stride)| start * stride).sum();
    let outer_lengths: Vec<usize> = lengths[..outer].to_vec();
    let count: usize = if run == 0 { 0 } else { outer_lengths.iter().product() };
    let starts = (0..count).map(move |number| {
        let mut rest = number;
        let mut start = first;
        for (length, stride) in outer_lengths.iter().zip(&strides).rev() {
            start += rest % length * stride;
            rest /= length;
        }
        start
    });
    (run, starts)
}

/// The values in C order as bytes; `bool` is a byte of 0 or 1.
fn encode(block: &Block, order: ByteOrder) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(block.bytes());
    with_block!(block, values => for &value in values {
        value.put(order, &mut bytes);
    });
    bytes
}

/// A number as bytes.
trait Put {
    fn put(self, order: ByteOrder, bytes: &mut Vec<u8>);
}

macro_rules! put {
    ($($type:ty)*) => {$(
        impl Put for $type {
            fn put(self, order: ByteOrder, bytes: &mut Vec<u8>) {
                match order {
                    ByteOrder::Little => bytes.extend_from_slice(&self.to_le_bytes()),
                    ByteOrder::Big => bytes.extend_from_slice(&self.to_be_bytes()),
                }
            }
        }
    )*};
}

put!(i8 u8 i16 u16 i32 u32 i64 u64 f32 f64);

impl Put for bool {
    fn put(self, _: ByteOrder, bytes: &mut Vec<u8>) {
        bytes.push(u8::from(self));
    }
}

#[cfg(unix)]
fn write_all_at(file: &File, bytes: &[u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, offset)
}

#[cfg(unix)]
fn read_exact_at(file: &File, bytes: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, offset)
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut bytes: &mut [u8], mut offset: u64) -> io::Result<()> {
    use std::os::windows::fs::FileExt;
    while !bytes.is_empty() {
        let read = file.seek_read(bytes, offset)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes = bytes.get_mut(read..).unwrap_or_default();
        offset += read as u64;
    }
    Ok(())
}

#[cfg(windows)]
fn write_all_at(file: &File, mut bytes: &[u8], mut offset: u64) -> io::Result<()> {
    use std::os::windows::fs::FileExt;
    while !bytes.is_empty() {
        let written = file.seek_write(bytes, offset)?;
        if written == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        bytes = bytes.get(written..).unwrap_or_default();
        offset += written as u64;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use granule_core::ChunkGrid;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn regions_written_in_any_order_make_the_array(
            axes in prop::collection::vec((1_usize..6, 1_usize..6), 0..4), backwards in any::<bool>(),
        ) {
            let shape: Shape = axes.iter().map(|axis| axis.0).collect();
            let chunk: Vec<usize> = axes.iter().map(|axis| axis.1).collect();
            let count = shape.elements();
            let block = Block::from_vec(&shape, (0..count).map(|n| n as i32 - 7).collect()).unwrap();
            let grid = ChunkGrid::regular(&shape, &chunk).unwrap();
            let file = tempfile::tempfile().unwrap();
            let array = RawArray::new(file, 3, shape.clone(), ByteOrder::Big);
            let mut chunks: Vec<_> = grid.chunks_in(&Region::full(&shape)).collect();
            if backwards {
                chunks.reverse();
            }
            let mut bytes = 0;
            for chunk in chunks {
                let part = block.crop(&chunk.region).unwrap();
                array.write(&chunk.region, &part, |_, run| bytes += run.len()).unwrap();
            }
            prop_assert_eq!(bytes, 4 * count);
            let mut found = Vec::new();
            io::Seek::rewind(&mut &array.file).unwrap();
            io::Read::read_to_end(&mut &array.file, &mut found).unwrap();
            let expected: Vec<u8> = (0..count).flat_map(|n| (n as i32 - 7).to_be_bytes()).collect();
            prop_assert_eq!(&found[3..], &expected);
            let mut all = vec![0; 4 * count];
            array.read_bytes(0, &mut all).unwrap();
            prop_assert_eq!(all, expected);
            prop_assert!(array.read_bytes(1, &mut vec![0; 4 * count]).is_err());
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let array = RawArray::new(tempfile::tempfile().unwrap(), 0, Shape::from([2, 3]), ByteOrder::Little);
        let block = Block::from_vec(&Shape::from([3]), vec![1_u8, 2, 3]).unwrap();
        let region = Region::new([0, 0], [1, 3]).unwrap();
        assert!(array.write(&region, &block, |_, _| ()).is_err());
        let beyond = Region::new([2], [5]).unwrap();
        assert!(array.write(&beyond, &block, |_, _| ()).is_err());
    }
}
