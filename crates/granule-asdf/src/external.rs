//! Other files that a file leads to.

use std::collections::VecDeque;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::{AsdfError, Result};
use crate::file::AsdfFile;
use crate::options::{AsdfOptions, ExternalFiles};
use crate::reference::percent_decode;

/// How many other files stay open: a dataset may be spread over thousands.
const KEPT: usize = 8;

/// Opens other files where the policy allows it, and keeps the last few.
#[derive(Debug)]
pub(crate) struct External {
    policy: ExternalFiles,
    /// Where relative paths start; `None` for bytes of which nobody said where they belong.
    base: Option<PathBuf>,
    opened: Mutex<VecDeque<(PathBuf, Arc<AsdfFile>)>>,
}

impl External {
    pub(crate) fn new(policy: ExternalFiles, base: Option<PathBuf>) -> Self {
        Self { policy, base, opened: Mutex::default() }
    }

    /// The file that a URI without fragment names; `line` is that of the node that names it.
    pub(crate) fn file(&self, uri: &str, line: usize) -> Result<Arc<AsdfFile>> {
        let refused = |reason| AsdfError::ExternalSource { uri: uri.to_owned(), reason, line };
        let path = self.allowed(uri).map_err(refused)?;
        let kept = |files: &VecDeque<(PathBuf, Arc<AsdfFile>)>| {
            files.iter().find(|(name, _)| *name == path).map(|(_, file)| Arc::clone(file))
        };
        if let Some(file) = kept(&self.lock()) {
            return Ok(file);
        }
        let file = Arc::new(AsdfOptions::new().external(self.policy).open(&path)?);
        let mut opened = self.lock();
        opened.push_back((path, Arc::clone(&file)));
        if opened.len() > KEPT {
            opened.pop_front();
        }
        Ok(file)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, VecDeque<(PathBuf, Arc<AsdfFile>)>> {
        // A file is added whole or not at all, so a poisoned lock is still good.
        self.opened.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The path that a URI stands for, or why it may not be opened.
    fn allowed(&self, uri: &str) -> Result<PathBuf, &'static str> {
        if self.policy == ExternalFiles::Refuse {
            return Err("other files are not to be opened");
        }
        let anywhere = self.policy == ExternalFiles::Anywhere;
        let uri = match uri.strip_prefix("file://") {
            Some(rest) if anywhere => rest.strip_prefix("localhost").unwrap_or(rest),
            _ if has_scheme(uri) || uri.starts_with("//") => {
                return Err("only local files, named by a path, are opened");
            }
            _ => uri,
        };
        let path = percent_decode(uri).ok_or("its percent-encoding is malformed")?;
        let path = Path::new(&path);
        let below = path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        if !below && !anywhere {
            return Err(
                "only files in the same directory or below are opened; ExternalFiles::Anywhere allows others",
            );
        }
        if path.is_absolute() {
            return Ok(path.to_owned());
        }
        let base =
            self.base.as_ref().ok_or("it is relative to a file in memory; give AsdfOptions::directory")?;
        Ok(base.join(path))
    }
}

/// Whether a URI begins with a scheme, such as `http:`. Of one letter it is a drive, and no path of this system.
fn has_scheme(uri: &str) -> bool {
    let Some((scheme, _)) = uri.split_once(':') else { return false };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(policy: ExternalFiles, uri: &str) -> Result<PathBuf, &'static str> {
        External::new(policy, Some("/data".into())).allowed(uri)
    }

    #[test]
    fn files_beside_are_opened_and_others_are_not() {
        for (uri, path) in [("a.asdf", "/data/a.asdf"), ("./sub/a%20b.asdf", "/data/sub/a b.asdf")] {
            assert_eq!(allowed(ExternalFiles::Beside, uri).unwrap(), Path::new(path));
            assert!(allowed(ExternalFiles::Refuse, uri).is_err());
        }
        for uri in [
            "/etc/passwd",
            "../a.asdf",
            "sub/../../a.asdf",
            "%2e%2e/a.asdf",
            "%2Fetc/passwd",
            "http://example.org/a.asdf",
            "HTTPS://example.org/a.asdf",
            "//example.org/a.asdf",
            "file:///a.asdf",
            "fits:SCI,1",
            "C:/a.asdf",
            "a%zz.asdf",
        ] {
            assert!(allowed(ExternalFiles::Beside, uri).is_err(), "{uri}");
        }
    }

    #[test]
    fn any_local_file_is_opened_where_that_is_wanted() {
        for (uri, path) in [
            ("/archive/a.asdf", "/archive/a.asdf"),
            ("../a.asdf", "/data/../a.asdf"),
            ("file:///archive/a.asdf", "/archive/a.asdf"),
            ("file://localhost/archive/a.asdf", "/archive/a.asdf"),
        ] {
            assert_eq!(allowed(ExternalFiles::Anywhere, uri).unwrap(), Path::new(path));
        }
        for uri in ["http://example.org/a.asdf", "fits:SCI", "//example.org/a.asdf"] {
            assert!(allowed(ExternalFiles::Anywhere, uri).is_err(), "{uri}");
        }
    }

    #[test]
    fn bytes_in_memory_have_nothing_beside_them() {
        let error = External::new(ExternalFiles::Beside, None).file("a.asdf", 7).unwrap_err();
        assert!(matches!(error, AsdfError::ExternalSource { line: 7, .. }), "{error}");
        assert!(error.to_string().contains("AsdfOptions::directory"), "{error}");
    }
}
