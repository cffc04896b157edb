//! Writing files.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::write::ZlibEncoder;

use crate::array::{ByteOrder, NdArray, encode};
use crate::container::{Compression, HEADER_SIZE, MAGIC, index_text};
use crate::error::{AsdfError, Result};
use crate::tree::{Kind, Mapping, Node};
use crate::yaml;

const FIRST_LINES: &str = "#ASDF 1.0.0\n#ASDF_STANDARD 1.6.0\n";
const ROOT_TAG: &str = "tag:stsci.edu:asdf/core/asdf-1.1.0";
const NDARRAY_TAG: &str = "tag:stsci.edu:asdf/core/ndarray-1.1.0";

/// Collects the arrays of a file, then writes it with its tree.
///
/// Every array gets a block of its own. Nodes that occur twice in the tree (clones of one node) are written once, with
/// an anchor, and read back as one node.
#[derive(Debug, Default)]
#[must_use = "nothing is written before `write`"]
pub struct AsdfWriter {
    blocks: Vec<Block>,
    overwrite: bool,
    /// The first array that could not be encoded: reported when the file is written.
    failure: Option<AsdfError>,
}

#[derive(Debug)]
struct Block {
    compression: Compression,
    payload: Vec<u8>,
    data_size: u64,
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

    /// Adds an array and returns the node that stands for it in the tree.
    ///
    /// An array whose shape and values disagree, and one of records, is reported by [`AsdfWriter::write`].
    #[allow(clippy::needless_pass_by_value, reason = "the array is used up: its values live on as a block")]
    pub fn add_array(&mut self, array: NdArray, compression: Compression) -> Node {
        self.try_add(&array, compression).unwrap_or_else(|error| {
            self.failure.get_or_insert(error);
            Node::null()
        })
    }

    fn try_add(&mut self, array: &NdArray, compression: Compression) -> Result<Node> {
        let (bytes, datatype) = encode(array)?;
        let length = |n: usize| Node::int(i64::try_from(n).unwrap_or(i64::MAX));
        let mut mapping = Mapping::new()
            .with("source", length(self.blocks.len()))
            .with("datatype", datatype)
            .with("byteorder", Node::str(ByteOrder::Little.name()))
            .with("shape", Node::seq(array.shape.iter().map(|n| length(*n))));
        self.push_block(bytes, compression)?;
        if let Some(mask) = &array.mask {
            let mask = NdArray::new(array.shape.clone(), mask.clone())?;
            mapping.insert("mask", self.try_add(&mask, compression)?);
        }
        Ok(Node::map(mapping).with_tag(NDARRAY_TAG))
    }

    fn push_block(&mut self, bytes: Vec<u8>, compression: Compression) -> Result<()> {
        let data_size = bytes.len() as u64;
        let payload = match compression {
            Compression::None => bytes,
            Compression::Zlib => deflate(&bytes).map_err(|source| AsdfError::Read { source })?,
        };
        self.blocks.push(Block { compression, payload, data_size });
        Ok(())
    }

    /// Writes the file: under a temporary name beside `path` first, then renamed, so that no reader ever sees half of
    /// a file.
    ///
    /// The root of the tree is a mapping; without a tag it gets `core/asdf-1.1.0`.
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
        if let Some(mapping) = tree.as_map().filter(|_| tree.tag().is_none()) {
            return self.head(&Node::map(mapping.clone()).with_tag(ROOT_TAG));
        }
        if !matches!(tree.kind(), Kind::Map(_)) {
            return Err(AsdfError::RootKind { found: tree.kind().name() });
        }
        Ok(format!("{FIRST_LINES}{}", yaml::emit(tree)?))
    }

    fn write_to<W: Write>(&self, text: &str, mut file: W) -> io::Result<W> {
        file.write_all(text.as_bytes())?;
        let mut position = text.len() as u64;
        let mut offsets = Vec::with_capacity(self.blocks.len());
        for block in &self.blocks {
            offsets.push(position);
            let header = block.header();
            file.write_all(&header)?;
            file.write_all(&block.payload)?;
            position += (header.len() + block.payload.len()) as u64;
        }
        if !offsets.is_empty() {
            file.write_all(index_text(&offsets).as_bytes())?;
        }
        Ok(file)
    }
}

impl Block {
    fn header(&self) -> Vec<u8> {
        let used = self.payload.len() as u64;
        let mut header = MAGIC.to_vec();
        header.extend(HEADER_SIZE.to_be_bytes());
        header.extend(0u32.to_be_bytes());
        header.extend(self.compression.label());
        for size in [used, used, self.data_size] {
            header.extend(size.to_be_bytes());
        }
        // A checksum of zeros says that there is none.
        header.extend([0; 16]);
        header
    }
}

fn deflate(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// A name beside `path` that nothing else has.
fn temporary_name(path: &Path) -> io::Result<PathBuf> {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    let name = path.file_name().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "no file name"))?;
    let count = COUNTER.fetch_add(1, Ordering::Relaxed);
    Ok(path.with_file_name(format!(".{}.{}-{count}.tmp", name.to_string_lossy(), std::process::id())))
}
