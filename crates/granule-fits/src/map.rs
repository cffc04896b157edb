//! The memory map: the only place with unsafe code.
//!
//! A mapped slice is lent to one closure and never leaves this module. What the operating system can still do: if
//! another process shortens the file while the closure runs, touching a page past the new end raises `SIGBUS`
//! and stops the process; and if another process writes to the file, the closure may see either state. Callers
//! decode the bytes into a fresh block, so neither can outlive the call. [`crate::Io::Pread`] avoids the map.
#![allow(unsafe_code)]

use std::fs::File;
use std::io;

use memmap2::{Mmap, MmapOptions};

/// Lends the `length` bytes of the file from `offset` to `use_bytes`.
pub(crate) fn with_bytes<R>(
    file: &File,
    offset: u64,
    length: usize,
    use_bytes: impl FnOnce(&[u8]) -> R,
) -> io::Result<R> {
    check_length(file, offset, length)?;
    if length == 0 {
        return Ok(use_bytes(&[]));
    }
    let map = map(file, offset, length)?;
    // Again, as late as can be: the file may have shrunk since it was mapped.
    check_length(file, offset, length)?;
    Ok(use_bytes(&map))
}

fn map(file: &File, offset: u64, length: usize) -> io::Result<Mmap> {
    // SAFETY: the map is private to this module, read-only, and dropped before `with_bytes` returns, so no
    // reference outlives it. The range was just checked to lie in the file. The bytes are only read as `u8`, for
    // which every value is valid; a concurrent writer can make values torn but not invalid. A concurrent
    // truncation ends the process with a signal, as the module's documentation says, and never gives access to
    // memory that is not the file's.
    unsafe { MmapOptions::new().offset(offset).len(length).map(file) }
}

fn check_length(file: &File, offset: u64, length: usize) -> io::Result<()> {
    let end = offset.checked_add(length as u64);
    if end.is_none_or(|end| end > file.metadata().map_or(0, |metadata| metadata.len())) {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the file has become shorter"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn any_range_of_the_file_can_be_lent_and_none_beyond() {
        let mut file = tempfile::tempfile().unwrap();
        let bytes: Vec<u8> = (0..10_000_u32).map(|i| i as u8).collect();
        file.write_all(&bytes).unwrap();
        for (offset, length) in [(0, 10_000), (5_000, 77), (9_999, 1), (10_000, 0)] {
            let lent = with_bytes(&file, offset as u64, length, <[u8]>::to_vec).unwrap();
            assert_eq!(lent, bytes[offset..offset + length]);
        }
        assert!(with_bytes(&file, 1, 10_000, <[u8]>::len).is_err());
        assert!(with_bytes(&file, u64::MAX, 2, <[u8]>::len).is_err());
        file.set_len(100).unwrap();
        assert!(with_bytes(&file, 0, 200, <[u8]>::len).is_err());
    }
}
