//! Datatypes as nodes of the tree describe them.

use std::fmt;

use crate::error::{AsdfError, Result};
use crate::tree::{Kind, Mapping, Node};

/// Records in records, at most.
const MAX_RECORD_DEPTH: usize = 16;

/// The order of the bytes of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ByteOrder {
    /// The lowest byte comes first.
    #[default]
    Little,
    /// The highest byte comes first.
    Big,
}

impl ByteOrder {
    /// `little` or `big`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Little => "little",
            Self::Big => "big",
        }
    }
}

/// What one item of an array is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DataType {
    /// `bool8`: a byte, 0 for false.
    Bool,
    /// `int8`.
    I8,
    /// `uint8`.
    U8,
    /// `int16`.
    I16,
    /// `uint16`.
    U16,
    /// `int32`.
    I32,
    /// `uint32`.
    U32,
    /// `int64`.
    I64,
    /// `uint64`.
    U64,
    /// `float16`.
    F16,
    /// `float32`.
    F32,
    /// `float64`.
    F64,
    /// `complex64`: two `float32`.
    C64,
    /// `complex128`: two `float64`.
    C128,
    /// `[ascii, N]`: N bytes.
    Ascii(usize),
    /// `[ucs4, N]`: N characters of four bytes.
    Ucs4(usize),
    /// Records: fields that follow one another without padding.
    Record(Vec<FieldType>),
}

/// One field of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldType {
    /// Its name, where it has one.
    pub name: Option<String>,
    /// What its items are.
    pub datatype: DataType,
    /// Overrides the byte order of the array.
    pub order: Option<ByteOrder>,
    /// The lengths of its axes; empty for a single item.
    pub shape: Vec<usize>,
}

impl DataType {
    /// The size of an item in bytes; `None` if it overflows.
    #[must_use]
    pub fn size(&self) -> Option<usize> {
        match self {
            Self::Bool | Self::I8 | Self::U8 => Some(1),
            Self::I16 | Self::U16 | Self::F16 => Some(2),
            Self::I32 | Self::U32 | Self::F32 => Some(4),
            Self::I64 | Self::U64 | Self::F64 | Self::C64 => Some(8),
            Self::C128 => Some(16),
            Self::Ascii(length) => Some(*length),
            Self::Ucs4(length) => length.checked_mul(4),
            Self::Record(fields) => {
                fields.iter().try_fold(0usize, |sum, field| sum.checked_add(field.size()?))
            }
        }
    }

    /// Reads a datatype node.
    pub(crate) fn parse(node: &Node) -> Result<Self> {
        Self::parse_nested(node, 0)
    }

    fn parse_nested(node: &Node, depth: usize) -> Result<Self> {
        match node.kind() {
            Kind::Str(name) => Self::from_name(name).ok_or_else(|| unsupported(node, "no such datatype")),
            Kind::Seq(items) => match Self::string(items) {
                Some(datatype) => Ok(datatype),
                None if depth >= MAX_RECORD_DEPTH => Err(unsupported(node, "records nest too deep")),
                None if items.is_empty() => Err(unsupported(node, "a record has at least one field")),
                None => {
                    items.iter().map(|item| field(item, depth + 1)).collect::<Result<_>>().map(Self::Record)
                }
            },
            _ => Err(node.wrong_kind("a datatype", "a name, [ascii, N], [ucs4, N], or a list of fields")),
        }
    }

    /// Whether it is half precision, or a record that holds some.
    pub(crate) fn has_half(&self) -> bool {
        match self {
            Self::F16 => true,
            Self::Record(fields) => fields.iter().any(|field| field.datatype.has_half()),
            _ => false,
        }
    }

    /// The node that stands for the datatype; fields are given this byte order where they have none of their own.
    #[must_use]
    pub fn to_node(&self, order: ByteOrder) -> Node {
        let string = |name: &str, length: &usize| Node::seq([Node::str(name), Node::size(*length)]);
        match self {
            Self::Ascii(length) => string("ascii", length),
            Self::Ucs4(length) => string("ucs4", length),
            Self::Record(fields) => Node::seq(fields.iter().map(|field| field.to_node(order))),
            plain => Node::str(plain.to_string()),
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "bool8" => Self::Bool,
            "int8" => Self::I8,
            "uint8" => Self::U8,
            "int16" => Self::I16,
            "uint16" => Self::U16,
            "int32" => Self::I32,
            "uint32" => Self::U32,
            "int64" => Self::I64,
            "uint64" => Self::U64,
            "float16" => Self::F16,
            "float32" => Self::F32,
            "float64" => Self::F64,
            "complex64" => Self::C64,
            "complex128" => Self::C128,
            _ => return None,
        })
    }

    /// `[ascii, N]` or `[ucs4, N]`.
    fn string(items: &[Node]) -> Option<Self> {
        let [name, length] = items else { return None };
        let length = length.as_usize()?;
        match name.as_str()? {
            "ascii" => Some(Self::Ascii(length)),
            "ucs4" => Some(Self::Ucs4(length)),
            _ => None,
        }
    }
}

