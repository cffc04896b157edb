//! The ASDF container: a YAML tree with tags, binary blocks, n-dimensional arrays. Read and write.
//!
//! An ASDF file is a tree of tagged nodes in YAML 1.1, followed by blocks of bytes that the arrays of the tree refer to.
//! [`AsdfFile::open`] reads the tree and the headers of the blocks; a block is read when [`AsdfFile::array`] asks for it.
//! What the tags mean is left to the caller: unknown ones are plain [`Node`]s.
//!
//! ```
//! use granule_asdf::{AsdfFile, AsdfWriter, Compression, Mapping, NdArray, Node};
//!
//! // Arrays become blocks; the nodes that stand for them go into the tree.
//! let mut writer = AsdfWriter::new();
//! let wavelengths = writer.add_array(NdArray::new([2, 2], vec![630.1, 630.2, 630.3, 630.4])?, Compression::Zlib);
//! let tree = Mapping::new()
//!     .with("instrument", Node::str("VISP"))
//!     .with("unit", Node::str("nm").with_tag("tag:stsci.edu:asdf/unit/unit-1.0.0"))
//!     .with("wavelengths", wavelengths);
//! # let directory = tempfile::tempdir().expect("a directory");
//! # let path = directory.path().join("lines.asdf");
//! writer.write(Node::map(tree), &path)?;
//!
//! let file = AsdfFile::open(&path)?;
//! assert_eq!(file.find("instrument")?.node().as_str(), Some("VISP"));
//! let node = file.tree().require("wavelengths")?;
//! assert_eq!(file.array_info(node)?.shape, [2, 2]);
//! assert_eq!(file.array(node)?.to_f64(), Some(vec![630.1, 630.2, 630.3, 630.4]));
//!
//! // A copy with one node changed: blocks, tags and everything unknown are taken over as they are.
//! let mut writer = AsdfWriter::new().overwrite(true);
//! let tree = writer.copy_from(&file)?;
//! let unit = Node::str("um").with_tag("tag:stsci.edu:asdf/unit/unit-1.0.0");
//! let changed = tree.as_map().cloned().unwrap_or_default().with("unit", unit);
//! writer.write(Node::map(changed), &path)?;
//! assert_eq!(AsdfFile::open(&path)?.tree().require("unit")?.as_str(), Some("um"));
//! # Ok::<(), granule_asdf::AsdfError>(())
//! ```
//!
//! # What is read
//!
//! * File format 1.x and every version of the standard, 1.0 to 1.6; files compressed as a whole with gzip; files in memory
//!   ([`AsdfFile::from_bytes`]), such as those that FITS files hold.
//! * Blocks uncompressed, and compressed with zlib, bzip2 or LZ4; streamed ones; those of other files. Other compressions are
//!   an error for who uses such a block, and nobody else.
//! * Arrays of numbers, complex numbers, strings and records, in either byte order, with strides, offsets and masks; inline
//!   arrays.
//! * Plain scalars as YAML 1.1 and PyYAML have them: `12E45` is a string, `no` is false, `1:30` is ninety. Aliases of one
//!   anchor are one node ([`Node::ptr_eq`]); merge keys are filled in.
//! * References, `$ref: "#/…"` and `$ref: "other.asdf#/…"`, on request ([`AsdfFile::follow`]) and wherever an array or a
//!   path is asked for. Which other files may be opened is for [`ExternalFiles`] to say: by default those in the same
//!   directory or below it. Nothing is ever fetched over a network.
//! * Of the core tags, beside arrays: complex numbers ([`Node::as_complex`]), integers of any size ([`AsdfFile::integer`]),
//!   constants ([`AsdfFile::constant`]), arrays in files of other formats ([`AsdfFile::external_array`]).
//!
//! All of that is written, too: see [`AsdfWriter`]; and [`Node::rewrite`] for changes all over a tree. Python's `asdf` opens
//! what is written, LZ4 with its package `lz4`.
//!
//! # Damaged and hostile files
//!
//! No file makes this crate panic. Sizes that a file gives are checked against what it holds before memory is
//! allocated; nesting (512 levels), the expansion of aliases (20 million nodes), trees (256 MB) and files in gzip (2 GiB) are
//! limited; a block is decoded to as many bytes as its header says, and those are limited by what its compression can make
//! of what is stored. The index of blocks is compared with the blocks and never used instead of them: walking takes one
//! read of 54 bytes a block. Checksums are looked at on request ([`AsdfFile::checksum`]).

mod array;
mod container;
mod core_tags;
mod error;
mod external;
mod file;
mod options;
mod path;
mod reference;
mod tree;
mod writer;
mod yaml;

pub use array::{ArrayData, ArrayInfo, ArrayLocation, ByteOrder, DataType, Field, FieldType, NdArray};
pub use container::{BlockInfo, Checksum, Compression};
pub use core_tags::{ExternalArray, Integer};
pub use error::{AsdfError, Result};
pub use file::{AsdfFile, AsdfWarning};
pub use options::{AsdfOptions, ExternalFiles};
pub use reference::Target;
pub use tree::{Kind, Mapping, Node, Version};
pub use writer::{ArrayOptions, AsdfWriter, Placement};
