//! The book in `docs/`: its table of contents, its links, its examples; built where mdbook is installed.
//!
//! mdbook is not needed to know that the book is sound: what it would trip over is checked here, and
//! examples in Rust are compiled as doc tests of `granule-tests`.

mod examples;
mod links;
mod markdown;
mod summary;

use crate::tree::{self, SourceFile};
use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::{Command, Stdio};

/// Where the pages of the book are.
const PAGES: &str = "docs/src/";

/// Checks the book and, where there is an `mdbook`, builds it.
pub(crate) fn run(root: &Path) -> Result<()> {
    let files = tree::read(root)?;
    let problems = problems(root, &files);
    for problem in &problems {
        println!("{problem}");
    }
    if !problems.is_empty() {
        bail!("problems in the book and documents: {}", problems.len());
    }
    println!("book: {} pages, links hold", files.iter().filter(|file| is_page(file)).count());
    build(root)
}

fn problems(root: &Path, files: &[SourceFile]) -> Vec<String> {
    let mut problems = summary::check(files);
    problems.extend(links::check(root, files));
    problems.extend(examples::check(files));
    problems
}

/// Whether this is a page of the book (the table of contents is not).
fn is_page(file: &SourceFile) -> bool {
    file.path.starts_with(PAGES) && file.path.ends_with(".md") && file.name() != "SUMMARY.md"
}

fn build(root: &Path) -> Result<()> {
    let found = Command::new("mdbook").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !found.is_ok_and(|status| status.success()) {
        println!("book: mdbook is not installed, so the book was checked but not built");
        return Ok(());
    }
    let status = Command::new("mdbook")
        .args(["build", "docs"])
        .current_dir(root)
        .status()
        .context("cannot start mdbook")?;
    if !status.success() {
        bail!("`mdbook build docs` failed ({status})");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_book_of_this_workspace_is_sound() {
        let root = crate::workspace_root();
        let mut files = tree::read(&root).unwrap();
        files.retain(|file| file.path.starts_with("docs/") || file.path.starts_with("tests/"));
        assert!(files.iter().any(is_page));
        assert_eq!(problems(&root, &files), [""; 0]);
    }
}
