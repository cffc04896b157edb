//! The one error type of the crate.

use std::io;
use std::path::{Path, PathBuf};

/// A result whose error is an [`AsdfError`].
pub type Result<T, E = AsdfError> = std::result::Result<T, E>;

/// What can go wrong when an ASDF file is read or written.
///
/// `line` fields count from 1 in the file; they are 0 for a node that was built in memory.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AsdfError {
    /// The operating system refused to read or write. Check that the path exists and its permissions.
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        /// What was tried: `open`, `write`.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The bytes of a file that is open cannot be read. It may have been cut short since.
    #[error("cannot read: {source}")]
    Read {
        /// What the system said.
        source: io::Error,
    },
    /// The error happened in the file at `path`; `source` says what it is.
    #[error("{}: {source}", path.display())]
    InFile {
        /// The file.
        path: PathBuf,
        /// The error itself.
        source: Box<AsdfError>,
    },
    /// The path names a directory or a device. Give the `.asdf` file inside it.
    #[error("{} is not a regular file", path.display())]
    NotAFile {
        /// The path given.
        path: PathBuf,
    },
    /// The target exists. Remove it, choose another name, or allow overwriting.
    #[error("{} already exists: choose another name, or allow overwriting", path.display())]
    AlreadyExists {
        /// The path given.
        path: PathBuf,
    },
    /// The file is compressed as a whole with gzip, and damaged.
    #[error("its gzip data are damaged: {source}")]
    Gzip {
        /// What the decoder said.
        source: io::Error,
    },
    /// The file is compressed as a whole with gzip, and too long to be held in memory. Decompress it first.
    #[error("it holds more than {limit} bytes in gzip; decompress it first")]
    GzipTooLong {
        /// The limit, in bytes.
        limit: u64,
    },
    /// The first bytes are not `#ASDF`. The file is of another kind, or was damaged.
    #[error("not an ASDF file: it begins with {found:?}, an ASDF file with \"#ASDF 1.0.0\"")]
    NotAsdf {
        /// The first bytes, as text.
        found: String,
    },
    /// The file format version is not 1.x.y.
    #[error("unsupported ASDF file format version {found:?}: versions 1.x.y can be read")]
    UnsupportedVersion {
        /// The version token of the first line.
        found: String,
    },
    /// The YAML tree has no closing `...` line. The file was cut short, or damaged.
    #[error("the tree that begins at byte {offset} has no closing \"...\" line")]
    UnterminatedTree {
        /// Where the tree begins.
        offset: u64,
    },
    /// The tree is longer than the reader accepts.
    #[error("the tree is longer than {limit} bytes")]
    TreeTooLong {
        /// The limit, in bytes.
        limit: u64,
    },
    /// The tree is not UTF-8.
    #[error("the tree is not UTF-8: bad byte at offset {offset}")]
    TreeNotUtf8 {
        /// Where the first bad byte lies in the file.
        offset: u64,
    },
    /// The tree is not well-formed YAML.
    #[error("line {line}, column {column}: {reason}")]
    Yaml {
        /// Line in the file.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What the YAML scanner said.
        reason: String,
    },
    /// The tree holds more than one YAML document.
    #[error("line {line}: a second YAML document begins; an ASDF tree is one document")]
    SecondDocument {
        /// Line in the file.
        line: usize,
    },
    /// A mapping has the same key twice.
    #[error("line {line}: the key {key:?} occurs twice in one mapping")]
    DuplicateKey {
        /// The key.
        key: String,
        /// Line in the file.
        line: usize,
    },
    /// A mapping key is not a string, an integer or a boolean.
    #[error("line {line}: a mapping key is {found}; keys are strings, integers or booleans")]
    UnsupportedKey {
        /// What was found.
        found: &'static str,
        /// Line in the file.
        line: usize,
    },
    /// The tree nests deeper than the reader or the writer accepts.
    #[error("line {line}: the tree nests deeper than {limit} levels")]
    TooDeep {
        /// The limit.
        limit: usize,
        /// Line in the file.
        line: usize,
    },
    /// An alias stands inside the node it names.
    #[error("line {line}: an alias refers to the node it is part of")]
    CyclicAlias {
        /// Line in the file.
        line: usize,
    },
    /// Aliases stand for more nodes than the reader accepts (a decompression bomb in YAML).
    #[error("line {line}: aliases and merge keys stand for more than {limit} nodes")]
    AliasExpansion {
        /// The limit.
        limit: u64,
        /// Line in the file.
        line: usize,
    },
    /// A merge key `<<` is followed by something that is not a mapping or a list of mappings.
    #[error("line {line}: the merge key << takes a mapping or a list of mappings")]
    BadMerge {
        /// Line in the file.
        line: usize,
    },
    /// A required key is missing from a node.
    #[error("line {line}: {} has no key {key:?}", node_name(tag.as_deref()))]
    MissingKey {
        /// The key.
        key: String,
        /// The tag of the node, where it has one.
        tag: Option<String>,
        /// Line in the file.
        line: usize,
    },
    /// A node has the wrong kind.
    #[error("line {line}: {what} is {found}; expected {expected}")]
    WrongKind {
        /// Which value.
        what: String,
        /// The kinds that would do.
        expected: &'static str,
        /// The kind found.
        found: &'static str,
        /// Line in the file.
        line: usize,
    },
    /// A path to a node is malformed.
    #[error("{path:?} is no path to a node: {reason}; write a.b[0].c or /a/b/0/c")]
    BadPath {
        /// The path.
        path: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A path leads nowhere. The message says how far it led, and what there is.
    #[error("there is no {step:?} in {parent}: {present}")]
    NoSuchNode {
        /// The key or place that is missing.
        step: String,
        /// The path so far; `the root`, if there is none.
        parent: String,
        /// What is there: the keys, the number of items, or the kind of a node that has neither.
        present: String,
    },
    /// A node with one of the core tags does not hold what the tag promises.
    #[error("line {line}: {tag} holds {found:?}; expected {expected}")]
    CoreValue {
        /// The short tag.
        tag: &'static str,
        /// What was found.
        found: String,
        /// What would do.
        expected: &'static str,
        /// Line in the file.
        line: usize,
    },
    /// A `$ref` leads nowhere, or in a circle.
    #[error("line {line}: the reference {reference:?} {reason}")]
    BadReference {
        /// The reference.
        reference: String,
        /// What is wrong with it.
        reason: &'static str,
        /// Line in the file.
        line: usize,
    },
    /// A block header is malformed. The file was cut short, or damaged.
    #[error("block {block} at byte {offset}: {reason} ({value}, limit {limit})")]
    BlockHeader {
        /// Number of the block.
        block: usize,
        /// Where its magic lies in the file.
        offset: u64,
        /// Which field is wrong.
        reason: &'static str,
        /// The value of the field.
        value: u64,
        /// What it may be at most (or, for a minimum, at least).
        limit: u64,
    },
    /// A streamed block is compressed, which the format forbids.
    #[error("block {block}: a streamed block cannot be compressed ({label:?})")]
    StreamedCompression {
        /// Number of the block.
        block: usize,
        /// Its compression label.
        label: String,
    },
    /// A block uses a compression that this crate cannot undo. Rewrite the file with one of those it can.
    #[error(
        "block {block}: unsupported compression {label:?}; \"zlib\", \"bzp2\", \"lz4\" and none can be read"
    )]
    UnsupportedCompression {
        /// Number of the block.
        block: usize,
        /// Its compression label.
        label: String,
    },
    /// A compressed block cannot be decoded.
    #[error("block {block}: its {codec} data are damaged: {source}")]
    Decompression {
        /// Number of the block.
        block: usize,
        /// Its compression label.
        codec: String,
        /// What the decoder said.
        source: io::Error,
    },
    /// A block does not decode to as many bytes as its header says.
    #[error("block {block}: the header promises {expected} bytes, the payload holds {found}")]
    DecodedSize {
        /// Number of the block.
        block: usize,
        /// The size of the header.
        expected: u64,
        /// The size found (at most one more than expected, where decoding stopped).
        found: u64,
    },
    /// An allocation of a size that the file asks for failed.
    #[error("cannot allocate {bytes} bytes for {what}")]
    Allocation {
        /// What it was for.
        what: &'static str,
        /// How many bytes.
        bytes: u64,
    },
    /// An array names a block that the file does not have.
    #[error("line {line}: the array's source is block {block}; the file has {blocks} blocks")]
    SourceRange {
        /// The number given.
        block: i64,
        /// How many blocks there are.
        blocks: usize,
        /// Line in the file.
        line: usize,
    },
    /// A node leads to another file that may not be opened. See [`ExternalFiles`](crate::ExternalFiles).
    #[error("line {line}: the other file {uri:?} is not opened: {reason}")]
    ExternalSource {
        /// The URI given.
        uri: String,
        /// Why not.
        reason: &'static str,
        /// Line in the file.
        line: usize,
    },
    /// An array has a datatype that is unknown or misused.
    #[error("line {line}: unsupported datatype {datatype}: {reason}")]
    Datatype {
        /// The datatype, as text.
        datatype: String,
        /// What is wrong with it.
        reason: &'static str,
        /// Line in the file.
        line: usize,
    },
    /// The shape, strides or offset of an array is impossible.
    #[error("line {line}: impossible array layout: {reason} (shape {shape:?})")]
    ArrayLayout {
        /// What is wrong.
        reason: &'static str,
        /// The shape.
        shape: Vec<usize>,
        /// Line in the file.
        line: usize,
    },
    /// An array reaches outside of its block.
    #[error("line {line}: an array of shape {shape:?} reaches byte {reach} of a block of {available} bytes")]
    ArrayBounds {
        /// The shape.
        shape: Vec<usize>,
        /// The byte reached (negative: before the block).
        reach: i128,
        /// How many bytes the block has.
        available: u64,
        /// Line in the file.
        line: usize,
    },
    /// The lists of an inline array have different lengths, or values and lists are mixed.
    #[error("line {line}: the inline array is ragged")]
    RaggedInline {
        /// Line in the file.
        line: usize,
    },
    /// A value of an array does not fit its datatype.
    #[error("line {line}: the array holds {value}, which is no {datatype}")]
    ArrayValue {
        /// The value, as text.
        value: String,
        /// The datatype.
        datatype: &'static str,
        /// Line in the file.
        line: usize,
    },
    /// Shape and number of values of an array disagree.
    #[error("an array of shape {shape:?} needs {expected} values, not {found}")]
    ShapeMismatch {
        /// The shape.
        shape: Vec<usize>,
        /// The product of the shape.
        expected: usize,
        /// How many values were given.
        found: usize,
    },
    /// The mask of an array cannot be broadcast to its shape.
    #[error("line {line}: a mask of shape {mask:?} does not fit an array of shape {shape:?}")]
    MaskShape {
        /// The shape of the mask.
        mask: Vec<usize>,
        /// The shape of the array.
        shape: Vec<usize>,
        /// Line in the file.
        line: usize,
    },
    /// A field of an array of records has a mask of its own, which cannot be written. Mask whole records instead.
    #[error("the field {name:?} has a mask of its own: only whole records can be masked")]
    MaskedField {
        /// The name of the field.
        name: String,
    },
    /// An array cannot be streamed: it has no axes, its rows no bytes, or there is a streamed array already. Give it a
    /// block of its own.
    #[error("an array of shape {shape:?} cannot be streamed: {reason}")]
    Unstreamable {
        /// The shape.
        shape: Vec<usize>,
        /// What is wrong.
        reason: &'static str,
    },
    /// The version of the standard to write is unknown, or older than what is to be written.
    #[error("cannot write {what} in version {version} of the ASDF standard: {reason}")]
    Standard {
        /// What was to be written.
        what: &'static str,
        /// The version.
        version: crate::Version,
        /// What would do.
        reason: &'static str,
    },
    /// The root of a tree to write is not a mapping.
    #[error("the root of an ASDF tree is a mapping, not {found}")]
    RootKind {
        /// The kind found.
        found: &'static str,
    },
}

impl AsdfError {
    pub(crate) fn reading(source: io::Error) -> Self {
        Self::Read { source }
    }

    /// Names the file the error happened in, unless the error does so already.
    pub(crate) fn in_file(self, path: &Path) -> Self {
        match self {
            Self::Io { .. } | Self::InFile { .. } | Self::NotAFile { .. } | Self::AlreadyExists { .. } => {
                self
            }
            other => Self::InFile { path: path.to_owned(), source: Box::new(other) },
        }
    }

    /// The error itself, without the file name that [`AsdfError::InFile`] adds.
    #[must_use]
    pub fn root(&self) -> &Self {
        match self {
            Self::InFile { source, .. } => source.root(),
            other => other,
        }
    }
}

/// How a message calls a node with this tag.
fn node_name(tag: Option<&str>) -> String {
    tag.map_or_else(|| "the untagged mapping".to_owned(), |tag| format!("the node {tag}"))
}
