//! What flows along the edges.

use granule_core::{Block, Region};

use crate::GraphError;

/// What a task yields: one block, or several that belong together (a partial argmin is values and positions).
///
/// Cheap to clone: the blocks share their data.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Value(Vec<Block>);

impl Value {
    /// The blocks, in the order the operation gave them.
    #[must_use]
    pub fn blocks(&self) -> &[Block] {
        &self.0
    }

    /// The block of a value that has just one.
    ///
    /// # Errors
    /// [`GraphError::NotSingle`] when there are several, or none.
    pub fn single(&self) -> Result<&Block, GraphError> {
        match self.0.as_slice() {
            [block] => Ok(block),
            blocks => Err(GraphError::NotSingle { blocks: blocks.len() }),
        }
    }

    /// Bytes of all blocks together.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.0.iter().fold(0, |sum, block| sum.saturating_add(block.bytes() as u64))
    }
}

impl From<Block> for Value {
    fn from(block: Block) -> Self {
        Self(vec![block])
    }
}

impl From<Vec<Block>> for Value {
    fn from(blocks: Vec<Block>) -> Self {
        Self(blocks)
    }
}

/// One input of a task as it runs: the region its task yields, and the value.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The region of the task that made the value.
    pub region: &'a Region,
    /// What it yielded.
    pub value: &'a Value,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_knows_its_blocks_and_bytes() {
        let one = Value::from(Block::scalar(1.5_f32));
        assert_eq!(one.single().unwrap(), &Block::scalar(1.5_f32));
        assert_eq!(one.bytes(), 4);
        let pair = Value::from(vec![Block::scalar(1.5_f32), Block::scalar(7_i64)]);
        assert_eq!(pair.single(), Err(GraphError::NotSingle { blocks: 2 }));
        assert_eq!((pair.blocks().len(), pair.bytes()), (2, 12));
        assert!(Value::default().single().is_err());
    }
}
