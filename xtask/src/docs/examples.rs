//! Pages with Rust in them are compiled: `granule-tests` includes them as doc tests.

use super::markdown::has_rust_example;
use super::{SourceFile, is_page};

/// The file that includes the pages.
const HOME: &str = "tests/src/lib.rs";

/// The pages with examples that nothing compiles.
pub(super) fn check(files: &[SourceFile]) -> Vec<String> {
    let home = files.iter().find(|file| file.path == HOME).map_or("", |file| &file.text);
    let uncompiled = files.iter().filter(|file| {
        is_page(file)
            && has_rust_example(&file.text)
            && !home.contains(&format!("include_str!(\"../../{}\")", file.path))
    });
    uncompiled
        .map(|page| format!("{}: include it in {HOME}, so that its Rust is compiled", page.path))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::fixture::file;

    #[test]
    fn a_page_with_rust_that_nothing_compiles_is_found() {
        let page = || file("docs/src/a.md", "```rust\nfn main() {}\n```\n");
        let prose = file("docs/src/b.md", "No code.\n");
        assert_eq!(check(&[page(), prose]).len(), 1);
        let home = file(HOME, "#[doc = include_str!(\"../../docs/src/a.md\")]\nmod a {}\n");
        assert_eq!(check(&[page(), home]), [""; 0]);
    }
}
