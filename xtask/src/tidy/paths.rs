//! No path of one machine is written down: nobody else has it.

use super::{Finding, SourceFile};

const RULE: &str = "machine paths";

/// First directories of absolute paths that give a machine away.
const ROOTS: &[&str] = &["home", "root", "Users", "work", "tmp", "private", "mnt"];

/// The lines that hold such a path.
pub(super) fn check(files: &[SourceFile]) -> Vec<Finding> {
    files.iter().flat_map(check_file).collect()
}

fn check_file(file: &SourceFile) -> Vec<Finding> {
    let numbered = file.text.lines().enumerate();
    let found = numbered.filter_map(|(index, line)| {
        let root = ROOTS.iter().find(|root| has_path_below(line, root))?;
        let message = format!("a path below `{root}` of some machine: use a relative one");
        Some(Finding::at(RULE, &file.path, index + 1, message))
    });
    found.collect()
}

/// Whether the line has an absolute path below `root`: what stands before must not be a part of the path,
/// nor a host as in `https://host/home/x`.
fn has_path_below(line: &str, root: &str) -> bool {
    let start = format!("/{root}/");
    line.match_indices(&start).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let after = line.get(at + start.len()..).and_then(|text| text.chars().next());
        let longer = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '}' | ')');
        !before.is_some_and(longer) && after.is_some_and(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absolute_paths_are_found() {
        // Put together here, so that this file does not hold what it looks for.
        for root in ROOTS {
            assert!(has_path_below(&format!("open(\"/{root}/me/a.fits\")"), root));
            assert!(has_path_below(&format!("file:///{root}/me"), root));
        }
    }

    #[test]
    fn relative_paths_and_addresses_are_not() {
        for line in ["../mnt/a", "https://host/mnt/a", "$HOME/a", "a/mnt/b", "{dir}/mnt/a", "/mnt/"] {
            assert!(!ROOTS.iter().any(|root| has_path_below(line, root)), "{line}");
        }
    }
}
