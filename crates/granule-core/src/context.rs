//! What a run lends to its tasks: policies, counters, warnings.

use std::any::Any;
use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What to do when a file of a dataset is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum MissingFiles {
    /// Fill its part with NaN, count it, and return a [`Warning`] with the result.
    #[default]
    Nan,
    /// Fail the run with an error that names it.
    Error,
}

/// Something a user should know about a result that was still delivered.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Warning {
    /// A file that is not there; its part of the result is NaN.
    MissingFile {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// A file whose elements are of another type than the dataset says; they were cast.
    CastFile {
        /// The file.
        path: PathBuf,
        /// The type in the file.
        found: String,
        /// The type the dataset declares.
        declared: String,
    },
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingFile { path } => write!(f, "{} is missing; its part is NaN", path.display()),
            Self::CastFile { path, found, declared } => {
                write!(f, "{} holds {found}, cast to the declared {declared}", path.display())
            }
        }
    }
}

/// What a run has read so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadStats {
    /// Files opened.
    pub files: u64,
    /// Tiles decoded (an uncompressed image counts none).
    pub tiles: u64,
    /// Bytes read from files.
    pub bytes_read: u64,
    /// Bytes of values those became.
    pub bytes_decoded: u64,
}

/// The state of one run that its tasks share: a missing-file policy, read counters and warnings.
///
/// A context belongs to one run; plans never hold one.
#[derive(Debug, Default)]
pub struct RunContext {
    missing_files: MissingFiles,
    files: AtomicU64,
    tiles: AtomicU64,
    bytes_read: AtomicU64,
    bytes_decoded: AtomicU64,
    warnings: Mutex<BTreeSet<Warning>>,
    shared: Arc<Mutex<Vec<Arc<dyn Any + Send + Sync>>>>,
}

impl RunContext {
    /// A fresh context with this policy.
    #[must_use]
    pub fn new(missing_files: MissingFiles) -> Self {
        Self { missing_files, ..Self::default() }
    }

    /// A part of this run: counters and warnings of its own, the same policy, and what the run's tasks
    /// [share](Self::shared).
    #[must_use]
    pub fn part(&self) -> Self {
        Self { missing_files: self.missing_files, shared: Arc::clone(&self.shared), ..Self::default() }
    }

    /// The `T` that all tasks of this run share: made when it is first asked for, dropped with the run. A source keeps
    /// here what is worth keeping from read to read, but not from run to run, such as open files.
    #[must_use]
    pub fn shared<T: Any + Default + Send + Sync>(&self) -> Arc<T> {
        let mut shared = lock(&self.shared);
        if let Some(found) = shared.iter().find_map(|thing| Arc::clone(thing).downcast::<T>().ok()) {
            return found;
        }
        let made = Arc::new(T::default());
        shared.push(Arc::clone(&made) as Arc<dyn Any + Send + Sync>);
        made
    }

    /// What to do when a file is not there.
    #[must_use]
    pub fn missing_files(&self) -> MissingFiles {
        self.missing_files
    }

    /// Adds to the read counters.
    pub fn count(&self, read: ReadStats) {
        self.files.fetch_add(read.files, Ordering::Relaxed);
        self.tiles.fetch_add(read.tiles, Ordering::Relaxed);
        self.bytes_read.fetch_add(read.bytes_read, Ordering::Relaxed);
        self.bytes_decoded.fetch_add(read.bytes_decoded, Ordering::Relaxed);
    }

    /// Records a warning; the same warning is kept once.
    pub fn warn(&self, warning: Warning) {
        lock(&self.warnings).insert(warning);
    }

    /// Records a missing file.
    pub fn warn_missing(&self, path: &Path) {
        self.warn(Warning::MissingFile { path: path.to_owned() });
    }

    /// What has been read so far.
    #[must_use]
    pub fn stats(&self) -> ReadStats {
        ReadStats {
            files: self.files.load(Ordering::Relaxed),
            tiles: self.tiles.load(Ordering::Relaxed),
            bytes_read: self.bytes_read.load(Ordering::Relaxed),
            bytes_decoded: self.bytes_decoded.load(Ordering::Relaxed),
        }
    }

    /// The warnings so far, sorted.
    #[must_use]
    pub fn warnings(&self) -> Vec<Warning> {
        lock(&self.warnings).iter().cloned().collect()
    }
}

/// What is locked here is changed in one step: a panic elsewhere leaves it good.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tasks_share_is_one_of_each_type_and_goes_with_the_run() {
        let run = RunContext::default();
        run.shared::<AtomicU64>().store(7, Ordering::Relaxed);
        let part = run.part();
        assert_eq!(part.shared::<AtomicU64>().load(Ordering::Relaxed), 7);
        assert_eq!(*run.shared::<u8>(), 0);
        part.warn_missing(Path::new("a.fits"));
        assert!(run.warnings().is_empty());
        let held = Arc::downgrade(&run.shared::<AtomicU64>());
        drop((run, part));
        assert!(held.upgrade().is_none());
    }

    #[test]
    fn counters_add_and_warnings_are_kept_once() {
        let context = RunContext::default();
        context.count(ReadStats { files: 1, tiles: 2, bytes_read: 3, bytes_decoded: 4 });
        context.count(ReadStats { tiles: 5, ..ReadStats::default() });
        context.warn_missing(Path::new("b.fits"));
        context.warn_missing(Path::new("a.fits"));
        context.warn_missing(Path::new("b.fits"));
        assert_eq!(context.stats(), ReadStats { files: 1, tiles: 7, bytes_read: 3, bytes_decoded: 4 });
        let texts: Vec<String> = context.warnings().iter().map(ToString::to_string).collect();
        assert_eq!(texts, ["a.fits is missing; its part is NaN", "b.fits is missing; its part is NaN"]);
    }
}
