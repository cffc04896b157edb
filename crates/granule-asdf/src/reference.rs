//! Local references: `{$ref: "#/path/to/node"}`.

use crate::error::{AsdfError, Result};
use crate::tree::{Kind, Node};

/// How many references may lead to one another before that is called a circle.
const MAX_STEPS: usize = 64;

/// Follows local references from `node`; a reference to another file is returned as it is.
pub(crate) fn resolve(root: &Node, node: &Node) -> Result<Node> {
    let mut node = node.clone();
    for _ in 0..MAX_STEPS {
        let Some(pointer) = local_pointer(&node) else { return Ok(node) };
        let target = follow(root, pointer).ok_or_else(|| bad(&node, "leads nowhere in this file"))?;
        node = target;
    }
    Err(bad(&node, "leads in a circle"))
}

fn bad(node: &Node, reason: &'static str) -> AsdfError {
    let reference = node.get("$ref").and_then(Node::as_str).unwrap_or_default().to_owned();
    AsdfError::BadReference { reference, reason, line: node.line() }
}

/// The pointer of a mapping whose only key is `$ref` and whose value stays in this file.
fn local_pointer(node: &Node) -> Option<&str> {
    let mapping = node.as_map().filter(|mapping| mapping.len() == 1)?;
    mapping.get("$ref")?.as_str()?.strip_prefix('#')
}

fn follow(root: &Node, pointer: &str) -> Option<Node> {
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

fn percent_decode(text: &str) -> Option<String> {
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
