//! From arguments to world coordinates.

use std::path::Path;
use std::sync::Arc;

use granule::wcs::{Wcs, read_wcs_at};

use super::fits_wcs;
use crate::args::WorldArgs;

/// The world coordinates that the arguments name: those of a FITS header, of a dataset's cube, or of a node of an ASDF
/// file.
pub(crate) fn resolve(args: &WorldArgs) -> anyhow::Result<Arc<dyn Wcs>> {
    let path = &args.cube.path;
    let key = args.key.as_deref();
    if key.is_none()
        && let Some(wcs) = fits_wcs::resolve(args)?
    {
        return Ok(wcs);
    }
    if key.is_none() && !is_asdf(path) {
        return Ok(args.cube.cube()?.wcs().clone());
    }
    let file = granule::open_asdf(path)?;
    // A dataset is more than its coordinates: it can be sliced and rebinned.
    let is_dataset = ["dataset", "inversion"].iter().any(|key| file.tree().get(key).is_some());
    if key.is_none() && is_dataset {
        return Ok(args.cube.cube()?.wcs().clone());
    }
    if args.cube.slice.is_some() || args.cube.rebin.is_some() || args.cube.mosaic.is_some() {
        anyhow::bail!(
            "--slice, --rebin and --mosaic are for datasets; {} is read as bare coordinates",
            path.display()
        );
    }
    read_wcs_at(&file, key).map_err(|error| anyhow::anyhow!("{}: {error}", path.display()))
}

/// Whether the name says that it is an ASDF file.
fn is_asdf(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    path.is_file() && (name.ends_with(".asdf") || name.ends_with(".asdf.gz"))
}
