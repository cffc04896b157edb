//! A computed cube as a dataset: its values in a FITS file, and an ASDF file that describes it.

use std::path::{Path, PathBuf};

use granule_asdf::{AsdfWriter, Mapping, Node};
use granule_core::DType;
use granule_exec::RunReport;
use granule_fits::{Compression, Value};

use super::cards::cards;
use super::{SaveOptions, check, cube_with};
use crate::dkist::{DatasetParts, HeaderValue, Inventory, column_of, table, write_dataset};
use crate::nodes::{dkist, size, sizes};
use crate::output::{Overwrite, check_free};
use crate::{Error, NDCube, Session};

/// Computes a cube into a FITS file beside `path`, of the same name with the ending `.fits`, and writes `path`: an ASDF
/// file that makes a dataset of it, with all its world coordinates, as granule and dkist open it.
///
/// The inventory is that of the dataset which the cube comes from, if given. Types that FITS holds by an offset alone are
/// widened: 16-bit and 32-bit unsigned integers to signed ones of twice the width, truth values to bytes.
///
/// # Errors
/// [`Error::OutputFormat`] unless `path` ends in `.asdf`; [`Error::OutputExists`] for either file;
/// [`Error::NotADataset`] for a cube without axes or pixels, or whose first axis has length 1; [`Error::Wcs`] for
/// coordinates that cannot be written, before anything is computed; and as [`cube_with`].
pub fn dataset(
    cube: &NDCube,
    inventory: Option<&Inventory>,
    path: &Path,
    session: &Session,
    options: &SaveOptions,
) -> Result<RunReport, Error> {
    let fits = fits_beside(path)?;
    check_free(path, options.overwrite)?;
    check(&fits, options.overwrite)?;
    check_shape(cube)?;
    granule_wcs::write_wcs(cube.wcs().as_ref(), &mut AsdfWriter::new())?;
    let cube = widened(cube)?;
    let report = cube_with(&cube, &fits, session, options)?;
    let name = fits.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
    let hdu = usize::from(options.compression != Compression::None);
    let writer = AsdfWriter::new().overwrite(options.overwrite == Overwrite::Yes);
    write_dataset(&cube, path, writer, session, |writer| {
        let fields = Mapping::new()
            .with("datatype", Node::str(cube.data().dtype().name()))
            .with("fileuris", Node::str(name.as_str()))
            .with("shape", sizes(cube.shape().iter().copied()))
            .with("target", size(hdu));
        Ok(DatasetParts {
            data: dkist("file_manager-1.1.0", fields),
            headers: headers(&cube, &name, writer),
            inventory: inventory.map_or_else(|| Node::map(Mapping::new()), |record| record.node().clone()),
            rest: Mapping::new(),
            description: "Saved by granule: computed values.",
        })
    })?;
    Ok(report)
}

/// The FITS file that goes with an ASDF file.
fn fits_beside(path: &Path) -> Result<PathBuf, Error> {
    match path.extension().and_then(|ending| ending.to_str()).map(str::to_lowercase).as_deref() {
        Some("asdf") => Ok(path.with_extension("fits")),
        _ => Err(Error::OutputFormat { path: path.to_owned(), expected: ".asdf" }),
    }
}

fn check_shape(cube: &NDCube) -> Result<(), Error> {
    let shape = cube.shape().clone();
    match shape.first() {
        None | Some(0) => Err(Error::NotADataset { shape, why: "it needs an axis, and a pixel along each" }),
        Some(1) => {
            let why = "readers drop a first axis of length 1; slice it with an index, or reduce over it";
            Err(Error::NotADataset { shape, why })
        }
        _ if shape.contains(&0) => {
            Err(Error::NotADataset { shape, why: "it needs an axis, and a pixel along each" })
        }
        _ => Ok(()),
    }
}

/// The same cube of a type whose values stand in FITS as they are: readers of datasets apply no offset.
fn widened(cube: &NDCube) -> Result<NDCube, Error> {
    let dtype = match cube.data().dtype() {
        DType::Bool => DType::U8,
        DType::U16 => DType::I32,
        DType::U32 => DType::I64,
        other => other,
    };
    cube.with_data(cube.data().cast(dtype))
}

/// The header of the one file, as a table of one row.
fn headers(cube: &NDCube, name: &str, writer: &mut AsdfWriter) -> Node {
    let mut columns = vec![("FILENAME".to_owned(), HeaderValue::Text(name.to_owned()))];
    for card in cards(cube) {
        let value = match card.value {
            Value::Logical(value) => HeaderValue::Bool(value),
            Value::Integer(value) => HeaderValue::Int(value),
            Value::Float(value) => HeaderValue::Float(value),
            Value::String(text) => HeaderValue::Text(text),
            _ => continue,
        };
        if columns.iter().all(|(keyword, _)| *keyword != card.keyword) {
            columns.push((card.keyword, value));
        }
    }
    table(
        writer,
        columns.iter().map(|(keyword, value)| (keyword.as_str(), column_of(std::slice::from_ref(value)))),
    )
}
