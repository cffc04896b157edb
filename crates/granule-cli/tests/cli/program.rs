//! Running the program.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A directory of its own, with a sample in it.
pub(crate) struct Place {
    pub(crate) directory: tempfile::TempDir,
}

/// What the program said.
pub(crate) struct Said {
    pub(crate) out: String,
    pub(crate) err: String,
    pub(crate) success: bool,
}

impl Place {
    /// A directory without anything.
    pub(crate) fn empty() -> Self {
        Self { directory: tempfile::tempdir().unwrap() }
    }

    /// A directory with a sample of (2, 4, 10, 12) called `observation`.
    pub(crate) fn with_sample() -> Self {
        let place = Self::empty();
        place.run("sample observation --stokes 2 --raster 4 --wave 10 --slit 12").succeeded();
        place
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Runs the program in the directory; words are separated by spaces.
    pub(crate) fn run(&self, words: &str) -> Said {
        let words: Vec<&str> = words.split_whitespace().collect();
        run_in(self.directory.path(), &words)
    }
}

pub(crate) fn run_in(directory: &Path, words: &[&str]) -> Said {
    let output: Output =
        Command::new(env!("CARGO_BIN_EXE_granule")).current_dir(directory).args(words).output().unwrap();
    let said = Said {
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
        success: output.status.success(),
    };
    assert!(!said.err.contains("panicked"), "{words:?} panicked: {}", said.err);
    assert!(output.status.code().is_some(), "{words:?} was killed");
    said
}

impl Said {
    /// Standard output of a run that must have succeeded.
    pub(crate) fn succeeded(self) -> String {
        assert!(self.success, "failed: {}", self.err);
        self.out
    }

    /// The error of a run that must have failed, on one line and without a backtrace.
    pub(crate) fn failed(self) -> String {
        assert!(!self.success, "succeeded: {}", self.out);
        assert!(self.err.starts_with("error: "), "{}", self.err);
        self.err
    }
}
