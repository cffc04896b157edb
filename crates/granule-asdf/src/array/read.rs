//! Reading the array that a node describes.

use std::sync::Arc;

use super::datatype::{ByteOrder, DataType, byte_order, sizes};
use super::decode::decode;
use super::inline::read_inline;
use super::layout::View;
use super::mask::apply_mask;
use super::values::NdArray;
use crate::container::BlockInfo;
use crate::error::{AsdfError, Result};
use crate::file::AsdfFile;
use crate::tree::{Kind, Mapping, Node};

/// Overlapping strides can make an array larger than its block; up to this size that is allowed.
const MAX_OVERLAP: u64 = 64 << 20;

/// Reads an array with its mask.
pub(crate) fn read(file: &AsdfFile, node: &Node) -> Result<NdArray> {
    let target = file.follow(node)?;
    let (file, node) = (target.file(file), target.node());
    let array = read_values(file, node)?;
    match node.get("mask") {
        None => Ok(array),
        Some(mask) if mask.is_null() => Ok(array),
        Some(mask) => {
            let mask = file.follow(mask)?;
            apply_mask(array, mask.node(), |node| read_values(mask.file(file), node))
        }
    }
}

/// Reads an array without its mask.
fn read_values(file: &AsdfFile, node: &Node) -> Result<NdArray> {
    if let Some(array) = inline(node)? {
        return Ok(array);
    }
    let Header { block, datatype, order, view } = Header::of(file, node)?;
    let holder = block.file(file);
    let (low, high) = bounds(&view, block.info(file, node)?, node.line())?;
    let span =
        holder.span(block.number, low, high, view.is_packed()).map_err(|error| holder.located(error))?;
    let within = View { offset: view.offset - i64::try_from(span.start).unwrap_or(view.offset), ..view };
    let data = decode(&span.bytes, &within, &datatype, order, node.line())?;
    Ok(NdArray { shape: within.shape, data, mask: None })
}

/// The array, where the node holds its own values.
pub(super) fn inline(node: &Node) -> Result<Option<NdArray>> {
    let Kind::Map(mapping) = node.kind() else { return read_inline(node, None, None).map(Some) };
    let Some(data) = mapping.get("data") else { return Ok(None) };
    let datatype = mapping.get("datatype").map(DataType::parse).transpose()?;
    let shape = mapping.get("shape").map(sizes).transpose()?;
    read_inline(data, datatype, shape).map(Some)
}

/// What the node of an array in a block says.
pub(super) struct Header {
    pub(super) block: Block,
    pub(super) datatype: DataType,
    pub(super) order: ByteOrder,
    pub(super) view: View,
}

impl Header {
    pub(super) fn of(file: &AsdfFile, node: &Node) -> Result<Self> {
        let block = Block::of(file, node)?;
        let datatype = DataType::parse(node.require("datatype")?)?;
        let order = byte_order(node.require("byteorder")?)?;
        let mapping = node.as_map().ok_or_else(|| node.wrong_kind("an array", "a mapping or a list"))?;
        let view = view(node, mapping, &datatype, block.info(file, node)?)?;
        Ok(Self { block, datatype, order, view })
    }
}

/// The block that an array lies in.
pub(super) struct Block {
    number: usize,
    /// Another file, whose block it is.
    other: Option<Arc<AsdfFile>>,
}

impl Block {
    /// Negative numbers count from the last block; a URI stands for block 0 of another file.
    fn of(file: &AsdfFile, node: &Node) -> Result<Self> {
        let source = node.require("source")?;
        let number = match source.kind() {
            Kind::Int(number) => *number,
            Kind::Str(uri) => {
                let other = Some(file.external().file(uri, node.line())?);
                return Ok(Self { number: 0, other });
            }
            _ => return Err(source.wrong_kind("source", "a block number, or the path of another file")),
        };
        let blocks = file.block_count();
        let count = i64::try_from(blocks).unwrap_or(i64::MAX);
        let place = if number < 0 { number.checked_add(count) } else { Some(number) };
        let place = place.and_then(|place| usize::try_from(place).ok()).filter(|place| *place < blocks);
        let line = node.line();
        let number = place.ok_or(AsdfError::SourceRange { block: number, blocks, line })?;
        Ok(Self { number, other: None })
    }

