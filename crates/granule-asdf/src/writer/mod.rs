//! Writing files.

mod block;
mod copy;
mod options;

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use self::block::{Block, Checksums};
pub use self::options::{ArrayOptions, Placement};
use crate::array::{DataType, NdArray, encode, inline_node};
use crate::container::index_text;
use crate::core_tags::Integer;
use crate::error::{AsdfError, Result};
use crate::tree::{Kind, Mapping, Node, Version};
use crate::yaml;

/// The newest version of the standard, which is written unless another is asked for.
const NEWEST: Version = Version::new(1, 6, 0);

/// Collects the arrays of a file, then writes it with its tree.
///
/// Every array gets a block of its own, with the MD5 of what is stored; at the end stands an index of the blocks. Nodes
/// that occur twice in the tree (clones of one node) are written once, with an anchor, and read back as one node.
#[derive(Debug)]
#[must_use = "nothing is written before `write`"]
pub struct AsdfWriter {
    blocks: Vec<Block>,
    /// The block at the end of the file.
    streamed: Option<Block>,
    overwrite: bool,
    standard: Version,
    checksums: Checksums,
    index: Index,
    /// The first array that could not be encoded: reported when the file is written.
    failure: Option<AsdfError>,
}

/// Whether the file ends with an index of its blocks.
#[derive(Debug)]
enum Index {
    Written,
    Left,
}

impl Default for AsdfWriter {
    fn default() -> Self {
        Self {
            blocks: Vec::new(),
            streamed: None,
            overwrite: false,
            standard: NEWEST,
            checksums: Checksums::default(),
            index: Index::Written,
            failure: None,
        }
    }
}

impl AsdfWriter {
    /// A writer without arrays, which refuses to replace a file.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether a file that exists is replaced.
    pub fn overwrite(self, overwrite: bool) -> Self {
        Self { overwrite, ..self }
    }

    /// The version of the ASDF standard to write, 1.0.0 to 1.6.0: the newest unless another is asked for. Any other is
    /// reported by [`AsdfWriter::write`].
    ///
    /// It decides the tags of the root and of arrays that are added from now on; those of other nodes are the caller's.
    pub fn standard(self, standard: Version) -> Self {
        Self { standard, ..self }
    }

    /// Leaves out the checksums of blocks.
    pub fn without_checksums(self) -> Self {
        Self { checksums: Checksums::None, ..self }
    }

    /// Leaves out the index of blocks. A file with a streamed block never has one.
    pub fn without_index(self) -> Self {
        Self { index: Index::Left, ..self }
    }

    /// Adds an array and returns the node that stands for it in the tree.
    ///
    /// An array whose shape and values disagree, or that cannot be written as the options ask for, is reported by
    /// [`AsdfWriter::write`].
    #[allow(clippy::needless_pass_by_value, reason = "the array is used up: its values live on as a block")]
    pub fn add_array(&mut self, array: NdArray, options: impl Into<ArrayOptions>) -> Node {
        self.try_add(&array, options.into()).unwrap_or_else(|error| {
            self.failure.get_or_insert(error);
            Node::null()
        })
    }

    /// Adds an integer of any size and returns the node that stands for it, tagged `core/integer`. That tag is part of
    /// version 1.3.0 of the standard and later; earlier than that is reported by [`AsdfWriter::write`].
    pub fn add_integer(&mut self, integer: &Integer) -> Node {
        if self.standard < Version::new(1, 3, 0) {
            let reason = "it is part of 1.3.0 and later";
            let error = AsdfError::Standard { what: "core/integer", version: self.standard, reason };
            self.failure.get_or_insert(error);
        }
        let (mapping, words) = integer.to_mapping();
        let words = self.add_array(words, ArrayOptions::new().placement(Placement::Inline));
        Node::map(mapping.with("words", words)).with_tag(self.tag("core/integer-1.0.0", "core/integer-1.1.0"))
    }

    fn try_add(&mut self, array: &NdArray, options: ArrayOptions) -> Result<Node> {
        let mapping = match options.placement {
            // Readers know no inline array without axes.
            Placement::Inline if !array.shape.is_empty() => inline_node(array)?,
            Placement::Inline | Placement::Block | Placement::Streamed => {
                self.array_in_block(array, options)?
            }
        };
        Ok(Node::map(mapping).with_tag(self.tag("core/ndarray-1.0.0", "core/ndarray-1.1.0")))
    }

    fn array_in_block(&mut self, array: &NdArray, options: ArrayOptions) -> Result<Mapping> {
        let (bytes, datatype) = encode(array, options.order)?;
        self.check_datatype(&datatype)?;
        let mut shape: Vec<Node> = array.shape.iter().copied().map(Node::size).collect();
        let source = if options.placement == Placement::Streamed {
            self.stream(array, bytes)?;
            if let Some(rows) = shape.first_mut() {
                *rows = Node::str("*");
            }
            // The streamed block comes last, however many are added before it.
            Node::int(-1)
        } else {
            let block = Block::encode(bytes, options.compression);
            self.blocks.push(block.map_err(|source| AsdfError::Read { source })?);
            Node::size(self.blocks.len() - 1)
        };
        let mut mapping = Mapping::new()
            .with("source", source)
            .with("datatype", datatype.to_node(options.order))
            .with("byteorder", Node::str(options.order.name()))
            .with("shape", Node::seq(shape));
        if let Some(mask) = &array.mask {
            let mask = NdArray::new(array.shape.clone(), mask.clone())?;
            mapping.insert("mask", self.try_add(&mask, options.compression.into())?);
        }
        Ok(mapping)
    }

