//! LZ4 as ASDF blocks hold it: chunks of a few megabytes, each with its sizes before it.
//!
//! A chunk is its length as a big-endian `u32`, then as many bytes: the size of what it decodes to, little-endian (so
//! Python's `lz4.block` writes it), and the LZ4 block itself.

use std::io::{self, Read};

use lz4_flex::block::{compress_prepend_size, decompress_into};

/// How many bytes one chunk holds, when written.
const CHUNK: usize = 4 << 20;

/// An LZ4 sequence of one byte stands for 255 at most.
const MAX_RATIO: usize = 255;

/// The chunks of `bytes`.
pub(super) fn encode(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoded = Vec::new();
    for chunk in bytes.chunks(CHUNK) {
        let chunk = compress_prepend_size(chunk);
        let length = u32::try_from(chunk.len()).map_err(|_| io::ErrorKind::InvalidInput)?;
        encoded.extend(length.to_be_bytes());
        encoded.extend(chunk);
    }
    Ok(encoded)
}

/// Decodes chunks until they end, or give more than `size` bytes. Returns the bytes, and how many there are: where that
/// is more than `size`, those beyond were not decoded.
pub(super) fn decode(mut stored: impl Read, size: u64) -> io::Result<(Vec<u8>, u64)> {
    let mut bytes = Vec::new();
    while let Some(length) = chunk_length(&mut stored)? {
        let mut chunk = Vec::new();
        stored.by_ref().take(length.into()).read_to_end(&mut chunk)?;
        if chunk.len() as u64 != u64::from(length) {
            return Err(damaged("a chunk is cut short"));
        }
        let Some((head, block)) = chunk.split_first_chunk::<4>() else {
            return Err(damaged("a chunk is too short to hold its size"));
        };
        let grown = u32::from_le_bytes(*head) as usize;
        let start = bytes.len();
        let found = start as u64 + grown as u64;
        if found > size {
            return Ok((bytes, found));
        }
        if grown > block.len().saturating_mul(MAX_RATIO) {
            return Err(damaged("a chunk promises more bytes than it can hold"));
        }
        bytes.try_reserve(grown).map_err(|_| io::ErrorKind::OutOfMemory)?;
        bytes.resize(start + grown, 0);
        let room = bytes.get_mut(start..).unwrap_or_default();
        let written = decompress_into(block, room).map_err(|error| io::Error::other(error.to_string()))?;
        if written != grown {
            return Err(damaged("a chunk holds fewer bytes than it promises"));
        }
    }
    let found = bytes.len() as u64;
    Ok((bytes, found))
}

/// The length of the next chunk; `None` at the end of the block.
fn chunk_length(stored: &mut impl Read) -> io::Result<Option<u32>> {
    let mut head = Vec::with_capacity(4);
    stored.by_ref().take(4).read_to_end(&mut head)?;
    match <[u8; 4]>::try_from(head) {
        Ok(head) => Ok(Some(u32::from_be_bytes(head))),
        Err(head) if head.is_empty() => Ok(None),
        Err(_) => Err(damaged("the length of a chunk is cut short")),
    }
}

fn damaged(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_of_python_lz4_decode() {
        // lz4.block.compress(b"abc" * 10) of python-lz4 4.4, with its length before it.
        let block = b"\x1e\x00\x00\x00?abc\x03\x00\x03Pbcabc";
        let stored = [&u32::try_from(block.len()).unwrap().to_be_bytes(), &block[..]].concat();
        assert_eq!(decode(&stored[..], 30).unwrap(), (b"abc".repeat(10), 30));
        let twice = stored.repeat(2);
        assert_eq!(decode(&twice[..], 60).unwrap().1, 60);
        assert_eq!(decode(&twice[..], 59).unwrap().1, 60);
        for cut in [1, 3, 4, 7, 12, stored.len() - 1] {
            assert!(decode(&stored[..cut], 30).is_err(), "{cut}");
        }
    }

    #[test]
    fn what_is_encoded_decodes() {
        for length in [0, 1, 100, CHUNK, CHUNK + 1] {
            let bytes: Vec<u8> = (0..length).map(|i| (i / 7) as u8).collect();
            let (decoded, found) = decode(&encode(&bytes).unwrap()[..], length as u64).unwrap();
            assert!(decoded == bytes && found == length as u64, "{length}");
        }
    }

    #[test]
    fn a_chunk_cannot_promise_more_than_it_holds() {
        let stored = b"\x00\x00\x00\x06\xff\xff\xff\x7f\x10a";
        let error = decode(&stored[..], u64::MAX).unwrap_err();
        assert!(error.to_string().contains("promises more"), "{error}");
    }
}
