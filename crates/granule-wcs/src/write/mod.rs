//! Writing WCSs into an ASDF tree, as gwcs and dkist read them.
//!
//! Transforms are written as they are evaluated: of bare numbers, with all conversions of units spelt out. Units stand
//! in the frames.

mod frames;
pub(crate) mod nodes;
mod pipeline;
mod projections;

use granule_asdf::{ArrayOptions, AsdfWriter, Compression, Mapping, NdArray, Node, Placement};
pub(crate) use projections::projection_node;

use crate::{Result, Transform, Wcs, WcsError};

/// Writes a WCS as a `gwcs/wcs` node, whose tables become blocks of `arrays`.
///
/// A view becomes a WCS of its own: steps, offsets and bins are lines in front of the transform, and pixel axes that are
/// gone are known numbers in it, so that a table of pointings at one raster step is one pointing. World axes that are
/// gone are not part of it; [`Wcs::dropped_world`] tells their values.
///
/// # Errors
/// [`WcsError::NotWritable`], which names the transform for which there is no tag, or else what stands in the way;
/// [`WcsError::Asdf`].
pub fn write_wcs(wcs: &dyn Wcs, arrays: &mut AsdfWriter) -> Result<Node> {
    pipeline::wcs_node(wcs, &mut TransformWriter::new(arrays))
}

/// Writes transforms into an ASDF tree: what [`Transform::to_node`] is given.
#[derive(Debug)]
pub struct TransformWriter<'a> {
    arrays: &'a mut AsdfWriter,
    depth: usize,
}

impl<'a> TransformWriter<'a> {
    /// Arrays of at most so many values stand in the tree.
    const INLINE: usize = 4;
    /// How deeply transforms may nest: what a reader takes.
    const MAX_DEPTH: usize = 200;

    /// A writer that puts the tables of transforms into blocks of `arrays`.
    pub fn new(arrays: &'a mut AsdfWriter) -> Self {
        Self { arrays, depth: 0 }
    }

    /// The node of a transform that another consists of.
    ///
    /// # Errors
    /// [`WcsError::NotWritable`], [`WcsError::Asdf`].
    pub fn transform(&mut self, transform: &dyn Transform) -> Result<Node> {
        if self.depth == Self::MAX_DEPTH {
            return Err(WcsError::TooComplex { what: "nested levels", limit: Self::MAX_DEPTH, line: 0 });
        }
        self.depth += 1;
        let node = transform.to_node(self);
        self.depth -= 1;
        node
    }

    /// A mapping with a tag, the whole of it with its version.
    #[must_use]
    pub fn tagged(&self, tag: &str, fields: Mapping) -> Node {
        nodes::tagged(tag, fields)
    }

    /// An array of numbers in C order.
    ///
    /// # Errors
    /// [`WcsError::Asdf`] where the number of values is not the product of the shape.
    pub fn array(&mut self, shape: &[usize], values: Vec<f64>) -> Result<Node> {
        // Not every reader takes NaN among inline numbers.
        let inline = values.len() <= Self::INLINE && values.iter().all(|value| value.is_finite());
        let options =
            if inline { ArrayOptions::new().placement(Placement::Inline) } else { Compression::Zlib.into() };
        Ok(self.arrays.add_array(NdArray::new(shape, values)?, options))
    }
}
