//! Every check a change must pass, in order, stopping at the first that fails.
//!
//! One profile serves all steps, so that each dependency — cfitsio above all — is compiled once: clippy
//! and rustdoc share what `cargo check` makes, and build scripts are shared with the tests.

use crate::{cargo, docs, tidy};
use anyhow::{Result, anyhow};
use std::path::Path;
use std::time::{Duration, Instant};

/// What one step does.
enum Action {
    /// A cargo command, with variables for its environment.
    Cargo(&'static [&'static str], &'static [(&'static str, &'static str)]),
    /// A check of our own.
    Own(fn(&Path) -> Result<()>),
}

struct Step {
    name: &'static str,
    action: Action,
}

/// Cheap steps that fail often come before dear ones; the book and the house rules need no build.
const STEPS: &[Step] = &[
    Step { name: "fmt", action: Action::Cargo(&["fmt", "--all", "--check"], &[]) },
    Step { name: "tidy", action: Action::Own(tidy::run) },
    Step { name: "book", action: Action::Own(docs::run) },
    Step {
        name: "clippy",
        action: Action::Cargo(
            &["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"],
            &[],
        ),
    },
    Step { name: "test", action: Action::Cargo(&["test", "--workspace", "--locked"], &[]) },
    Step {
        name: "doc",
        action: Action::Cargo(
            &["doc", "--workspace", "--no-deps", "--locked"],
            &[("RUSTDOCFLAGS", "-D warnings")],
        ),
    },
];

impl Step {
    fn run(&self, root: &Path) -> Result<()> {
        match self.action {
            Action::Cargo(arguments, environment) => cargo::run(root, arguments, environment),
            Action::Own(check) => check(root),
        }
    }

    /// How to run this step alone.
    fn command(&self) -> String {
        match self.action {
            Action::Cargo(arguments, environment) => cargo::shown(arguments, environment),
            Action::Own(_) if self.name == "book" => "cargo xtask docs".into(),
            Action::Own(_) => format!("cargo xtask {}", self.name),
        }
    }
}

/// Runs all steps and prints what each took.
pub(crate) fn run(root: &Path) -> Result<()> {
    let mut times = Vec::new();
    for (index, step) in STEPS.iter().enumerate() {
        println!("\n==> {} ({} of {}): {}", step.name, index + 1, STEPS.len(), step.command());
        let start = Instant::now();
        let outcome = step.run(root);
        times.push((step.name, start.elapsed()));
        if let Err(error) = outcome {
            println!("{}", summary(&times, Some(step.name)));
            return Err(anyhow!("ci stopped at `{}`: {error:#}\nalone: {}", step.name, step.command()));
        }
    }
    println!("{}", summary(&times, None));
    Ok(())
}

/// A table of the steps that ran, the failed one marked.
fn summary(times: &[(&str, Duration)], failed: Option<&str>) -> String {
    let mut lines = vec![String::new()];
    for (name, time) in times {
        let verdict = if failed == Some(*name) { "FAILED" } else { "ok" };
        lines.push(format!("{name:<8} {verdict:<6} {:>8.1} s", time.as_secs_f64()));
    }
    let total: Duration = times.iter().map(|(_, time)| *time).sum();
    let verdict = if failed.is_some() { "FAILED" } else { "ok" };
    lines.push(format!("{:<8} {verdict:<6} {:>8.1} s", "ci", total.as_secs_f64()));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_marks_the_step_that_failed() {
        let times = [("fmt", Duration::from_millis(1500)), ("test", Duration::from_secs(2))];
        let text = summary(&times, Some("test"));
        assert!(text.contains("fmt      ok          1.5 s"), "{text}");
        assert!(text.contains("test     FAILED      2.0 s"), "{text}");
        assert!(text.ends_with("ci       FAILED      3.5 s"), "{text}");
    }

    #[test]
    fn every_step_says_how_to_run_it_alone() {
        for step in STEPS {
            assert!(step.command().contains("cargo "), "{}", step.name);
        }
    }
}
