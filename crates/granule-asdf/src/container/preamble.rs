//! The text at the beginning of a file: version lines and the tree.

use super::{INDEX_LINE, MAGIC, Storage};
use crate::error::{AsdfError, Result};

/// What stands before the blocks.
#[derive(Debug)]
pub(crate) struct Preamble {
    /// The file format version, `1.0.0`.
    pub(crate) version: String,
    /// The version of the ASDF standard, `1.6.0`, where the file gives one.
    pub(crate) standard: Option<String>,
    /// The text of the tree, where there is one, and the line of the file on which it begins.
    pub(crate) tree: Option<(String, usize)>,
    /// Where the tree (or the last comment line) ends.
    pub(crate) end: u64,
}

/// How many bytes are read at first; most trees are smaller.
const FIRST_READ: usize = 64 << 10;

/// The longest tree accepted. Trees of tens of thousands of files have a few megabytes.
const MAX_TREE: usize = 256 << 20;

/// Reads the header lines and the text of the tree.
pub(crate) fn read_preamble(storage: &Storage) -> Result<Preamble> {
    let mut text = Text { storage, bytes: Vec::new() };
    text.grow()?;
    let version = check_first_line(&text.bytes)?;
    let mut standard = None;
    let (mut position, mut line) = (0, 1);
    while let Some(end) = text.comment_end(position)? {
        let comment = String::from_utf8_lossy(&text.bytes[position..end]);
        if let Some(found) = comment.strip_prefix("#ASDF_STANDARD ") {
            standard = Some(found.trim().to_owned());
        }
        position = end;
        line += 1;
    }
    let mut preamble = Preamble { version, standard, tree: None, end: position as u64 };
    let rest = text.bytes.get(position..).unwrap_or_default();
    if rest.starts_with(b"%") || rest.starts_with(b"---") {
        let end = text.tree_end(position)?;
        let tree = text.bytes.get(position..end).unwrap_or_default();
        let tree = std::str::from_utf8(tree)
            .map_err(|error| AsdfError::TreeNotUtf8 { offset: (position + error.valid_up_to()) as u64 })?;
        preamble.tree = Some((tree.to_owned(), line));
        preamble.end = end as u64;
    }
    Ok(preamble)
}

/// Checks `#ASDF 1.0.0` and returns the version.
fn check_first_line(bytes: &[u8]) -> Result<String> {
    let line = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
    let shown = |bytes: &[u8]| String::from_utf8_lossy(&bytes[..bytes.len().min(24)]).into_owned();
    let Some(version) = line.strip_prefix(b"#ASDF ") else {
        return Err(AsdfError::NotAsdf { found: shown(line) });
    };
    let text = std::str::from_utf8(version).unwrap_or_default().trim_end();
    match crate::Version::parse(text) {
        Some(version) if version.major == 1 => Ok(text.to_owned()),
        _ => Err(AsdfError::UnsupportedVersion { found: shown(version) }),
    }
}

/// The first part of the file, read as far as it was needed.
struct Text<'a> {
    storage: &'a Storage,
    bytes: Vec<u8>,
}

impl Text<'_> {
    /// Reads on, doubling what is held; false at the end of the file.
    fn grow(&mut self) -> Result<bool> {
        if self.bytes.len() >= MAX_TREE {
            return Err(AsdfError::TreeTooLong { limit: MAX_TREE as u64 });
        }
        let step = self.bytes.len().max(FIRST_READ);
        let more = self.storage.read_up_to(self.bytes.len() as u64, step).map_err(AsdfError::reading)?;
        self.bytes.extend_from_slice(&more);
        Ok(!more.is_empty())
    }

    /// The end of the comment line at `position`; `None` if there is something else.
    fn comment_end(&mut self, position: usize) -> Result<Option<usize>> {
        loop {
            let rest = self.bytes.get(position..).unwrap_or_default();
            if rest.len() < INDEX_LINE.len() && self.grow()? {
                continue;
            }
            let rest = self.bytes.get(position..).unwrap_or_default();
            if !rest.starts_with(b"#") || rest.starts_with(INDEX_LINE) {
                return Ok(None);
            }
            match rest.iter().position(|b| *b == b'\n') {
                Some(end) => return Ok(Some(position + end + 1)),
                None if self.grow()? => {}
                None => return Ok(Some(self.bytes.len())),
            }
        }
    }

    /// The end of the tree that begins at `start`: after its closing `...` line.
    ///
    /// The search stops at a block's magic, which is not UTF-8 and so cannot be part of a tree: a file without the
    /// closing line is not read to its end.
    fn tree_end(&mut self, start: usize) -> Result<usize> {
        let mut from = start;
        loop {
            while let Some(newline) = find(&self.bytes, b'\n', from) {
                let rest = self.bytes.get(newline + 1..).unwrap_or_default();
                if rest.len() < 5 && self.grow()? {
                    continue;
                }
                let rest = self.bytes.get(newline + 1..).unwrap_or_default();
                if rest.starts_with(MAGIC) {
                    return Err(AsdfError::UnterminatedTree { offset: start as u64 });
                }
                if let Some(length) = closing_line(rest) {
                    return Ok(newline + 1 + length);
                }
                from = newline + 1;
            }
            let unsearched = self.bytes.get(from..).unwrap_or_default();
            if unsearched.windows(4).any(|window| window == MAGIC) || !self.grow()? {
                return Err(AsdfError::UnterminatedTree { offset: start as u64 });
            }
        }
    }
}

/// The length of a `...` line at the start of `rest`, if there is one.
fn closing_line(rest: &[u8]) -> Option<usize> {
    match rest.strip_prefix(b"...")? {
        [] => Some(3),
        [b'\n', ..] => Some(4),
        [b'\r', b'\n', ..] => Some(5),
        _ => None,
    }
}

fn find(bytes: &[u8], byte: u8, from: usize) -> Option<usize> {
    bytes.get(from..)?.iter().position(|b| *b == byte).map(|at| from + at)
}

/// The first magic at or after `start`; `None` if there is none before the end of the file.
pub(crate) fn find_magic(storage: &Storage, start: u64) -> Result<Option<u64>> {
    let mut offset = start;
    loop {
        let bytes = storage.read_up_to(offset, FIRST_READ).map_err(AsdfError::reading)?;
        if bytes.len() < MAGIC.len() {
            return Ok(None);
        }
        if let Some(at) = bytes.windows(MAGIC.len()).position(|window| window == MAGIC) {
            return Ok(Some(offset + at as u64));
        }
        // A magic may lie across the border of two reads.
        offset += (bytes.len() - (MAGIC.len() - 1)) as u64;
    }
}
