//! What an array is, without its values.

use super::datatype::{ByteOrder, DataType, sizes};
use super::encode::inline_datatype;
use super::read;
use crate::error::Result;
use crate::file::AsdfFile;
use crate::tree::Node;

/// What an array is and where it lies.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ArrayInfo {
    /// What its items are.
    pub datatype: DataType,
    /// The length of each axis, slowest first; empty for a single value.
    pub shape: Vec<usize>,
    /// Where its values are.
    pub location: ArrayLocation,
    /// Whether the node gives a mask, or values are null.
    pub masked: bool,
}

/// Where the values of an array are.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ArrayLocation {
    /// In the tree.
    Inline,
    /// In a block of the file.
    Block {
        /// Its number, from 0.
        number: usize,
        /// The order of the bytes of its values.
        order: ByteOrder,
    },
    /// In block 0 of another file.
    External {
        /// The URI of the file.
        uri: String,
    },
}

impl ArrayInfo {
    /// The number of values; `None` if it overflows.
    #[must_use]
    pub fn count(&self) -> Option<usize> {
        if self.shape.contains(&0) {
            return Some(0);
        }
        self.shape.iter().try_fold(1usize, |count, n| count.checked_mul(*n))
    }
}

/// Describes the array of a node.
pub(crate) fn info(file: &AsdfFile, node: &Node) -> Result<ArrayInfo> {
    let target = file.follow(node)?;
    let (file, node) = (target.file(file), target.node());
    let masked = node.get("mask").is_some_and(|mask| !mask.is_null());
    if let Some(array) = read::inline(node)? {
        return Ok(ArrayInfo {
            datatype: inline_datatype(&array.data, array.shape.len()),
            masked: masked || array.mask.is_some(),
            location: ArrayLocation::Inline,
            shape: array.shape,
        });
    }
    if let Some(uri) = node.get("source").and_then(Node::as_str) {
        // What the node says is enough: the other file may be absent.
        let datatype = DataType::parse(node.require("datatype")?)?;
        let shape = sizes(node.require("shape")?)?;
        let location = ArrayLocation::External { uri: uri.to_owned() };
        return Ok(ArrayInfo { datatype, shape, location, masked });
    }
    let header = read::Header::of(file, node)?;
    let location = ArrayLocation::Block { number: header.block.number(), order: header.order };
    Ok(ArrayInfo { datatype: header.datatype, shape: header.view.shape, location, masked })
}
