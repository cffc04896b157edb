//! How an array is written.

use crate::array::ByteOrder;
use crate::container::Compression;

/// Where the values of an array go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Placement {
    /// Into a block of its own.
    #[default]
    Block,
    /// Into the tree, as lists: for arrays of a few values. An array without axes gets a block all the same.
    Inline,
    /// Into a block at the end of the file, to which rows can be appended without touching the rest: for one array of a
    /// file, uncompressed.
    Streamed,
}

/// How an array is written: into a block, uncompressed and little-endian, unless something else is asked for.
///
/// A [`Compression`] is as good as options that ask for that compression alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[must_use]
pub struct ArrayOptions {
    pub(super) compression: Compression,
    pub(super) placement: Placement,
    pub(super) order: ByteOrder,
}

impl ArrayOptions {
    /// A block, uncompressed and little-endian.
    pub fn new() -> Self {
        Self::default()
    }

    /// How the block is compressed. Arrays that are inline or streamed are not.
    pub fn compression(self, compression: Compression) -> Self {
        Self { compression, ..self }
    }

    /// Where the values go.
    pub fn placement(self, placement: Placement) -> Self {
        Self { placement, ..self }
    }

    /// The order of the bytes of numbers.
    pub fn byte_order(self, order: ByteOrder) -> Self {
        Self { order, ..self }
    }
}

impl From<Compression> for ArrayOptions {
    fn from(compression: Compression) -> Self {
        Self::new().compression(compression)
    }
}
