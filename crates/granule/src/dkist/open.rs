//! From a path to a dataset.

use std::path::Path;
use std::sync::Arc;

use granule_asdf::{AsdfFile, Mapping};

use super::{Dataset, DkistError, TiledDataset, discover};
use crate::image::is_fits;
use crate::{Error, FitsCube, OpenOptions};

/// What reading the nodes of an ASDF file needs besides the nodes.
pub(super) struct Context<'a> {
    pub(super) file: &'a Arc<AsdfFile>,
    /// Where the FITS files are.
    pub(super) directory: &'a Path,
    pub(super) options: &'a OpenOptions,
}

/// What a path holds.
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
    open_with(path, &OpenOptions::default())
}

/// As [`open`], with a say in how the files are read.
///
/// # Errors
/// As [`open`].
pub fn open_with(path: impl AsRef<Path>, options: &OpenOptions) -> Result<Opened, Error> {
    let path = path.as_ref();
    if is_fits(path) && !path.is_dir() {
        return Ok(Opened::Image(Box::new(FitsCube::open_with(path, options)?)));
    }
    let file = discover::asdf_file(path).map_err(|error| error.at(path))?;
    read(&file, options).map_err(|error| error.at(&file))
}

fn read(path: &Path, options: &OpenOptions) -> Result<Opened, DkistError> {
    let file = Arc::new(AsdfFile::open(path)?);
    let context = Context { file: &file, directory: &crate::output::directory_of(path), options };
    let tree = file.tree();
    let Some(node) = tree.get("dataset") else {
        if tree.get("inversion").is_some() {
            return Err(DkistError::Unsupported { kind: "level 2 inversion".to_owned() });
        }
        let keys = tree.as_map().into_iter().flat_map(Mapping::iter);
        return Err(DkistError::NoDataset { keys: keys.map(|(key, _)| key.to_owned()).collect() });
    };
    match node.short_tag() {
        Some("tiled_dataset") => Ok(Opened::Tiled(TiledDataset::from_node(&context, node)?)),
        Some("dataset") => Ok(Opened::Dataset(Box::new(Dataset::from_node(&context, node, None)?))),
        other => Err(DkistError::Unsupported { kind: other.unwrap_or("untagged").to_owned() }),
    }
}
