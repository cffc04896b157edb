//! Nodes: the values of the tree.

use std::fmt;
use std::sync::Arc;

use super::tag::{short_name, split_version};
use super::{Mapping, Version};
use crate::error::{AsdfError, Result};
use crate::yaml;

/// A node of the tree.
///
/// A clone is the same node: aliases in the file become clones of one node, so that identity survives reading and
/// can be asked with [`Node::ptr_eq`]. Equality (`==`) compares tags and values, not identity or lines.
#[derive(Clone)]
pub struct Node(Arc<Inner>);

struct Inner {
    tag: Option<Box<str>>,
    kind: Kind,
    line: usize,
}

/// What a node holds.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Kind {
    /// Nothing.
    Null,
    /// A truth value.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// An integer too large for [`Kind::Int`].
    UInt(u64),
    /// A floating-point number.
    Float(f64),
    /// A string. Every tagged scalar is a string, whatever it looks like, as in the reference implementation.
    Str(String),
    /// A list.
    Seq(Vec<Node>),
    /// A mapping.
    Map(Mapping),
}

impl Kind {
    /// The kind with its article, for messages.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Int(_) | Self::UInt(_) => "an integer",
            Self::Float(_) => "a float",
            Self::Str(_) => "a string",
            Self::Seq(_) => "a list",
            Self::Map(_) => "a mapping",
        }
    }
}

/// Making nodes.
impl Node {
    pub(crate) fn new(tag: Option<String>, kind: Kind, line: usize) -> Self {
        Self(Arc::new(Inner { tag: tag.map(String::into_boxed_str), kind, line }))
    }

    /// A node with the same tag and line that holds something else.
    pub(crate) fn with_kind(&self, kind: Kind) -> Self {
        Self(Arc::new(Inner { tag: self.0.tag.clone(), kind, line: self.0.line }))
    }

    /// A null node.
    #[must_use]
    pub fn null() -> Self {
        Self::new(None, Kind::Null, 0)
    }

    /// A boolean.
    #[must_use]
    pub fn bool(value: bool) -> Self {
        Self::new(None, Kind::Bool(value), 0)
    }

    /// An integer.
    #[must_use]
    pub fn int(value: i64) -> Self {
        Self::new(None, Kind::Int(value), 0)
    }

    /// An integer that is not negative.
    #[must_use]
    pub fn uint(value: u64) -> Self {
        Self::new(None, i64::try_from(value).map_or(Kind::UInt(value), Kind::Int), 0)
    }

    /// A size, a number of things or an index.
    pub(crate) fn size(value: usize) -> Self {
        Self::int(i64::try_from(value).unwrap_or(i64::MAX))
    }

    /// A floating-point number.
    #[must_use]
    pub fn float(value: f64) -> Self {
        Self::new(None, Kind::Float(value), 0)
    }

    /// A string.
    #[must_use]
    pub fn str(value: impl Into<String>) -> Self {
        Self::new(None, Kind::Str(value.into()), 0)
    }

    /// A list.
    #[must_use]
    pub fn seq(items: impl IntoIterator<Item = Self>) -> Self {
        Self::new(None, Kind::Seq(items.into_iter().collect()), 0)
    }

    /// A mapping.
    #[must_use]
    pub fn map(mapping: Mapping) -> Self {
        Self::new(None, Kind::Map(mapping), 0)
    }

    /// Reads YAML 1.1 text: one document, in which `!name` stands for what its `%TAG` lines say.
    ///
    /// # Errors
    /// Where the text is not well-formed, nests too deep, or its aliases stand for too much; see [`AsdfError`].
    pub fn from_yaml(text: &str) -> Result<Self> {
        yaml::parse(text, 1)
    }

    /// The node as YAML 1.1 text: a document that declares the handle `!` of ASDF's tags.
    ///
    /// # Errors
    /// [`AsdfError::TooDeep`] where it nests too deep.
    pub fn to_yaml(&self) -> Result<String> {
        yaml::emit(self)
    }

    /// The node with this tag, written in full: `tag:stsci.edu:asdf/core/ndarray-1.1.0`.
    ///
    /// A tagged scalar reads back as a string: ASDF keeps its text and leaves the meaning to the tag.
    #[must_use]
    pub fn with_tag(self, tag: impl Into<String>) -> Self {
        let (kind, line) = match Arc::try_unwrap(self.0) {
            Ok(inner) => (inner.kind, inner.line),
            Err(shared) => (shared.kind.clone(), shared.line),
        };
        Self::new(Some(tag.into()), kind, line)
    }
}

/// Reading nodes.
impl Node {
    /// What the node holds.
    #[must_use]
    pub fn kind(&self) -> &Kind {
        &self.0.kind
    }

    /// The line of the file where the node begins, from 1; 0 for a node built in memory.
    #[must_use]
    pub fn line(&self) -> usize {
        self.0.line
    }

    /// Whether both are the same node, as aliases of one anchor are.
    #[must_use]
    pub fn ptr_eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// The address that stands for the node's identity while it is alive.
    pub(crate) fn address(&self) -> usize {
        Arc::as_ptr(&self.0) as usize
    }

