//! Times world coordinates, beside gwcs, dkist and astropy in the same run: `cargo xtask bench wcs`.
//!
//! The peers run in a Python process that waits while ours runs, and ours waits for it; both compute the same, on one
//! thread, and values are compared before they are timed. Without Python there are our own times. Figures are medians;
//! each is held against what is meant to be reached, and `misses` are marked; a miss is no failure of the program, for a
//! busy machine misses too.
#![allow(clippy::print_stdout, reason = "a program speaks to the terminal")]

mod open;
mod peers;
mod systems;
mod turns;
mod values;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Parser;
use granule_benches::figure::Figure;
use granule_benches::machine::Machine;

use crate::peers::Peers;

/// Times world coordinates, beside gwcs, dkist and astropy in the same run.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask bench wcs", version)]
pub(crate) struct Arguments {
    /// The dataset to open and evaluate: a directory or an .asdf or .asdf.gz file [default: a sample of 4 x 688 x 976 x 2555]
    #[arg(long, value_name = "PATH")]
    dataset: Option<PathBuf>,

    /// The interpreter that has the peers: see benches/peers/requirements.txt [default: python3 if it has them]
    #[arg(long, value_name = "PROGRAM")]
    python: Option<PathBuf>,

    /// Turns of the peers that are counted; one more comes before them
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..))]
    repetitions: u16,

    /// 10,000 points of a small sample, to see whether everything works
    #[arg(long)]
    small: bool,

    /// Only figures whose name contains this
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,

    /// Write all figures to this file
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

impl Arguments {
    pub(crate) fn points(&self) -> usize {
        if self.small { 10_000 } else { 1_000_000 }
    }

    pub(crate) fn turns(&self) -> usize {
        usize::from(self.repetitions)
    }

    pub(crate) fn wants(&self, name: &str) -> bool {
        self.only.as_ref().is_none_or(|part| name.contains(part.as_str()))
    }

    /// The peers: those asked for, or those that happen to be there.
    fn peers(&self) -> Result<Option<Peers>> {
        match &self.python {
            Some(python) => Ok(Some(Peers::start(python, false)?)),
            None => Ok(Peers::start(Path::new("python3"), true).ok()),
        }
    }
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let machine = Machine::here();
    println!("{machine}");
    let mut peers = arguments.peers()?;
    match &peers {
        Some(peers) => {
            let versions: Vec<String> =
                peers.versions.iter().map(|(name, version)| format!("{name} {version}")).collect();
            println!("beside {}", versions.join(", "));
        }
        None => println!("no peers: python3 lacks dkist, gwcs or astropy; --python names one that has them"),
    }
    let directory = tempfile::tempdir()?;
    let dataset = systems::dataset(&arguments, directory.path())?;
    println!("{} points; medians of {} turns\n", arguments.points(), arguments.turns());

    let mut figures: Vec<Figure> = Vec::new();
    let mut show = |new: Vec<Figure>| {
        new.iter().for_each(|figure| println!("{figure}"));
        figures.extend(new);
    };
    for system in systems::systems(&dataset, directory.path())? {
        show(values::of_system(&system, peers.as_mut(), &arguments, directory.path())?);
    }
    show(open::of_dataset(&dataset, peers.as_mut(), &arguments)?);
    let missed = figures.iter().filter(|figure| figure.misses()).count();
    println!("\n{} figures, {missed} below what is meant to be reached", figures.len());
    if let Some(file) = &arguments.json {
        let versions = peers.as_ref().map(|peers| &peers.versions);
        let record = serde_json::json!({ "machine": machine, "peers": versions, "figures": figures });
        std::fs::write(file, serde_json::to_string_pretty(&record)? + "\n")
            .with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(())
}
