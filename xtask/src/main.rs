//! Automation of the workspace: `cargo xtask <command>`.
//!
//! | command | what it does |
//! |---|---|
//! | `ci` | every check a change must pass, in order, stopping at the first that fails |
//! | `tidy` | the rules of the house that the compiler does not check |
//! | `docs` | checks the book in `docs/`, and builds it where `mdbook` is installed |
//! | `bench` | times the tutorial's operations on a generated dataset, or `bench storage` reading beside cfitsio; other arguments are passed on |
//!
//! Kept light on purpose: whoever runs `cargo xtask ci` on a fresh machine compiles this first.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "automation speaks to the terminal")]

mod cargo;
mod ci;
mod docs;
mod lexer;
mod tidy;
mod tree;

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Automation of the granule workspace.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run every check that a change must pass: format, lints, tests, docs, book, tidy.
    Ci,
    /// Check the rules of the house: layers, sizes, module docs, unsafe, manifests, paths.
    Tidy,
    /// Check the links of the book, and build it where mdbook is installed.
    Docs,
    /// Time the tutorial's operations, or what the first argument names: tutorial, storage. The other arguments are
    /// passed on to the benchmark.
    #[command(disable_help_flag = true)]
    Bench {
        /// Arguments of the benchmark itself (try --help).
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
}

fn main() -> ExitCode {
    let command = Arguments::parse().command;
    match run(&workspace_root(), &command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Not `{error:?}`: a backtrace of xtask helps nobody whose change broke a rule.
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(root: &Path, command: &Command) -> Result<()> {
    match command {
        Command::Ci => ci::run(root),
        Command::Tidy => tidy::run(root),
        Command::Docs => docs::run(root),
        Command::Bench { arguments } => cargo::bench(root, arguments),
    }
}

/// The directory above this crate's own: it holds wherever the command was typed.
fn workspace_root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_of_the_benchmark_are_passed_on_untouched() {
        let parsed = Arguments::try_parse_from(["cargo xtask", "bench", "--help", "--size", "1"]);
        let Ok(Arguments { command: Command::Bench { arguments } }) = parsed else {
            panic!("bench swallowed its arguments");
        };
        assert_eq!(arguments, ["--help", "--size", "1"]);
    }

    #[test]
    fn the_root_holds_the_workspace_manifest() {
        let manifest = std::fs::read_to_string(workspace_root().join("Cargo.toml")).unwrap();
        assert!(manifest.contains("[workspace]"));
    }
}
