//! The values of nodes with tags of the core schemas, beside arrays: complex numbers, integers of any size, constants,
//! arrays in files of other formats.

use std::fmt;

use crate::array::{ArrayData, DataType, NdArray, complex_text, parse_complex, sizes};
use crate::error::{AsdfError, Result};
use crate::file::AsdfFile;
use crate::tree::{Kind, Mapping, Node};
use crate::yaml;

const COMPLEX_TAG: &str = "tag:stsci.edu:asdf/core/complex-1.0.0";

/// An integer has no more words than this: 1.2 million decimal digits, which take a second to find.
const MAX_WORDS: usize = 125_000;

impl Node {
    /// A complex number, tagged `core/complex`.
    #[must_use]
    pub fn complex(real: f64, imaginary: f64) -> Self {
        Self::str(complex_text(real, imaginary)).with_tag(COMPLEX_TAG)
    }

    /// The real and the imaginary part, if the node is a number or tagged `core/complex`.
    #[must_use]
    pub fn as_complex(&self) -> Option<[f64; 2]> {
        match self.as_str() {
            Some(text) if self.short_tag() == Some("complex") => parse_complex(text),
            _ => self.as_f64().map(|real| [real, 0.0]),
        }
    }
}

/// An integer of any size: `core/integer`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Integer {
    /// Whether it is below zero.
    pub negative: bool,
    /// Its magnitude in words of 32 bits, the lowest first, without zeros at the end.
    pub words: Vec<u32>,
}

impl Integer {
    /// The integer with this magnitude, lowest word first.
    #[must_use]
    pub fn new(negative: bool, mut words: Vec<u32>) -> Self {
        words.truncate(words.iter().rposition(|word| *word != 0).map_or(0, |last| last + 1));
        Self { negative: negative && !words.is_empty(), words }
    }

    /// The integer as `i128`, where it fits.
    #[must_use]
    pub fn to_i128(&self) -> Option<i128> {
        let mut magnitude = 0u128;
        for (place, word) in self.words.iter().enumerate() {
            magnitude |= u128::from(*word).checked_shl(u32::try_from(place).ok()?.checked_mul(32)?)?;
        }
        if self.negative { 0i128.checked_sub_unsigned(magnitude) } else { i128::try_from(magnitude).ok() }
    }

    /// The keys of the node that stands for it, but for its words: these are an array.
    pub(crate) fn to_mapping(&self) -> (Mapping, NdArray) {
        let mapping = Mapping::new()
            .with("sign", Node::str(if self.negative { "-" } else { "+" }))
            .with("string", Node::str(self.to_string()));
        // Readers expect a word, even for zero.
        let words = if self.words.is_empty() { vec![0] } else { self.words.clone() };
        (mapping, NdArray::vector(words))
    }
}

impl From<i128> for Integer {
    fn from(value: i128) -> Self {
        let magnitude = value.unsigned_abs();
        let words = (0..4).map(|place| (magnitude >> (32 * place)) as u32).collect();
        Self::new(value < 0, words)
    }
}

/// In decimal digits.
impl fmt::Display for Integer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const GROUP: u64 = 1_000_000_000;
        let mut words = self.words.clone();
        let mut groups = Vec::new();
        while !words.is_empty() {
            let mut rest = 0;
            for word in words.iter_mut().rev() {
                let value = rest << 32 | u64::from(*word);
                *word = (value / GROUP) as u32;
                rest = value % GROUP;
            }
            groups.push(rest);
            while words.last() == Some(&0) {
                words.pop();
            }
        }
        let mut digits = groups.pop().unwrap_or(0).to_string();
        groups.iter().rev().for_each(|group| digits.push_str(&format!("{group:09}")));
        f.pad_integral(!self.negative, "", &digits)
    }
}

/// An array in a file of another format: `core/externalarray`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ExternalArray {
    /// The file, as the node names it.
    pub uri: String,
    /// What is meant in the file: for FITS the number or the name of an HDU.
    pub target: Node,
    /// What its items are.
    pub datatype: DataType,
    /// The length of each axis, slowest first.
    pub shape: Vec<usize>,
}

impl AsdfFile {
    /// The value of a node tagged `core/integer`, or of a plain integer.
    ///
    /// # Errors
    /// [`AsdfError::CoreValue`], and the errors of reading its array of words.
    pub fn integer(&self, node: &Node) -> Result<Integer> {
        let target = self.follow(node)?;
        integer(target.file(self), target.node()).map_err(|error| self.located(error))
    }

    /// The value of a node tagged `core/constant`, which only says that it does not change: a mapping or a list without
    /// that tag, or what its text means as a plain scalar. Any other node is returned as it is.
    #[must_use]
    pub fn constant(&self, node: &Node) -> Node {
        match (node.short_tag(), node.kind()) {
            (Some("constant"), Kind::Str(text)) => yaml::plain(text, node.line()),
            (Some("constant"), kind) => Node::new(None, kind.clone(), node.line()),
            _ => node.clone(),
        }
    }

    /// What a node tagged `core/externalarray` names. The file is not looked at.
    ///
    /// # Errors
    /// Where a key is missing or of the wrong kind, or the datatype is unknown.
    pub fn external_array(&self, node: &Node) -> Result<ExternalArray> {
        external_array(node).map_err(|error| self.located(error))
    }
}

fn integer(file: &AsdfFile, node: &Node) -> Result<Integer> {
    let wrong = |found: String, expected| AsdfError::CoreValue {
        tag: "core/integer",
        found: found.chars().take(40).collect(),
        expected,
        line: node.line(),
    };
    match node.kind() {
        Kind::Int(value) => return Ok(i128::from(*value).into()),
        Kind::UInt(value) => return Ok(i128::from(*value).into()),
        Kind::Map(_) => {}
        other => return Err(wrong(other.name().to_owned(), "an integer, or a mapping of words and sign")),
    }
    let negative = match node.require("sign")?.as_str() {
        Some("+") => false,
        Some("-") => true,
        other => return Err(wrong(other.unwrap_or_default().to_owned(), "the sign + or -")),
    };
    let words = node.require("words")?;
    let info = file.array_info(words)?;
    if info.shape.len() != 1 || info.count().is_none_or(|count| count > MAX_WORDS) {
        return Err(wrong(format!("words of shape {:?}", info.shape), "a list of at most 125000 words"));
    }
    let words = match file.array(words)?.data {
        ArrayData::U32(words) => words,
        // Inline words may have any integer type.
        ArrayData::I64(words) => words
            .into_iter()
            .map(|word| u32::try_from(word).map_err(|_| wrong(word.to_string(), "words of 32 bits")))
            .collect::<Result<_>>()?,
        other => return Err(wrong(other.type_name().to_owned(), "words of type uint32")),
    };
    Ok(Integer::new(negative, words))
}

fn external_array(node: &Node) -> Result<ExternalArray> {
    let uri = node.require("fileuri")?;
    let uri = uri.as_str().ok_or_else(|| uri.wrong_kind("fileuri", "a string"))?.to_owned();
    Ok(ExternalArray {
        uri,
        target: node.require("target")?.clone(),
        datatype: DataType::parse(node.require("datatype")?)?,
        shape: sizes(node.require("shape")?)?,
    })
}

#[cfg(test)]
#[path = "core_tags_tests.rs"]
mod tests;
