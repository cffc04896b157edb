//! The figures, for people.

use std::fmt;

use granule::graph::Bytes;

use crate::measure::{Measured, Row};

/// The rows of one operation.
pub(crate) struct Table<'a>(pub(crate) &'a Measured);

impl fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let m = self.0;
        let (read, decoded) = (Bytes(m.bytes_read), Bytes(m.bytes_decoded));
        writeln!(f, "{}", m.expression)?;
        writeln!(
            f,
            "{} tasks, {} files, {} tiles, {read} read, {decoded} decoded; {}",
            m.tasks,
            m.files,
            m.tiles,
            if m.same_bits { "the same bits everywhere" } else { "BITS DIFFER between runs" }
        )?;
        write!(
            f,
            "  {:<10} {:>7} {:>12} {:>12} {:>13} {:>9} {:>12} {:>13}",
            "executor",
            "threads",
            "median",
            "best",
            "decoded MB/s",
            "speed-up",
            "ledger peak",
            "process peak"
        )?;
        let sync = m.rows.iter().find(|row| row.executor == "sync").map(|row| row.median_seconds);
        for row in &m.rows {
            write_row(f, row, m.bytes_decoded, sync)?;
        }
        let shares = m.rows.first().map(shares).unwrap_or_default();
        write!(f, "\n  tasks of the first row: {shares}")
    }
}

fn write_row(f: &mut fmt::Formatter<'_>, row: &Row, decoded: u64, sync: Option<f64>) -> fmt::Result {
    let or_none = |text: Option<String>| text.unwrap_or_else(|| "n/a".to_owned());
    write!(
        f,
        "\n  {:<10} {:>7} {:>12} {:>12} {:>13.0} {:>9} {:>12} {:>13}",
        row.executor,
        row.threads,
        milliseconds(row.median_seconds),
        milliseconds(row.seconds.iter().copied().fold(f64::INFINITY, f64::min)),
        decoded as f64 / 1e6 / row.median_seconds,
        or_none(sync.map(|sync| format!("{:.2}", sync / row.median_seconds))),
        Bytes(row.ledger_peak).to_string(),
        or_none(row.process_peak.map(|peak| Bytes(peak).to_string())),
    )
}

fn milliseconds(seconds: f64) -> String {
    format!("{:.2} ms", seconds * 1e3)
}

/// What share of the tasks' time each kind took: `read 83 %, mean partial 16 %, …`.
fn shares(row: &Row) -> String {
    let total: f64 = row.task_seconds.values().sum();
    let mut kinds: Vec<_> = row.task_seconds.iter().collect();
    kinds.sort_by(|a, b| b.1.total_cmp(a.1));
    let share = |(name, seconds): (&String, &f64)| format!("{name} {:.1} %", 100.0 * seconds / total);
    kinds.into_iter().map(share).collect::<Vec<_>>().join(", ")
}

/// Whether executors agree, in a line.
pub(crate) fn verdict(measured: &[Measured]) -> String {
    let differing: Vec<&str> = measured.iter().filter(|m| !m.same_bits).map(|m| m.name).collect();
    if differing.is_empty() {
        return "every executor and number of threads gave the same bits".to_owned();
    }
    format!("NOT the same bits from every executor: {}", differing.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(same_bits: bool) -> Measured {
        let row = |executor: &str, threads, seconds: f64| Row {
            executor: executor.to_owned(),
            threads,
            seconds: vec![seconds, seconds / 2.0, seconds * 2.0],
            median_seconds: seconds,
            ledger_peak: 20_480_000,
            process_peak: (threads == 1).then_some(35_000_000),
            task_seconds: [("read".to_owned(), 0.3), ("sum".to_owned(), 0.1)].into(),
        };
        Measured {
            name: "sum",
            expression: "[0].sum()".into(),
            tasks: 3,
            files: 2,
            tiles: 8,
            bytes_read: 100,
            bytes_decoded: 400_000_000,
            same_bits,
            rows: vec![row("sync", 1, 0.4), row("rayon", 2, 0.2)],
        }
    }

    #[test]
    fn rows_show_rates_and_speed_ups() {
        let text = Table(&measured(true)).to_string();
        let words = |line: usize| text.lines().nth(line).unwrap().split_whitespace().collect::<Vec<_>>();
        assert_eq!(
            words(3),
            ["sync", "1", "400.00", "ms", "200.00", "ms", "1000", "1.00", "20.5", "MB", "35.0", "MB"]
        );
        assert_eq!(
            words(4),
            ["rayon", "2", "200.00", "ms", "100.00", "ms", "2000", "2.00", "20.5", "MB", "n/a"]
        );
        assert!(text.ends_with("read 75.0 %, sum 25.0 %"), "{text}");
    }

    #[test]
    fn the_verdict_names_operations_that_differ() {
        assert!(verdict(&[measured(true)]).starts_with("every executor"));
        assert!(verdict(&[measured(true), measured(false)]).ends_with(": sum"));
    }
}
