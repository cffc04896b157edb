//! Changing nodes all over a tree.

use std::collections::HashMap;

use super::{Kind, Mapping, Node};

impl Node {
    /// The tree below this node with every node put through `change`, from the leaves up: it is given a node, and the
    /// same node with what became of the nodes inside, and says what to put in its place.
    ///
    /// A node that occurs more than once is changed once, and what becomes of it is one node again.
    ///
    /// ```
    /// use granule_asdf::{Mapping, Node};
    ///
    /// let tree = Node::map(Mapping::new().with("a", Node::int(1)).with("b", Node::seq([Node::int(2)])));
    /// let doubled = tree.rewrite(&mut |_, node: Node| {
    ///     Ok::<_, std::convert::Infallible>(node.as_i64().map_or(node.clone(), |value| Node::int(2 * value)))
    /// })?;
    /// assert_eq!(doubled.get("b").and_then(Node::as_seq), Some(&[Node::int(4)][..]));
    /// # Ok::<(), std::convert::Infallible>(())
    /// ```
    ///
    /// # Errors
    /// Those of `change`.
    pub fn rewrite<E>(&self, change: &mut impl FnMut(&Self, Self) -> Result<Self, E>) -> Result<Self, E> {
        Rewrite { change, done: HashMap::new() }.node(self)
    }
}

struct Rewrite<'a, F> {
    change: &'a mut F,
    /// Collections by address, with what became of them. The tree is alive meanwhile, so an address stands for a node.
    done: HashMap<usize, Node>,
}

impl<E, F: FnMut(&Node, Node) -> Result<Node, E>> Rewrite<'_, F> {
    fn node(&mut self, node: &Node) -> Result<Node, E> {
        if let Some(done) = self.done.get(&node.address()) {
            return Ok(done.clone());
        }
        // A collection in which nothing changed stays the node it is.
        let inside = match node.kind() {
            Kind::Seq(items) => {
                let changed = items.iter().map(|item| self.node(item)).collect::<Result<Vec<_>, E>>()?;
                let same = items.iter().zip(&changed).all(|(old, new)| old.ptr_eq(new));
                if same { node.clone() } else { node.with_kind(Kind::Seq(changed)) }
            }
            Kind::Map(mapping) => {
                let changed = self.mapping(mapping)?;
                let same = mapping.iter().zip(changed.iter()).all(|((_, old), (_, new))| old.ptr_eq(new));
                if same { node.clone() } else { node.with_kind(Kind::Map(changed)) }
            }
            _ => return (self.change)(node, node.clone()),
        };
        let changed = (self.change)(node, inside)?;
        self.done.insert(node.address(), changed.clone());
        Ok(changed)
    }

    fn mapping(&mut self, mapping: &Mapping) -> Result<Mapping, E> {
        let mut changed = mapping.clone();
        for (key, value) in mapping.iter() {
            changed.insert(key, self.node(value)?);
        }
        Ok(changed)
    }
}
