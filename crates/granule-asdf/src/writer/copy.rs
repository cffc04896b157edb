//! Taking over what another file holds.

use super::block::Block;
use super::{AsdfWriter, can_write};
use crate::error::{AsdfError, Result};
use crate::file::AsdfFile;
use crate::tree::{Kind, Node, Version};

impl AsdfWriter {
    /// Takes over all blocks of a file as they are stored, and returns its tree for them: every node as it is, tags
    /// that mean nothing to this crate included; only arrays are pointed to where their blocks are now. So a file is
    /// changed: copy it, change the tree, write.
    ///
    /// The file is written in the version of the standard that it has, to which its tags belong; what is added
    /// afterwards follows that.
    ///
    /// Arrays in other files stay there, their paths relative as they were. A streamed block becomes an ordinary one.
    ///
    /// # Errors
    /// Where a block cannot be read, or an array names a block that the file does not have.
    pub fn copy_from(&mut self, file: &AsdfFile) -> Result<Node> {
        if let Some(standard) = file.standard().and_then(Version::parse).filter(|version| can_write(*version))
        {
            self.standard = standard;
        }
        let first = self.blocks.len();
        for (number, info) in file.blocks().iter().enumerate() {
            self.blocks.push(Block::copied(info, file.stored(number)?));
        }
        let tree = file.tree().rewrite(&mut |_, node| moved(file, first, node));
        tree.map_err(|error| file.located(error))
    }
}

/// An array of `file` whose block 0 has the number `first` now; any other node as it is.
fn moved(file: &AsdfFile, first: usize, node: Node) -> Result<Node> {
    let source = node.get("source").and_then(Node::as_i64).filter(|_| node.is_ndarray());
    let (Some(source), Some(mapping)) = (source, node.as_map()) else { return Ok(node) };
    let blocks = file.block_count();
    let missing = || AsdfError::SourceRange { block: source, blocks, line: node.line() };
    let count = i64::try_from(blocks).map_err(|_| missing())?;
    let place = if source < 0 { source.saturating_add(count) } else { source };
    let place = usize::try_from(place).ok().filter(|place| *place < blocks).ok_or_else(missing)?;
    let mut mapping = mapping.clone();
    mapping.insert("source", Node::size(first + place));
    let length = mapping.get("shape").and_then(Node::as_seq).and_then(<[Node]>::first);
    if length.is_some_and(|length| length.as_str() == Some("*")) {
        let shape = file.array_info(&node)?.shape;
        mapping.insert("shape", Node::seq(shape.into_iter().map(Node::size)));
    }
    Ok(node.with_kind(Kind::Map(mapping)))
}
