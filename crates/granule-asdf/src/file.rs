//! Files opened for reading.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::array::{self, ArrayInfo, NdArray};
use crate::container::{self, BlockInfo, Checksum, Preamble, Storage, Walk, read_preamble};
use crate::error::{AsdfError, Result};
use crate::external::External;
use crate::options::AsdfOptions;
use crate::reference::{self, Target};
use crate::tree::Node;
use crate::{path, yaml};

/// A decoded block is kept, until the next one, when it has no more bytes than this: the columns of a table may share
/// one.
const KEPT: u64 = 64 << 20;

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
    external: External,
    /// The number and the bytes of the block that was decoded last.
    decoded: Mutex<Option<(usize, Arc<Vec<u8>>)>>,
}

/// Bytes of a decoded block.
pub(crate) struct Span {
    /// Which byte of the block is the first.
    pub(crate) start: u64,
    pub(crate) bytes: Arc<Vec<u8>>,
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
    /// A block does not begin where the one before it ends: bytes were lost or added, as when a file is sent as text. The
    /// block before cannot be read where it lacks bytes; the others can.
    #[error("block {block} begins at byte {offset}, not at {expected}: bytes were lost or added before it")]
    DisplacedBlock {
        /// The number of the block.
        block: usize,
        /// Where the block before it ends.
        expected: u64,
        /// Where it begins.
        offset: u64,
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
    /// A file that is compressed as a whole with gzip (`.asdf.gz`) is decompressed into memory, up to 2 GiB.
    ///
    /// # Errors
    /// Where the file cannot be read, is no ASDF file, or is malformed; see [`AsdfError`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        AsdfOptions::new().open(path)
    }

    /// Reads a file that is in memory, such as one embedded in another format.
    ///
    /// # Errors
    /// Where the bytes are no ASDF file, or malformed; see [`AsdfError`].
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self> {
        AsdfOptions::new().read(bytes)
    }

    pub(crate) fn from_storage(storage: Storage, path: Option<&Path>, options: &AsdfOptions) -> Result<Self> {
        let Preamble { version, standard, tree, end } = read_preamble(&storage)?;
        // Only a tree may be followed by padding; without one, the first block follows the header lines.
        let start = if tree.is_some() { container::find_magic(&storage, end)? } else { Some(end) };
        let tree = tree.map_or_else(|| Ok(Node::null()), |(text, line)| yaml::parse(&text, line))?;
        let Walk { blocks, end, displaced } = container::walk(&storage, start.unwrap_or(end))?;
        let moved = displaced.into_iter().filter_map(|(block, expected)| {
            blocks.get(block).map(|info| AsdfWarning::DisplacedBlock { block, expected, offset: info.offset })
        });
        let mut warnings: Vec<AsdfWarning> = moved.collect();
        warnings.extend(inspect_end(&storage, end, &blocks)?);
        let (policy, base) = options.external_base(path);
        Ok(Self {
            storage,
            path: path.map(Path::to_owned),
            version,
            standard,
            tree,
            blocks,
            warnings,
            external: External::new(policy, base),
            decoded: Mutex::default(),
        })
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
        let read = |info| container::read_block(&self.storage, info, block);
        self.block(block).and_then(read).map_err(|error| self.located(error))
    }

    /// Checks the MD5 in a block's header. What does not hold is told, not refused.
    ///
    /// # Errors
    /// Where there is no such block, or it cannot be read.
    pub fn checksum(&self, block: usize) -> Result<Checksum> {
        let check = |info| container::checksum(&self.storage, info, block);
        self.block(block).and_then(check).map_err(|error| self.located(error))
    }

    fn block(&self, block: usize) -> Result<&BlockInfo> {
        self.blocks.get(block).ok_or(AsdfError::SourceRange {
            block: i64::try_from(block).unwrap_or(i64::MAX),
            blocks: self.blocks.len(),
            line: 0,
        })
    }

