//! FITS images as cubes, without an ASDF file.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use granule_array::Array;
use granule_fits::{FitsFile, FitsSource, HduSelector, Header, Scaling};
use granule_wcs::{Unit, WcsError};

use crate::header_wcs::image_wcs;
use crate::{Error, NDCube, OpenOptions};

/// A FITS image as a lazy cube.
///
/// Values are physical, `BSCALE`, `BZERO` and `BLANK` applied, unless [`OpenOptions::scaling`] says otherwise. World
/// coordinates are those of the header ([`granule_wcs::from_fits_keywords`]); the pixels where it has none, or where they
/// make no sense, which [`FitsCube::wcs_error`] tells. What the header describes beyond the axes of the image is dropped.
#[derive(Clone, Debug)]
pub struct FitsCube {
    path: PathBuf,
    cube: NDCube,
    header: Header,
    wcs_error: Option<Arc<WcsError>>,
}

impl FitsCube {
    /// Opens an image of a file: `file.fits`, `file.fits[1]`, `file.fits[SCI]`, `file.fits[SCI,2]`; the first that
    /// there is when none is named. Reads headers only.
    ///
    /// # Errors
    /// [`Error::Fits`] when the file cannot be read or has no such image.
    pub fn open(name: impl AsRef<Path>) -> Result<Self, Error> {
        Self::open_with(name, &OpenOptions::default())
    }

    /// As [`FitsCube::open`], with a say in how the file is read.
    ///
    /// # Errors
    /// As [`FitsCube::open`].
    pub fn open_with(name: impl AsRef<Path>, options: &OpenOptions) -> Result<Self, Error> {
        let (path, selector) = Self::split_name(name.as_ref())?;
        Self::open_hdu(path, &selector, options)
    }

    /// The file and the HDU that a name such as `file.fits[SCI,2]` says; a file whose own name has brackets is taken as
    /// it is.
    ///
    /// # Errors
    /// [`Error::Fits`] when what is in the brackets names no HDU.
    pub fn split_name(name: &Path) -> Result<(PathBuf, HduSelector), Error> {
        let text = name.to_string_lossy();
        let split = text.strip_suffix(']').and_then(|text| text.rsplit_once('['));
        match split {
            Some((path, hdu)) if !name.exists() => Ok((PathBuf::from(path), hdu.parse()?)),
            _ => Ok((name.to_owned(), HduSelector::FirstImage)),
        }
    }

    /// Opens the image in an HDU of a file, whatever characters its path has.
    ///
    /// # Errors
    /// As [`FitsCube::open`].
    pub fn open_hdu(
        path: impl Into<PathBuf>,
        selector: &HduSelector,
        options: &OpenOptions,
    ) -> Result<Self, Error> {
        let path = path.into();
        let source = FitsSource::open(&path, selector.clone())?.with_io(options.io_mode());
        let source = source.with_scaling(options.scaling_or(Scaling::Physical))?;
        let header = source.header().cloned().ok_or_else(|| no_header(&path))?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let unit = header.value_as::<String>("BUNIT")?.filter(|unit| !unit.trim().is_empty());
        let data = Array::from_source(options.cached(Arc::new(source))?);
        let (wcs, wcs_error) = image_wcs(&path, &header, data.shape(), options.coordinates())?;
        let cube = NDCube::new(data, wcs)?.with_name(name).with_unit(unit.map(|unit| Unit::parse(&unit)));
        Ok(Self { path, cube, header, wcs_error: wcs_error.map(Arc::new) })
    }

    /// Where the file is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The data.
    #[must_use]
    pub fn cube(&self) -> &NDCube {
        &self.cube
    }

    /// The header of the image.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// What is wrong with the world coordinates of the header, for which the cube has those of its pixels.
    #[must_use]
    pub fn wcs_error(&self) -> Option<&WcsError> {
        self.wcs_error.as_deref()
    }

    /// Every HDU of the file.
    ///
    /// # Errors
    /// [`Error::Fits`] when the file has changed since.
    pub fn hdus(&self) -> Result<FitsFile, Error> {
        Ok(FitsFile::open(&self.path)?)
    }
}

impl From<FitsCube> for NDCube {
    fn from(image: FitsCube) -> Self {
        image.cube
    }
}

impl fmt::Display for FitsCube {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.path.display())?;
        write!(f, "{}", self.cube)
    }
}

fn no_header(path: &Path) -> granule_fits::FitsError {
    granule_fits::FitsError::Missing { path: path.to_owned() }
}

/// Whether a path names a FITS file, by its ending: `.fits`, `.fit` or `.fts`, with `.gz` or an HDU after it or not.
#[must_use]
pub fn is_fits(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let stem = match name.split_once('[') {
        Some((stem, _)) if name.ends_with(']') => stem,
        _ => &name,
    };
    let stem = stem.strip_suffix(".gz").unwrap_or(stem);
    [".fits", ".fit", ".fts"].iter().any(|ending| stem.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;
    use granule_core::{Block, Shape};
    use granule_fits::{Card, Compression, Overwrite, Placement};

    fn block() -> Block {
        Block::from_vec(&Shape::from([4, 6]), (0..24_i16).collect()).unwrap()
    }

    #[test]
    fn an_image_is_chosen_by_number_or_name() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.fits");
        let cards = [Card::new("EXTNAME", "SCI", ""), Card::new("BUNIT", "ct", "")];
        granule_fits::ImageWriter::new(&path)
            .cards(&cards)
            .placement(Placement::Extension)
            .write(&block())
            .unwrap();
        let open = |hdu: &str| FitsCube::open(format!("{}{hdu}", path.display()));
        for hdu in ["", "[1]", "[SCI]", "[sci,1]"] {
            let image = open(hdu).unwrap();
            assert_eq!(image.cube().shape().to_vec(), [4, 6], "{hdu}");
            assert_eq!(image.cube().unit().unwrap().to_string(), "ct");
            let values = image.cube().compute(&crate::Session::default()).unwrap().into_values();
            assert_eq!(values, block());
        }
        for hdu in ["[0]", "[2]", "[ERR]", "[SCI,2]", "[SCI,x]", "[]"] {
            assert!(open(hdu).is_err(), "{hdu}");
        }
    }

    #[test]
    fn values_are_physical_unless_the_stored_ones_are_asked_for() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.fits");
        let block = Block::from_vec(&Shape::from([3]), vec![0_u16, 40_000, 65_535]).unwrap();
        granule_fits::write_image(&path, &block, &[], Compression::None, Overwrite::No).unwrap();
        let values = |options: &OpenOptions| {
            let image = FitsCube::open_with(&path, options).unwrap();
            image.cube().compute(&crate::Session::default()).unwrap().into_values()
        };
        assert_eq!(values(&OpenOptions::new()), block);
        let stored = values(&OpenOptions::new().scaling(Scaling::Stored));
        assert_eq!(stored.to_vec::<i16>().unwrap(), [-32_768, 7232, 32_767]);
    }

    #[test]
    fn a_file_may_have_brackets_in_its_name() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a[1].fits");
        granule_fits::write_image(&path, &block(), &[], Compression::None, Overwrite::No).unwrap();
        assert!(FitsCube::open(&path).is_ok());
        assert!(is_fits(&path) && is_fits(Path::new("x.fits.gz")) && is_fits(Path::new("x.FITS[SCI,2]")));
        assert!(!is_fits(Path::new("x.asdf")) && !is_fits(Path::new("fits")));
    }
}
