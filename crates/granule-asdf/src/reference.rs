//! References: `{$ref: "#/path/to/node"}`, and `{$ref: "other.asdf#/path/to/node"}`.

use std::path::PathBuf;
use std::sync::Arc;

use crate::error::{AsdfError, Result};
use crate::file::AsdfFile;
use crate::tree::{Kind, Node};

/// How many references may lead to one another before that is called a circle.
const MAX_STEPS: usize = 64;

/// A node, and the file it lies in: arrays below it have their blocks there.
#[derive(Debug, Clone)]
pub struct Target {
    node: Node,
    file: Option<Arc<AsdfFile>>,
}

impl Target {
    pub(crate) fn here(node: Node) -> Self {
        Self { node, file: None }
    }

    /// The node.
    #[must_use]
    pub fn node(&self) -> &Node {
        &self.node
    }

    /// The file it lies in, where that is another than the one that was asked.
    #[must_use]
    pub fn other_file(&self) -> Option<&AsdfFile> {
        self.file.as_deref()
    }

    /// The file it lies in, given the one that was asked.
    #[must_use]
    pub fn file<'a>(&'a self, asked: &'a AsdfFile) -> &'a AsdfFile {
        self.file.as_deref().unwrap_or(asked)
    }

    /// The same file, another node of it.
    pub(crate) fn with_node(&self, node: Node) -> Self {
        Self { node, file: self.file.clone() }
    }

    /// As seen from another file than `here`: a target that lies in `here` itself lies in that file.
    pub(crate) fn or_file(self, here: &Self) -> Self {
        Self { file: self.file.or_else(|| here.file.clone()), ..self }
    }
}

/// Follows references from a node of `file`, into other files too.
pub(crate) fn follow(file: &AsdfFile, node: &Node) -> Result<Target> {
    let mut target = Target::here(node.clone());
    let mut seen: Vec<(Option<PathBuf>, String)> = Vec::new();
    for _ in 0..MAX_STEPS {
        let Some(reference) = reference(&target.node) else { return Ok(target) };
        let place = target.file(file).path().and_then(|path| path.canonicalize().ok());
        let step = (place, reference.to_owned());
        if seen.contains(&step) {
            break;
        }
        target = take(file, &target, reference)?;
        seen.push(step);
    }
    Err(bad(&target.node, "leads in a circle"))
}

/// Follows one reference.
fn take(asked: &AsdfFile, from: &Target, reference: &str) -> Result<Target> {
    let (uri, pointer) = reference.split_once('#').unwrap_or((reference, ""));
    let found = if uri.is_empty() {
        let here = from.file(asked);
        find(here.tree(), pointer).map(|node| from.with_node(node))
    } else {
        let other = from.file(asked).external().file(uri, from.node.line())?;
        find(other.tree(), pointer).map(|node| Target { node, file: Some(other) })
    };
    found.ok_or_else(|| bad(&from.node, "leads nowhere: there is no such node"))
}

/// Follows local references from `node`; a reference to another file is returned as it is.
pub(crate) fn resolve(root: &Node, node: &Node) -> Result<Node> {
    let mut node = node.clone();
    for _ in 0..MAX_STEPS {
        let Some(pointer) = reference(&node).and_then(|reference| reference.strip_prefix('#')) else {
            return Ok(node);
        };
        let target = find(root, pointer).ok_or_else(|| bad(&node, "leads nowhere: there is no such node"))?;
        node = target;
    }
    Err(bad(&node, "leads in a circle"))
}

fn bad(node: &Node, reason: &'static str) -> AsdfError {
    let reference = reference(node).unwrap_or_default().to_owned();
    AsdfError::BadReference { reference, reason, line: node.line() }
}

/// What a mapping whose only key is `$ref` refers to.
fn reference(node: &Node) -> Option<&str> {
    node.as_map().filter(|mapping| mapping.len() == 1)?.get("$ref")?.as_str()
}

/// The node that a percent-encoded JSON pointer names.
fn find(root: &Node, pointer: &str) -> Option<Node> {
    if pointer.is_empty() {
        return Some(root.clone());
    }
    let pointer = percent_decode(pointer)?;
    let mut node = root;
    for step in pointer.strip_prefix('/')?.split('/') {
        let step = step.replace("~1", "/").replace("~0", "~");
        node = match node.kind() {
            Kind::Map(mapping) => mapping.get(&step)?,
            Kind::Seq(items) => items.get(step.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    Some(node.clone())
}

pub(crate) fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digit = |b: Option<u8>| b.and_then(|b| char::from(b).to_digit(16));
            let value = digit(rest.next())? * 16 + digit(rest.next())?;
            bytes.push(u8::try_from(value).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::parse;

    fn at(text: &str, key: &str) -> Result<Node> {
        let root = parse(text, 1).unwrap();
        resolve(&root, root.get(key).unwrap())
    }

    #[test]
    fn a_local_reference_is_followed() {
        let text =
            "a: {b c: [1, {x/y: 7}]}\nr: {$ref: '#/a/b%20c/1/x~1y'}\nrr: {$ref: '#/r'}\nw: {$ref: '#'}\n";
        assert_eq!(at(text, "r").unwrap().as_i64(), Some(7));
        assert_eq!(at(text, "rr").unwrap().as_i64(), Some(7));
        assert!(at(text, "w").unwrap().get("rr").is_some());
    }

    #[test]
    fn other_nodes_stay_as_they_are() {
        let text = "far: {$ref: 'other.asdf#/a'}\nmixed: {$ref: '#/a', more: 1}\n";
        assert!(at(text, "far").unwrap().get("$ref").is_some());
        assert!(at(text, "mixed").unwrap().get("more").is_some());
    }

    #[test]
    fn dangling_and_circular_references_are_errors() {
        let text = "a: {$ref: '#/b'}\nb: {$ref: '#/a'}\nc: {$ref: '#/zz'}\nd: {$ref: '#/a%zz'}\n";
        for key in ["a", "c", "d"] {
            assert!(matches!(at(text, key), Err(AsdfError::BadReference { .. })), "{key}");
        }
    }
}
