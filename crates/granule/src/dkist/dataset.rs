//! One dataset: a cube with its files, headers and inventory.

use std::path::Path;
use std::sync::Arc;

use granule_array::Reduction;
use granule_asdf::{AsdfFile, AsdfWriter, Mapping, Node};
use granule_core::Slices;
use granule_wcs::Unit;

use super::files::{FileGrid, FileImages};
use super::open::Context;
use super::write::{DatasetParts, copied, write_dataset};
use super::{DkistError, Files, HeaderTable, Inventory, Opened, stokes};
use crate::output::{Overwrite, check_free, directory_of};
use crate::{Error, NDCube, OpenOptions, Session};

/// A dataset: a lazy [`NDCube`], the files its pixels come from, their headers, and the inventory record.
///
/// Slicing keeps all of these together. A rebinned or reduced dataset is a plain [`NDCube`]: its pixels no longer come
/// from single files.
#[derive(Clone, Debug)]
pub struct Dataset {
    cube: NDCube,
    files: Files,
    images: FileImages,
    headers: HeaderTable,
    inventory: Inventory,
    /// The file it was read from, and what else is said of it there: beside headers and inventory.
    file: Arc<AsdfFile>,
    rest: Mapping,
}

impl Dataset {
    /// Opens an ASDF file, or the one dataset of a directory. Reads no FITS file.
    ///
    /// Of several ASDF files of one dataset the newest layout is taken: `…_metadata.asdf` before
    /// `…_user_tools.asdf` before the plain name.
    ///
    /// # Errors
    /// [`Error::Open`], with what is wrong: no such file, no ASDF file, several datasets, not a dataset, tiles.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        Self::open_with(path, &OpenOptions::default())
    }

    /// As [`Dataset::open`], with a say in how the files are read.
    ///
    /// # Errors
    /// As [`Dataset::open`].
    pub fn open_with(path: impl AsRef<Path>, options: &OpenOptions) -> Result<Self, Error> {
        match super::open_with(path.as_ref(), options)? {
            Opened::Dataset(dataset) => Ok(*dataset),
            Opened::Tiled(tiled) => {
                Err(DkistError::Tiled { tiles: tiled.arrangement().clone() }.at(path.as_ref()))
            }
            Opened::Image(_) => Err(DkistError::Image.at(path.as_ref())),
        }
    }

    /// Reads a `dataset` node. `shared` are the headers and inventory of a tiled dataset that this is a tile of, with
    /// the first row of the table that is the tile's.
    pub(super) fn from_node(
        context: &Context<'_>,
        node: &Node,
        shared: Option<(&HeaderTable, &Inventory)>,
    ) -> Result<Self, DkistError> {
        let version = node.tag_name().and_then(|(_, version)| version);
        let file = context.file;
        let grid = FileGrid::from_node(node.require("data")?, context.directory)?;
        let data = grid.array(context.options)?;
        let transform = stokes::number_from_one(file, node.require("wcs")?, version)?;
        let wcs = context.options.reader().read(file, &transform)?;
        if wcs.pixel_n_dim() != data.ndim() {
            let shape = data.shape().clone();
            return Err(DkistError::WcsAxes { wcs: wcs.pixel_n_dim(), data: data.ndim(), shape });
        }
        // Files are known to store the shape with its axes swapped: the data know better.
        let wcs = granule_wcs::with_array_shape(&wcs, data.shape())?;
        let meta = Meta::of(node)?;
        let inventory = match (&meta.inventory, shared) {
            (Some(node), _) => Inventory::new(node.clone()),
            (None, Some((_, inventory))) => inventory.clone(),
            (None, None) => return Err(meta.missing(node, "a mapping with an inventory")),
        };
        let headers = meta.headers.ok_or_else(|| meta.missing(node, "a mapping with headers"))?;
        let headers = header_table(file, headers, grid.files.len(), shared.map(|(table, _)| table))?;
        let name = [inventory.instrument(), inventory.dataset_id()];
        let name = name.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let unit = node.get("unit").and_then(Node::as_str).map(Unit::parse);
        let cube = NDCube::from_parts(data, wcs, unit, name);
        let cube = with_mask(file, node, cube)?;
        let rest = meta.rest(node);
        let images = grid.images();
        Ok(Self { cube, files: grid.files, images, headers, inventory, file: Arc::clone(file), rest })
    }

    /// The data with their world coordinates.
    #[must_use]
    pub fn cube(&self) -> &NDCube {
        &self.cube
    }

    /// The files that the pixels come from.
    #[must_use]
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// The FITS headers of the files.
    #[must_use]
    pub fn headers(&self) -> &HeaderTable {
        &self.headers
    }

    /// The inventory record.
    #[must_use]
    pub fn inventory(&self) -> &Inventory {
        &self.inventory
    }

    /// What a numpy-style slice takes: see [`NDCube::slice`]. Files and headers follow.
    ///
    /// # Errors
    /// As [`NDCube::slice`].
    pub fn slice<S>(&self, slices: S) -> Result<Self, Error>
    where
        S: TryInto<Slices>,
        Error: From<S::Error>,
    {
        let slices: Slices = slices.try_into()?;
        let cube = self.cube.slice_by(&slices)?;
        let selection = slices.resolve(self.cube.shape())?;
        let images = self.images.slice(&selection, self.files.arrangement().ndim());
        let (files, places) = self.files.slice(&selection);
        let headers = self.headers.take(places).map_err(|error| error.at(files.directory()))?;
        Ok(Self { cube, files, images, headers, ..self.clone() })
    }

    /// Writes an ASDF file that describes this dataset, or slice of one, by the FITS files it comes from, as dkist
    /// does: no value is read or copied.
    ///
    /// The file goes where the FITS files are, or to a directory above them: names that lead elsewhere are not read. The
    /// world coordinates are those of the slice, the headers those of its files.
    ///
    /// # Errors
    /// [`Error::OutputExists`]; [`Error::FilesElsewhere`]; [`Error::NotADataset`] for a slice without axes or pixels, or
    /// one of a single file that kept the axes along which files are arranged; [`Error::Wcs`] for coordinates that
    /// cannot be written; [`Error::Asdf`].
    pub fn save_asdf(&self, path: impl AsRef<Path>, overwrite: Overwrite) -> Result<(), Error> {
        let path = path.as_ref();
        check_free(path, overwrite)?;
        let arrangement = self.files.arrangement();
        let refused = |why| Err(Error::NotADataset { shape: self.cube.shape().clone(), why });
        if self.cube.shape().ndim() == 0 || self.cube.shape().contains(&0) {
            return refused("it needs an axis, and a pixel along each");
        }
        if self.files.len() == 1 && arrangement.ndim() > 0 {
            return refused(
                "readers drop the axes of files where there is but one; give an index for them, not a range",
            );
        }
        let names = self.files.names_from(&directory_of(path))?;
        let writer = AsdfWriter::new().overwrite(overwrite == Overwrite::Yes);
        let parts = |writer: &mut AsdfWriter| {
            Ok(DatasetParts {
                data: self.images.node(names, arrangement),
                headers: self.headers.node(writer).map_err(|error| error.at(self.files.directory()))?,
                inventory: self.inventory.node().clone(),
                rest: copied(&self.rest, &self.file, writer)?,
                description: "Saved by granule: a dataset or a slice of one.",
            })
        };
        write_dataset(&self.cube, path, writer, &Session::default(), parts)
    }

    /// Combines bins of pixels: see [`NDCube::rebin`].
    ///
    /// # Errors
    /// As [`NDCube::rebin`].
    pub fn rebin(&self, bins: &[i64], reduction: Reduction) -> Result<NDCube, Error> {
        self.cube.rebin(bins, reduction)
    }

    /// Reduces over array axes: see [`NDCube::reduce`].
    ///
    /// # Errors
    /// As [`NDCube::reduce`].
    pub fn reduce(&self, reduction: Reduction, axes: &[i64]) -> Result<NDCube, Error> {
        self.cube.reduce(reduction, axes)
    }

    /// The sum over array axes: see [`NDCube::sum`].
    ///
    /// # Errors
    /// As [`NDCube::reduce`].
    pub fn sum(&self, axes: &[i64]) -> Result<NDCube, Error> {
        self.cube.sum(axes)
    }

    /// The mean over array axes: see [`NDCube::mean`].
    ///
    /// # Errors
    /// As [`NDCube::reduce`].
    pub fn mean(&self, axes: &[i64]) -> Result<NDCube, Error> {
        self.cube.mean(axes)
    }
}

