//! No file of Rust is too long to read.

use super::{Finding, SourceFile};

const RULE: &str = "file size";
/// Files longer than this are split.
const HARD_CAP: usize = 800;
/// Files longer than this are named in the figures, as the next to split.
pub(super) const SOFT_CAP: usize = 500;

/// Files that may be longer: path, lines allowed, reason.
const EXCEPTIONS: &[(&str, usize, &str)] = &[];

/// The files over the hard cap.
pub(super) fn check(files: &[SourceFile]) -> Vec<Finding> {
    files.iter().filter(|file| file.is_rust()).filter_map(check_file).collect()
}

fn check_file(file: &SourceFile) -> Option<Finding> {
    let exception = EXCEPTIONS.iter().find(|(path, _, _)| *path == file.path);
    let cap = exception.map_or(HARD_CAP, |(_, allowed, _)| *allowed);
    let length = file.text.lines().count();
    let message = format!("{length} lines, {cap} at most: split it by concept");
    (length > cap).then(|| Finding::at(RULE, &file.path, 0, message))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::file;
    use super::*;

    #[test]
    fn the_cap_itself_is_allowed_and_one_more_is_not() {
        let at_cap = file("crates/a/src/a.rs", &"x\n".repeat(HARD_CAP));
        let over = file("crates/a/src/b.rs", &"x\n".repeat(HARD_CAP + 1));
        let data = file("docs/long.md", &"x\n".repeat(HARD_CAP * 2));
        let found = check(&[at_cap, over, data]);
        assert_eq!(found.len(), 1);
        assert!(found[0].message.contains("801 lines"));
    }
}
