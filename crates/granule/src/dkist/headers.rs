//! The FITS headers of all files as one table, kept in the ASDF file.

use std::fmt;
use std::sync::Arc;

use granule_asdf::{ArrayData, AsdfFile, AsdfWriter, Compression, Mapping, NdArray, Node};

use super::DkistError;
use crate::nodes::{strings, tagged};

/// The headers of a dataset's files: a row a file, a column a keyword. Columns are read when asked for, from the ASDF
/// file; no FITS file is touched.
#[derive(Clone, Debug)]
pub struct HeaderTable {
    file: Arc<AsdfFile>,
    columns: Arc<[(String, Node)]>,
    rows: Vec<usize>,
}

/// One value of a header.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum HeaderValue {
    /// The keyword is not in this file's header.
    Missing,
    /// A logical value.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A floating-point number.
    Float(f64),
    /// Text.
    Text(String),
}

impl HeaderTable {
    /// Reads which columns there are. The table must have `files` rows, or any number when that is not said.
    pub(super) fn from_node(
        file: &Arc<AsdfFile>,
        node: &Node,
        files: Option<usize>,
    ) -> Result<Self, DkistError> {
        let bad =
            |node: &Node, expected| DkistError::BadEntry { line: node.line(), key: "headers", expected };
        let columns = node.require("columns")?;
        let columns = columns.as_seq().ok_or_else(|| bad(columns, "a table with a list of columns"))?;
        let columns = columns
            .iter()
            .map(|column| {
                let name = column.require("name")?;
                let name = name.as_str().ok_or_else(|| bad(name, "a table whose columns have names"))?;
                Ok((name.to_owned(), column.require("data")?.clone()))
            })
            .collect::<Result<Vec<_>, DkistError>>()?;
        let rows = match columns.first() {
            Some((_, first)) => row_count(file, first)?,
            None => files.unwrap_or(0),
        };
        match files {
            Some(files) if files != rows => Err(DkistError::HeaderRows { rows, files }),
            _ => Ok(Self { file: Arc::clone(file), columns: columns.into(), rows: (0..rows).collect() }),
        }
    }

    /// The rows at these places.
    pub(super) fn take(&self, places: impl IntoIterator<Item = usize>) -> Result<Self, DkistError> {
        let places: Vec<usize> = places.into_iter().collect();
        let files = places.len();
        let row = |place: usize| self.rows.get(place).copied();
        let rows = places.into_iter().map(row).collect::<Option<Vec<_>>>();
        let rows = rows.ok_or(DkistError::HeaderRows { rows: self.rows.len(), files })?;
        Ok(Self { rows, ..self.clone() })
    }

    /// The keywords, in the order of the table.
    pub fn keywords(&self) -> impl ExactSizeIterator<Item = &str> + '_ {
        self.columns.iter().map(|(name, _)| name.as_str())
    }

    /// The number of files.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no file.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The values of a keyword, one for each file.
    ///
    /// # Errors
    /// [`DkistError::NoColumn`], [`DkistError::Asdf`] when the column cannot be read, [`DkistError::HeaderRows`] when
    /// it is too short.
    pub fn column(&self, keyword: &str) -> Result<Vec<HeaderValue>, DkistError> {
        let column = self.columns.iter().find(|(name, _)| name == keyword);
        let (_, node) = column.ok_or_else(|| DkistError::NoColumn { name: keyword.to_owned() })?;
        let array = self.file.array(node)?;
        let value = |&row: &usize| {
            value_at(&array, row).ok_or(DkistError::HeaderRows { rows: array.len(), files: self.rows.len() })
        };
        self.rows.iter().map(value).collect()
    }

    /// The table as a node, with its columns as arrays of the file that is written.
    pub(super) fn node(&self, writer: &mut AsdfWriter) -> Result<Node, DkistError> {
        let columns = self.keywords().map(|keyword| Ok((keyword, column_of(&self.column(keyword)?))));
        let columns = columns.collect::<Result<Vec<_>, DkistError>>()?;
        Ok(table(writer, columns))
    }

    /// The header of the `n`th file.
    ///
    /// # Errors
    /// As [`HeaderTable::column`].
    pub fn header(&self, n: usize) -> Result<Vec<(&str, HeaderValue)>, DkistError> {
        let row = self.rows.get(n).ok_or(DkistError::HeaderRows { rows: self.len(), files: n + 1 })?;
        let one = Self { rows: vec![*row], ..self.clone() };
        self.columns
            .iter()
            .map(|(name, _)| Ok((name.as_str(), one.column(name)?.pop().unwrap_or(HeaderValue::Missing))))
            .collect()
    }
}

