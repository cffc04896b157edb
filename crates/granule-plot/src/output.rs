//! Writing a finished plot to a file, whole or not at all.

use std::io::{self, Write};
use std::path::Path;

use crate::error::PlotError;

/// Whether a file that exists already may be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Existing {
    #[default]
    Keep,
    Replace,
}

/// Refuses a path that [`write`] would refuse, before any work is done.
pub(crate) fn check(path: &Path, existing: Existing) -> Result<(), PlotError> {
    if path.is_dir() {
        let source = io::Error::new(io::ErrorKind::IsADirectory, "it is a directory");
        return Err(PlotError::Write { path: path.to_owned(), source });
    }
    if existing == Existing::Keep && path.symlink_metadata().is_ok() {
        return Err(PlotError::AlreadyExists { path: path.to_owned() });
    }
    Ok(())
}

/// Writes under a temporary name beside the target, then renames: a reader never sees half a plot.
pub(crate) fn write(path: &Path, bytes: &[u8], existing: Existing) -> Result<(), PlotError> {
    check(path, existing)?;
    let failed = |source| PlotError::Write { path: path.to_owned(), source };
    let directory = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = temporary_in(directory).map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    let renamed = match existing {
        Existing::Keep => file.persist_noclobber(path),
        Existing::Replace => file.persist(path),
    };
    match renamed {
        Ok(_) => Ok(()),
        // Another program made the file since it was checked for.
        Err(e) if e.error.kind() == io::ErrorKind::AlreadyExists => {
            Err(PlotError::AlreadyExists { path: path.to_owned() })
        }
        Err(e) => Err(failed(e.error)),
    }
}

fn temporary_in(directory: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".plot-").suffix(".tmp");
    // Temporary files are private by default; a plot gets the permissions any new file would get.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(directory)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_existing_file_is_kept_unless_told_otherwise() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.png");
        write(&path, b"one", Existing::Keep).unwrap();
        assert!(matches!(write(&path, b"two", Existing::Keep), Err(PlotError::AlreadyExists { .. })));
        assert_eq!(std::fs::read(&path).unwrap(), b"one");
        write(&path, b"two", Existing::Replace).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "no temporary file is left");
    }

    #[test]
    fn an_unwritable_path_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("missing").join("a.png");
        let error = write(&path, b"one", Existing::Keep).unwrap_err();
        assert!(error.to_string().contains(&path.display().to_string()), "{error}");
        let error = write(dir.path(), b"one", Existing::Replace).unwrap_err();
        assert!(error.to_string().contains("directory"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn a_plot_is_as_readable_as_any_new_file() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let (ours, plain) = (dir.path().join("a.png"), dir.path().join("b"));
        write(&ours, b"one", Existing::Keep).unwrap();
        std::fs::write(&plain, b"one").unwrap();
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode();
        assert_eq!(mode(&ours), mode(&plain));
    }
}
