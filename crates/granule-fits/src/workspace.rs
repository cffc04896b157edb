//! Memory that reads use beside their results, handed from read to read of one run.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::codec::{ABREAST, Hcompress};

/// Bytes of a workspace that are worth keeping: what Rice tiles and plain images take. Allocating them for every read would
/// have the system clear the same pages over and over.
const KEPT: usize = 1 << 20;

/// What a read needs beside its result. What is in it when a read begins is of no meaning.
#[derive(Debug, Default)]
pub(crate) struct Workspace {
    /// Bytes as they come from the file.
    pub(crate) fetched: Vec<u8>,
    /// Integers of tiles decoded side by side.
    pub(crate) integers: [Vec<i32>; ABREAST],
    /// What was gzipped.
    pub(crate) unzipped: Vec<u8>,
    /// The same in another order.
    pub(crate) ordered: Vec<u8>,
    pub(crate) hcompress: Hcompress,
}

impl Workspace {
    /// Bytes of memory held.
    pub(crate) fn capacity(&self) -> usize {
        let integers: usize = self.integers.iter().map(Vec::capacity).sum();
        self.fetched.capacity()
            + integers * size_of::<i32>()
            + self.unzipped.capacity()
            + self.ordered.capacity()
            + self.hcompress.capacity()
    }
}

/// The workspaces of a run that no read is using now: at most one for each worker.
#[derive(Debug, Default)]
pub(crate) struct Workspaces {
    idle: Mutex<Vec<Workspace>>,
}

impl Workspaces {
    /// One that was used before, or a new one.
    pub(crate) fn take(&self) -> Workspace {
        self.lock().pop().unwrap_or_default()
    }

    /// Keeps a workspace, unless it has become large.
    pub(crate) fn put_back(&self, workspace: Workspace) {
        if workspace.capacity() <= KEPT {
            self.lock().push(workspace);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Workspace>> {
        // Workspaces come and go whole: a panic elsewhere leaves the list good.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn workspaces_are_used_again_unless_they_are_large() {
        let workspaces = Workspaces::default();
        let mut workspace = workspaces.take();
        workspace.fetched.reserve_exact(1000);
        workspaces.put_back(workspace);
        let mut workspace = workspaces.take();
        assert_eq!(workspace.capacity(), 1000);
        workspace.integers[1].reserve_exact(KEPT);
        workspaces.put_back(workspace);
        assert_eq!(workspaces.take().capacity(), 0);
    }
}
