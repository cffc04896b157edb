//! An open file: positioned reads that are checked against its length and counted.

use std::cell::Cell;
use std::fs::{File, Metadata};
use std::io::{self, ErrorKind};
use std::path::Path;
use std::time::SystemTime;

use granule_core::{ReadStats, RunContext};

use crate::gzipped::{self, Unzipped, gunzip_file};
use crate::handles::Handles;
use crate::{FitsError, Place};

/// How the bytes of uncompressed images are fetched.
///
/// A map of a file that others can write to is never safe, however large the read and however little the file is expected
/// to change: when another process truncates the file *during* a read, the operating system stops this process with
/// `SIGBUS`. So no map is made unless you ask for one. Ask for it where nobody truncates files: archives that are only
/// read, files of your own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Io {
    /// Positioned reads (`pread`), always: nothing that another process does to the file can stop this one.
    #[default]
    Pread,
    /// A map for every read: a copy less, and more work for the system before the first byte.
    Map,
    /// Whichever is faster: a map for large reads of neighbouring values, positioned reads for all others.
    Auto,
}

/// Bytes from which on a map is worth making.
const MAP_FROM: u64 = 4 << 20;

impl Io {
    /// Whether to map, for a read of `bytes` that lie in a stretch of `span` bytes.
    pub(crate) fn maps(self, bytes: u64, span: u64) -> bool {
        match self {
            Self::Pread => false,
            Self::Map => true,
            Self::Auto => bytes >= MAP_FROM && bytes >= span / 2,
        }
    }
}

/// What tells one state of a file from another: its length, and when it was modified as far as the file system tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
}

impl Stamp {
    /// The state of the file now.
    pub(crate) fn of(file: &File) -> io::Result<Self> {
        file.metadata().map(|metadata| Self::from_metadata(&metadata))
    }

    fn from_metadata(metadata: &Metadata) -> Self {
        Self { length: metadata.len(), modified: metadata.modified().ok() }
    }

    /// Bytes of the file.
    pub(crate) fn length(self) -> u64 {
        self.length
    }
}

/// What is kept of a file between reads: the state it was in, and its bytes where they had to be decompressed.
#[derive(Clone, Debug)]
pub(crate) struct Contents {
    pub(crate) stamp: Stamp,
    unzipped: Unzipped,
}

impl Contents {
    /// The same, without decompressed bytes: they are decompressed again when they are needed.
    pub(crate) fn dropped(mut self) -> Self {
        if let Unzipped::Held(_) = self.unzipped {
            self.unzipped = Unzipped::Dropped;
        }
        self
    }

    /// Whether reads take bytes from memory.
    pub(crate) fn in_memory(&self) -> bool {
        matches!(self.unzipped, Unzipped::Held(_))
    }
}

/// A file opened for the length of one read.
///
/// One that is compressed as a whole is decompressed then; all offsets and lengths are those of what it holds.
#[derive(Debug)]
pub(crate) struct DataFile {
    file: File,
    at: Place,
    stamp: Stamp,
    unzipped: Unzipped,
    bytes_read: Cell<u64>,
}

impl DataFile {
    /// Opens a file for reading and notes its state.
    pub(crate) fn open(path: &Path) -> Result<Self, FitsError> {
        Self::reopen(path, None)
    }

    /// Opens a file of which something is known perhaps: it saves work when the file has not changed.
    pub(crate) fn reopen(path: &Path, known: Option<&Contents>) -> Result<Self, FitsError> {
        let file = File::open(path).map_err(|source| match source.kind() {
            ErrorKind::NotFound => FitsError::Missing { path: path.to_owned() },
            _ => FitsError::Read { at: Place::file(path), source },
        })?;
        Self::of(file, path, known)
    }

    /// The file at this path as a run has it: open already, perhaps. [`DataFile::keep`] gives it back.
    pub(crate) fn in_run(path: &Path, known: Option<&Contents>, run: &RunContext) -> Result<Self, FitsError> {
        if let Some(file) = run.shared::<Handles>().take(path) {
            return Self::of(file, path, known);
        }
        run.count(ReadStats { files: 1, ..ReadStats::default() });
        Self::reopen(path, known)
    }

    /// Ends a read that went well: what it read is counted, and the file kept open for the next.
    pub(crate) fn keep(self, path: &Path, run: &RunContext) {
        run.count(ReadStats { bytes_read: self.bytes_read(), ..ReadStats::default() });
        run.shared::<Handles>().put_back(path, self.file);
    }

