//! Datasets of several tiles.

use std::path::Path;

use granule_asdf::{AsdfFile, Node};
use granule_core::Shape;

use super::open::Context;
use super::{Dataset, DkistError, HeaderTable, Inventory, Opened};
use crate::Error;

/// A grid of datasets that share an inventory record: the tiles of a mosaic.
#[derive(Clone, Debug)]
pub struct TiledDataset {
    arrangement: Shape,
    /// In C order; `None` where there is no tile.
    tiles: Vec<Option<Dataset>>,
    inventory: Inventory,
}

impl TiledDataset {
    /// Opens the ASDF file of a tiled dataset, or the one in a directory. Reads no FITS file.
    ///
    /// # Errors
    /// [`Error::Open`], with what is wrong.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        match super::open(path.as_ref())? {
            Opened::Tiled(tiled) => Ok(tiled),
            Opened::Dataset(_) => Err(DkistError::NotTiled.at(path.as_ref())),
            Opened::Image(_) => Err(DkistError::Image.at(path.as_ref())),
        }
    }

    pub(super) fn from_node(context: &Context<'_>, node: &Node) -> Result<Self, DkistError> {
        let file = context.file;
        // Before 1.1 the inventory stood beside the tiles.
        let inventory = node.get("meta").and_then(|meta| meta.get("inventory")).or(node.get("inventory"));
        let bad = |node: &Node, key, expected| DkistError::BadEntry { line: node.line(), key, expected };
        let inventory = inventory.ok_or_else(|| bad(node, "meta", "a mapping with an inventory"))?;
        let inventory = Inventory::new(inventory.clone());
        let headers = node.get("meta").and_then(|meta| meta.get("headers"));
        let headers = headers.map(|headers| HeaderTable::from_node(file, headers, None)).transpose()?;
        let (nodes, arrangement) = tile_nodes(node.require("datasets")?)?;
        let masked = masked_tiles(file, node, &arrangement)?;
        let tiles = nodes
            .iter()
            .zip(masked)
            .map(|(node, masked)| {
                if masked || node.is_null() {
                    return Ok(None);
                }
                let shared = headers.as_ref().map(|headers| (headers, &inventory));
                Dataset::from_node(context, node, shared).map(Some)
            })
            .collect::<Result<Vec<_>, DkistError>>()?;
        Ok(Self { arrangement, tiles, inventory })
    }

    /// Rows and columns of tiles (MINDEX1 and MINDEX2), or one number for a single row.
    #[must_use]
    pub fn arrangement(&self) -> &Shape {
        &self.arrangement
    }

    /// The inventory record that all tiles share.
    #[must_use]
    pub fn inventory(&self) -> &Inventory {
        &self.inventory
    }

    /// The tile at `index`, 0-based.
    ///
    /// # Errors
    /// [`DkistError::NoTile`] when the index lies outside, or there is no tile at that place.
    pub fn tile(&self, index: &[usize]) -> Result<&Dataset, DkistError> {
        let inside = index.len() == self.arrangement.ndim()
            && index.iter().zip(self.arrangement.iter()).all(|(i, len)| i < len);
        let place: usize = index.iter().zip(self.arrangement.strides()).map(|(i, stride)| i * stride).sum();
        let tile = inside.then(|| self.tiles.get(place)).flatten().and_then(Option::as_ref);
        tile.ok_or_else(|| DkistError::NoTile { index: index.to_vec(), tiles: self.arrangement.clone() })
    }

    /// The tiles there are, with their places, in C order.
    pub fn tiles(&self) -> impl Iterator<Item = (Vec<usize>, &Dataset)> {
        let strides = self.arrangement.strides();
        self.tiles.iter().enumerate().filter_map(move |(place, tile)| {
            let index = strides.iter().zip(self.arrangement.iter()).map(|(stride, len)| place / stride % len);
            Some((index.collect(), tile.as_ref()?))
        })
    }

    /// The paths of all tiles' files.
    pub fn files(&self) -> impl Iterator<Item = std::path::PathBuf> {
        self.tiles().flat_map(|(_, tile)| tile.files().paths())
    }
}

/// The tiles' nodes in C order, and how they are arranged: one row, or a rectangle of rows.
fn tile_nodes(node: &Node) -> Result<(Vec<Node>, Shape), DkistError> {
    let bad = |node: &Node| DkistError::BadEntry {
        line: node.line(),
        key: "datasets",
        expected: "a list, or a list of equally long lists, of datasets",
    };
    let rows = node.as_seq().filter(|rows| !rows.is_empty()).ok_or_else(|| bad(node))?;
    if rows.iter().all(|row| row.as_seq().is_none()) {
        return Ok((rows.to_vec(), Shape::from([rows.len()])));
    }
    let columns = rows[0].as_seq().map_or(0, <[Node]>::len);
    let mut nodes = Vec::with_capacity(rows.len() * columns);
    for row in rows {
        nodes.extend_from_slice(row.as_seq().filter(|row| row.len() == columns).ok_or_else(|| bad(row))?);
    }
    Ok((nodes, Shape::from([rows.len(), columns])))
}

/// For each tile whether it is masked out; none before tag version 1.2.
fn masked_tiles(file: &AsdfFile, node: &Node, arrangement: &Shape) -> Result<Vec<bool>, DkistError> {
    let Some(mask) = node.get("mask").filter(|mask| !mask.is_null()) else {
        return Ok(vec![false; arrangement.elements()]);
    };
    let array = file.array(mask)?;
    let values = match array.data {
        granule_asdf::ArrayData::Bool(values) if array.shape == arrangement.to_vec() => values,
        _ => {
            let expected = "an array of booleans, one a tile";
            return Err(DkistError::BadEntry { line: mask.line(), key: "mask", expected });
        }
    };
    Ok(values)
}
