//! Results in files: `.npy` for numpy, `.fits` for everything in the field, and [datasets](dataset()).
//!
//! A file is written under a temporary name and then given its own, so that it is there whole or not at all.

mod cards;
mod dataset;
mod options;

use std::path::Path;

use granule_core::{Block, ChunkGrid, Region};
use granule_exec::RunReport;
use granule_fits::{Card, Compression, FitsSink, ImageWriter};
use granule_store::{ArrayMeta, ChunkSink, NpySink};

pub use dataset::dataset;
pub use options::SaveOptions;

use self::cards::cards;
use crate::output::check_free;
use crate::{Error, NDCube, Overwrite, Session};

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
    granule_store::temporary_beside(path)
        .map_err(|source| Error::Output { path: path.to_owned(), source })?;
    Ok(format)
}

/// Computes a cube into a file, in the format that its name says, block by block: a result may be larger than memory.
///
/// FITS carries the unit as `BUNIT`, the world coordinates as keywords, with a `COMMENT` for each axis that it cannot hold,
/// and where the values come from as `HISTORY`.
///
/// # Errors
/// [`Error::OutputFormat`], [`Error::OutputExists`], [`Error::Output`], [`Error::Exec`].
pub fn cube(cube: &NDCube, path: &Path, session: &Session, overwrite: Overwrite) -> Result<RunReport, Error> {
    cube_with(cube, path, session, &SaveOptions::new().overwrite(overwrite))
}

/// As [`cube`], with options. The bytes of the file are the same whatever executor and threads compute it.
///
/// # Errors
/// As [`cube`], and [`Error::OutputCompression`]; [`Error::Store`] for a result that cannot be compressed as asked.
pub fn cube_with(
    cube: &NDCube,
    path: &Path,
    session: &Session,
    options: &SaveOptions,
) -> Result<RunReport, Error> {
    check(path, options.overwrite)?;
    session.compute_into(cube.data(), sink(path, &cards(cube), options)?.as_ref())
}

/// Writes values that are there already to a file, in the format that its name says.
///
/// # Errors
/// [`Error::OutputFormat`], [`Error::OutputExists`], [`Error::Output`], [`Error::Store`].
pub fn values(path: &Path, values: &Block, overwrite: Overwrite) -> Result<(), Error> {
    check(path, overwrite)?;
    let sink = sink(path, &[], &SaveOptions::new().overwrite(overwrite))?;
    let grid = ChunkGrid::single(&values.shape());
    sink.begin(&ArrayMeta::new(values.dtype(), grid))?;
    sink.write(&Region::full(&values.shape()), values)?;
    Ok(sink.finish()?)
}

/// The sink for a file of this name.
fn sink(path: &Path, cards: &[Card], options: &SaveOptions) -> Result<Box<dyn ChunkSink>, Error> {
    Ok(match (Format::of_path(path)?, options.overwrite) {
        (Format::Npy, _) if options.compression != Compression::None => {
            return Err(Error::OutputCompression { path: path.to_owned() });
        }
        (Format::Npy, Overwrite::No) => Box::new(NpySink::new(path)),
        (Format::Npy, Overwrite::Yes) => Box::new(NpySink::replacing(path)),
        (Format::Fits, overwrite) => {
            let writer = ImageWriter::new(path).cards(cards).overwrite(overwrite);
            let writer = writer.compression(options.compression.clone()).dithering(options.dithering);
            Box::new(FitsSink::new(writer))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use granule_core::{DType, Shape};

    #[test]
    fn npy_files_read_back_and_are_never_overwritten_unasked() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.npy");
        let block =
            Block::from_vec(&Shape::from([2, 3]), vec![1.5_f32, 2.0, f32::NAN, 4.0, 5.0, 6.0]).unwrap();
        values(&path, &block, Overwrite::No).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        assert!(bytes.starts_with(b"\x93NUMPY"));
        assert!(matches!(values(&path, &block, Overwrite::No), Err(Error::OutputExists { .. })));
        assert!(matches!(check(&path, Overwrite::No), Err(Error::OutputExists { .. })));
        let other = Block::zeros(DType::F32, &Shape::default()).unwrap();
        values(&path, &other, Overwrite::Yes).unwrap();
        assert_ne!(std::fs::read(&path).unwrap(), bytes);
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1, "no temporary file is left");
    }

    #[test]
    fn an_output_that_cannot_be_is_an_error_that_names_it() {
        let block = Block::scalar(1.0_f64);
        let nowhere = Path::new("no-such-directory/a.npy");
        let error = values(nowhere, &block, Overwrite::No).unwrap_err().to_string();
        assert!(error.contains("no-such-directory"), "{error}");
        let error = check(Path::new("a.txt"), Overwrite::No).unwrap_err().to_string();
        assert_eq!(error, "cannot tell the format of a.txt; the name must end in .npy or .fits");
    }
}