    /// The payload of a block as it is stored.
    pub(crate) fn stored(&self, block: usize) -> Result<Vec<u8>> {
        let read = |info| container::read_payload(&self.storage, info, block);
        self.block(block).and_then(read).map_err(|error| self.located(error))
    }

    /// At least the bytes `from..to` of a decoded block, which the caller has checked against its size; `dense` says
    /// that most of them are wanted.
    pub(crate) fn span(&self, block: usize, from: u64, to: u64, dense: bool) -> Result<Span> {
        let info = self.block(block)?;
        // Of an uncompressed block only what is wanted is read, unless that is scattered: more of it will be.
        if info.is_uncompressed() && (dense || info.data_size > KEPT) {
            let bytes = container::read_stored(&self.storage, info, block, from, to)?;
            return Ok(Span { start: from, bytes: Arc::new(bytes) });
        }
        // The lock is not held while decoding; a poisoned one guards bytes that are whole.
        let decoded = || self.decoded.lock().unwrap_or_else(PoisonError::into_inner);
        let kept =
            decoded().as_ref().filter(|(number, _)| *number == block).map(|(_, bytes)| Arc::clone(bytes));
        if let Some(bytes) = kept {
            return Ok(Span { start: 0, bytes });
        }
        let bytes = Arc::new(container::read_block(&self.storage, info, block)?);
        if info.data_size <= KEPT {
            *decoded() = Some((block, Arc::clone(&bytes)));
        }
        Ok(Span { start: 0, bytes })
    }

    /// Reads an array: a node tagged `core/ndarray`, or an untagged number or (nested) list of values. References are
    /// followed, to other files too where [`ExternalFiles`](crate::ExternalFiles) allows it.
    ///
    /// # Errors
    /// Where the node describes no array, or its block does not hold it; see [`AsdfError`].
    pub fn array(&self, node: &Node) -> Result<NdArray> {
        array::read(self, node).map_err(|error| self.located(error))
    }

    /// What an array is and where it lies, without reading its values.
    ///
    /// # Errors
    /// Where the node describes no array.
    pub fn array_info(&self, node: &Node) -> Result<ArrayInfo> {
        array::info(self, node).map_err(|error| self.located(error))
    }

    /// Follows a local reference, `{$ref: "#/path/to/node"}`; any other node is returned as it is.
    ///
    /// # Errors
    /// [`AsdfError::BadReference`] where the reference leads nowhere or in a circle.
    pub fn resolve(&self, node: &Node) -> Result<Node> {
        reference::resolve(&self.tree, node).map_err(|error| self.located(error))
    }

    /// Follows references from a node of this file, also into other files where
    /// [`ExternalFiles`](crate::ExternalFiles) allows it.
    ///
    /// # Errors
    /// [`AsdfError::BadReference`] where a reference leads nowhere or in a circle, [`AsdfError::ExternalSource`] where
    /// the other file is not to be opened, and the errors of opening it.
    pub fn follow(&self, node: &Node) -> Result<Target> {
        reference::follow(self, node).map_err(|error| self.located(error))
    }

    /// Finds a node by its path: `dataset.wcs.steps[0].frame`, the same with slashes, or a JSON pointer,
    /// `/dataset/wcs/steps/0/frame`. Keys that hold dots or slashes stand in quotes and brackets: `meta['a.b']`;
    /// negative places count from the end of a list. References on the way are followed.
    ///
    /// # Errors
    /// [`AsdfError::NoSuchNode`] says how far the path leads and what there is instead; [`AsdfError::BadPath`] where it
    /// is none; and the errors of [`AsdfFile::follow`].
    pub fn find(&self, path: &str) -> Result<Target> {
        path::find(self, path).map_err(|error| self.located(error))
    }

    pub(crate) fn external(&self) -> &External {
        &self.external
    }

    pub(crate) fn located(&self, error: AsdfError) -> AsdfError {
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
