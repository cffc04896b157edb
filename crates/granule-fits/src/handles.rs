//! Open files, kept from read to read of one run.

use std::fs::File;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Files kept open at most: enough for the files that some workers read in turns, and few beside any limit that a
/// system sets. Those being read come on top, one a worker.
const MOST: usize = 16;

/// The open files of a run that no read is using now, the one used last behind the others.
///
/// A read takes a file out and puts it back, so that no two of them share one: a worker that goes on with its file finds
/// it here. Files that failed are not put back.
#[derive(Debug, Default)]
pub(crate) struct Handles {
    idle: Mutex<Vec<(Box<Path>, File)>>,
}

impl Handles {
    /// The file at this path, if it is here.
    pub(crate) fn take(&self, path: &Path) -> Option<File> {
        let mut idle = self.lock();
        // Compared as strings of the system: a path of other parts would be another entry, and no worse for it.
        let place = idle.iter().rposition(|(known, _)| known.as_os_str() == path.as_os_str())?;
        Some(idle.remove(place).1)
    }

    /// Keeps a file, and closes the one that was used longest ago when there are too many.
    pub(crate) fn put_back(&self, path: &Path, file: File) {
        let mut idle = self.lock();
        let oldest = (idle.len() >= MOST).then(|| idle.remove(0));
        idle.push((Box::from(path), file));
        // Closing may take its time.
        drop((idle, oldest));
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(Box<Path>, File)>> {
        // Entries come and go whole: a panic elsewhere leaves the list good.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_lent_to_one_reader_and_the_oldest_is_closed() {
        let handles = Handles::default();
        let name = |n: usize| Path::new("files").join(n.to_string());
        for n in 0..MOST + 3 {
            handles.put_back(&name(n), tempfile::tempfile().unwrap());
        }
        assert!(handles.take(&name(2)).is_none(), "closed");
        assert!(handles.take(&name(3)).is_some());
        assert!(handles.take(&name(3)).is_none(), "lent already");
        assert_eq!(handles.lock().len(), MOST - 1);
    }
}
