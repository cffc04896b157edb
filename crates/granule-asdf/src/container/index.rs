//! The block index at the end of a file.

use std::fmt::Write;

use super::Storage;

/// The line that begins the index.
pub(crate) const INDEX_LINE: &[u8] = b"#ASDF BLOCK INDEX";

/// No index has more bytes than this: about two million blocks.
const MAX_INDEX: u64 = 32 << 20;

/// The offsets that the index at `start` lists; `None` if there is no well-formed index.
pub(crate) fn read_index(storage: &Storage, start: u64) -> Option<Vec<u64>> {
    let length = storage.len().saturating_sub(start).min(MAX_INDEX);
    let bytes = storage.read_up_to(start, usize::try_from(length).ok()?).ok()?;
    let text = bytes.strip_prefix(INDEX_LINE)?;
    let text = String::from_utf8_lossy(text);
    let (_, list) = text.split_once("---")?;
    let list = list.split("...").next()?;
    list.split(|c: char| c.is_whitespace() || "[],-".contains(c))
        .filter(|word| !word.is_empty())
        .map(|word| word.parse().ok())
        .collect()
}

/// The text of an index with these offsets.
pub(crate) fn index_text(offsets: &[u64]) -> String {
    let mut text = String::from("#ASDF BLOCK INDEX\n%YAML 1.1\n---\n");
    for offset in offsets {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "- {offset}");
    }
    text.push_str("...\n");
    text
}
