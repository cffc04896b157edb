//! World coordinates of FITS files and of headers by themselves.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use granule_core::{AxisSelection, Selection};
use granule_fits::{FitsError, FitsFile, Hdu, HduSelector, Header, Place, Value};
use granule_wcs::{
    Alternate, Keywords, NoTables, TableColumn, Tables, Wcs, WcsError, from_fits_keywords, has_fits_wcs,
};

use crate::image::is_fits;
use crate::{Error, FitsCube};

/// The keywords of a FITS header, as [`granule_wcs::from_fits_keywords`] takes them.
#[derive(Clone, Copy, Debug)]
pub struct HeaderKeywords<'a>(pub &'a Header);

impl Keywords for HeaderKeywords<'_> {
    fn text(&self, name: &str) -> Option<String> {
        match self.0.value(name)? {
            Value::String(text) => Some(text.clone()),
            _ => None,
        }
    }

    fn real(&self, name: &str) -> Option<f64> {
        match *self.0.value(name)? {
            Value::Integer(number) => Some(number as f64),
            Value::Float(number) => Some(number),
            _ => None,
        }
    }
}

/// The tables of a FITS file that hold coordinates.
#[derive(Clone, Debug)]
pub struct FileTables {
    path: PathBuf,
}

impl FileTables {
    /// The tables of the file at a path. Nothing is read until a table is asked for.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }
}

impl Tables for FileTables {
    fn column(&self, extension: &str, version: i64, level: i64, column: &str) -> Option<TableColumn> {
        let file = FitsFile::open(&self.path).ok()?;
        let integer = |hdu: &Hdu, name: &str| hdu.header.value_as::<i64>(name).ok().flatten().unwrap_or(1);
        let is_meant = |hdu: &&Hdu| {
            let name = hdu.header.value_as::<String>("EXTNAME").ok().flatten().unwrap_or_default();
            name.trim().eq_ignore_ascii_case(extension.trim())
                && integer(hdu, "EXTVER") == version
                && integer(hdu, "EXTLEVEL") == level
        };
        let cell = file.first_cell(file.hdus().iter().find(is_meant)?, column).ok()??;
        Some(TableColumn { shape: cell.shape, values: cell.values })
    }
}

/// The WCS of what has a FITS header: an image (`file.fits`, `file.fits[SCI,2]`), a FITS file without one, or a header
/// by itself: cards of 80 characters in a row, or one a line.
///
/// As [`granule_wcs::from_fits_keywords`], with as many pixel axes as the header describes.
///
/// # Errors
/// [`Error::Fits`] when there is no such header, [`Error::Wcs`] when it describes no coordinates, or makes no sense.
pub fn open_wcs(path: impl AsRef<Path>, alternate: Alternate) -> Result<Arc<dyn Wcs>, Error> {
    let (file, selector) = FitsCube::split_name(path.as_ref())?;
    if !is_fits(path.as_ref()) && !begins_as_fits(&file) {
        let header = read_header(&file)?;
        return Ok(from_fits_keywords(&HeaderKeywords(&header), &NoTables, alternate)?);
    }
    let opened = FitsFile::open(&file)?;
    let hdu = match opened.hdu(&selector) {
        Err(_) if selector == HduSelector::FirstImage => {
            // No image: the first header that describes coordinates, else the first.
            let described = |hdu: &&Hdu| has_fits_wcs(&HeaderKeywords(&hdu.header), alternate);
            opened.hdus().iter().find(described).or(opened.hdus().first())
        }
        found => Some(found?),
    };
    let hdu = hdu.ok_or_else(|| FitsError::Missing { path: file.clone() })?;
    Ok(from_fits_keywords(&HeaderKeywords(&hdu.header), &FileTables::new(&file), alternate)?)
}

/// Whether a path is a header by itself, by its ending.
#[must_use]
pub fn is_bare_header(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    path.is_file() && matches!(ending.as_deref(), Some("hdr" | "header" | "head"))
}

fn read_header(path: &Path) -> Result<Header, Error> {
    let at = Place::file(path);
    let bytes = std::fs::read(path).map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => FitsError::Missing { path: path.to_owned() },
        _ => FitsError::Read { at: at.clone(), source },
    })?;
    Ok(Header::from_text(&bytes, at)?)
}

/// Whether a file is a FITS file and no header by itself: it has the first record, and no line breaks in it.
fn begins_as_fits(path: &Path) -> bool {
    !is_bare_header(path) && FitsFile::open(path).is_ok()
}

/// The WCS of an image: that of its header, with the pixel axes of the array alone; the pixels where the header
/// describes none. And what is wrong with the header's, where that is why.
pub(crate) fn image_wcs(
    path: &Path,
    header: &Header,
    shape: &[usize],
    alternate: Alternate,
) -> Result<(Arc<dyn Wcs>, Option<WcsError>), Error> {
    let keywords = ImageKeywords { header: HeaderKeywords(header), n_axes: shape.len() };
    if !has_fits_wcs(&keywords, alternate) {
        return Ok((granule_wcs::pixel_wcs(shape)?, None));
    }
    let tables = FileTables::new(path);
    match from_fits_keywords(&keywords, &tables, alternate).and_then(|wcs| for_array(&wcs, shape)) {
        Ok(wcs) => Ok((wcs, None)),
        Err(error) => Ok((granule_wcs::pixel_wcs(shape)?, Some(error))),
    }
}

/// A header whose number of axes is that of the image, whatever `NAXIS` says.
struct ImageKeywords<'a> {
    header: HeaderKeywords<'a>,
    n_axes: usize,
}

impl Keywords for ImageKeywords<'_> {
    fn text(&self, name: &str) -> Option<String> {
        self.header.text(name)
    }

    fn real(&self, name: &str) -> Option<f64> {
        if name == "NAXIS" { Some(self.n_axes as f64) } else { self.header.real(name) }
    }
}

/// The WCS without the pixel axes that the array lacks: these stand at 0.
fn for_array(wcs: &Arc<dyn Wcs>, shape: &[usize]) -> Result<Arc<dyn Wcs>, WcsError> {
    let lacking = wcs.pixel_n_dim().saturating_sub(shape.len());
    if lacking == 0 {
        return granule_wcs::with_array_shape(wcs, shape);
    }
    let fixed = std::iter::repeat_n(AxisSelection::At(0), lacking);
    let axes = fixed.chain(shape.iter().map(|&length| AxisSelection::whole(length)));
    granule_wcs::slice(wcs, &Selection::new(axes.collect()))
}

#[cfg(test)]
mod tests;
