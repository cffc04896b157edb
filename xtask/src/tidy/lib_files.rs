//! `lib.rs` is a front page: docs, `mod` and `pub use`, nothing that does something.

use super::{Finding, SourceFile};
use crate::lexer::{code_only, words};

const RULE: &str = "lib.rs";
const ITEMS: &[&str] = &["fn", "struct", "enum", "trait", "impl", "static"];

/// The items in front pages that belong in a module.
pub(super) fn check(files: &[SourceFile]) -> Vec<Finding> {
    let front_pages =
        files.iter().filter(|file| file.path.starts_with("crates/") && file.path.ends_with("/src/lib.rs"));
    front_pages
        .flat_map(|file| {
            let code = code_only(&file.text);
            let items = words(&code).filter(|(_, word)| ITEMS.contains(word));
            let found = items.map(|(line, word)| {
                Finding::at(RULE, &file.path, line, format!("`{word}` belongs in a module"))
            });
            found.collect::<Vec<_>>()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{file, lines};
    use super::*;

    #[test]
    fn items_are_found_and_examples_in_docs_are_not() {
        let good = "//! ```\n//! fn main() {}\n//! ```\nmod shape;\npub use shape::Shape;\n";
        assert_eq!(check(&[file("crates/a/src/lib.rs", good)]), []);
        let bad = format!("{good}pub struct Shape;\n");
        assert_eq!(lines(&check(&[file("crates/a/src/lib.rs", &bad)])), [6]);
        assert_eq!(check(&[file("crates/a/src/shape.rs", &bad)]), []);
    }
}
