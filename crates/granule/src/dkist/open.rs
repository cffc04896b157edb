//! From a path to a dataset.

use std::path::Path;
use std::sync::Arc;

use granule_asdf::{AsdfFile, Mapping};

use super::{Dataset, DkistError, TiledDataset, discover};
use crate::image::is_fits;
use crate::{Error, FitsCube};

/// What an ASDF file holds.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Opened {
    /// One cube.
    Dataset(Box<Dataset>),
    /// A grid of tiles, each a cube of its own.
    Tiled(TiledDataset),
    /// An image of a FITS file.
    Image(Box<FitsCube>),
}

/// Opens what is there: an ASDF file or the one dataset of a directory, whatever kind of dataset it is, without reading
/// a FITS file; or an image of a FITS file, as [`FitsCube::open`].
///
/// # Errors
/// [`Error::Open`] or [`Error::Fits`], with what is wrong.
pub fn open(path: impl AsRef<Path>) -> Result<Opened, Error> {
    let path = path.as_ref();
    if is_fits(path) && !path.is_dir() {
        return Ok(Opened::Image(Box::new(FitsCube::open(path)?)));
    }
    let file = discover::asdf_file(path).map_err(|error| error.at(path))?;
    read(&file).map_err(|error| error.at(&file))
}

fn read(path: &Path) -> Result<Opened, DkistError> {
    let file = Arc::new(AsdfFile::open(path)?);
    let directory = crate::output::directory_of(path);
    let tree = file.tree();
    let Some(node) = tree.get("dataset") else {
        if tree.get("inversion").is_some() {
            return Err(DkistError::Unsupported { kind: "level 2 inversion".to_owned() });
        }
        let keys = tree.as_map().into_iter().flat_map(Mapping::iter);
        return Err(DkistError::NoDataset { keys: keys.map(|(key, _)| key.to_owned()).collect() });
    };
    match node.short_tag() {
        Some("tiled_dataset") => Ok(Opened::Tiled(TiledDataset::from_node(&file, node, &directory)?)),
        Some("dataset") => Ok(Opened::Dataset(Box::new(Dataset::from_node(&file, node, &directory, None)?))),
        other => Err(DkistError::Unsupported { kind: other.unwrap_or("untagged").to_owned() }),
    }
}
