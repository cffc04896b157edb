//! Writing a tree: block style for mappings, `[…]` for lists of scalars, anchors for nodes that occur twice.

use std::collections::HashMap;

use super::MAX_DEPTH;
use super::quote::{ASDF_TAG, float, is_evident, quote, tag};
use crate::error::{AsdfError, Result};
use crate::tree::{Kind, Mapping, Node};

/// Where lists in brackets are broken into lines.
const WIDTH: usize = 100;

/// Keys longer than this are written with `?`: readers look for the colon of a simple key only so far.
const LONGEST_KEY: usize = 120;

/// Lists of more levels than this are not written in brackets, where readers accept fewer levels than elsewhere.
const FLOW_LEVELS: usize = 32;

/// The tree as the text of an ASDF file, from `%YAML` to the closing `...` line.
pub(crate) fn emit(root: &Node) -> Result<String> {
    let mut survey = Survey::default();
    survey.visit(root, 0)?;
    let out = format!("%YAML 1.1\n%TAG ! {ASDF_TAG}\n---");
    let mut emitter = Emitter { out, survey, names: HashMap::new() };
    emitter.value(root, 0);
    emitter.out.push_str("...\n");
    Ok(emitter.out)
}

/// What is known of a collection before writing.
struct Seen {
    count: usize,
    /// How many lists nest in it, if all their leaves are scalars.
    flow: Option<usize>,
}

/// The collections of a tree, by address.
#[derive(Default)]
struct Survey(HashMap<usize, Seen>);

impl Survey {
    /// Counts a node; returns how many lists nest in it, if it can stand inside of brackets.
    fn visit(&mut self, node: &Node, depth: usize) -> Result<Option<usize>> {
        if !is_collection(node) {
            return Ok(Some(0));
        }
        if let Some(seen) = self.0.get_mut(&node.address()) {
            seen.count += 1;
            return Ok(seen.flow);
        }
        if depth >= MAX_DEPTH {
            return Err(AsdfError::TooDeep { limit: MAX_DEPTH, line: node.line() });
        }
        let mut flow = Some(0);
        match node.kind() {
            Kind::Seq(items) => {
                for item in items {
                    let inner = self.visit(item, depth + 1)?;
                    flow = flow.zip(inner).map(|(levels, inner)| levels.max(inner));
                }
                flow = flow.map(|levels| levels + 1).filter(|levels| *levels <= FLOW_LEVELS);
            }
            Kind::Map(mapping) => {
                flow = flow.filter(|_| mapping.is_empty());
                for (_, value) in mapping.iter() {
                    self.visit(value, depth + 1)?;
                }
            }
            _ => {}
        }
        self.0.insert(node.address(), Seen { count: 1, flow });
        Ok(flow)
    }

    fn is_flow(&self, node: &Node) -> bool {
        self.0.get(&node.address()).is_none_or(|seen| seen.flow.is_some())
    }

    fn is_shared(&self, node: &Node) -> bool {
        self.0.get(&node.address()).is_some_and(|seen| seen.count > 1)
    }
}

fn is_collection(node: &Node) -> bool {
    matches!(node.kind(), Kind::Seq(_) | Kind::Map(_))
}

struct Emitter {
    out: String,
    survey: Survey,
    /// The anchors given so far.
    names: HashMap<usize, String>,
}

impl Emitter {
    /// Writes the value of a key, an item or the document, whose parent stands at column `indent`.
    fn value(&mut self, node: &Node, indent: usize) {
        self.out.push(' ');
        if !self.properties(node) {
            self.end_line();
            return;
        }
        match node.kind() {
            Kind::Map(mapping) if !mapping.is_empty() => {
                self.end_line();
                self.entries(mapping, indent);
            }
            Kind::Seq(items) if !self.survey.is_flow(node) => {
                self.end_line();
                self.items(items, indent);
            }
            _ => {
                self.inline(node, indent + 2);
                self.end_line();
            }
        }
    }

    fn entries(&mut self, mapping: &Mapping, indent: usize) {
        for (place, (key, node)) in mapping.iter().enumerate() {
            // The first entry of an item follows its dash.
            if place > 0 || self.out.ends_with('\n') {
                self.indent(indent);
            }
            let key = if mapping.is_plain(key) { key.to_owned() } else { quote(key) };
            if key.len() > LONGEST_KEY {
                self.out.push_str("? ");
                self.out.push_str(&key);
                self.out.push('\n');
                self.indent(indent);
            } else {
                self.out.push_str(&key);
            }
            self.out.push(':');
            let nested = !matches!(node.kind(), Kind::Seq(_));
            self.value(node, if nested { indent + 2 } else { indent });
        }
    }

    fn items(&mut self, items: &[Node], indent: usize) {
        for node in items {
            self.indent(indent);
            self.out.push('-');
            match node.kind() {
                Kind::Map(mapping)
                    if !mapping.is_empty() && node.tag().is_none() && !self.survey.is_shared(node) =>
                {
                    self.out.push(' ');
                    self.entries(mapping, indent + 2);
                }
                _ => self.value(node, indent + 2),
            }
        }
    }

    /// Writes what stands on the line: a scalar, or a list in brackets that breaks its lines to column `indent`.
    fn inline(&mut self, node: &Node, indent: usize) {
        match node.kind() {
            Kind::Null => self.out.push_str("null"),
            Kind::Bool(value) => self.out.push_str(&value.to_string()),
            Kind::Int(value) => self.out.push_str(&value.to_string()),
            Kind::UInt(value) => self.out.push_str(&value.to_string()),
            Kind::Float(value) => self.out.push_str(&float(*value)),
            Kind::Str(text) if is_evident(node) => self.out.push_str(text),
            Kind::Str(text) => self.out.push_str(&quote(text)),
            Kind::Map(_) => self.out.push_str("{}"),
            Kind::Seq(items) => {
                self.out.push('[');
                for (place, item) in items.iter().enumerate() {
                    self.flow_item(item, indent, place > 0);
                }
                self.out.push(']');
            }
        }
    }

    fn flow_item(&mut self, node: &Node, indent: usize, separate: bool) {
        let start = self.out.len();
        if self.properties(node) {
            self.inline(node, indent);
        }
        if !separate {
            return;
        }
        // A nested list has broken its own lines already: what counts is where its first line ends.
        let item = self.out.split_off(start);
        let length = item.find('\n').unwrap_or(item.len());
        let column = self.out.len() - self.out.rfind('\n').map_or(0, |newline| newline + 1);
        self.out.push(',');
        if column + 2 + length > WIDTH {
            self.out.push('\n');
            self.indent(indent);
        } else {
            self.out.push(' ');
        }
        self.out.push_str(&item);
    }

    /// Writes anchor and tag, or an alias; returns whether the node itself has still to be written.
    fn properties(&mut self, node: &Node) -> bool {
        if is_collection(node) && self.survey.is_shared(node) {
            if let Some(name) = self.names.get(&node.address()) {
                self.out.push('*');
                self.out.push_str(name);
                return false;
            }
            let name = format!("id{:03}", self.names.len() + 1);
            self.out.push('&');
            self.out.push_str(&name);
            self.out.push(' ');
            self.names.insert(node.address(), name);
        }
        if let Some(name) = node.tag().filter(|name| !name.is_empty() && !is_evident(node)) {
            self.out.push_str(&tag(name));
            self.out.push(' ');
        }
        true
    }

    fn end_line(&mut self) {
        self.out.truncate(self.out.trim_end_matches(' ').len());
        self.out.push('\n');
    }

    fn indent(&mut self, columns: usize) {
        self.out.extend(std::iter::repeat_n(' ', columns));
    }
}
