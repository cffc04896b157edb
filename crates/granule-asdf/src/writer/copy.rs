//! Taking over what another file holds.

use std::collections::HashMap;

use super::AsdfWriter;
use super::block::Block;
use crate::error::{AsdfError, Result};
use crate::file::AsdfFile;
use crate::tree::{Kind, Mapping, Node};

impl AsdfWriter {
    /// Takes over all blocks of a file as they are stored, and returns its tree for them: every node as it is, tags
    /// that mean nothing to this crate included; only arrays are pointed to where their blocks are now. So a file is
    /// changed: copy it, change the tree, write.
    ///
    /// Arrays in other files stay there, their paths relative as they were. A streamed block becomes an ordinary one.
    ///
    /// # Errors
    /// Where a block cannot be read, or an array names a block that the file does not have.
    pub fn copy_from(&mut self, file: &AsdfFile) -> Result<Node> {
        let first = self.blocks.len();
        for (number, info) in file.blocks().iter().enumerate() {
            self.blocks.push(Block::copied(info, file.stored(number)?));
        }
        let mut copy = Copy { file, first, done: HashMap::new() };
        copy.node(file.tree()).map_err(|error| file.located(error))
    }
}

struct Copy<'a> {
    file: &'a AsdfFile,
    /// The number that block 0 of the file has now.
    first: usize,
    /// Nodes by address, with what became of them: one that is used twice stays one.
    done: HashMap<usize, Node>,
}

impl Copy<'_> {
    fn node(&mut self, node: &Node) -> Result<Node> {
        if let Some(done) = self.done.get(&node.address()) {
            return Ok(done.clone());
        }
        let kind = match node.kind() {
            Kind::Seq(items) => Kind::Seq(items.iter().map(|item| self.node(item)).collect::<Result<_>>()?),
            Kind::Map(mapping) => Kind::Map(self.mapping(node, mapping)?),
            _ => return Ok(node.clone()),
        };
        let copied = Node::new(node.tag().map(str::to_owned), kind, node.line());
        self.done.insert(node.address(), copied.clone());
        Ok(copied)
    }

    fn mapping(&mut self, node: &Node, mapping: &Mapping) -> Result<Mapping> {
        let mut copied = mapping.clone();
        for (key, value) in mapping.iter() {
            copied.insert(key, self.node(value)?);
        }
        let Some(source) = mapping.get("source").and_then(Node::as_i64).filter(|_| node.is_ndarray()) else {
            return Ok(copied);
        };
        let blocks = self.file.block_count();
        let missing = || AsdfError::SourceRange { block: source, blocks, line: node.line() };
        let count = i64::try_from(blocks).map_err(|_| missing())?;
        let place = if source < 0 { source.saturating_add(count) } else { source };
        let place = usize::try_from(place).ok().filter(|place| *place < blocks).ok_or_else(missing)?;
        copied.insert("source", Node::size(self.first + place));
        let open = mapping.get("shape").and_then(Node::as_seq).and_then(<[Node]>::first);
        if open.is_some_and(|length| length.as_str() == Some("*")) {
            let shape = self.file.array_info(node)?.shape;
            copied.insert("shape", Node::seq(shape.into_iter().map(Node::size)));
        }
        Ok(copied)
    }
}