    pub(super) fn number(&self) -> usize {
        self.number
    }

    fn file<'a>(&'a self, here: &'a AsdfFile) -> &'a AsdfFile {
        self.other.as_deref().unwrap_or(here)
    }

    fn info<'a>(&'a self, here: &'a AsdfFile, node: &Node) -> Result<&'a BlockInfo> {
        let blocks = self.file(here).blocks();
        let block = i64::try_from(self.number).unwrap_or(i64::MAX);
        let missing = || AsdfError::SourceRange { block, blocks: blocks.len(), line: node.line() };
        blocks.get(self.number).ok_or_else(missing)
    }
}

/// Where the items lie in the block.
fn view(node: &Node, mapping: &Mapping, datatype: &DataType, info: &BlockInfo) -> Result<View> {
    let bad = |reason| AsdfError::ArrayLayout { reason, shape: Vec::new(), line: node.line() };
    let item = datatype.size().ok_or_else(|| bad("the size of an item overflows"))?;
    let offset = match mapping.get("offset") {
        None => 0,
        Some(offset) => {
            offset.as_i64().filter(|n| *n >= 0).ok_or_else(|| bad("the offset is no integer ≥ 0"))?
        }
    };
    let shape_node = node.require("shape")?;
    let strides = mapping.get("strides").filter(|strides| !strides.is_null());
    let shape = match shape_node.as_seq() {
        Some([first, rest @ ..]) if first.as_str() == Some("*") => {
            if !info.streamed || strides.is_some() {
                return Err(bad("only an array in a streamed block, without strides, can have \"*\" rows"));
            }
            streamed_shape(rest, item, offset, info)
                .ok_or_else(|| bad("the size of a row is zero or overflows"))?
        }
        _ => sizes(shape_node)?,
    };
    let Some(strides) = strides else {
        return View::packed(shape, offset, item).ok_or_else(|| bad("its size overflows"));
    };
    let items = strides.as_seq().ok_or_else(|| strides.wrong_kind("strides", "a list of integers"))?;
    let strides: Vec<i64> = items
        .iter()
        .map(|n| n.as_i64().filter(|n| *n != 0).ok_or_else(|| bad("a stride is no integer other than 0")))
        .collect::<Result<_>>()?;
    if strides.len() != shape.len() {
        return Err(bad("there is not one stride for each axis"));
    }
    Ok(View { shape, strides, offset, item })
}

/// As many rows as the rest of the block holds.
fn streamed_shape(rest: &[Node], item: usize, offset: i64, info: &BlockInfo) -> Option<Vec<usize>> {
    let mut shape = vec![0];
    let mut row = item;
    for n in rest {
        let n = n.as_usize()?;
        row = row.checked_mul(n)?;
        shape.push(n);
    }
    let available = usize::try_from(info.data_size.checked_sub(u64::try_from(offset).ok()?)?).ok()?;
    *shape.first_mut()? = available.checked_div(row)?;
    Some(shape)
}

/// The bytes of the decoded block that the view touches, checked against the size of the block.
fn bounds(view: &View, info: &BlockInfo, line: usize) -> Result<(u64, u64)> {
    let bad = |reason| AsdfError::ArrayLayout { reason, shape: view.shape.clone(), line };
    let available = info.data_size;
    let outside = |reach| AsdfError::ArrayBounds { shape: view.shape.clone(), reach, available, line };
    let (low, high) = view.reach().ok_or_else(|| bad("its size overflows"))?;
    let from = u64::try_from(low).map_err(|_| outside(low))?;
    let to = u64::try_from(high).ok().filter(|to| *to <= available).ok_or_else(|| outside(high))?;
    let count = view.count().ok_or_else(|| bad("its number of items overflows"))? as u64;
    let bytes = count.checked_mul(view.item.max(1) as u64).ok_or_else(|| bad("its size overflows"))?;
    if bytes > available.max(MAX_OVERLAP) {
        return Err(bad("its items overlap so much that it is far larger than its block"));
    }
    Ok((from, to))
}
