//! Results in files: `.npy` for numpy, `.fits` for everything in the field.
//!
//! A file is written under a temporary name and then given its own, so that it is there whole or not at all.

use std::io::{self, Write};
use std::path::Path;

use granule_core::{Block, with_block};
use granule_fits::{Card, Compression};
use granule_wcs::Unit;
use ndarray_npy::WriteNpyExt as _;

use crate::output::{check_free, write_atomically};
use crate::{Error, Overwrite};

/// The formats a result can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// numpy's own, `.npy`.
    Npy,
    /// A FITS image, `.fits`.
    Fits,
}

impl Format {
    /// The format that a file name's ending says.
    ///
    /// # Errors
    /// [`Error::OutputFormat`] when it says none.
    pub fn of_path(path: &Path) -> Result<Self, Error> {
        match path.extension().and_then(|ending| ending.to_str()).map(str::to_lowercase).as_deref() {
            Some("npy") => Ok(Self::Npy),
            Some("fits" | "fit" | "fts") => Ok(Self::Fits),
            _ => Err(Error::OutputFormat { path: path.to_owned(), expected: ".npy or .fits" }),
        }
    }
}

/// Checks, before any work is done, that a result can go to `path`: its format, that it is free, its directory.
///
/// # Errors
/// [`Error::OutputFormat`], [`Error::OutputExists`], [`Error::Output`].
pub fn check(path: &Path, overwrite: Overwrite) -> Result<Format, Error> {
    let format = Format::of_path(path)?;
    check_free(path, overwrite)?;
    // What cannot be written to should fail before the work, not after it.
    tempfile::NamedTempFile::new_in(crate::output::directory_of(path))
        .map_err(|source| Error::Output { path: path.to_owned(), source })?;
    Ok(format)
}

/// Writes values to a file, in the format that its name says. FITS carries the unit as `BUNIT`.
///
/// # Errors
/// [`Error::OutputFormat`], [`Error::OutputExists`], [`Error::Output`], [`Error::Fits`].
pub fn values(path: &Path, values: &Block, unit: Option<&Unit>, overwrite: Overwrite) -> Result<(), Error> {
    match Format::of_path(path)? {
        Format::Npy => write_atomically(path, overwrite, |writer| write_npy(writer, values)),
        Format::Fits => write_fits(path, values, unit, overwrite),
    }
}

fn write_npy(writer: &mut dyn Write, values: &Block) -> io::Result<()> {
    with_block!(values, array => array.as_standard_layout().write_npy(writer)).map_err(io::Error::other)
}

fn write_fits(path: &Path, values: &Block, unit: Option<&Unit>, overwrite: Overwrite) -> Result<(), Error> {
    let mut cards = Vec::new();
    if let Some(unit) = unit {
        cards.push(Card::new("BUNIT", unit.to_string(), "unit of the values"));
    }
    Ok(granule_fits::write_image(path, values, &cards, Compression::None, overwrite)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use granule_core::{DType, Shape};

    #[test]
    fn npy_files_read_back_and_are_never_overwritten_unasked() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.npy");
        let block = Block::from_vec(&Shape::from([2, 3]), vec![1.5_f32, 2.0, f32::NAN, 4.0, 5.0, 6.0]).unwrap();
        values(&path, &block, None, Overwrite::No).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        assert!(bytes.starts_with(b"\x93NUMPY"));
        assert!(matches!(values(&path, &block, None, Overwrite::No), Err(Error::OutputExists { .. })));
        assert!(matches!(check(&path, Overwrite::No), Err(Error::OutputExists { .. })));
        let other = Block::zeros(DType::F32, &Shape::default()).unwrap();
        values(&path, &other, None, Overwrite::Yes).unwrap();
        assert_ne!(std::fs::read(&path).unwrap(), bytes);
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1, "no temporary file is left");
    }

    #[test]
    fn an_output_that_cannot_be_is_an_error_that_names_it() {
        let block = Block::scalar(1.0_f64);
        let nowhere = Path::new("no-such-directory/a.npy");
        let error = values(nowhere, &block, None, Overwrite::No).unwrap_err().to_string();
        assert!(error.contains("no-such-directory"), "{error}");
        let error = check(Path::new("a.txt"), Overwrite::No).unwrap_err().to_string();
        assert_eq!(error, "cannot tell the format of a.txt; the name must end in .npy or .fits");
    }
}
