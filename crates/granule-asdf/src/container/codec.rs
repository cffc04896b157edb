//! Compressions of blocks: by label, there and back.

use std::io::{self, Read, Write};

use bzip2::read::BzDecoder;
use bzip2::write::BzEncoder;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;

use super::storage::{RangeReader, Storage};
use super::{BlockInfo, lz4};
use crate::error::{AsdfError, Result};

/// A deflate stream cannot grow by more than this factor, so a header that promises more is lying.
const MAX_DEFLATE: u64 = 1032;

/// The same for LZ4, whose shortest sequence stands for 255 bytes for each of its own.
const MAX_LZ4: u64 = 255;

/// bzip2 has no useful bound of this kind: 45 bytes may stand for 46 million zeros. Blocks up to this size are decoded
/// whatever their ratio, larger ones when they grow no more than those of zlib.
const BZIP2_ALLOWANCE: u64 = 512 << 20;

/// How the bytes of a block are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Compression {
    /// As they are.
    #[default]
    None,
    /// As one zlib stream.
    Zlib,
    /// As one bzip2 stream.
    Bzip2,
    /// In chunks of LZ4. Not part of the ASDF standard, though widely used; Python needs its package `lz4`.
    Lz4,
}

impl Compression {
    /// The four bytes of the block header.
    pub(crate) fn label(self) -> [u8; 4] {
        match self {
            Self::None => [0; 4],
            Self::Zlib => *b"zlib",
            Self::Bzip2 => *b"bzp2",
            Self::Lz4 => *b"lz4\0",
        }
    }

    fn from_label(label: [u8; 4]) -> Option<Self> {
        [Self::None, Self::Zlib, Self::Bzip2, Self::Lz4].into_iter().find(|known| known.label() == label)
    }

    /// The most bytes that `used` stored ones are decoded to.
    fn most(self, used: u64) -> u64 {
        match self {
            Self::None => used,
            Self::Zlib => used.saturating_mul(MAX_DEFLATE).saturating_add(64),
            Self::Bzip2 => used.saturating_mul(MAX_DEFLATE).max(BZIP2_ALLOWANCE),
            Self::Lz4 => used.saturating_mul(MAX_LZ4),
        }
    }

    /// The bytes as they are stored.
    pub(crate) fn encode(self, bytes: Vec<u8>) -> io::Result<Vec<u8>> {
        match self {
            Self::None => Ok(bytes),
            Self::Zlib => {
                let mut encoder = ZlibEncoder::new(Vec::new(), flate2::Compression::default());
                encoder.write_all(&bytes)?;
                encoder.finish()
            }
            Self::Bzip2 => {
                let mut encoder = BzEncoder::new(Vec::new(), bzip2::Compression::best());
                encoder.write_all(&bytes)?;
                encoder.finish()
            }
            Self::Lz4 => lz4::encode(&bytes),
        }
    }
}

/// Decodes a compressed block: to as many bytes as its header says, or to an error.
pub(super) fn decode(storage: &Storage, info: &BlockInfo, block: usize) -> Result<Vec<u8>> {
    let unsupported = || AsdfError::UnsupportedCompression { block, label: info.label() };
    let codec = Compression::from_label(info.compression).ok_or_else(unsupported)?;
    let most = codec.most(info.used);
    if info.data_size > most {
        return Err(AsdfError::DecodedSize { block, expected: info.data_size, found: most });
    }
    let stored = RangeReader { storage, offset: info.payload, end: info.payload.saturating_add(info.used) };
    let damaged = |source| AsdfError::Decompression { block, codec: info.label(), source };
    let decoded = match codec {
        Compression::None => drain(stored, info, false),
        Compression::Zlib => {
            let buffer = usize::try_from(info.used).unwrap_or(usize::MAX).clamp(1, 64 << 10);
            drain(ZlibDecoder::new_with_buf(stored, vec![0; buffer]), info, true)
        }
        Compression::Bzip2 => drain(BzDecoder::new(stored), info, false),
        Compression::Lz4 => lz4::decode(stored, info.data_size),
    };
    let (bytes, found) = decoded.map_err(damaged)?;
    if found == info.data_size {
        Ok(bytes)
    } else {
        Err(AsdfError::DecodedSize { block, expected: info.data_size, found })
    }
}

/// Reads as many bytes as the header promises, and counts one more where there is one: what is too long is not
/// decoded to its end, and the decoder checks what stands at the end of the stream.
fn drain(mut decoder: impl Read, info: &BlockInfo, at_once: bool) -> io::Result<(Vec<u8>, u64)> {
    let mut bytes = Vec::new();
    if at_once {
        // The size is bounded by that of the file; elsewhere memory grows with what is decoded.
        let size = usize::try_from(info.data_size).unwrap_or(usize::MAX);
        bytes.try_reserve_exact(size).map_err(|_| io::ErrorKind::OutOfMemory)?;
    }
    decoder.by_ref().take(info.data_size).read_to_end(&mut bytes)?;
    let excess = decoder.read(&mut [0])?;
    let found = bytes.len() as u64 + excess as u64;
    Ok((bytes, found))
}
