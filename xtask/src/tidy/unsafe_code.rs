//! `unsafe` lives in one room. The compiler forbids it elsewhere; this keeps the list of rooms short.

use super::{Finding, SourceFile};
use crate::lexer::{code_only, words};

const RULE: &str = "unsafe";

/// Files that may hold `unsafe`, and why.
const ALLOWED: &[(&str, &str)] =
    &[("crates/granule-fits/src/map.rs", "mapping a file is unsafe whatever one does about it")];

/// Every `unsafe` outside the list.
pub(super) fn check(files: &[SourceFile]) -> Vec<Finding> {
    let guarded =
        files.iter().filter(|file| file.is_rust() && !ALLOWED.iter().any(|(path, _)| *path == file.path));
    guarded.flat_map(check_file).collect()
}

fn check_file(file: &SourceFile) -> Vec<Finding> {
    let code = code_only(&file.text);
    let found = words(&code).filter(|(_, word)| *word == "unsafe");
    found.map(|(line, _)| Finding::at(RULE, &file.path, line, "only the listed modules may")).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{file, lines};
    use super::*;

    #[test]
    fn the_keyword_is_found_and_the_word_in_prose_is_not() {
        let text = "// unsafe\n#![forbid(unsafe_code)]\nlet s = \"unsafe\";\nunsafe { f() }\n";
        assert_eq!(lines(&check(&[file("crates/a/src/a.rs", text)])), [4]);
        assert_eq!(check(&[file(ALLOWED[0].0, text)]), []);
    }
}