    fn of(file: File, path: &Path, known: Option<&Contents>) -> Result<Self, FitsError> {
        let at = Place::file(path);
        let failed = |source: io::Error| FitsError::Read { at: at.clone(), source };
        let metadata = file.metadata().map_err(failed)?;
        if metadata.is_dir() {
            return Err(failed(io::Error::from(ErrorKind::IsADirectory)));
        }
        let stamp = Stamp::from_metadata(&metadata);
        let known = known.filter(|known| known.stamp == stamp).map(|known| known.unzipped.clone());
        let mut file = Self { file, at, stamp, unzipped: Unzipped::Plain, bytes_read: Cell::new(0) };
        match known {
            Some(Unzipped::Dropped) => file.unzip()?,
            Some(known) => file.unzipped = known,
            None if file.begins_as_gzip() => file.unzip()?,
            None => {}
        }
        Ok(file)
    }

    /// Decompresses a file that is compressed as a whole.
    fn unzip(&mut self) -> Result<(), FitsError> {
        self.unzipped = Unzipped::Held(gunzip_file(&self.file, &self.at, gzipped::MOST)?);
        self.count(usize::try_from(self.stamp.length).unwrap_or(usize::MAX));
        self.check_unchanged(self.stamp)
    }

    fn begins_as_gzip(&self) -> bool {
        let mut magic = [0; gzipped::MAGIC.len()];
        // A file that cannot be read will say so when it is.
        read_exact_at(&self.file, &mut magic, 0).is_ok() && magic == gzipped::MAGIC
    }

    /// What may be kept until the file is opened again.
    pub(crate) fn contents(&self) -> Contents {
        Contents { stamp: self.stamp, unzipped: self.unzipped.clone() }
    }

    pub(crate) fn place(&self) -> &Place {
        &self.at
    }

    /// The file itself, where its bytes can be mapped.
    pub(crate) fn mappable(&self) -> Option<&File> {
        matches!(self.unzipped, Unzipped::Plain).then_some(&self.file)
    }

    /// Bytes of the file when it was opened, decompressed.
    pub(crate) fn length(&self) -> u64 {
        match &self.unzipped {
            Unzipped::Held(bytes) => bytes.len() as u64,
            _ => self.stamp.length,
        }
    }

    /// The state of the file when it was opened.
    pub(crate) fn stamp(&self) -> Stamp {
        self.stamp
    }

    /// Bytes read so far.
    fn bytes_read(&self) -> u64 {
        self.bytes_read.get()
    }

    /// Counts bytes that were read by other means.
    pub(crate) fn count(&self, bytes: usize) {
        self.bytes_read.set(self.bytes_read.get().saturating_add(bytes as u64));
    }

    /// The error of a read that the system refused.
    pub(crate) fn failed(&self, source: io::Error) -> FitsError {
        FitsError::Read { at: self.at.clone(), source }
    }

    /// Checks that `[start, start + length)` lies in the file.
    pub(crate) fn check_range(
        &self,
        at: &Place,
        what: &'static str,
        start: u64,
        length: u64,
    ) -> Result<(), FitsError> {
        let end = start.saturating_add(length);
        let held = self.length();
        if end > held {
            return Err(FitsError::Truncated { at: at.clone(), what, start, end, length: held });
        }
        Ok(())
    }

    /// Checks that the file is as it was in the state `known`, which may be that of an earlier opening.
    pub(crate) fn check_unchanged(&self, known: Stamp) -> Result<(), FitsError> {
        let now = Stamp::of(&self.file).map_err(|source| self.failed(source))?;
        if now == known { Ok(()) } else { Err(FitsError::Changed { at: self.at.clone() }) }
    }

