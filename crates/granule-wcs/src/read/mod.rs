//! Reading WCSs from an ASDF tree.

mod bounding_box;
mod find;
mod frames;
mod functions;
mod geometry;
mod leaves;
mod pipeline;
mod projections;
mod quantity;
mod reference;
mod selectors;
mod tables;
mod times;
mod transforms;
mod view;

use std::fmt;
use std::sync::Arc;

pub use find::{read_wcs_at, wcs_keys};
use granule_asdf::{AsdfFile, Node};

use crate::{Gwcs, Result, Transform, Wcs, WcsError};

#[cfg(test)]
mod tests;
#[cfg(test)]
mod transform_tests;

/// Reads whatever kind of WCS a node holds: a gwcs, one in a high-level wrapper, or a sliced one.
///
/// [`WcsReader`] does the same and knows transforms of your own besides.
///
/// # Errors
/// [`WcsError::NotAWcs`] for another kind of node, and as [`Gwcs::from_node`].
pub fn read_wcs(file: &AsdfFile, node: &Node) -> Result<Arc<dyn Wcs>> {
    WcsReader::new().read(file, node)
}

/// Reads the transform of a node, from a file whose arrays it may need.
pub type ReadTransform = dyn Fn(&AsdfFile, &Node) -> Result<Arc<dyn Transform>> + Send + Sync;

/// Reads WCSs and transforms, also such as are not part of this crate.
///
/// A transform from outside takes numbers in whatever units they come and yields bare ones: those of the next transform,
/// or of the frame.
#[derive(Clone, Default)]
pub struct WcsReader {
    tags: Vec<(String, Arc<ReadTransform>)>,
}

impl WcsReader {
    /// A reader of the transforms of this crate.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same reader with a transform of another tag: the whole of it, or without `-` and version for any version.
    ///
    /// It goes before a transform of this crate with that tag.
    #[must_use]
    pub fn with_tag(
        mut self,
        tag: impl Into<String>,
        read: impl Fn(&AsdfFile, &Node) -> Result<Arc<dyn Transform>> + Send + Sync + 'static,
    ) -> Self {
        self.tags.push((tag.into(), Arc::new(read)));
        self
    }

    /// Reads whatever kind of WCS a node holds.
    ///
    /// # Errors
    /// As [`read_wcs`].
    pub fn read(&self, file: &AsdfFile, node: &Node) -> Result<Arc<dyn Wcs>> {
        read_wrapped(self, file, node, 0)
    }

    /// Reads a `gwcs/wcs` node.
    ///
    /// # Errors
    /// As [`Gwcs::from_node`].
    pub fn gwcs(&self, file: &AsdfFile, node: &Node) -> Result<Gwcs> {
        pipeline::read(self, file, node)
    }

    /// Reads a transform on its own, from bare numbers, or pixels where its parameters have units, to numbers in the
    /// units that those parameters imply.
    ///
    /// # Errors
    /// As [`Gwcs::from_node`].
    pub fn transform_of(&self, file: &AsdfFile, node: &Node) -> Result<Arc<dyn Transform>> {
        let unit = quantity::holds_quantities(node)?.then(crate::Unit::pixel);
        let units = vec![unit; MAX_AXES];
        Ok(transforms::Builder::new(file, self).build(node, &units, 0)?.transform)
    }

    /// The transform from outside that a node holds, if it does.
    fn transform(&self, file: &AsdfFile, node: &Node) -> Option<Result<Arc<dyn Transform>>> {
        let tag = node.tag()?;
        let any_version = node.tag_name().map_or(tag, |(name, _)| name);
        let mut tags = self.tags.iter().rev();
        let (_, read) = tags.find(|(known, _)| known == tag || known == any_version)?;
        Some(read(file, node))
    }
}

impl fmt::Debug for WcsReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.tags.iter().map(|(tag, _)| tag)).finish()
    }
}

/// The most axes a frame, and inputs or outputs a mapping, may have: far beyond any real one.
const MAX_AXES: usize = 64;

/// Wrappers within wrappers deeper than this are refused.
const MAX_WRAPPERS: usize = 16;

fn read_wrapped(reader: &WcsReader, file: &AsdfFile, node: &Node, depth: usize) -> Result<Arc<dyn Wcs>> {
    if depth > MAX_WRAPPERS {
        return Err(WcsError::TooComplex { what: "wrapped WCSs", limit: MAX_WRAPPERS, line: node.line() });
    }
    match node.short_tag() {
        Some("wcs") if tag_of(node).contains("gwcs/") => Ok(Arc::new(reader.gwcs(file, node)?)),
        Some("highlevelwcswrapper") => read_wrapped(reader, file, node.require("wcs")?, depth + 1),
        Some("slicedwcs") => {
            let base = read_wrapped(reader, file, node.require("wcs")?, depth + 1)?;
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
        WcsReader::new().gwcs(file, node)
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
