//! The rules of the house that the compiler does not check.
//!
//! Each rule is one file with one function from what was read to [`Finding`]s; a new rule is a new file
//! and a line in [`findings`].

mod architecture;
mod files;
mod functions;
mod layers;
mod lib_files;
mod manifests;
mod module_docs;
mod paths;
mod statistics;
mod unsafe_code;
mod whitespace;

use crate::tree::{self, SourceFile};
use anyhow::{Result, bail};
use layers::Member;
use std::fmt;
use std::path::Path;

/// One place that breaks a rule.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    rule: &'static str,
    path: String,
    /// 1-based; 0 when the whole file is meant.
    line: usize,
    message: String,
}

impl Finding {
    /// A finding about a line of a file (0: the whole file).
    fn at(rule: &'static str, path: &str, line: usize, message: impl Into<String>) -> Self {
        Self { rule, path: path.to_owned(), line, message: message.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {} [{}]", self.path, self.message, self.rule),
            line => write!(f, "{}:{line}: {} [{}]", self.path, self.message, self.rule),
        }
    }
}

/// Checks every rule, prints the figures and the findings, and fails if there is a finding.
pub(crate) fn run(root: &Path) -> Result<()> {
    let files = tree::read(root)?;
    let members = layers::members(root)?;
    println!("{}", statistics::report(&files));
    let findings = findings(&files, &members);
    for finding in &findings {
        println!("{finding}");
    }
    if !findings.is_empty() {
        bail!("rules of the house broken: {}", findings.len());
    }
    Ok(())
}

fn findings(files: &[SourceFile], members: &[Member]) -> Vec<Finding> {
    [
        layers::check(members),
        manifests::check(files),
        architecture::check(files, members),
        files::check(files),
        functions::check(files),
        lib_files::check(files),
        module_docs::check(files),
        paths::check(files),
        unsafe_code::check(files),
        whitespace::check(files),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Shorthands of the checks' own tests.
#[cfg(test)]
mod fixture {
    pub(super) use crate::tree::fixture::file;

    use super::Finding;

    /// The lines the findings stand on.
    pub(super) fn lines(findings: &[Finding]) -> Vec<usize> {
        findings.iter().map(|finding| finding.line).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_names_its_place_and_its_rule() {
        let finding = Finding::at("unsafe", "a/b.rs", 7, "no");
        assert_eq!(finding.to_string(), "a/b.rs:7: no [unsafe]");
        assert_eq!(Finding::at("unsafe", "a/b.rs", 0, "no").to_string(), "a/b.rs: no [unsafe]");
    }

    #[test]
    fn this_crate_keeps_the_rules_it_checks() {
        let files = tree::read(&crate::workspace_root()).unwrap();
        let own: Vec<_> = files.into_iter().filter(|file| file.path.starts_with("xtask/")).collect();
        assert!(own.len() > 10);
        assert_eq!(findings(&own, &[]), []);
    }
}
