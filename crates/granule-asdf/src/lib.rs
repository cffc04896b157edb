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
//! let bytes = writer.into_bytes(Node::map(tree))?;
//!
//! let file = AsdfFile::from_bytes(bytes)?;
//! assert_eq!(file.tree().require("instrument")?.as_str(), Some("VISP"));
//! assert_eq!(file.tree().require("unit")?.short_tag(), Some("unit"));
//! let array = file.array(file.tree().require("wavelengths")?)?;
//! assert_eq!(array.shape, [2, 2]);
//! assert_eq!(array.to_f64(), Some(vec![630.1, 630.2, 630.3, 630.4]));
//! # Ok::<(), granule_asdf::AsdfError>(())
//! ```
//!
//! # What is read
//!
//! File format 1.x and every version of the standard; blocks uncompressed or compressed with zlib, streamed ones too;
//! arrays of numbers, complex numbers, strings and records, in either byte order, with strides and masks; inline arrays.
//! Plain scalars mean what they mean in YAML 1.1 as PyYAML reads it. Aliases of one anchor are one node
//! ([`Node::ptr_eq`]). Local references (`$ref: "#/…"`) are followed on request, others are left alone; nothing is ever
//! fetched from elsewhere, so that arrays in other files ([`AsdfError::ExternalSource`]) are errors.
//!
//! # Damaged and hostile files
//!
//! No file makes this crate panic. Sizes that a file gives are checked against what it holds before memory is
//! allocated, nesting and the expansion of aliases are limited, and the checksums of blocks are not checked.

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
