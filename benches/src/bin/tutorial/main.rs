//! Times the tutorial's operations on a generated ViSP dataset: `cargo xtask bench`.
//!
//! Every operation runs on every executor and number of threads, in turns, so that what else the machine does hits all
//! alike; the table shows medians. All must give the same bits, or the benchmark fails. Peak memory is measured by a
//! process of its own for each row, which runs the operation once. `benches/README.md` says how to read the figures.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program speaks to the terminal")]

mod arguments;
mod configuration;
mod dataset;
mod fingerprint;
mod measure;
mod memory;
mod operations;
mod table;

use std::time::Instant;

use anyhow::{Context, Result};
use clap::Parser;
use granule::Dataset;
use granule::graph::Bytes;

use crate::arguments::Arguments;
use granule_benches::machine::Machine;

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    if let Some(row) = &arguments.alone {
        return memory::run_alone(&dataset::path(&arguments)?, row);
    }
    let path = dataset::prepare(&arguments)?;
    let started = Instant::now();
    let dataset = Dataset::open(&path)?;
    println!("opened in {:.3?}: {} of {}", started.elapsed(), dataset.cube().data(), path.display());
    let subject = dataset::Subject::of(&dataset)?;
    println!(
        "{} pixels in {} files of {}, read once to warm the page cache in {:.3?}",
        Bytes(subject.bytes_raw),
        subject.files,
        Bytes(subject.bytes_on_disk),
        subject.warmed_in
    );
    let machine = Machine::here();
    println!("{machine}");
    let configurations = configuration::all(&arguments);
    let mut measured = Vec::new();
    for operation in operations::of_tutorial(&dataset)? {
        if arguments.wants(operation.name) {
            let result = measure::run(&operation, &configurations, arguments.repetitions, &path)?;
            println!("\n{}", table::Table(&result));
            measured.push(result);
        }
    }
    println!("\n{}", table::verdict(&measured));
    if let Some(file) = &arguments.json {
        let record = serde_json::json!({
            "granule": env!("CARGO_PKG_VERSION"),
            "machine": machine,
            "dataset": subject,
            "repetitions": arguments.repetitions,
            "operations": measured,
        });
        std::fs::write(file, serde_json::to_string_pretty(&record)? + "\n")
            .with_context(|| format!("cannot write {}", file.display()))?;
    }
    anyhow::ensure!(measured.iter().all(|m| m.same_bits), "executors disagree");
    Ok(())
}
