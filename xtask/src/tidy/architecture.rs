//! `ARCHITECTURE.md` tells of every crate.

use super::layers::Member;
use super::{Finding, SourceFile};

const RULE: &str = "architecture";
const DOCUMENT: &str = "ARCHITECTURE.md";

/// The members that the document does not name between backticks.
pub(super) fn check(files: &[SourceFile], members: &[Member]) -> Vec<Finding> {
    let text = files.iter().find(|file| file.path == DOCUMENT).map_or("", |file| &file.text);
    let forgotten = members.iter().filter(|member| !text.contains(&format!("`{}`", member.name)));
    forgotten
        .map(|member| {
            let message = format!("says nothing of `{}` (with the backticks)", member.name);
            Finding::at(RULE, DOCUMENT, 0, message)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::{fixture::file, layers};
    use super::*;

    #[test]
    fn a_longer_name_does_not_stand_for_a_shorter_one() {
        let members = layers::members(&crate::workspace_root()).unwrap();
        let names: Vec<_> = members.iter().map(|member| format!("`{}`", member.name)).collect();
        assert_eq!(check(&[file(DOCUMENT, &names.join(", "))], &members), []);

        let text = names.join(", ").replace("`granule`", "granule");
        let found = check(&[file(DOCUMENT, &text)], &members);
        assert_eq!(found.len(), 1);
        assert!(found[0].message.contains("`granule`"));
    }
}
