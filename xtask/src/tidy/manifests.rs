//! One version of everything: members take dependencies, package fields and lints from the workspace.
//!
//! Cargo resolves the inheritance before it tells, so the manifests are read as text, line by line, in
//! the plain style they are written in.

use super::{Finding, SourceFile};

const RULE: &str = "manifests";

/// Fields of `[package]` that every member inherits.
const INHERITED: &[&str] = &["version", "edition", "rust-version", "license"];

/// Manifests that may have lints of their own, and why. They still deny unsafe but where it is allowed.
const OWN_LINTS: &[(&str, &str)] =
    &[("crates/granule-fits/Cargo.toml", "its map module needs unsafe, which the workspace forbids")];

/// Checks every manifest but the root's and those of other workspaces (`fuzz/`).
pub(super) fn check(files: &[SourceFile]) -> Vec<Finding> {
    let members = files.iter().filter(|file| {
        file.name() == "Cargo.toml" && file.path != "Cargo.toml" && !file.text.contains("[workspace]")
    });
    members.flat_map(check_manifest).collect()
}

fn check_manifest(file: &SourceFile) -> Vec<Finding> {
    let mut findings = check_dependencies(file);
    for field in INHERITED {
        let inherits = |line: &str| is_inherited(line) && key(line) == *field;
        if !section(file, "package").any(|(_, line)| inherits(line)) {
            let message = format!("write `{field}.workspace = true` in [package]");
            findings.push(Finding::at(RULE, &file.path, 0, message));
        }
    }
    findings.extend(check_lints(file));
    findings
}

/// Lints are inherited, or the manifest is excused and still says no to unsafe.
fn check_lints(file: &SourceFile) -> Option<Finding> {
    if section(file, "lints").any(|(_, line)| is_inherited(line)) {
        return None;
    }
    let excused = OWN_LINTS.iter().any(|(path, _)| *path == file.path);
    let denies = section(file, "lints.rust").any(|(_, line)| line.trim() == "unsafe_code = \"deny\"");
    let message = if excused {
        "write `unsafe_code = \"deny\"` in [lints.rust]"
    } else {
        "write `workspace = true` in [lints]"
    };
    (!excused || !denies).then(|| Finding::at(RULE, &file.path, 0, message))
}

/// Every dependency that names a version or a path of its own.
fn check_dependencies(file: &SourceFile) -> Vec<Finding> {
    let own = |line: usize, name: &str| {
        let message =
            format!("declare `{name}` in [workspace.dependencies] and write `{name}.workspace = true`");
        Finding::at(RULE, &file.path, line, message)
    };
    let mut findings = Vec::new();
    for (title_line, title) in titles(file) {
        if is_dependency_table(title) {
            let entries = section(file, title).filter(|(_, line)| !is_inherited(line));
            findings.extend(entries.map(|(number, line)| own(number, key(line))));
        } else if let Some((table, name)) = title.rsplit_once('.')
            && is_dependency_table(table)
            && !section(file, title).any(|(_, line)| is_inherited(line))
        {
            findings.push(own(title_line, name));
        }
    }
    findings
}

/// `dependencies`, `dev-dependencies`, `build-dependencies`, also below a `target`.
fn is_dependency_table(title: &str) -> bool {
    title.rsplit('.').next().is_some_and(|last| last.ends_with("dependencies"))
}

/// `name.workspace = true`, `name = { workspace = true, … }`, or `workspace = true`.
fn is_inherited(line: &str) -> bool {
    let squeezed: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    squeezed.contains("workspace=true")
}

/// What stands before the first dot or `=`.
fn key(line: &str) -> &str {
    line.split(['.', '=']).next().unwrap_or(line).trim()
}

/// The titles of the manifest's tables, with their lines.
fn titles(file: &SourceFile) -> impl Iterator<Item = (usize, &str)> {
    let numbered = file.text.lines().enumerate();
    numbered.filter_map(|(index, line)| Some((index + 1, title(line)?)))
}

fn title(line: &str) -> Option<&str> {
    line.trim().strip_prefix('[')?.strip_suffix(']')
}

/// The lines of a table that hold something, with their numbers.
fn section<'a>(file: &'a SourceFile, wanted: &'a str) -> impl Iterator<Item = (usize, &'a str)> {
    let mut inside = false;
    file.text.lines().enumerate().filter_map(move |(index, line)| {
        if let Some(found) = title(line) {
            inside = found == wanted;
            return None;
        }
        let blank = line.trim().is_empty() || line.trim_start().starts_with('#');
        (inside && !blank).then_some((index + 1, line))
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{file, lines};
    use super::*;

    const GOOD: &str = "[package]\nname = \"x\"\nversion.workspace = true\nedition.workspace = true\n\
        rust-version.workspace = true\nlicense.workspace = true\n\n[lints]\nworkspace = true\n";

    fn check_text(text: &str) -> Vec<Finding> {
        check(&[file("crates/x/Cargo.toml", text)])
    }

    #[test]
    fn a_manifest_that_inherits_everything_passes() {
        let text = format!(
            "{GOOD}[dependencies]\na.workspace = true\nb = {{ workspace = true, optional = true }}\n"
        );
        assert_eq!(check_text(&text), []);
    }

    #[test]
    fn a_version_of_its_own_is_found_in_every_kind_of_table() {
        let text = format!(
            "{GOOD}[dependencies]\na = \"1\"\n# why\n[dev-dependencies]\nb = {{ path = \"..\" }}\n\
            [target.'cfg(unix)'.dependencies]\nlibc = \"0.2\"\n[build-dependencies.cc]\nversion = \"1\"\n"
        );
        assert_eq!(lines(&check_text(&text)), [11, 14, 16, 17]);
    }

    #[test]
    fn fields_and_lints_of_its_own_are_found() {
        let text =
            GOOD.replace("edition.workspace = true", "edition = \"2021\"").replace("[lints]", "[lint]");
        let found = check_text(&text);
        assert_eq!(found.len(), 2);
        assert!(found[0].message.contains("edition.workspace"));
        assert!(found[1].message.contains("[lints]"));
    }

    #[test]
    fn a_manifest_excused_from_the_lints_still_denies_unsafe() {
        let excused = |lints: &str| {
            let text = GOOD.replace("[lints]\nworkspace = true", lints);
            check(&[file(OWN_LINTS[0].0, &text)]).len()
        };
        assert_eq!(excused("[lints.rust]\nunsafe_code = \"deny\""), 0);
        assert_eq!(excused("[lints.rust]\nunsafe_code = \"allow\""), 1);
        assert_eq!(excused("[lints]\nworkspace = true"), 0);
    }

    #[test]
    fn the_root_and_other_workspaces_are_their_own_business() {
        let other = file("fuzz/Cargo.toml", "[workspace]\n[dependencies]\nlibfuzzer-sys = \"0.4\"\n");
        assert_eq!(check(&[other, file("Cargo.toml", "[workspace]\n")]), []);
    }
}
