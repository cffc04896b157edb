//! From arguments to the world coordinates of a FITS file or header.

use std::sync::Arc;

use granule::Error;
use granule::wcs::{Alternate, Wcs, WcsError};

use crate::args::WorldArgs;

/// The world coordinates of a FITS header, if that is what the arguments name; `None` for all else, and for an image
/// whose header describes none.
///
/// A header that makes no sense is an error here, where coordinates are asked for.
pub(crate) fn resolve(args: &WorldArgs) -> anyhow::Result<Option<Arc<dyn Wcs>>> {
    let path = &args.cube.path;
    let alternate = args.alternate.unwrap_or_default();
    let is_header = granule::is_bare_header(path);
    if !is_header && !granule::is_fits(path) {
        anyhow::ensure!(
            args.alternate.is_none(),
            "--alternate is for FITS headers; {} is none",
            path.display()
        );
        return Ok(None);
    }
    let sliced = args.cube.slice.is_some() || args.cube.rebin.is_some();
    anyhow::ensure!(!(is_header && sliced), "{} is a header without an array to slice", path.display());
    let wcs = match granule::open_wcs(path, alternate) {
        Err(Error::Wcs(WcsError::NoFitsWcs { .. })) if !is_header && alternate == Alternate::PRIMARY => {
            return Ok(None);
        }
        found => found?,
    };
    if is_header {
        return Ok(Some(wcs));
    }
    // Pixels of the array have fewer numbers than those of a header that describes more axes.
    let pixels_of_header = args.pixel.first().is_none_or(|pixel| pixel.0.len() == wcs.pixel_n_dim());
    if !sliced && pixels_of_header {
        return Ok(Some(wcs));
    }
    Ok(Some(args.cube.cube_in(alternate)?.wcs().clone()))
}
