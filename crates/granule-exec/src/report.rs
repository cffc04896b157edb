//! What a run tells when it is over.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use granule_core::{ReadStats, Warning};
use granule_graph::Bytes;

/// What happened in a run that succeeded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RunReport {
    /// Name of the executor.
    pub executor: String,
    /// Workers it had.
    pub threads: usize,
    /// Tasks run.
    pub tasks: usize,
    /// Time from beginning to end.
    pub elapsed: Duration,
    /// What was read.
    pub stats: ReadStats,
    /// What the user should know about the result.
    pub warnings: Vec<Warning>,
    /// The most bytes of values and scratch held at once, as the ledger counts them: scratch, and values still being
    /// made, as the graph declares them; values that are there, as they are.
    pub peak_bytes: u64,
    /// Tasks whose value was larger than the graph declared: above zero, the memory promise may not have been kept.
    pub underestimated: usize,
    /// Tasks, time and bytes of each operation, by name.
    pub operations: BTreeMap<String, OperationProfile>,
}

/// The share of one operation in a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct OperationProfile {
    /// Tasks run.
    pub tasks: usize,
    /// Time they took on all workers together.
    pub time: Duration,
    /// Bytes of their values.
    pub bytes: u64,
}

impl OperationProfile {
    pub(crate) fn add(&mut self, other: Self) {
        self.tasks += other.tasks;
        self.time = self.time.saturating_add(other.time);
        self.bytes = self.bytes.saturating_add(other.bytes);
    }
}

impl RunReport {
    /// Files that were not there, whose parts of the result are NaN.
    #[must_use]
    pub fn missing_files(&self) -> usize {
        self.warnings.iter().filter(|warning| matches!(warning, Warning::MissingFile { .. })).count()
    }
}

/// A few lines: the run, what was read, each operation, each warning.
impl fmt::Display for RunReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}, {} threads: {} tasks in {:.3?}, peak {}",
            self.executor,
            self.threads,
            self.tasks,
            self.elapsed,
            Bytes(self.peak_bytes)
        )?;
        if self.underestimated > 0 {
            write!(f, " ({} tasks took more than declared)", self.underestimated)?;
        }
        let stats = &self.stats;
        if *stats != ReadStats::default() {
            let (read, decoded) = (Bytes(stats.bytes_read), Bytes(stats.bytes_decoded));
            write!(f, "\nread {read} from {} files ({} tiles, {decoded} decoded)", stats.files, stats.tiles)?;
        }
        for (name, profile) in &self.operations {
            write!(f, "\n{name}: {} tasks, {:.3?}, {}", profile.tasks, profile.time, Bytes(profile.bytes))?;
        }
        for warning in &self.warnings {
            write!(f, "\nwarning: {warning}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    #[test]
    fn a_report_reads_well() {
        let profile = OperationProfile { tasks: 2, time: Duration::from_millis(1234), bytes: 8 };
        let report = RunReport {
            executor: "rayon".into(),
            threads: 4,
            tasks: 2,
            elapsed: Duration::from_micros(617_500),
            stats: ReadStats { files: 2, tiles: 5, bytes_read: 1500, bytes_decoded: 9000 },
            warnings: vec![Warning::MissingFile { path: PathBuf::from("a.fits") }],
            peak_bytes: 2_000_000,
            underestimated: 0,
            operations: BTreeMap::from([("read".to_owned(), profile)]),
        };
        assert_eq!(report.missing_files(), 1);
        assert_eq!(
            report.to_string(),
            "rayon, 4 threads: 2 tasks in 617.500ms, peak 2.00 MB\n\
             read 1.50 kB from 2 files (5 tiles, 9.00 kB decoded)\n\
             read: 2 tasks, 1.234s, 8 B\n\
             warning: a.fits is missing; its part is NaN"
        );
        assert_eq!(RunReport::default().missing_files(), 0);
    }
}
