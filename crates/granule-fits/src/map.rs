//! The memory map: the only place with unsafe code, and used only where [`crate::Io::Map`] asks for it.
//!
//! A mapped slice is lent to one closure and never leaves this module. What the operating system can still do: if
//! another process shortens the file while the closure runs, touching a page past the new end raises `SIGBUS` and ends
//! this process. That cannot be turned into an error without a signal handler, which a library has no business
//! installing; hence the default never maps. A file that is shortened within its last page reads as zeros there, and
//! one that is written to may be seen in either state: both change its length or its modification time, which are
//! compared after the closure has run, before anything it made is used.
#![allow(unsafe_code)]

use std::fs::File;
use std::io;

use memmap2::{Mmap, MmapOptions};

use crate::file::Stamp;

/// Lends the `length` bytes of the file from `offset` to `use_bytes`; what that returns is dropped when the file changed
/// meanwhile.
pub(crate) fn with_bytes<R>(
    file: &File,
    offset: u64,
    length: usize,
    use_bytes: impl FnOnce(&[u8]) -> R,
) -> io::Result<R> {
    let before = Stamp::of(file)?;
    check_length(before, offset, length)?;
    if length == 0 {
        return Ok(use_bytes(&[]));
    }
    let map = map(file, offset, length)?;
    // Again, as late as can be: the file may have shrunk since it was mapped.
    check_length(Stamp::of(file)?, offset, length)?;
    let result = use_bytes(&map);
    if Stamp::of(file)? != before {
        return Err(io::Error::other("the file changed while it was read"));
    }
    Ok(result)
}

fn map(file: &File, offset: u64, length: usize) -> io::Result<Mmap> {
    // SAFETY: the map is private to this module, read-only, and dropped before `with_bytes` returns, so no
    // reference outlives it. The range was just checked to lie in the file. The bytes are only read as `u8`, for
    // which every value is valid; a concurrent writer can make values torn but not invalid. A concurrent
    // truncation ends the process with a signal, as the module's documentation says, and never gives access to
    // memory that is not the file's.
    unsafe { MmapOptions::new().offset(offset).len(length).map(file) }
}

fn check_length(file: Stamp, offset: u64, length: usize) -> io::Result<()> {
    if offset.checked_add(length as u64).is_none_or(|end| end > file.length()) {
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
    #[test]
    fn what_was_made_of_a_file_that_changed_meanwhile_is_dropped() {
        let file = tempfile::tempfile().unwrap();
        file.set_len(10_000).unwrap();
        // Within one page, so that no signal is raised: the bytes would silently read as zeros.
        let shortened = with_bytes(&file, 0, 4096, |_| file.set_len(9_999).unwrap());
        assert!(shortened.unwrap_err().to_string().contains("changed"));
        assert!(with_bytes(&file, 0, 4096, <[u8]>::len).is_ok());
    }
}
