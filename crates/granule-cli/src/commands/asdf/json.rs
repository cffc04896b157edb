//! Trees as JSON, written as they go: aliases make a small file a large tree.

use std::io::Write;

use granule::asdf::{ArrayLocation, AsdfFile, ByteOrder, Kind, Mapping, Node};

use super::values::{Style, float, quoted, write_array};

/// The key that a tag goes by.
const TAG: &str = "$tag";

/// What is shown of arrays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arrays {
    /// What they are and where.
    Summaries,
    /// Their values too.
    Values,
}

/// Writes what is below a node. The tag of a mapping is its entry `$tag`; lists and scalars lose theirs.
pub(super) fn write_json(
    out: &mut impl Write,
    file: &AsdfFile,
    node: &Node,
    arrays: Arrays,
) -> anyhow::Result<()> {
    Writer { out, file, arrays }.node(node, 0)
}

struct Writer<'a, W> {
    out: &'a mut W,
    file: &'a AsdfFile,
    arrays: Arrays,
}

impl<W: Write> Writer<'_, W> {
    fn node(&mut self, node: &Node, depth: usize) -> anyhow::Result<()> {
        if node.is_ndarray() && self.array(node, depth)? {
            return Ok(());
        }
        match node.kind() {
            Kind::Null => write!(self.out, "null")?,
            Kind::Bool(value) => write!(self.out, "{value}")?,
            Kind::Int(value) => write!(self.out, "{value}")?,
            Kind::UInt(value) => write!(self.out, "{value}")?,
            Kind::Float(value) => write!(self.out, "{}", float(*value, Style::Json))?,
            Kind::Seq(items) => self.list(items, depth)?,
            Kind::Map(mapping) => self.mapping(node.tag(), mapping, depth)?,
            kind => write!(self.out, "{}", text(node, kind))?,
        }
        Ok(())
    }

    /// A list on one line if its items are scalars.
    fn list(&mut self, items: &[Node], depth: usize) -> anyhow::Result<()> {
        let flat = items.iter().all(|item| !matches!(item.kind(), Kind::Seq(_) | Kind::Map(_)));
        write!(self.out, "[")?;
        for (place, item) in items.iter().enumerate() {
            write!(self.out, "{}", if place > 0 { "," } else { "" })?;
            match (flat, place) {
                (true, 0) => {}
                (true, _) => write!(self.out, " ")?,
                (false, _) => self.line(depth + 1)?,
            }
            self.node(item, depth + 1)?;
        }
        if !flat {
            self.line(depth)?;
        }
        write!(self.out, "]")?;
        Ok(())
    }

    fn mapping(&mut self, tag: Option<&str>, mapping: &Mapping, depth: usize) -> anyhow::Result<()> {
        write!(self.out, "{{")?;
        if let Some(tag) = tag {
            self.line(depth + 1)?;
            write!(self.out, "{}: {}", quoted(TAG), quoted(tag))?;
        }
        for (place, (key, node)) in mapping.iter().enumerate() {
            write!(self.out, "{}", if place > 0 || tag.is_some() { "," } else { "" })?;
            self.line(depth + 1)?;
            write!(self.out, "{}: ", quoted(key))?;
            self.node(node, depth + 1)?;
        }
        if tag.is_some() || !mapping.is_empty() {
            self.line(depth)?;
        }
        write!(self.out, "}}")?;
        Ok(())
    }

    /// Writes what an array is; false where the node does not say, and is to be shown as it is.
    fn array(&mut self, node: &Node, depth: usize) -> anyhow::Result<bool> {
        let info = match (self.file.array_info(node), self.arrays) {
            (Ok(info), _) => info,
            (Err(_), Arrays::Summaries) => return Ok(false),
            (Err(error), Arrays::Values) => return Err(error.into()),
        };
        let mut entries = vec![
            (TAG, quoted(node.tag().unwrap_or_default())),
            ("datatype", self.compact(&info.datatype.to_node(ByteOrder::Little))?),
            ("shape", serde_json::to_string(&info.shape)?),
        ];
        match &info.location {
            ArrayLocation::Block { number, order } => {
                entries.push(("block", number.to_string()));
                entries.push(("byteorder", quoted(order.name())));
            }
            ArrayLocation::External { uri } => entries.push(("file", quoted(uri))),
            _ => entries.push(("inline", "true".to_owned())),
        }
        entries.push(("masked", info.masked.to_string()));
        write!(self.out, "{{")?;
        for (place, (key, value)) in entries.iter().enumerate() {
            write!(self.out, "{}", if place > 0 { "," } else { "" })?;
            self.line(depth + 1)?;
            write!(self.out, "{}: {value}", quoted(key))?;
        }
        if self.arrays == Arrays::Values {
            write!(self.out, ",")?;
            self.line(depth + 1)?;
            write!(self.out, "\"data\": ")?;
            write_array(self.out, &self.file.array(node)?, Style::Json)?;
        }
        self.line(depth)?;
        write!(self.out, "}}")?;
        Ok(true)
    }

    /// A small node on one line.
    fn compact(&self, node: &Node) -> anyhow::Result<String> {
        let mut out = Vec::new();
        write_json(&mut out, self.file, node, self.arrays)?;
        let value: serde_json::Value = serde_json::from_slice(&out)?;
        Ok(value.to_string())
    }

    fn line(&mut self, depth: usize) -> anyhow::Result<()> {
        write!(self.out, "\n{:1$}", "", 2 * depth)?;
        Ok(())
    }
}

/// A string; an integer that is too large for other kinds of node is an integer in JSON.
fn text(node: &Node, kind: &Kind) -> String {
    match kind {
        Kind::Str(text) if node.tag() == Some("tag:yaml.org,2002:int") && is_decimal(text) => text.clone(),
        Kind::Str(text) => quoted(text),
        _ => "null".to_owned(),
    }
}

fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.is_empty()
}
