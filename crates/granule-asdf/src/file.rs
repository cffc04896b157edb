//! Files opened for reading.

use std::path::{Path, PathBuf};

use crate::array::{self, NdArray};
use crate::container::{self, BlockInfo, Preamble, Storage, read_preamble};
use crate::error::{AsdfError, Result};
use crate::tree::Node;
use crate::{reference, yaml};

/// An ASDF file: its tree in memory, its blocks on disk until they are used.
///
/// The file stays open. Reading arrays needs only `&self` and is safe from several threads.
#[derive(Debug)]
pub struct AsdfFile {
    storage: Storage,
    path: Option<PathBuf>,
    version: String,
    standard: Option<String>,
    tree: Node,
    blocks: Vec<BlockInfo>,
    warnings: Vec<AsdfWarning>,
}

/// Something odd about a file that did not keep it from being read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AsdfWarning {
    /// There are bytes after the last block that are neither an index nor zeros.
    #[error("{length} unknown bytes at byte {offset}, after the last block")]
    TrailingBytes {
        /// Where they begin.
        offset: u64,
        /// How many there are.
        length: u64,
    },
    /// The block index is malformed, or does not list the blocks that are there. It was not used.
    #[error("the block index at byte {offset} does not list the blocks of the file")]
    BadIndex {
        /// Where it begins.
        offset: u64,
    },
}

impl AsdfFile {
    /// Opens a file: reads its tree and the headers of its blocks, but no block.
    ///
    /// # Errors
    /// Where the file cannot be read, is no ASDF file, or is malformed; see [`AsdfError`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let file = Storage::open(path).and_then(Self::from_storage).map_err(|error| error.in_file(path))?;
        Ok(Self { path: Some(path.to_owned()), ..file })
    }

    /// Reads a file that is in memory, such as one embedded in another format.
    ///
    /// # Errors
    /// Where the bytes are no ASDF file, or malformed; see [`AsdfError`].
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self> {
        Self::from_storage(Storage::Memory(bytes))
    }

    fn from_storage(storage: Storage) -> Result<Self> {
        let Preamble { version, standard, tree, end } = read_preamble(&storage)?;
        // Only a tree may be followed by padding; without one, the first block follows the header lines.
        let start = if tree.is_some() { container::find_magic(&storage, end)? } else { Some(end) };
        let tree = tree.map_or_else(|| Ok(Node::null()), |(text, line)| yaml::parse(&text, line))?;
        let (blocks, end) = container::walk(&storage, start.unwrap_or(end))?;
        let warnings = inspect_end(&storage, end, &blocks)?;
        Ok(Self { storage, path: None, version, standard, tree, blocks, warnings })
    }

    /// The root of the tree; null where the file has none.
    #[must_use]
    pub fn tree(&self) -> &Node {
        &self.tree
    }

    /// Where the file was opened; `None` for bytes in memory.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The version of the file format, such as `1.0.0`.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The version of the ASDF standard, such as `1.6.0`, where the file gives one.
    #[must_use]
    pub fn standard(&self) -> Option<&str> {
        self.standard.as_deref()
    }

    /// The number of blocks.
    #[must_use]
    pub fn block_count(&self) -> usize {
        self.blocks.len()
    }

    /// The headers of the blocks.
    #[must_use]
    pub fn blocks(&self) -> &[BlockInfo] {
        &self.blocks
    }

    /// What is odd about the file.
    #[must_use]
    pub fn warnings(&self) -> &[AsdfWarning] {
        &self.warnings
    }

    /// The decoded payload of a block.
    ///
    /// # Errors
    /// Where there is no such block, or it cannot be decoded.
    pub fn block_data(&self, block: usize) -> Result<Vec<u8>> {
        let info = self.blocks.get(block).ok_or(AsdfError::SourceRange {
            block: i64::try_from(block).unwrap_or(i64::MAX),
            blocks: self.blocks.len(),
            line: 0,
        });
        info.and_then(|info| container::read_block(&self.storage, info, block))
            .map_err(|error| self.located(error))
    }

    /// Reads an array: a node tagged `core/ndarray`, or an untagged number or (nested) list of values.
    ///
    /// # Errors
    /// Where the node describes no array, or its block does not hold it; see [`AsdfError`].
    pub fn array(&self, node: &Node) -> Result<NdArray> {
        let read = |node: Node| array::read(&self.storage, &self.blocks, &self.tree, &node);
        reference::resolve(&self.tree, node).and_then(read).map_err(|error| self.located(error))
    }

    /// Follows a local reference, `{$ref: "#/path/to/node"}`; any other node is returned as it is.
    ///
    /// # Errors
    /// [`AsdfError::BadReference`] where the reference leads nowhere or in a circle.
    pub fn resolve(&self, node: &Node) -> Result<Node> {
        reference::resolve(&self.tree, node).map_err(|error| self.located(error))
    }

    fn located(&self, error: AsdfError) -> AsdfError {
        match &self.path {
            Some(path) => error.in_file(path),
            None => error,
        }
    }
}

/// Looks at what follows the last block: an index, zeros, or something unknown.
fn inspect_end(storage: &Storage, end: u64, blocks: &[BlockInfo]) -> Result<Vec<AsdfWarning>> {
    let length = storage.len().saturating_sub(end);
    let head = storage.read_up_to(end, container::INDEX_LINE.len()).map_err(AsdfError::reading)?;
    if head.starts_with(container::INDEX_LINE) {
        let listed = container::read_index(storage, end).unwrap_or_default();
        let agrees = listed.iter().eq(blocks.iter().map(|block| &block.offset));
        return Ok(if agrees { Vec::new() } else { vec![AsdfWarning::BadIndex { offset: end }] });
    }
    let blank = head.iter().all(|byte| *byte == 0 || byte.is_ascii_whitespace());
    Ok(if blank { Vec::new() } else { vec![AsdfWarning::TrailingBytes { offset: end, length }] })
}
