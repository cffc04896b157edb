//! Links between documents lead somewhere: in the book, and in the documents beside it.

use super::markdown::{Link, anchors, links};
use super::{PAGES, SourceFile};
use std::path::Path;

/// Every relative link that leads nowhere.
pub(super) fn check(root: &Path, files: &[SourceFile]) -> Vec<String> {
    let documents = files.iter().filter(|file| file.path.ends_with(".md"));
    documents
        .flat_map(|file| {
            let outcomes =
                links(&file.text).into_iter().filter_map(|link| check_link(root, files, file, &link));
            outcomes.collect::<Vec<_>>()
        })
        .collect()
}

fn check_link(root: &Path, files: &[SourceFile], file: &SourceFile, link: &Link) -> Option<String> {
    let complain = |what: &str| Some(format!("{}:{}: {}: {what}", file.path, link.line, link.target));
    if link.target.contains("://") || link.target.starts_with("mailto:") {
        return None;
    }
    let (path, anchor) = link.target.split_once('#').unwrap_or((&link.target, ""));
    let Some(target) = resolve(&file.path, path) else {
        return complain("leaves the project");
    };
    if target != file.path && !root.join(&target).exists() {
        return complain("leads nowhere");
    }
    if file.path.starts_with(PAGES) && !target.starts_with(PAGES) {
        return complain("leaves the book: readers of the built book do not have that file");
    }
    let known = files.iter().find(|other| other.path == target);
    if !anchor.is_empty() && known.is_some_and(|page| !anchors(&page.text).iter().any(|a| a == anchor)) {
        return complain("no such heading");
    }
    None
}

/// The path from the root that `link`, in the document at `from`, points to; none above the root.
fn resolve(from: &str, link: &str) -> Option<String> {
    if link.is_empty() {
        return Some(from.to_owned());
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            _ => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::fixture::file;

    fn problems(from: &str, text: &str) -> Vec<String> {
        let root = crate::workspace_root();
        check(&root, &[file(from, text), file("xtask/Cargo.toml", "# Heading here\n")])
    }

    #[test]
    fn links_resolve_from_the_document_they_stand_in() {
        assert_eq!(resolve("docs/src/a/b.md", "../c.md").as_deref(), Some("docs/src/c.md"));
        assert_eq!(resolve("README.md", "./docs/").as_deref(), Some("docs"));
        assert_eq!(resolve("a.md", "").as_deref(), Some("a.md"));
        assert_eq!(resolve("a.md", "../b.md"), None);
    }

    #[test]
    fn links_that_hold_pass() {
        let text =
            "# Top\n[a](xtask/Cargo.toml) [b](https://host/x) [c](#top) [d](xtask/Cargo.toml#heading-here)";
        assert_eq!(problems("x.md", text), [""; 0]);
    }

    #[test]
    fn links_that_lead_nowhere_are_found() {
        assert!(problems("x.md", "[a](gone.md)")[0].ends_with("x.md:1: gone.md: leads nowhere"));
        assert!(problems("x.md", "[a](../gone.md)")[0].contains("leaves the project"));
        assert!(problems("x.md", "[a](xtask/Cargo.toml#other)")[0].contains("no such heading"));
        assert!(problems("docs/src/x.md", "[a](../../Cargo.toml)")[0].contains("leaves the book"));
    }
}