impl From<Dataset> for NDCube {
    fn from(dataset: Dataset) -> Self {
        dataset.cube
    }
}

/// Where the headers and the inventory stand, which changed with version 0.3.
struct Meta<'a> {
    headers: Option<&'a Node>,
    inventory: Option<Node>,
}

impl<'a> Meta<'a> {
    fn of(dataset: &'a Node) -> Result<Self, DkistError> {
        // Before 0.3 `meta`, if there was any, was the inventory itself, and the headers stood beside it.
        if let Some(headers) = dataset.get("headers") {
            let inventory = dataset.get("meta").cloned().unwrap_or_else(|| Node::map(Mapping::new()));
            return Ok(Self { headers: Some(headers), inventory: Some(inventory) });
        }
        let meta = dataset.require("meta")?;
        Ok(Self { headers: meta.get("headers"), inventory: meta.get("inventory").cloned() })
    }

    /// Everything but headers and inventory.
    fn rest(&self, dataset: &Node) -> Mapping {
        // Where headers stand beside `meta`, that is the inventory.
        if dataset.get("headers").is_some() {
            return Mapping::new();
        }
        let entries = dataset.get("meta").and_then(Node::as_map).into_iter().flat_map(Mapping::iter);
        let others = entries.filter(|(key, _)| !["headers", "inventory", "history"].contains(key));
        others.map(|(key, node)| (key.to_owned(), node.clone())).collect()
    }

