//! The files of the workspace, read once and handed to every check.

use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// One text file: its path from the root, with `/` on every system, and its text.
#[derive(Debug)]
pub(crate) struct SourceFile {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl SourceFile {
    /// Whether this is Rust source.
    pub(crate) fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// The part of the path after the last `/`.
    pub(crate) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }
}

/// Endings of the files that people write here; data, fonts and generated files are left alone.
const AUTHORED: &[&str] = &[".rs", ".toml", ".md", ".sh", ".py", ".yml", ".yaml"];
/// Authored files without a telling ending.
const AUTHORED_NAMES: &[&str] = &["LICENSE-APACHE", "LICENSE-MIT", ".gitignore"];

/// Reads every authored file below `root`, in order of path.
pub(crate) fn read(root: &Path) -> Result<Vec<SourceFile>> {
    let mut files = Vec::new();
    descend(root, "", &mut files)?;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn descend(directory: &Path, prefix: &str, files: &mut Vec<SourceFile>) -> Result<()> {
    // Cargo marks its target directory, wherever it was told to put it.
    if directory.join("CACHEDIR.TAG").exists() {
        return Ok(());
    }
    let entries = fs::read_dir(directory).with_context(|| format!("cannot list {}", directory.display()))?;
    for entry in entries {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let path = format!("{prefix}{name}");
        if entry.file_type()?.is_dir() {
            if !skipped(&path) {
                descend(&entry.path(), &format!("{path}/"), files)?;
            }
        } else if authored(&path) {
            let text = fs::read_to_string(entry.path()).with_context(|| format!("cannot read {path}"))?;
            files.push(SourceFile { path, text });
        }
    }
    Ok(())
}

/// Directories that hold nothing anyone wrote.
fn skipped(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name == ".git" || name == "target" || path == "docs/book"
}

fn authored(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    path.starts_with(".ci/")
        || AUTHORED_NAMES.contains(&name)
        || AUTHORED.iter().any(|ending| name.ends_with(ending))
}

/// Files made up by the tests of the checks.
#[cfg(test)]
pub(crate) mod fixture {
    use super::SourceFile;

    /// A file of this path and text.
    pub(crate) fn file(path: &str, text: &str) -> SourceFile {
        SourceFile { path: path.into(), text: text.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_very_file_is_among_those_read() {
        let files = read(&crate::workspace_root()).unwrap();
        let own = files.iter().find(|file| file.path == "xtask/src/tree.rs").unwrap();
        assert!(own.text.starts_with("//! The files of the workspace"));
        assert!(own.is_rust());
        assert_eq!(own.name(), "tree.rs");
        assert!(files.windows(2).all(|pair| pair[0].path < pair[1].path));
    }

    #[test]
    fn data_and_output_are_left_alone() {
        assert!(!authored("crates/granule-plot/assets/font.ttf"));
        assert!(!authored("Cargo.lock"));
        assert!(authored(".ci/run"));
        assert!(skipped("fuzz/target"));
        assert!(skipped("docs/book"));
        assert!(!skipped("docs/src"));
    }
}
