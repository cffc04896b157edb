//! Running cargo from inside cargo.

use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::Command;

/// Runs cargo with `arguments` at the root of the workspace, its output going to the terminal.
pub(crate) fn run(root: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Result<()> {
    // The cargo that started us, so that `cargo +toolchain xtask` stays on that toolchain.
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(program)
        .args(arguments)
        .envs(environment.iter().copied())
        .current_dir(root)
        .status()
        .context("cannot start cargo")?;
    if !status.success() {
        bail!("`{}` failed ({status})", shown(arguments, environment));
    }
    Ok(())
}

/// The programs of `benches/` that compare, the first of them when none is named.
const BENCHES: [&str; 3] = ["tutorial", "storage", "wcs"];

/// Runs a benchmark with its own arguments; the first may name it.
pub(crate) fn bench(root: &Path, arguments: &[String]) -> Result<()> {
    let (name, rest) = named_bench(arguments);
    let mut all = vec!["run", "--release", "--package", "granule-benches", "--bin", name, "--"];
    all.extend(rest.iter().map(String::as_str));
    run(root, &all, &[])
}

fn named_bench(arguments: &[String]) -> (&'static str, &[String]) {
    let named = arguments
        .split_first()
        .and_then(|(first, rest)| BENCHES.into_iter().find(|name| name == first).map(|name| (name, rest)));
    named.unwrap_or((BENCHES[0], arguments))
}

/// The command as a person would type it.
pub(crate) fn shown(arguments: &[&str], environment: &[(&str, &str)]) -> String {
    let mut words: Vec<String> =
        environment.iter().map(|(name, value)| format!("{name}='{value}'")).collect();
    words.push("cargo".into());
    words.extend(arguments.iter().map(|word| (*word).to_owned()));
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_it_would_be_typed() {
        let line = shown(&["doc", "--no-deps"], &[("RUSTDOCFLAGS", "-D warnings")]);
        assert_eq!(line, "RUSTDOCFLAGS='-D warnings' cargo doc --no-deps");
    }

    #[test]
    fn the_first_argument_may_name_the_benchmark() {
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(named_bench(&words("storage --small")), ("storage", words("--small").as_slice()));
        assert_eq!(named_bench(&words("--small storage")).0, "tutorial");
        assert_eq!(named_bench(&[]).0, "tutorial");
    }

    #[test]
    fn a_failing_command_is_named_in_the_error() {
        let root = crate::workspace_root();
        let error = run(&root, &["no-such-command-of-cargo"], &[]).unwrap_err();
        assert!(error.to_string().contains("cargo no-such-command-of-cargo"), "{error}");
    }
}
