//! Peak memory of a process that does one thing.
//!
//! An allocator keeps what it was given back, so the peak of a process that has run other operations before says
//! little. Each row of the table is therefore run once more in a process of its own, which reports the most memory
//! the system has seen it hold.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use granule::Dataset;

use crate::configuration::Configuration;
use crate::operations;
use granule_benches::machine::{field, kilobytes};

/// The peak of this process so far, where the system tells (Linux).
fn own_peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    field(&status, "VmHWM").and_then(kilobytes)
}

/// Runs an operation in a process of its own; its peak memory, where the system tells.
pub(crate) fn peak_of(dataset: &Path, operation: &str, configuration: &Configuration) -> Result<Option<u64>> {
    if own_peak().is_none() {
        return Ok(None);
    }
    let program = std::env::current_exe().context("cannot find this program")?;
    let row = format!("{operation}/{}", configuration.label());
    let output = Command::new(program)
        .arg("--dataset")
        .arg(dataset)
        .args(["--alone", &row])
        .output()
        .context("cannot start this program again")?;
    ensure!(output.status.success(), "{row} alone failed: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim().parse().map(Some).with_context(|| format!("{row} alone printed {text:?}"))
}

/// What the other process does: runs `OPERATION/EXECUTOR/THREADS` once and prints its peak.
pub(crate) fn run_alone(dataset: &Path, row: &str) -> Result<()> {
    let (name, configuration) = row.split_once('/').context("expected OPERATION/EXECUTOR/THREADS")?;
    let dataset = Dataset::open(dataset)?;
    let operations = operations::of_tutorial(&dataset)?;
    let operation = operations.iter().find(|operation| operation.name == name);
    let operation = operation.with_context(|| format!("no operation is called {name}"))?;
    let configuration = Configuration::parse(configuration)?;
    let computed = configuration.session.compute(&operation.array)?;
    let peak = own_peak().context("the system does not tell the peak")?;
    drop(computed);
    println!("{peak}");
    Ok(())
}