    /// Fills `buffer` with the `length` bytes from `start`, which must lie in the file.
    ///
    /// The bytes of a file that changed since it was opened are an error, for they need not belong together. A change
    /// too soon after another for the clock of the file system goes unseen.
    pub(crate) fn read_into(
        &self,
        at: &Place,
        what: &'static str,
        start: u64,
        length: usize,
        buffer: &mut Vec<u8>,
    ) -> Result<(), FitsError> {
        self.check_range(at, what, start, length as u64)?;
        buffer.reserve_exact(length.saturating_sub(buffer.len()));
        if let Unzipped::Held(bytes) = &self.unzipped {
            buffer.clear();
            let start = usize::try_from(start).unwrap_or(usize::MAX);
            buffer.extend_from_slice(bytes.get(start..start.saturating_add(length)).unwrap_or_default());
            return Ok(());
        }
        buffer.resize(length, 0);
        let read = read_exact_at(&self.file, buffer, start);
        // First, since a file that shrinks ends a read early.
        self.check_unchanged(self.stamp)?;
        read.map_err(|source| self.failed(source))?;
        self.count(length);
        Ok(())
    }
}

#[cfg(unix)]
fn read_exact_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, buffer, offset)
}

#[cfg(not(unix))]
fn read_exact_at(mut file: &File, buffer: &mut [u8], offset: u64) -> io::Result<()> {
    use std::io::{Read, Seek, SeekFrom};
    file.seek(SeekFrom::Start(offset))?;
    file.read_exact(buffer)
}

/// A piece of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: u64,
    pub(crate) length: u64,
}

impl Span {
    pub(crate) fn end(self) -> u64 {
        self.start.saturating_add(self.length)
    }
}

/// Bytes that are cheaper to read and drop than to skip with another call.
const GAP: u64 = 4096;

/// Bytes that are fetched at once when there are more: they are still in the cache when they are decoded.
const BATCH: u64 = 256 << 10;

/// Spans that are best decoded side by side: a batch ends behind a multiple of so many where that is not far.
const ABREAST: usize = 4;

/// Groups neighbouring spans that are best fetched together: the span to fetch and how many of `spans` it covers.
///
/// Spans that lie before their predecessor start a new group.
pub(crate) fn coalesce(spans: &[Span]) -> Vec<(Span, usize)> {
    let mut groups: Vec<(Span, usize)> = Vec::new();
    for &span in spans {
        if let Some((group, count)) = groups.last_mut() {
            let joined = span.end().max(group.end()).saturating_sub(group.start);
            let near = span.start >= group.start && span.start <= group.end().saturating_add(GAP);
            let most = if count.is_multiple_of(ABREAST) { BATCH } else { 2 * BATCH };
            if near && joined <= most {
                group.length = joined;
                *count += 1;
                continue;
            }
        }
        groups.push((span, 1));
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_spans_are_fetched_together() {
        let span = |start, length| Span { start, length };
        let groups = coalesce(&[span(0, 10), span(10, 10), span(100, 5), span(1 << 20, 4), span(50, 1)]);
        assert_eq!(groups, [(span(0, 105), 3), (span(1 << 20, 4), 1), (span(50, 1), 1)]);
    }

    #[test]
    fn a_batch_is_bounded_and_of_spans_that_go_abreast() {
        let spans = |length: u64| (0..10).map(|i| Span { start: i * length, length }).collect::<Vec<Span>>();
        let counts = |length| coalesce(&spans(length)).iter().map(|(_, count)| *count).collect::<Vec<_>>();
        assert_eq!(counts(1000), [10]);
        assert_eq!(counts(BATCH / 5), [8, 2]);
        assert_eq!(counts(BATCH / 3), [4, 4, 2]);
        assert_eq!(counts(BATCH), [2; 5]);
        assert_eq!(counts(2 * BATCH + 1), [1; 10]);
    }

    #[test]
    fn absent_files_and_directories_are_told_apart() {
        let directory = tempfile::tempdir().unwrap();
        let absent = DataFile::open(&directory.path().join("none.fits")).unwrap_err();
        assert!(matches!(absent, FitsError::Missing { .. }));
        assert!(matches!(DataFile::open(directory.path()), Err(FitsError::Read { .. })));
    }

    #[test]
    fn bytes_of_a_file_that_changed_are_an_error() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.fits");
        std::fs::write(&path, [7; 100]).unwrap();
        let open = || DataFile::open(&path).unwrap();
        let read = |file: &DataFile| file.read_into(file.place(), "it", 10, 20, &mut Vec::new());
        let file = open();
        read(&file).unwrap();
        for length in [90, 110, 15] {
            let other = open();
            std::fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(length).unwrap();
            assert!(matches!(read(&other), Err(FitsError::Changed { .. })), "{length}");
        }
        assert!(matches!(read(&file), Err(FitsError::Changed { .. })));
    }
}
