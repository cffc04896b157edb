//! Lines end where their text ends, and files end with a line.

use super::{Finding, SourceFile};

const RULE: &str = "whitespace";

/// Trailing blanks, missing or superfluous last line breaks, and carriage returns.
pub(super) fn check(files: &[SourceFile]) -> Vec<Finding> {
    files.iter().flat_map(check_file).collect()
}

fn check_file(file: &SourceFile) -> Vec<Finding> {
    // Split by '\n' alone, so that a carriage return stays visible as trailing whitespace.
    let lines = file.text.split('\n').enumerate();
    let mut findings: Vec<_> = lines
        .filter(|(_, line)| line.ends_with(char::is_whitespace))
        .map(|(index, _)| Finding::at(RULE, &file.path, index + 1, "trailing whitespace"))
        .collect();
    if !file.text.is_empty() && (!file.text.ends_with('\n') || file.text.ends_with("\n\n")) {
        findings.push(Finding::at(RULE, &file.path, 0, "end the file with one line break"));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{file, lines};
    use super::*;

    fn found(text: &str) -> Vec<usize> {
        lines(&check(&[file("a.md", text)]))
    }

    #[test]
    fn blanks_and_carriage_returns_at_the_end_of_lines_are_found() {
        assert_eq!(found("a\nb \n\tc\nd\r\n"), [2, 4]);
    }

    #[test]
    fn files_end_with_one_line_break() {
        assert_eq!(found("a\n"), [0; 0]);
        assert_eq!(found(""), [0; 0]);
        assert_eq!(found("a"), [0]);
        assert_eq!(found("a\n\n"), [0]);
    }
}
