//! The table of contents names every page once, and no page that is not there.

use super::markdown::links;
use super::{PAGES, SourceFile, is_page};

/// What is wrong with `SUMMARY.md`.
pub(super) fn check(files: &[SourceFile]) -> Vec<String> {
    let path = format!("{PAGES}SUMMARY.md");
    let Some(summary) = files.iter().find(|file| file.path == path) else {
        return vec![format!("{path}: missing")];
    };
    let listed: Vec<_> =
        links(&summary.text).into_iter().map(|link| (link.line, format!("{PAGES}{}", link.target))).collect();
    let mut problems = Vec::new();
    for (index, (line, target)) in listed.iter().enumerate() {
        if !files.iter().any(|file| file.path == *target) {
            problems.push(format!("{path}:{line}: no page {target}"));
        } else if listed[..index].iter().any(|(_, earlier)| earlier == target) {
            problems.push(format!("{path}:{line}: {target} is listed twice"));
        }
    }
    let orphans = files.iter().filter(|file| is_page(file) && !listed.iter().any(|(_, to)| *to == file.path));
    problems.extend(orphans.map(|page| format!("{}: not in {path}", page.path)));
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::fixture::file;

    #[test]
    fn absent_repeated_and_unlisted_pages_are_found() {
        let summary = "# Summary\n- [A](a.md)\n- [B](b/c.md)\n- [Gone](gone.md)\n- [A again](a.md)\n";
        let files = [
            file("docs/src/SUMMARY.md", summary),
            file("docs/src/a.md", ""),
            file("docs/src/b/c.md", ""),
            file("docs/src/orphan.md", ""),
            file("README.md", ""),
        ];
        assert_eq!(
            check(&files),
            [
                "docs/src/SUMMARY.md:4: no page docs/src/gone.md",
                "docs/src/SUMMARY.md:5: docs/src/a.md is listed twice",
                "docs/src/orphan.md: not in docs/src/SUMMARY.md",
            ]
        );
        assert_eq!(check(&[]), ["docs/src/SUMMARY.md: missing"]);
    }
}
