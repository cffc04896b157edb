//! How files are opened.

use std::path::{Path, PathBuf};

use crate::container::Storage;
use crate::error::Result;
use crate::file::AsdfFile;

/// Which other files an ASDF file may lead to, through `source: other.asdf` or `$ref: "other.asdf#/…"`.
///
/// Nothing is ever fetched over a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum ExternalFiles {
    /// None.
    Refuse,
    /// Files in the same directory or below it, named by a relative path without `..`. (A link there may lead
    /// elsewhere: whoever made it could have put the file there.)
    #[default]
    Beside,
    /// Any local file. For files that you trust: what a path names is opened and read.
    Anywhere,
}

/// How a file is opened.
///
/// ```no_run
/// use granule_asdf::{AsdfOptions, ExternalFiles};
///
/// let file = AsdfOptions::new().external(ExternalFiles::Refuse).open("observation.asdf")?;
/// # Ok::<(), granule_asdf::AsdfError>(())
/// ```
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct AsdfOptions {
    external: ExternalFiles,
    directory: Option<PathBuf>,
}

impl AsdfOptions {
    /// Files beside the one opened may be read.
    pub fn new() -> Self {
        Self::default()
    }

    /// Which other files may be read when a node leads there.
    pub fn external(self, external: ExternalFiles) -> Self {
        Self { external, ..self }
    }

    /// Where relative paths to other files start: for bytes in memory, which have no directory of their own.
    pub fn directory(self, directory: impl Into<PathBuf>) -> Self {
        Self { directory: Some(directory.into()), ..self }
    }

    /// Opens a file; see [`AsdfFile::open`].
    ///
    /// # Errors
    /// As [`AsdfFile::open`].
    pub fn open(self, path: impl AsRef<Path>) -> Result<AsdfFile> {
        let path = path.as_ref();
        Storage::open(path)
            .and_then(|storage| AsdfFile::from_storage(storage, Some(path), &self))
            .map_err(|error| error.in_file(path))
    }

    /// Reads a file that is in memory; see [`AsdfFile::from_bytes`].
    ///
    /// # Errors
    /// As [`AsdfFile::from_bytes`].
    pub fn read(self, bytes: Vec<u8>) -> Result<AsdfFile> {
        Storage::from_bytes(bytes).and_then(|storage| AsdfFile::from_storage(storage, None, &self))
    }

    /// The policy, and the directory to start from for a file at `path`.
    pub(crate) fn external_base(&self, path: Option<&Path>) -> (ExternalFiles, Option<PathBuf>) {
        let parent = path
            .and_then(Path::parent)
            .map(|parent| if parent.as_os_str().is_empty() { PathBuf::from(".") } else { parent.to_owned() });
        (self.external, self.directory.clone().or(parent))
    }
}
