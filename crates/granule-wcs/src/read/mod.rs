//! Reading WCSs from an ASDF tree.

mod bounding_box;
mod find;
mod frames;
mod leaves;
mod pipeline;
mod quantity;
mod reference;
mod tables;
mod times;
mod transforms;
mod view;

use std::sync::Arc;

pub use find::{read_wcs_at, wcs_keys};
use granule_asdf::{AsdfFile, Node};

use crate::{Gwcs, Result, Wcs, WcsError};

#[cfg(test)]
mod tests;

/// Reads whatever kind of WCS a node holds: a gwcs, one in a high-level wrapper, or a sliced one.
///
/// # Errors
/// [`WcsError::NotAWcs`] for another kind of node, and as [`Gwcs::from_node`].
pub fn read_wcs(file: &AsdfFile, node: &Node) -> Result<Arc<dyn Wcs>> {
    read_wrapped(file, node, 0)
}

/// The most axes a frame, and inputs or outputs a mapping, may have: far beyond any real one.
const MAX_AXES: usize = 64;

/// Wrappers within wrappers deeper than this are refused.
const MAX_WRAPPERS: usize = 16;

fn read_wrapped(file: &AsdfFile, node: &Node, depth: usize) -> Result<Arc<dyn Wcs>> {
    if depth > MAX_WRAPPERS {
        return Err(WcsError::TooComplex { what: "wrapped WCSs", limit: MAX_WRAPPERS, line: node.line() });
    }
    match node.short_tag() {
        Some("wcs") if tag_of(node).contains("gwcs/") => Ok(Arc::new(Gwcs::from_node(file, node)?)),
        Some("highlevelwcswrapper") => read_wrapped(file, node.require("wcs")?, depth + 1),
        Some("slicedwcs") => {
            let base = read_wrapped(file, node.require("wcs")?, depth + 1)?;
            view::sliced(&base, node)
        }
        _ => Err(WcsError::NotAWcs { found: tag_of(node), line: node.line() }),
    }
}

impl Gwcs {
    /// Reads a `gwcs/wcs` node.
    ///
    /// # Errors
    /// [`WcsError::Asdf`], [`WcsError::UnknownTransform`], [`WcsError::IncompatibleUnits`] and the other variants that
    /// name a line: the pipeline does not make sense.
    pub fn from_node(file: &AsdfFile, node: &Node) -> Result<Self> {
        pipeline::read(file, node)
    }
}

/// The tag for messages.
fn tag_of(node: &Node) -> String {
    node.tag().unwrap_or("untagged").to_owned()
}

/// The error that says what a value should have been.
fn bad_value(
    node: &Node,
    what: impl Into<String>,
    found: impl Into<String>,
    expected: impl Into<String>,
) -> WcsError {
    WcsError::BadValue {
        what: what.into(),
        found: found.into(),
        expected: expected.into(),
        line: node.line(),
    }
}

/// The list under a key, each item read as a size; `None` if the key is absent.
fn indices(node: &Node, key: &str) -> Result<Option<Vec<usize>>> {
    let Some(list) = node.get(key).filter(|list| !list.is_null()) else { return Ok(None) };
    let items = list.as_seq().ok_or_else(|| list.wrong_kind(key, "a list of indices"))?;
    let index = |item: &Node| {
        item.as_usize().ok_or_else(|| bad_value(item, key, format!("{:?}", item.kind()), "an index from 0"))
    };
    items.iter().map(index).collect::<Result<Vec<_>>>().map(Some)
}
