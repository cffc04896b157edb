//! Reading a tree: YAML events become nodes, aliases become shared nodes.

use std::borrow::Cow;
use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Tag};

use super::MAX_DEPTH;
use super::resolve::{Scalar, resolve};
use crate::error::{AsdfError, Result};
use crate::tree::{Kind, Mapping, Node};

/// How many nodes the aliases of a tree may stand for. Sharing makes them free here, but whoever walks
/// the tree meets every one of them.
const MAX_ALIASED: u64 = 20_000_000;

/// How many entries merge keys may copy: a copy, unlike an alias, takes memory.
const MAX_MERGED: u64 = 1_000_000;

/// The prefix of YAML's own tags, such as `!!str`.
const YAML_TAG: &str = "tag:yaml.org,2002:";

/// Reads the one document of `text`, which begins at line `first_line` of its file.
pub(crate) fn parse(text: &str, first_line: usize) -> Result<Node> {
    let mut builder = Builder::default();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| yaml_error(&error, first_line))?;
        builder.line = first_line + span.start.line().saturating_sub(1);
        builder.take(event)?;
    }
    Ok(builder.root.unwrap_or_else(Node::null))
}

fn yaml_error(error: &ScanError, first_line: usize) -> AsdfError {
    let mark = error.marker();
    AsdfError::Yaml {
        line: first_line + mark.line().saturating_sub(1),
        column: mark.col() + 1,
        reason: error.info().to_owned(),
    }
}

/// A collection whose end has not come yet.
struct Frame {
    anchor: usize,
    tag: Option<String>,
    line: usize,
    /// Nodes inside, counted with everything that aliases stand for.
    weight: u64,
    content: Content,
}

enum Content {
    Seq(Vec<Node>),
    Map { mapping: Mapping, key: Option<Key>, merges: Vec<Node> },
}

enum Key {
    Name(String),
    Merge,
}

#[derive(Default)]
struct Builder {
    line: usize,
    documents: usize,
    stack: Vec<Frame>,
    /// The finished nodes that have an anchor, with their weights.
    anchors: HashMap<usize, (Node, u64)>,
    aliased: u64,
    merged: u64,
    root: Option<Node>,
}

