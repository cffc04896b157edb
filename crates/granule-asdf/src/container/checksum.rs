//! Checksums of blocks, on request.

use std::io::{self, Read};

use super::{BlockInfo, RangeReader, Storage, read_block};
use crate::error::{AsdfError, Result};

/// What became of checking a block's MD5.
///
/// The standard asks for the digest of the bytes as stored. Some writers gave that of the decoded bytes, or something
/// else, and few readers ever looked: a digest that does not hold is a finding, and no reason to refuse the block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Checksum {
    /// The header has none: sixteen zeros.
    Absent,
    /// It is that of the bytes as stored, as it should be.
    Stored,
    /// It is that of the decoded bytes.
    Decoded,
    /// It is neither: the block is damaged, or its writer put something else there.
    Mismatch {
        /// The digest of the bytes as stored.
        found: [u8; 16],
    },
}

/// Computes the digests of a block and compares them with the one in its header.
pub(crate) fn check(storage: &Storage, info: &BlockInfo, block: usize) -> Result<Checksum> {
    if info.checksum == [0; 16] {
        return Ok(Checksum::Absent);
    }
    let stored = RangeReader { storage, offset: info.payload, end: info.payload.saturating_add(info.used) };
    let found = digest(stored).map_err(AsdfError::reading)?;
    if found == info.checksum {
        return Ok(Checksum::Stored);
    }
    // A block that cannot be decoded has no other digest.
    let decoded = if info.is_uncompressed() { None } else { read_block(storage, info, block).ok() };
    Ok(match decoded {
        Some(bytes) if *md5::compute(&bytes) == info.checksum => Checksum::Decoded,
        _ => Checksum::Mismatch { found },
    })
}

/// The MD5 of everything that `reader` gives.
fn digest(mut reader: impl Read) -> io::Result<[u8; 16]> {
    let mut context = md5::Context::new();
    io::copy(&mut reader, &mut context)?;
    Ok(*context.finalize())
}
