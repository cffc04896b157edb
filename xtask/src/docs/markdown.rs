//! As much of Markdown as the checks need: prose without code, links, headings, fences.

/// A link or image: where it points, and the 1-based line it stands on.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) line: usize,
    pub(super) target: String,
}

/// The lines outside code fences, numbered from 1.
fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fence: Option<&str> = None;
    text.lines().enumerate().filter_map(move |(index, line)| {
        let mark = fence_mark(line);
        match (fence, mark) {
            (None, Some(_)) => fence = mark,
            (Some(open), Some(close)) if close.starts_with(open) => fence = None,
            (None, None) => return Some((index + 1, line)),
            _ => {}
        }
        None
    })
}

/// The run of backticks or tildes that begins a line, if it is long enough to be a fence.
fn fence_mark(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let first = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = line.chars().take_while(|c| *c == first).count();
    (length >= 3).then(|| &line[..length])
}

/// The links of a page: `[text](target)`, `![text](target)` and `[name]: target`.
pub(super) fn links(text: &str) -> Vec<Link> {
    prose(text)
        .flat_map(|(line, prose)| {
            let prose = without_inline_code(prose);
            targets(&prose).into_iter().map(move |target| Link { line, target }).collect::<Vec<_>>()
        })
        .collect()
}

fn targets(prose: &str) -> Vec<String> {
    let mut found: Vec<String> = prose
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
        // A title may follow the target: (page.md "Title").
        .map(|inside| inside.split_whitespace().next().unwrap_or("").to_owned())
        .collect();
    if let Some((name, target)) = prose.split_once("]: ")
        && name.starts_with('[')
    {
        found.push(target.trim().to_owned());
    }
    found
}

/// The line with everything between backticks taken out.
fn without_inline_code(line: &str) -> String {
    line.split('`').step_by(2).collect()
}

/// The anchors of a page, as mdbook makes them from the headings.
pub(super) fn anchors(text: &str) -> Vec<String> {
    let headings = prose(text).filter(|(_, line)| line.starts_with('#'));
    headings.map(|(_, line)| anchor(line.trim_start_matches('#').trim())).collect()
}

fn anchor(heading: &str) -> String {
    heading
        .to_lowercase()
        .chars()
        .filter_map(|c| match c {
            ' ' => Some('-'),
            _ => (c.is_alphanumeric() || matches!(c, '-' | '_')).then_some(c),
        })
        .collect()
}

/// Whether the page has a block of Rust that is meant to compile.
pub(super) fn has_rust_example(text: &str) -> bool {
    text.lines().filter_map(|line| line.trim_start().strip_prefix("```rust")).any(|attributes| {
        let mut words = attributes.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        !words.any(|word| word == "ignore")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn targets_of(text: &str) -> Vec<String> {
        links(text).into_iter().map(|link| link.target).collect()
    }

    #[test]
    fn links_of_every_form_are_found() {
        let text = "See [a](a.md), ![b](b.png \"B\") and [c].\n\n[c]: c.md#x\n";
        assert_eq!(targets_of(text), ["a.md", "b.png", "c.md#x"]);
        assert_eq!(links(text)[2].line, 3);
    }

    #[test]
    fn code_holds_no_links() {
        let text = "`[a](a.md)` [b](b.md)\n```text\n[c](c.md)\n```\n~~~\n```\n[d](d.md)\n~~~\n[e](e.md)\n";
        assert_eq!(targets_of(text), ["b.md", "e.md"]);
    }

    #[test]
    fn anchors_are_made_from_headings() {
        let text = "# Array order, pixel order\n```sh\n# not a heading\n```\n## `--json`: what it holds\n";
        assert_eq!(anchors(text), ["array-order-pixel-order", "--json-what-it-holds"]);
    }

    #[test]
    fn examples_that_are_ignored_do_not_count() {
        assert!(has_rust_example("```rust\nfn a() {}\n```"));
        assert!(has_rust_example("```rust,no_run\n```"));
        assert!(!has_rust_example("```rust,ignore\n```\n```text\n```"));
    }
}
