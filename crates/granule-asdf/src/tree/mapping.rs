//! Mappings that keep the order of the file.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::Arc;

use super::Node;

/// A mapping from strings to nodes, in the order of the file.
///
/// Keys that are booleans or integers in the file appear as the strings `true`, `false` and `42`. They are written back
/// as what they were.
#[derive(Clone, Default)]
pub struct Mapping {
    entries: Vec<(Arc<str>, Node)>,
    /// Made when the mapping grows past [`INDEX_FROM`]: a scan is faster for a handful of keys.
    index: HashMap<Arc<str>, usize>,
    /// The keys that are no strings.
    plain: BTreeSet<Arc<str>>,
}

/// The number of entries from which a mapping is worth an index.
const INDEX_FROM: usize = 16;

impl Mapping {
    /// An empty mapping.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The mapping with one more entry; a key that is there already gets the new value.
    #[must_use]
    pub fn with(mut self, key: impl Into<String>, node: Node) -> Self {
        self.insert(key, node);
        self
    }

    /// Sets the value of a key and returns the value it had before.
    pub fn insert(&mut self, key: impl Into<String>, node: Node) -> Option<Node> {
        let key: String = key.into();
        if let Some(place) = self.position(&key) {
            return self.entries.get_mut(place).map(|entry| std::mem::replace(&mut entry.1, node));
        }
        self.append(key.into(), node);
        None
    }

    /// Says that a key is a boolean or an integer.
    pub(crate) fn mark_plain(&mut self, key: &str) {
        self.plain.insert(key.into());
    }

    /// Whether a key is a boolean or an integer.
    pub(crate) fn is_plain(&self, key: &str) -> bool {
        self.plain.contains(key)
    }

    /// Adds an entry whose key is known to be new.
    fn append(&mut self, key: Arc<str>, node: Node) {
        self.entries.push((Arc::clone(&key), node));
        if self.entries.len() == INDEX_FROM {
            self.index = self.entries.iter().enumerate().map(|(i, (key, _))| (Arc::clone(key), i)).collect();
        } else if self.entries.len() > INDEX_FROM {
            self.index.insert(key, self.entries.len() - 1);
        }
    }

    fn position(&self, key: &str) -> Option<usize> {
        if self.index.is_empty() {
            self.entries.iter().position(|(name, _)| &**name == key)
        } else {
            self.index.get(key).copied()
        }
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries.get(self.position(key)?).map(|(_, node)| node)
    }

    /// Whether the mapping has a key.
    #[must_use]
    pub fn contains_key(&self, key: &str) -> bool {
        self.position(key).is_some()
    }

    /// The entries, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Node)> + Clone {
        self.entries.iter().map(|(key, node)| (&**key, node))
    }

    /// The number of entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no entries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// Equal entries in the same order.
impl PartialEq for Mapping {
    fn eq(&self, other: &Self) -> bool {
        self.entries == other.entries
    }
}

impl fmt::Debug for Mapping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<K: Into<String>> FromIterator<(K, Node)> for Mapping {
    fn from_iter<I: IntoIterator<Item = (K, Node)>>(entries: I) -> Self {
        entries.into_iter().fold(Self::new(), |map, (key, node)| map.with(key, node))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_keep_their_order_and_are_found_at_any_size() {
        for n in [0, 1, INDEX_FROM - 1, INDEX_FROM, INDEX_FROM + 1, 1000] {
            let map: Mapping = (0..n).rev().map(|i| (format!("k{i}"), Node::int(i as i64))).collect();
            assert_eq!(map.len(), n);
            assert!(map.iter().map(|(key, _)| key.to_owned()).eq((0..n).rev().map(|i| format!("k{i}"))));
            for i in 0..n {
                assert_eq!(map.get(&format!("k{i}")).and_then(Node::as_i64), Some(i as i64));
            }
            assert!(map.get("absent").is_none());
        }
    }

    #[test]
    fn a_key_set_twice_keeps_its_place() {
        let map = Mapping::new().with("a", Node::int(1)).with("b", Node::int(2)).with("a", Node::int(3));
        assert!(map.iter().map(|(key, node)| (key, node.as_i64())).eq([("a", Some(3)), ("b", Some(2))]));
    }
}
