//! The figures that the caps are there to keep: medians, 90th percentiles, the share of docs.

use super::SourceFile;
use super::files::SOFT_CAP;
use super::functions::functions;

/// A few lines to print: how long files and functions are, and which files are the next to split.
pub(super) fn report(files: &[SourceFile]) -> String {
    let rust: Vec<_> = files.iter().filter(|file| file.is_rust()).collect();
    let file_lengths = rust.iter().map(|file| file.text.lines().count()).collect();
    let function_lengths =
        rust.iter().flat_map(|file| functions(&file.text)).map(|function| function.length).collect();
    let mut lines = vec![
        figures("files", "aim: median below 200", file_lengths),
        figures("functions", "aim: p90 up to 30", function_lengths),
        format!("docs: {} % of lines (aim: 15-25)", docs_percentage(&rust)),
    ];
    for file in rust {
        let length = file.text.lines().count();
        if length > SOFT_CAP {
            lines.push(format!("long: {} has {length} lines ({SOFT_CAP} is the soft cap)", file.path));
        }
    }
    lines.join("\n")
}

fn figures(name: &str, aim: &str, mut lengths: Vec<usize>) -> String {
    lengths.sort_unstable();
    let [median, p90, most] = [50, 90, 100].map(|percent| percentile(&lengths, percent));
    format!("{name}: {}, lines: median {median}, p90 {p90}, most {most} ({aim})", lengths.len())
}

/// The smallest value that at least `percent` of the sorted values do not exceed; 0 of nothing.
fn percentile(sorted: &[usize], percent: usize) -> usize {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or(0)
}

fn docs_percentage(files: &[&SourceFile]) -> usize {
    let lines = files.iter().flat_map(|file| file.text.lines()).map(str::trim_start);
    let (mut docs, mut all) = (0, 0);
    for line in lines {
        all += 1;
        docs += usize::from(line.starts_with("///") || line.starts_with("//!"));
    }
    (100 * docs).checked_div(all).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::file;
    use super::*;

    #[test]
    fn percentiles_are_values_that_occur() {
        let sorted: Vec<usize> = (1..=10).collect();
        assert_eq!([50, 90, 100].map(|percent| percentile(&sorted, percent)), [5, 9, 10]);
        assert_eq!(percentile(&[7], 50), 7);
        assert_eq!(percentile(&[], 90), 0);
    }

    #[test]
    fn the_report_counts_and_names_long_files() {
        let long = file("a.rs", &format!("//! A.\n{}", "x\n".repeat(SOFT_CAP)));
        let short = file("b.rs", "//! B.\nfn f() {\n}\n");
        let text = report(&[long, short]);
        assert!(text.contains("files: 2, lines: median 3, p90 501, most 501"), "{text}");
        assert!(text.contains("functions: 1, lines: median 2"), "{text}");
        assert!(text.contains("long: a.rs has 501 lines"), "{text}");
        assert!(!text.contains("long: b.rs"), "{text}");
    }
}
