//! Files that are written whole or not at all.

use std::io::{BufWriter, Write};
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

/// Writes a file under a temporary name beside `path`, then gives it its name.
///
/// # Errors
/// [`Error::OutputExists`], [`Error::Output`].
pub(crate) fn write_atomically(
    path: &Path,
    overwrite: Overwrite,
    fill: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> Result<(), Error> {
    let failed = |source| Error::Output { path: path.to_owned(), source };
    check_free(path, overwrite)?;
    let temporary = tempfile::NamedTempFile::new_in(directory_of(path)).map_err(failed)?;
    let mut writer = BufWriter::new(temporary);
    fill(&mut writer).map_err(failed)?;
    let temporary = writer.into_inner().map_err(|error| failed(error.into_error()))?;
    let kept = match overwrite {
        Overwrite::Yes => temporary.persist(path),
        Overwrite::No => temporary.persist_noclobber(path),
    };
    kept.map(drop).map_err(|error| failed(error.error))
}