/// A table of astropy.
pub(crate) fn table<'a>(
    writer: &mut AsdfWriter,
    columns: impl IntoIterator<Item = (&'a str, NdArray)>,
) -> Node {
    let mut names = Vec::new();
    let mut nodes = Vec::new();
    for (name, array) in columns {
        let data = writer.add_array(array, Compression::Zlib);
        let fields = Mapping::new().with("data", data).with("name", Node::str(name));
        names.push(name);
        nodes.push(tagged("tag:stsci.edu:asdf/table/column-1.2.0", fields));
    }
    let fields = Mapping::new()
        .with("colnames", strings(names))
        .with("columns", Node::seq(nodes))
        .with("qtable", Node::bool(false));
    tagged("tag:astropy.org:astropy/table/table-1.3.0", fields)
}

/// A column of the type that holds all its values, with a mask where some are missing.
pub(crate) fn column_of(values: &[HeaderValue]) -> NdArray {
    let present = || values.iter().filter(|value| **value != HeaderValue::Missing);
    let all = |test: fn(&HeaderValue) -> bool| present().next().is_some() && present().all(test);
    let data: ArrayData = if all(|value| matches!(value, HeaderValue::Bool(_))) {
        values.iter().map(|value| *value == HeaderValue::Bool(true)).collect::<Vec<bool>>().into()
    } else if all(|value| matches!(value, HeaderValue::Int(_))) {
        let number = |value: &HeaderValue| if let HeaderValue::Int(value) = value { *value } else { 0 };
        values.iter().map(number).collect::<Vec<i64>>().into()
    } else if all(|value| matches!(value, HeaderValue::Int(_) | HeaderValue::Float(_))) {
        let number = |value: &HeaderValue| match value {
            HeaderValue::Int(value) => *value as f64,
            HeaderValue::Float(value) => *value,
            _ => f64::NAN,
        };
        values.iter().map(number).collect::<Vec<f64>>().into()
    } else {
        let text = |value: &HeaderValue| match value {
            HeaderValue::Missing => String::new(),
            value => value.to_string(),
        };
        values.iter().map(text).collect::<Vec<String>>().into()
    };
    let missing: Vec<bool> = values.iter().map(|value| *value == HeaderValue::Missing).collect();
    let mut array = NdArray::vector(data);
    array.mask = missing.contains(&true).then_some(missing);
    array
}

/// The rows of a column, from what its node declares where it does.
fn row_count(file: &AsdfFile, column: &Node) -> Result<usize, DkistError> {
    let declared = column.get("shape").and_then(Node::as_seq).and_then(|shape| shape.first()?.as_usize());
    match declared {
        Some(rows) => Ok(rows),
        None => Ok(file.array(column)?.len()),
    }
}

fn value_at(array: &NdArray, row: usize) -> Option<HeaderValue> {
    if array.mask.as_ref().is_some_and(|mask| mask.get(row) == Some(&true)) {
        return Some(HeaderValue::Missing);
    }
    match &array.data {
        ArrayData::Bool(values) => values.get(row).map(|&value| HeaderValue::Bool(value)),
        ArrayData::I64(values) => values.get(row).map(|&value| HeaderValue::Int(value)),
        ArrayData::I32(values) => values.get(row).map(|&value| HeaderValue::Int(value.into())),
        ArrayData::Str(values) => values.get(row).map(|value| HeaderValue::Text(value.clone())),
        other => other.to_f64()?.get(row).map(|&value| HeaderValue::Float(value)),
    }
}

impl fmt::Display for HeaderValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("--"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Int(value) => write!(f, "{value}"),
            Self::Float(value) => write!(f, "{value}"),
            Self::Text(value) => f.write_str(value),
        }
    }
}
