//! Running one operation on everything there is.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use granule::exec::RunReport;
use granule_benches::median;
use serde::Serialize;

use crate::configuration::Configuration;
use crate::fingerprint::fingerprint;
use crate::memory;
use crate::operations::Operation;

/// All that was measured of one operation.
#[derive(Debug, Serialize)]
pub(crate) struct Measured {
    pub(crate) name: &'static str,
    pub(crate) expression: String,
    pub(crate) tasks: usize,
    pub(crate) files: u64,
    pub(crate) tiles: u64,
    pub(crate) bytes_read: u64,
    pub(crate) bytes_decoded: u64,
    /// Whether every run on every executor gave the same bits.
    pub(crate) same_bits: bool,
    pub(crate) rows: Vec<Row>,
}

/// One operation on one executor.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    pub(crate) executor: String,
    pub(crate) threads: usize,
    /// Seconds of each timed run, in order.
    pub(crate) seconds: Vec<f64>,
    pub(crate) median_seconds: f64,
    /// The most bytes of blocks and scratch at once in any run, as the ledger counts them.
    pub(crate) ledger_peak: u64,
    /// The most memory of a process that ran this once.
    pub(crate) process_peak: Option<u64>,
    /// Seconds that the tasks of each kind took in the last run, on all threads together.
    pub(crate) task_seconds: BTreeMap<String, f64>,
}

/// A timed run.
struct Run {
    time: Duration,
    bits: u64,
    report: RunReport,
}

/// Times the operation on every configuration, in turns; the first turn is not counted.
pub(crate) fn run(
    operation: &Operation,
    configurations: &[Configuration],
    repetitions: u16,
    dataset: &Path,
) -> Result<Measured> {
    let mut runs: Vec<Vec<Run>> = configurations.iter().map(|_| Vec::new()).collect();
    let mut bits = Vec::new();
    for turn in 0..=repetitions {
        for (configuration, runs) in configurations.iter().zip(&mut runs) {
            let run = once(operation, configuration)?;
            bits.push(run.bits);
            if turn > 0 {
                runs.push(run);
            }
        }
    }
    let mut rows = Vec::new();
    for (configuration, runs) in configurations.iter().zip(&runs) {
        let process_peak = memory::peak_of(dataset, operation.name, configuration)?;
        rows.push(row(configuration, runs, process_peak));
    }
    let report = runs.iter().flatten().next().map(|run| &run.report).context("nothing to run on")?;
    Ok(Measured {
        name: operation.name,
        expression: operation.expression.clone(),
        tasks: report.tasks,
        files: report.stats.files,
        tiles: report.stats.tiles,
        bytes_read: report.stats.bytes_read,
        bytes_decoded: report.stats.bytes_decoded,
        same_bits: bits.windows(2).all(|pair| pair[0] == pair[1]),
        rows,
    })
}

fn once(operation: &Operation, configuration: &Configuration) -> Result<Run> {
    let started = Instant::now();
    let computed = configuration.session.compute(&operation.array)?;
    let time = started.elapsed();
    let report = computed.report().clone();
    anyhow::ensure!(report.warnings.is_empty(), "{}: {}", operation.name, report.warnings[0]);
    Ok(Run { time, bits: fingerprint(computed.values()), report })
}

fn row(configuration: &Configuration, runs: &[Run], process_peak: Option<u64>) -> Row {
    let seconds: Vec<f64> = runs.iter().map(|run| run.time.as_secs_f64()).collect();
    let profile = runs.last().map(|run| run.report.operations.clone()).unwrap_or_default();
    Row {
        executor: configuration.name().to_owned(),
        threads: configuration.threads(),
        median_seconds: median(&seconds),
        seconds,
        ledger_peak: runs.iter().map(|run| run.report.peak_bytes).max().unwrap_or_default(),
        process_peak,
        task_seconds: profile.into_iter().map(|(name, p)| (name, p.time.as_secs_f64())).collect(),
    }
}
