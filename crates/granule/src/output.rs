//! Files that are written whole or not at all.

use std::path::{Path, PathBuf};

pub use granule_fits::Overwrite;

use crate::Error;

/// The directory a file lies in.
pub(crate) fn directory_of(path: &Path) -> PathBuf {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned()
}

/// Refuses a path that is taken, unless it may be overwritten.
pub(crate) fn check_free(path: &Path, overwrite: Overwrite) -> Result<(), Error> {
    if overwrite == Overwrite::No && path.symlink_metadata().is_ok() {
        return Err(Error::OutputExists { path: path.to_owned() });
    }
    Ok(())
}