    fn stream(&mut self, array: &NdArray, bytes: Vec<u8>) -> Result<()> {
        let refused = |reason| AsdfError::Unstreamable { shape: array.shape.clone(), reason };
        if self.streamed.is_some() {
            return Err(refused("a file has one streamed array at most"));
        }
        match array.shape.split_first() {
            None => return Err(refused("it has no rows")),
            Some((_, row)) if row.contains(&0) => return Err(refused("its rows hold nothing")),
            Some(_) => {}
        }
        self.streamed = Some(Block::streamed(bytes));
        Ok(())
    }

    fn check_datatype(&self, datatype: &DataType) -> Result<()> {
        if self.standard < Version::new(1, 6, 0) && datatype.has_half() {
            let reason = "it is part of 1.6.0 and later; write float32";
            return Err(AsdfError::Standard { what: "float16", version: self.standard, reason });
        }
        Ok(())
    }

    /// One of ASDF's own tags: as it was, and as it is since version 1.6.0 of the standard.
    fn tag(&self, before: &str, since: &str) -> String {
        let name = if self.standard < Version::new(1, 6, 0) { before } else { since };
        format!("tag:stsci.edu:asdf/{name}")
    }

    fn root_tag(&self) -> &'static str {
        if self.standard < Version::new(1, 2, 0) {
            "tag:stsci.edu:asdf/core/asdf-1.0.0"
        } else {
            "tag:stsci.edu:asdf/core/asdf-1.1.0"
        }
    }

    /// Writes the file: under a temporary name beside `path` first, then renamed, so that no reader ever sees half of
    /// a file.
    ///
    /// The root of the tree is a mapping; without a tag it gets that of `core/asdf`.
    ///
    /// # Errors
    /// [`AsdfError::AlreadyExists`] where there is a file and overwriting is not allowed; [`AsdfError::Io`]; and the
    /// errors of [`AsdfWriter::into_bytes`].
    #[allow(clippy::needless_pass_by_value, reason = "the tree is given away with the writer")]
    pub fn write(mut self, tree: Node, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        if !self.overwrite && path.symlink_metadata().is_ok() {
            return Err(AsdfError::AlreadyExists { path: path.to_owned() });
        }
        let failed = |source| AsdfError::Io { action: "write", path: path.to_owned(), source };
        let text = self.head(&tree)?;
        let temporary = temporary_name(path).map_err(failed)?;
        let written = OpenOptions::new().write(true).create_new(true).open(&temporary).and_then(|file| {
            let file =
                self.write_to(&text, io::BufWriter::new(file))?.into_inner().map_err(io::Error::from)?;
            File::sync_all(&file)?;
            fs::rename(&temporary, path)
        });
        written.map_err(|source| {
            // What matters is the first error; the leftover may be gone or never have been made.
            let _ = fs::remove_file(&temporary);
            failed(source)
        })
    }

    /// The file as bytes, to be embedded in another.
    ///
    /// # Errors
    /// Where the root is no mapping, the tree nests too deep, or an array could not be encoded.
    #[allow(clippy::needless_pass_by_value, reason = "the tree is given away with the writer")]
    pub fn into_bytes(mut self, tree: Node) -> Result<Vec<u8>> {
        let text = self.head(&tree)?;
        self.write_to(&text, Vec::new()).map_err(|source| AsdfError::Read { source })
    }

    /// The text before the blocks; where an array could not be encoded, its error.
    fn head(&mut self, tree: &Node) -> Result<String> {
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        if !can_write(self.standard) {
            let reason = "versions 1.0.0 to 1.6.0 can be written";
            return Err(AsdfError::Standard { what: "a file", version: self.standard, reason });
        }
        if let Some(mapping) = tree.as_map().filter(|_| tree.tag().is_none()) {
            return self.head(&Node::map(mapping.clone()).with_tag(self.root_tag()));
        }
        if !matches!(tree.kind(), Kind::Map(_)) {
            return Err(AsdfError::RootKind { found: tree.kind().name() });
        }
        Ok(format!("#ASDF 1.0.0\n#ASDF_STANDARD {}\n{}", self.standard, yaml::emit(tree)?))
    }

    fn write_to<W: Write>(&self, text: &str, mut file: W) -> io::Result<W> {
        file.write_all(text.as_bytes())?;
        let mut position = text.len() as u64;
        let mut offsets = Vec::with_capacity(self.blocks.len());
        for block in self.blocks.iter().chain(&self.streamed) {
            offsets.push(position);
            position += block.write_to(&mut file, self.checksums)?;
        }
        // What stood behind a streamed block would be part of it.
        let indexed = matches!(self.index, Index::Written) && self.streamed.is_none();
        if indexed && !offsets.is_empty() {
            file.write_all(index_text(&offsets).as_bytes())?;
        }
        Ok(file)
    }
}

/// Whether files of this version of the standard can be written.
fn can_write(standard: Version) -> bool {
    standard <= NEWEST && standard.major == 1 && standard.patch == 0
}

/// A name beside `path` that nothing else has.
fn temporary_name(path: &Path) -> io::Result<PathBuf> {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    let name = path.file_name().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "no file name"))?;
    let count = COUNTER.fetch_add(1, Ordering::Relaxed);
    Ok(path.with_file_name(format!(".{}.{}-{count}.tmp", name.to_string_lossy(), std::process::id())))
}