impl Builder {
    fn take(&mut self, event: Event<'_>) -> Result<()> {
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(AsdfError::SecondDocument { line: self.line });
                }
                Ok(())
            }
            Event::Alias(anchor) => {
                let (node, weight) =
                    self.anchors.get(&anchor).cloned().ok_or(AsdfError::CyclicAlias { line: self.line })?;
                self.count_aliased(weight)?;
                self.place(node, weight, false)
            }
            Event::Scalar(text, style, anchor, tag) => {
                let (node, merge) = self.scalar(&text, style, tag)?;
                if anchor > 0 {
                    self.anchors.insert(anchor, (node.clone(), 1));
                }
                self.place(node, 1, merge)
            }
            Event::SequenceStart(anchor, tag) => self.open(anchor, tag, Content::Seq(Vec::new())),
            Event::MappingStart(anchor, tag) => {
                let content = Content::Map { mapping: Mapping::new(), key: None, merges: Vec::new() };
                self.open(anchor, tag, content)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
        }
    }

    fn count_aliased(&mut self, weight: u64) -> Result<()> {
        self.aliased = self.aliased.saturating_add(weight);
        if self.aliased > MAX_ALIASED {
            return Err(AsdfError::AliasExpansion { limit: MAX_ALIASED, line: self.line });
        }
        Ok(())
    }

    /// A scalar node, and whether it is the merge key.
    fn scalar(&self, text: &str, style: ScalarStyle, tag: Option<Cow<'_, Tag>>) -> Result<(Node, bool)> {
        let tag = tag.map(|tag| full_tag(&tag));
        let (tag, meaning) = match tag {
            None if style == ScalarStyle::Plain => (None, resolve(text)),
            None => (None, Scalar::Str),
            Some(tag) => match tag.strip_prefix(YAML_TAG) {
                Some(name @ ("null" | "bool" | "int" | "float")) => (None, self.core_scalar(name, text)?),
                Some("str") => (None, Scalar::Str),
                _ if tag == "!" => (None, Scalar::Str),
                _ => (Some(tag), Scalar::Str),
            },
        };
        let is_merge = meaning == Scalar::Merge;
        Ok((scalar_node(tag, &meaning, text, self.line), is_merge))
    }

    /// A scalar with one of YAML's own tags, such as `!!float 1`.
    fn core_scalar(&self, name: &str, text: &str) -> Result<Scalar> {
        match (name, resolve(text)) {
            ("null", Scalar::Null) => Ok(Scalar::Null),
            ("bool", value @ Scalar::Bool(_))
            | ("int", value @ (Scalar::Int(_) | Scalar::UInt(_) | Scalar::TooLarge))
            | ("float", value @ Scalar::Float(_)) => Ok(value),
            ("float", Scalar::Int(value)) => Ok(Scalar::Float(value as f64)),
            ("float", Scalar::UInt(value)) => Ok(Scalar::Float(value as f64)),
            ("float", Scalar::Str) if text.parse::<f64>().is_ok() => {
                Ok(Scalar::Float(text.parse().unwrap_or(f64::NAN)))
            }
            _ => Err(AsdfError::Yaml {
                line: self.line,
                column: 1,
                reason: format!("{:?} is no !!{name}", text.chars().take(40).collect::<String>()),
            }),
        }
    }

    fn open(&mut self, anchor: usize, tag: Option<Cow<'_, Tag>>, content: Content) -> Result<()> {
        if self.stack.len() >= MAX_DEPTH {
            return Err(AsdfError::TooDeep { limit: MAX_DEPTH, line: self.line });
        }
        let tag = tag.map(|tag| full_tag(&tag)).filter(|tag| !is_core_collection(tag));
        self.stack.push(Frame { anchor, tag, line: self.line, weight: 1, content });
        Ok(())
    }

    fn close(&mut self) -> Result<()> {
        let Some(mut frame) = self.stack.pop() else { return Ok(()) };
        let kind = match frame.content {
            Content::Seq(items) => Kind::Seq(items),
            Content::Map { mut mapping, merges, .. } => {
                for source in &merges {
                    frame.weight = frame.weight.saturating_add(self.merge(&mut mapping, source)?);
                }
                Kind::Map(mapping)
            }
        };
        let node = Node::new(frame.tag, kind, frame.line);
        if frame.anchor > 0 {
            self.anchors.insert(frame.anchor, (node.clone(), frame.weight));
        }
        self.place(node, frame.weight, false)
    }

    /// Adds the entries of `source` (a mapping, or a list of mappings) whose keys `mapping` lacks; returns how many.
    fn merge(&mut self, mapping: &mut Mapping, source: &Node) -> Result<u64> {
        let sources = match source.kind() {
            Kind::Seq(items) => items.as_slice(),
            _ => std::slice::from_ref(source),
        };
        let mut added = 0;
        for source in sources {
            let from = source.as_map().ok_or(AsdfError::BadMerge { line: source.line() })?;
            self.merged = self.merged.saturating_add(from.len() as u64);
            if self.merged > MAX_MERGED {
                return Err(AsdfError::AliasExpansion { limit: MAX_MERGED, line: self.line });
            }
            for (key, node) in from.iter() {
                if !mapping.contains_key(key) {
                    mapping.insert(key, node.clone());
                    if from.is_plain(key) {
                        mapping.mark_plain(key);
                    }
                    added += 1;
                }
            }
        }
        Ok(added)
    }

    /// Puts a finished node where it belongs: the root, a list, a key or a value.
    fn place(&mut self, node: Node, weight: u64, is_merge: bool) -> Result<()> {
        let line = self.line;
        let Some(frame) = self.stack.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        frame.weight = frame.weight.saturating_add(weight);
        match &mut frame.content {
            Content::Seq(items) => items.push(node),
            Content::Map { mapping, key, merges } => match key.take() {
                None if is_merge => *key = Some(Key::Merge),
                None => {
                    let name = key_name(&node, line)?;
                    if mapping.contains_key(&name) {
                        return Err(AsdfError::DuplicateKey { key: name, line });
                    }
                    if node.as_str().is_none() {
                        mapping.mark_plain(&name);
                    }
                    *key = Some(Key::Name(name));
                }
                Some(Key::Merge) => merges.push(node),
                Some(Key::Name(name)) => {
                    mapping.insert(name, node);
                }
            },
        }
        Ok(())
    }
}

/// What a plain scalar of this text means.
pub(crate) fn plain(text: &str, line: usize) -> Node {
    scalar_node(None, &resolve(text), text, line)
}

/// Dates, and integers of more than 64 bits, are strings with the tag that YAML has for them: their text is kept, and
/// that they are no ordinary strings.
fn scalar_node(tag: Option<String>, meaning: &Scalar, text: &str, line: usize) -> Node {
    let (tag, kind) = match *meaning {
        Scalar::Null => (tag, Kind::Null),
        Scalar::Bool(value) => (tag, Kind::Bool(value)),
        Scalar::Int(value) => (tag, Kind::Int(value)),
        Scalar::UInt(value) => (tag, Kind::UInt(value)),
        Scalar::Float(value) => (tag, Kind::Float(value)),
        Scalar::Str | Scalar::Merge => (tag, Kind::Str(text.to_owned())),
        Scalar::Timestamp => (Some(format!("{YAML_TAG}timestamp")), Kind::Str(text.to_owned())),
        Scalar::TooLarge => (Some(format!("{YAML_TAG}int")), Kind::Str(text.to_owned())),
    };
    Node::new(tag, kind, line)
}

fn key_name(node: &Node, line: usize) -> Result<String> {
    match node.kind() {
        Kind::Str(text) => Ok(text.clone()),
        Kind::Bool(value) => Ok(value.to_string()),
        Kind::Int(value) => Ok(value.to_string()),
        Kind::UInt(value) => Ok(value.to_string()),
        other => Err(AsdfError::UnsupportedKey { found: other.name(), line }),
    }
}

fn full_tag(tag: &Tag) -> String {
    format!("{}{}", tag.handle, tag.suffix)
}

/// Whether the tag only says what the syntax says already (`!!map`, `!!seq`, or `!`).
fn is_core_collection(tag: &str) -> bool {
    tag == "!" || matches!(tag.strip_prefix(YAML_TAG), Some("map" | "seq"))
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