    fn missing(&self, dataset: &Node, expected: &'static str) -> DkistError {
        let line = dataset.get("meta").unwrap_or(dataset).line();
        DkistError::BadEntry { line, key: "meta", expected }
    }
}

/// The table of a dataset's own, or its rows of the table of all tiles.
fn header_table(
    file: &Arc<AsdfFile>,
    node: &Node,
    files: usize,
    shared: Option<&HeaderTable>,
) -> Result<HeaderTable, DkistError> {
    let number = |key| node.get(key).and_then(Node::as_usize);
    let (Some(first), Some(size), Some(table)) = (number("offset"), number("size"), shared) else {
        return HeaderTable::from_node(file, node, Some(files));
    };
    if size != files {
        return Err(DkistError::HeaderRows { rows: size, files });
    }
    table.take((0..size).map(|row| first.saturating_add(row)))
}

fn with_mask(file: &AsdfFile, node: &Node, cube: NDCube) -> Result<NDCube, DkistError> {
    let Some(mask) = node.get("mask").filter(|mask| !mask.is_null()) else { return Ok(cube) };
    let wrong =
        DkistError::BadEntry { line: mask.line(), key: "mask", expected: "an array of the data's shape" };
    let array = file.array(mask)?;
    let values: Vec<bool> = match array.data {
        granule_asdf::ArrayData::Bool(values) => values,
        other => other.to_f64().unwrap_or_default().iter().map(|&value| value != 0.0).collect(),
    };
    let block = granule_core::Block::from_vec(&array.shape.into(), values)?;
    cube.with_mask(&granule_array::Array::from_block(block)).map_err(|_| wrong)
}
