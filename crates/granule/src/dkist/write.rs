//! Writing ASDF files that describe datasets.

use std::path::Path;

use granule_asdf::{AsdfError, AsdfFile, AsdfWriter, Compression, Mapping, NdArray, Node};
use granule_wcs::write_wcs;

use super::tree::root;
use crate::nodes::{dkist, unit};
use crate::{Error, NDCube, Session};

/// What an ASDF file says of a dataset besides what its cube knows.
pub(crate) struct DatasetParts {
    /// The file manager.
    pub(crate) data: Node,
    pub(crate) headers: Node,
    pub(crate) inventory: Node,
    /// What else stands in `meta`.
    pub(crate) rest: Mapping,
    /// For the history of the file.
    pub(crate) description: &'static str,
}

/// The library that files are written with. Samples have another name, by which they are known again.
const LIBRARY: &str = "granule-asdf";

/// Writes the ASDF file of a dataset. `parts` may add arrays of its own to the file.
///
/// # Errors
/// [`Error::Wcs`] for world coordinates that cannot be written, [`Error::Exec`] for a mask that cannot be computed,
/// [`Error::Asdf`].
pub(crate) fn write_dataset(
    cube: &NDCube,
    path: &Path,
    mut writer: AsdfWriter,
    session: &Session,
    parts: impl FnOnce(&mut AsdfWriter) -> Result<DatasetParts, Error>,
) -> Result<(), Error> {
    let parts = parts(&mut writer)?;
    let mut meta = parts.rest.with("headers", parts.headers).with("inventory", parts.inventory);
    if let Some(dropped) = dropped_axes(cube) {
        meta.insert("dropped_world_axes", dropped);
    }
    let text = cube.unit().map_or_else(String::new, |unit| unit.to_vounit());
    let mut fields = Mapping::new()
        .with("data", parts.data)
        .with("meta", Node::map(meta))
        .with("unit", unit(&text))
        .with("wcs", write_wcs(cube.wcs().as_ref(), &mut writer)?);
    if let Some(mask) = cube.mask() {
        let values: Vec<bool> = session.compute(mask)?.values().to_vec()?;
        let array = NdArray::new(cube.shape().to_vec(), values)?;
        fields.insert("mask", writer.add_array(array, Compression::Zlib));
    }
    let tree = root(dkist("dataset-1.3.0", fields), LIBRARY, parts.description, None);
    Ok(writer.write(tree, path)?)
}

/// The world axes that slicing has removed, with their values.
fn dropped_axes(cube: &NDCube) -> Option<Node> {
    let axes = cube.wcs().dropped_world();
    let axis = |axis: &granule_wcs::DroppedAxis| {
        let fields = Mapping::new()
            .with("name", Node::str(axis.name.as_str()))
            .with("physical_type", Node::str(axis.physical_type.as_str()))
            .with("unit", Node::str(axis.unit.as_str()))
            .with("value", Node::float(axis.value));
        Node::map(fields)
    };
    (!axes.is_empty()).then(|| Node::seq(axes.iter().map(axis)))
}

/// Nodes of another file, with their arrays as arrays of the one that is written.
pub(super) fn copied(
    entries: &Mapping,
    file: &AsdfFile,
    writer: &mut AsdfWriter,
) -> Result<Mapping, AsdfError> {
    let mut array = |old: &Node, new: Node| {
        if old.is_ndarray() { Ok(writer.add_array(file.array(old)?, Compression::Zlib)) } else { Ok(new) }
    };
    let copy = |(key, node): (&str, &Node)| Ok((key.to_owned(), node.rewrite(&mut array)?));
    entries.iter().map(copy).collect()
}
