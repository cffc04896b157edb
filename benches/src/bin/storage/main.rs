//! Times reading FITS images, beside cfitsio on the same files in the same run: `cargo xtask bench storage`.
//!
//! All readers take turns, so that what else the machine does hits all alike; figures are medians. Files are in the page
//! cache. Each figure is held against what the storage layer is meant to reach, and `misses` are marked; a miss is no
//! failure of the program, for a busy machine misses too.
#![allow(clippy::print_stdout, reason = "a program speaks to the terminal")]

mod decode;
mod files;
mod plain;
mod regions;

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Parser;
use granule_benches::machine::Machine;

use granule_benches::figure::Figure;

/// Times reading FITS images, beside cfitsio on the same files in the same run.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask bench storage", version)]
pub(crate) struct Arguments {
    /// Turns that are counted; one more comes before them
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u16).range(1..))]
    repetitions: u16,

    /// A frame of 100 x 256 pixels, to see whether everything works
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
    /// Rows and columns of the frame: wavelengths and slit.
    pub(crate) fn shape(&self) -> [usize; 2] {
        if self.small { [100, 256] } else { [1000, 2560] }
    }

    pub(crate) fn turns(&self) -> usize {
        usize::from(self.repetitions)
    }

    pub(crate) fn wants(&self, name: &str) -> bool {
        self.only.as_ref().is_none_or(|part| name.contains(part.as_str()))
    }
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let machine = Machine::here();
    println!("{machine}");
    let directory = tempfile::tempdir()?;
    let frame = files::frame(&arguments, directory.path())?;
    println!(
        "a frame of {} x {} pixels; medians of {} turns\n",
        frame.rows,
        frame.columns,
        arguments.turns()
    );
    let mut figures: Vec<Figure> = Vec::new();
    for measure in [decode::measure, regions::measure, plain::measure] {
        for figure in measure(&frame, &arguments)? {
            println!("{figure}");
            figures.push(figure);
        }
    }
    let missed = figures.iter().filter(|figure| figure.misses()).count();
    println!("\n{} figures, {missed} below what is meant to be reached", figures.len());
    if let Some(file) = &arguments.json {
        let record = serde_json::json!({ "machine": machine, "figures": figures });
        std::fs::write(file, serde_json::to_string_pretty(&record)? + "\n")
            .with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(())
}