/// As the tree has it: `float64`, `[ucs4, 12]`, `[{name: id, datatype: int32}]`.
impl fmt::Display for DataType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::Bool => "bool8",
            Self::I8 => "int8",
            Self::U8 => "uint8",
            Self::I16 => "int16",
            Self::U16 => "uint16",
            Self::I32 => "int32",
            Self::U32 => "uint32",
            Self::I64 => "int64",
            Self::U64 => "uint64",
            Self::F16 => "float16",
            Self::F32 => "float32",
            Self::F64 => "float64",
            Self::C64 => "complex64",
            Self::C128 => "complex128",
            Self::Ascii(length) => return write!(f, "[ascii, {length}]"),
            Self::Ucs4(length) => return write!(f, "[ucs4, {length}]"),
            Self::Record(fields) => {
                f.write_str("[")?;
                for (place, field) in fields.iter().enumerate() {
                    let comma = if place > 0 { ", " } else { "" };
                    write!(f, "{comma}{field}")?;
                }
                "]"
            }
        };
        f.write_str(name)
    }
}

/// As the tree has it: `{name: position, datatype: float64, shape: [3]}`.
impl fmt::Display for FieldType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{")?;
        if let Some(name) = &self.name {
            write!(f, "name: {name}, ")?;
        }
        write!(f, "datatype: {}", self.datatype)?;
        if !self.shape.is_empty() {
            write!(f, ", shape: {:?}", self.shape)?;
        }
        f.write_str("}")
    }
}

impl FieldType {
    fn to_node(&self, order: ByteOrder) -> Node {
        let mut mapping = Mapping::new();
        if let Some(name) = &self.name {
            mapping.insert("name", Node::str(name));
        }
        mapping.insert("datatype", self.datatype.to_node(order));
        mapping.insert("byteorder", Node::str(self.order.unwrap_or(order).name()));
        if !self.shape.is_empty() {
            mapping.insert("shape", Node::seq(self.shape.iter().map(|length| Node::size(*length))));
        }
        Node::map(mapping)
    }

    /// The number of items; `None` if it overflows.
    fn count(&self) -> Option<usize> {
        self.shape.iter().try_fold(1usize, |count, n| count.checked_mul(*n))
    }

    pub(crate) fn size(&self) -> Option<usize> {
        self.datatype.size()?.checked_mul(self.count()?)
    }
}

fn field(node: &Node, depth: usize) -> Result<FieldType> {
    let Kind::Map(mapping) = node.kind() else {
        let datatype = DataType::parse_nested(node, depth)?;
        return Ok(FieldType { name: None, datatype, order: None, shape: Vec::new() });
    };
    let datatype = DataType::parse_nested(node.require("datatype")?, depth)?;
    let order = mapping.get("byteorder").map(byte_order).transpose()?;
    let shape = mapping.get("shape").map(sizes).transpose()?.unwrap_or_default();
    let name = mapping.get("name").and_then(Node::as_str).map(str::to_owned);
    Ok(FieldType { name, datatype, order, shape })
}

/// Reads a byte order.
pub(crate) fn byte_order(node: &Node) -> Result<ByteOrder> {
    match node.as_str() {
        Some("little") => Ok(ByteOrder::Little),
        Some("big") => Ok(ByteOrder::Big),
        _ => Err(node.wrong_kind("byteorder", "\"little\" or \"big\"")),
    }
}

/// Reads a list of sizes.
pub(crate) fn sizes(node: &Node) -> Result<Vec<usize>> {
    let items = node.as_seq().ok_or_else(|| node.wrong_kind("shape", "a list of integers"))?;
    items
        .iter()
        .map(|n| n.as_usize().ok_or_else(|| n.wrong_kind("an item of shape", "an integer ≥ 0")))
        .collect()
}

fn unsupported(node: &Node, reason: &'static str) -> AsdfError {
    let mut datatype = match node.as_str() {
        Some(name) => name.to_owned(),
        None => format!("of {} items", node.as_seq().map_or(0, <[Node]>::len)),
    };
    if let Some((end, _)) = datatype.char_indices().nth(60) {
        datatype.truncate(end);
    }
    AsdfError::Datatype { datatype, reason, line: node.line() }
}
