//! The container: the file's bytes, its header lines, and its binary blocks.

mod block;
mod checksum;
mod codec;
mod index;
mod lz4;
mod preamble;
mod storage;

pub use block::BlockInfo;
pub(crate) use block::{HEADER_SIZE, MAGIC, STREAMED, Walk, read_block, read_payload, read_stored, walk};
pub use checksum::Checksum;
pub(crate) use checksum::check as checksum;
pub use codec::Compression;
pub(crate) use index::{INDEX_LINE, index_text, read_index};
pub(crate) use preamble::{Preamble, find_magic, read_preamble};
pub(crate) use storage::{RangeReader, Storage};
