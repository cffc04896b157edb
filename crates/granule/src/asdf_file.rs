//! ASDF files, wherever they are kept: by themselves, compressed as a whole, or in a FITS file.

use std::path::Path;

use granule_asdf::{AsdfFile, AsdfOptions};
use granule_fits::{FitsError, FitsFile, HduSelector, Place};

use crate::Error;
use crate::image::is_fits;

/// Opens an ASDF file: `NAME.asdf`, `NAME.asdf.gz`, or the one that a FITS file holds in its table `ASDF`, as those of
/// JWST do. Arrays that such a tree leaves in the FITS file itself (`source: fits:SCI,1`) are not read through it.
///
/// # Errors
/// [`Error::Asdf`]; for a FITS file also [`Error::Fits`], where it has no such table.
pub fn open_asdf(path: impl AsRef<Path>) -> Result<AsdfFile, Error> {
    let path = path.as_ref();
    if !is_fits(path) {
        return Ok(AsdfFile::open(path)?);
    }
    let bytes = embedded(path)?;
    let directory = path.parent().unwrap_or(Path::new("."));
    Ok(AsdfOptions::new().directory(directory).read(bytes)?)
}

/// The bytes of the table `ASDF`: one row of one column of bytes.
fn embedded(path: &Path) -> Result<Vec<u8>, FitsError> {
    let file = FitsFile::open(path)?;
    let hdu = file.hdu(&HduSelector::Name("ASDF".to_owned(), None))?;
    let rows = hdu.header.require::<i64>("NAXIS2")?;
    let width = hdu.header.require::<i64>("NAXIS1")?;
    let format = hdu.header.require::<String>("TFORM1")?;
    let mut bytes = file.data(hdu)?;
    match usize::try_from(width) {
        Ok(width) if rows == 1 && format.trim() == format!("{width}B") && width <= bytes.len() => {
            bytes.truncate(width);
            Ok(bytes)
        }
        _ => Err(FitsError::NotFits {
            at: Place::file(path).with_hdu(hdu.number),
            expected: "one row of one column of bytes, which is how FITS files hold ASDF",
            found: format!("{rows} rows of {width} bytes, the first column {format}"),
        }),
    }
}
