//! Random access to the bytes of a file, or of a buffer.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;

use crate::error::{AsdfError, Result};

/// How a file begins that is compressed as a whole.
const GZIP: &[u8] = b"\x1f\x8b";

/// The most bytes that a file compressed as a whole is decompressed to.
const MAX_GUNZIPPED: u64 = 2 << 30;

/// The bytes of an ASDF file. A file stays open, is never mapped, and is read only where asked.
#[derive(Debug)]
pub(crate) enum Storage {
    File { file: PositionedFile, length: u64 },
    Memory(Vec<u8>),
}

impl Storage {
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let failed = |source| AsdfError::Io { action: "open", path: path.to_owned(), source };
        let metadata = std::fs::metadata(path).map_err(failed)?;
        if !metadata.is_file() {
            return Err(AsdfError::NotAFile { path: path.to_owned() });
        }
        let file = File::open(path).map_err(failed)?;
        let length = file.metadata().map_err(failed)?.len();
        let storage = Self::File { file: PositionedFile::new(file), length };
        if storage.read_up_to(0, GZIP.len()).map_err(failed)? != GZIP {
            return Ok(storage);
        }
        gunzip(RangeReader { storage: &storage, offset: 0, end: length })
    }

    pub(crate) fn from_bytes(bytes: Vec<u8>) -> Result<Self> {
        if bytes.starts_with(GZIP) { gunzip(&bytes[..]) } else { Ok(Self::Memory(bytes)) }
    }

    pub(crate) fn len(&self) -> u64 {
        match self {
            Self::File { length, .. } => *length,
            Self::Memory(bytes) => bytes.len() as u64,
        }
    }

    /// Fills `buffer` from `offset`; a file that ends too early is an error.
    pub(crate) fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        match self {
            Self::File { file, .. } => file.read_exact_at(buffer, offset),
            Self::Memory(bytes) => {
                let start = usize::try_from(offset).map_err(|_| io::ErrorKind::UnexpectedEof)?;
                let end = start.checked_add(buffer.len()).ok_or(io::ErrorKind::UnexpectedEof)?;
                buffer.copy_from_slice(bytes.get(start..end).ok_or(io::ErrorKind::UnexpectedEof)?);
                Ok(())
            }
        }
    }

    /// At most `length` bytes from `offset`, fewer at the end of the file.
    pub(crate) fn read_up_to(&self, offset: u64, length: usize) -> io::Result<Vec<u8>> {
        let available = usize::try_from(self.len().saturating_sub(offset)).unwrap_or(usize::MAX);
        let mut buffer = vec![0; length.min(available)];
        self.read_exact_at(&mut buffer, offset)?;
        Ok(buffer)
    }
}

/// Decompresses a file that is compressed as a whole.
fn gunzip(stored: impl Read) -> Result<Storage> {
    let mut bytes = Vec::new();
    let mut decoder = MultiGzDecoder::new(stored).take(MAX_GUNZIPPED + 1);
    decoder.read_to_end(&mut bytes).map_err(|source| AsdfError::Gzip { source })?;
    if bytes.len() as u64 > MAX_GUNZIPPED {
        return Err(AsdfError::GzipTooLong { limit: MAX_GUNZIPPED });
    }
    Ok(Storage::Memory(bytes))
}

/// Sequential reading of a range of the storage.
pub(crate) struct RangeReader<'a> {
    pub(crate) storage: &'a Storage,
    pub(crate) offset: u64,
    pub(crate) end: u64,
}

impl Read for RangeReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end.saturating_sub(self.offset)).unwrap_or(usize::MAX);
        let take = buffer.len().min(left);
        self.storage.read_exact_at(&mut buffer[..take], self.offset)?;
        self.offset += take as u64;
        Ok(take)
    }
}

/// A file that can be read at a position by several threads at once.
#[cfg(unix)]
#[derive(Debug)]
pub(crate) struct PositionedFile(File);

#[cfg(unix)]
impl PositionedFile {
    fn new(file: File) -> Self {
        Self(file)
    }

    fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(&self.0, buffer, offset)
    }
}

/// A file that can be read at a position; elsewhere than on Unix, by one thread at a time.
#[cfg(not(unix))]
#[derive(Debug)]
pub(crate) struct PositionedFile(std::sync::Mutex<File>);

#[cfg(not(unix))]
impl PositionedFile {
    fn new(file: File) -> Self {
        Self(std::sync::Mutex::new(file))
    }

    fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        use std::io::{Seek, SeekFrom};
        let mut file = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        file.seek(SeekFrom::Start(offset))?;
        file.read_exact(buffer)
    }
}
