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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Dataset;
    use crate::prelude::*;
    use crate::sample::Sample;

    fn sample(directory: &Path) -> Dataset {
        let directory = directory.join("observation");
        Sample::visp().stokes(2).raster(4).wave(10).slit(12).write(&directory).unwrap();
        Dataset::open(directory).unwrap()
    }

    fn values(cube: &NDCube) -> Vec<f32> {
        cube.compute(&Session::default()).unwrap().values().to_vec().unwrap()
    }

    /// The same values, and the same coordinates at every third pixel, there and back.
    fn assert_same(found: &NDCube, expected: &NDCube, case: &str) {
        assert_eq!(found.shape(), expected.shape(), "{case}");
        assert_eq!(values(found), values(expected), "{case}");
        let places: Vec<Vec<f64>> = (0..found.shape().elements())
            .step_by(3)
            .map(|mut place| {
                let lengths = found.shape().iter().rev();
                let along = lengths.map(|length| (place % length, place /= length).0 as f64);
                along.collect()
            })
            .collect();
        for pixel in places {
            let pixel: Vec<&[f64]> = pixel.iter().map(std::slice::from_ref).collect();
            let world = expected.wcs().pixel_to_world_values(&pixel).unwrap().concat();
            let ours = found.wcs().pixel_to_world_values(&pixel).unwrap().concat();
            assert!(ours.iter().zip(&world).all(|(a, b)| (a - b).abs() < 1e-9), "{case}: {ours:?} {world:?}");
            let world: Vec<&[f64]> = world.iter().map(std::slice::from_ref).collect();
            let back = found.wcs().world_to_pixel_values(&world).unwrap().concat();
            assert!(
                back.iter().zip(&pixel).all(|(a, b)| (a - b[0]).abs() < 1e-6),
                "{case}: {back:?} {pixel:?}"
            );
        }
    }

    #[test]
    fn slices_of_a_dataset_open_again_as_they_were() {
        let directory = tempfile::tempdir().unwrap();
        let dataset = sample(directory.path());
        let path = directory.path().join("slice.asdf");
        let cuts = ["", "0", "1, 2", ":, 1:, ::-2, 3:", "0, ::2, 4", "..., 5", ":, 3, 9::-3, 2:8:2"];
        for text in cuts {
            let slice = dataset.slice(text).unwrap();
            slice.save_asdf(&path, Overwrite::Yes).unwrap();
            let found = Dataset::open(&path).unwrap();
            assert_same(found.cube(), slice.cube(), text);
            assert!(
                found
                    .files()
                    .paths()
                    .eq(slice.files().paths().map(|path| {
                        directory.path().join("observation").join(path.file_name().unwrap())
                    }))
            );
            assert_eq!(
                found.headers().column("DATE-AVG").unwrap(),
                slice.headers().column("DATE-AVG").unwrap()
            );
            assert_eq!(found.inventory().dataset_id(), slice.inventory().dataset_id());
            // A slice of what was saved is saved as well.
            let part = found.slice("..., ::2").unwrap();
            part.save_asdf(&path, Overwrite::Yes).unwrap();
            assert_same(Dataset::open(&path).unwrap().cube(), part.cube(), text);
        }
    }

    #[test]
    fn computed_cubes_open_again_as_they_were() {
        let directory = tempfile::tempdir().unwrap();
        let observation = sample(directory.path());
        let path = directory.path().join("computed.asdf");
        let options = SaveOptions::new().overwrite(Overwrite::Yes);
        let gzip = options.clone().compression(Compression::Gzip2 { tile: vec![] });
        let binned = observation.slice("0").unwrap().rebin(&[2, 5, 3], Reduction::Mean).unwrap();
        let mean = observation.mean(&[0, 2]).unwrap();
        for (cube, options) in [(&binned, &options), (&mean, &options), (&binned, &gzip)] {
            let inventory = Some(observation.inventory());
            dataset(cube, inventory, &path, &Session::default(), options).unwrap();
            let found = Dataset::open(&path).unwrap();
            assert_same(found.cube(), cube, &format!("{}", cube.shape()));
            assert_eq!(found.inventory().dataset_id(), observation.inventory().dataset_id());
        }
        let again = dataset(&mean, None, &path, &Session::default(), &SaveOptions::new());
        assert!(matches!(again, Err(Error::OutputExists { .. })));
    }

    #[test]
    fn what_cannot_be_a_dataset_is_refused_with_what_would_do() {
        let directory = tempfile::tempdir().unwrap();
        let observation = sample(directory.path());
        let path = directory.path().join("a.asdf");
        let refused =
            |cut: &str| observation.slice(cut).unwrap().save_asdf(&path, Overwrite::No).unwrap_err();
        assert_eq!(
            refused("0:1, 2:3").to_string(),
            "cannot save a cube of shape (1, 1, 10, 12) as a dataset: readers drop the axes of files where there is but \
             one; give an index for them, not a range"
        );
        assert!(matches!(refused("0, 0, 0, 0"), Error::NotADataset { .. }));
        let below = directory.path().join("observation/below");
        std::fs::create_dir(&below).unwrap();
        let error = observation.save_asdf(below.join("a.asdf"), Overwrite::No).unwrap_err().to_string();
        assert!(error.contains("beside them, or in a directory above"), "{error}");
        let flat = observation.slice("0:1").unwrap();
        let save = |path: &Path| dataset(flat.cube(), None, path, &Session::default(), &SaveOptions::new());
        assert!(save(&path).unwrap_err().to_string().contains("first axis of length 1"));
        assert!(save(&path.with_extension("txt")).unwrap_err().to_string().contains("must end in .asdf"));
        assert!(!path.exists() && !path.with_extension("fits").exists());
    }
}