    /// The tag, fully resolved: `tag:stsci.edu:asdf/core/ndarray-1.1.0`.
    #[must_use]
    pub fn tag(&self) -> Option<&str> {
        self.0.tag.as_deref()
    }

    /// The tag as its name with prefix and its version: (`tag:stsci.edu:asdf/transform/shift`, 1.4.0).
    #[must_use]
    pub fn tag_name(&self) -> Option<(&str, Option<Version>)> {
        self.tag().map(split_version)
    }

    /// The last component of the tag without its version: `shift`, `dataset`, `column`.
    #[must_use]
    pub fn short_tag(&self) -> Option<&str> {
        self.tag().map(short_name)
    }

    /// Whether the tag says that the node is an array, `core/ndarray`; see
    /// [`AsdfFile::array`](crate::AsdfFile::array).
    #[must_use]
    pub fn is_ndarray(&self) -> bool {
        self.tag_name().is_some_and(|(name, _)| name == "tag:stsci.edu:asdf/core/ndarray")
    }

    /// Whether the node is null.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self.kind(), Kind::Null)
    }

    /// The string, if the node is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self.kind() {
            Kind::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The boolean, if the node is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self.kind() {
            Kind::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The integer, if the node is one and fits.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match self.kind() {
            Kind::Int(value) => Some(*value),
            _ => None,
        }
    }

    /// The integer as a size or an index, if the node is one and is not negative.
    #[must_use]
    pub fn as_usize(&self) -> Option<usize> {
        self.as_i64().and_then(|value| usize::try_from(value).ok())
    }

    /// The number, if the node is an integer or a float.
    #[must_use]
    pub fn as_f64(&self) -> Option<f64> {
        match self.kind() {
            Kind::Int(value) => Some(*value as f64),
            Kind::UInt(value) => Some(*value as f64),
            Kind::Float(value) => Some(*value),
            _ => None,
        }
    }

    /// The items, if the node is a list.
    #[must_use]
    pub fn as_seq(&self) -> Option<&[Self]> {
        match self.kind() {
            Kind::Seq(items) => Some(items),
            _ => None,
        }
    }

    /// The mapping, if the node is one.
    #[must_use]
    pub fn as_map(&self) -> Option<&Mapping> {
        match self.kind() {
            Kind::Map(mapping) => Some(mapping),
            _ => None,
        }
    }

    /// The value of a key, if the node is a mapping that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.as_map()?.get(key)
    }

    /// The value of a key that must be there.
    ///
    /// # Errors
    /// [`AsdfError::MissingKey`] names the key, the tag and the line of the node.
    pub fn require(&self, key: &str) -> Result<&Self> {
        self.get(key).ok_or_else(|| AsdfError::MissingKey {
            key: key.to_owned(),
            tag: self.tag().map(str::to_owned),
            line: self.line(),
        })
    }

    /// The error that says: `what` (this node) should have been `expected`.
    #[must_use]
    pub fn wrong_kind(&self, what: impl Into<String>, expected: &'static str) -> AsdfError {
        AsdfError::WrongKind { what: what.into(), expected, found: self.kind().name(), line: self.line() }
    }
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.ptr_eq(other) || (self.tag() == other.tag() && self.kind() == other.kind())
    }
}

impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(tag) = self.tag() {
            write!(f, "!<{tag}> ")?;
        }
        match self.kind() {
            Kind::Null => f.write_str("null"),
            Kind::Bool(value) => value.fmt(f),
            Kind::Int(value) => value.fmt(f),
            Kind::UInt(value) => value.fmt(f),
            Kind::Float(value) => fmt::Debug::fmt(value, f),
            Kind::Str(text) => fmt::Debug::fmt(text, f),
            Kind::Seq(items) => f.debug_list().entries(items).finish(),
            Kind::Map(mapping) => mapping.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_key_is_named_with_tag_and_line() {
        let node = Node::map(Mapping::new()).with_tag("tag:stsci.edu:asdf/transform/shift-1.2.0");
        let message = node.require("offset").unwrap_err().to_string();
        assert!(message.contains("offset") && message.contains("shift-1.2.0"), "{message}");
    }

    #[test]
    fn tagging_a_shared_node_leaves_the_original_alone() {
        let plain = Node::str("m");
        let tagged = plain.clone().with_tag("tag:stsci.edu:asdf/unit/unit-1.0.0");
        assert_eq!(plain.tag(), None);
        assert_eq!(tagged.short_tag(), Some("unit"));
        assert!(!plain.ptr_eq(&tagged));
        assert_eq!(tagged.as_str(), Some("m"));
    }

    #[test]
    fn integers_are_numbers_and_floats_are_not_integers() {
        assert_eq!(Node::int(3).as_f64(), Some(3.0));
        assert_eq!(Node::float(3.0).as_i64(), None);
        assert_eq!(Node::int(-1).as_usize(), None);
    }
}
