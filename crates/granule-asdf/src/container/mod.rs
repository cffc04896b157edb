//! The container: the file's bytes, its header lines, and its binary blocks.

mod block;
mod index;
mod preamble;
mod storage;

pub use block::{BlockInfo, Compression};
pub(crate) use block::{HEADER_SIZE, MAGIC, read_block, read_block_bytes, walk};
pub(crate) use index::{INDEX_LINE, index_text, read_index};
pub(crate) use preamble::{Preamble, find_magic, read_preamble};
pub(crate) use storage::Storage;
