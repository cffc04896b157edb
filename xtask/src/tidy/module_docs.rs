//! Every module begins by saying what it is.

use super::{Finding, SourceFile};

const RULE: &str = "module docs";

/// The files of Rust that do not begin with `//!`.
pub(super) fn check(files: &[SourceFile]) -> Vec<Finding> {
    let silent = files.iter().filter(|file| file.is_rust() && !begins_with_docs(&file.text));
    silent.map(|file| Finding::at(RULE, &file.path, 1, "begin with `//!`: what is this for?")).collect()
}

/// Whether the first line that is neither blank nor part of an inner attribute is a doc comment that
/// says something.
fn begins_with_docs(text: &str) -> bool {
    let mut in_attribute = false;
    let first = text.lines().map(str::trim).find(|line| {
        let attribute = in_attribute || line.starts_with("#![");
        in_attribute = attribute && !line.ends_with(']');
        !attribute && !line.is_empty()
    });
    first.and_then(|line| line.strip_prefix("//!")).is_some_and(|docs| !docs.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::fixture::file;
    use super::*;

    #[test]
    fn docs_may_follow_inner_attributes() {
        assert!(begins_with_docs("//! What it is.\n"));
        assert!(begins_with_docs("#![allow(x)]\n#![allow(\n    y,\n)]\n\n//! What it is.\nfn a() {}"));
    }

    #[test]
    fn anything_else_first_is_found() {
        for text in ["", "use a;\n//! Late.", "// Not docs.", "//!\n", "/// Of an item.\nfn a() {}"] {
            assert_eq!(check(&[file("crates/a/src/b.rs", text)]).len(), 1, "{text:?}");
        }
    }
}
