//! Physical values, against cfitsio and the files of trouble.

use std::path::Path;

use fitsio::images::{ImageType, ReadImage, WriteImage};
use granule_core::{Block, DType, Element, Region, RunContext, Shape};
use granule_fits::{
    Card, Compression, FitsError, FitsImage, FitsSource, HduSelector, ImageWriter, Placement, Scaling,
};
use granule_store::ChunkSource;
use granule_store::conformance::check_source;
use proptest::prelude::*;

use crate::oracle::{read_with_cfitsio, try_write_with_cfitsio};
use crate::shared::{patch, shared};

fn physical(path: &Path, hdu: usize) -> Block {
    let image = FitsImage::open(path, &HduSelector::Number(hdu)).unwrap();
    let image = image.with_scaling(Scaling::Physical).unwrap();
    let block = image.read(&Region::full(image.shape()), &RunContext::default()).unwrap();
    assert_eq!(block.dtype(), image.dtype());
    block
}

/// What cfitsio writes and reads of a type that FITS stores as another is what we read.
fn check_unsigned<T>(directory: &Path, options: &str, kind: ImageType, values: &[T])
where
    T: Element + WriteImage,
    Vec<T>: ReadImage,
{
    let path = directory.join(format!("{}.fits", options.len()));
    try_write_with_cfitsio(&path, options, kind, &[4, values.len() / 4], values).unwrap();
    let found = physical(&path, 1);
    assert_eq!(found.dtype(), T::DTYPE);
    assert_eq!(found.to_vec::<T>().unwrap(), values);
    assert_eq!(read_with_cfitsio::<T>(&path, 1), values);
    let source = FitsSource::open(&path, HduSelector::Number(1)).unwrap();
    assert_ne!(source.meta().dtype(), T::DTYPE);
    check_source(&source.with_scaling(Scaling::Physical).unwrap(), &found).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn unsigned_integers_are_exact(values in prop::collection::vec(any::<u32>(), 16..=16)) {
        let directory = tempfile::tempdir().unwrap();
        let short: Vec<u16> = values.iter().map(|&value| value as u16).collect();
        for options in ["", "[compress R 2,2]", "[compress G 3, 3]"] {
            check_unsigned(directory.path(), options, ImageType::UnsignedShort, &short);
        }
        for options in ["", "[compress R 2,2]", "[compress G 3, 3]"] {
            let directory = tempfile::tempdir().unwrap();
            check_unsigned(directory.path(), options, ImageType::UnsignedLong, &values);
        }
    }

    #[test]
    fn scaled_integers_are_what_cfitsio_makes_of_them(
        values in prop::collection::vec(any::<i32>(), 12..=12),
        scale in -1e3_f64..1e3,
        zero in -1e6_f64..1e6,
        dtype in prop::sample::select(vec![DType::U8, DType::I16, DType::I32, DType::F32, DType::F64]),
        tiled in any::<bool>(),
    ) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.fits");
        let block = Block::from_vec(&Shape::from([3, 4]), values).unwrap().cast(dtype);
        let rice = Compression::Rice { tile: vec![2, 3], quantize_level: 16.0 };
        ImageWriter::new(&path)
            .cards(&[Card::new("FIRST", 1.0, ""), Card::new("SECOND", 2.0, "")])
            .placement(Placement::Extension)
            .compression(if tiled && !dtype.is_float() { rice } else { Compression::None })
            .write(&block)
            .unwrap();
        patch(&path, "FIRST", &format!("BSCALE  = {scale:?}"));
        patch(&path, "SECOND", &format!("BZERO   = {zero:?}"));
        let found = physical(&path, 1);
        match dtype {
            DType::I32 | DType::F64 => {
                prop_assert_eq!(found.to_vec::<f64>().unwrap(), read_with_cfitsio::<f64>(&path, 1));
            }
            _ => prop_assert_eq!(found.to_vec::<f32>().unwrap(), read_with_cfitsio::<f32>(&path, 1)),
        }
        let stored = FitsImage::open(&path, &HduSelector::Number(1)).unwrap();
        prop_assert_eq!(stored.read(&Region::full(stored.shape()), &RunContext::default()).unwrap(), block);
    }
}

#[test]
fn files_of_trouble_have_their_physical_values() {
    let Some(directory) = shared("fits") else { return };
    let file = |name: &str| directory.join(name);

    let scaled = physical(&file("scale.fits"), 0);
    assert_eq!((scaled.dtype(), scaled.shape()), (DType::F32, Shape::from([21, 20])));
    let scaled = scaled.to_vec::<f32>().unwrap();
    // The first pixels are 0xaf99 and 0xac61.
    assert_eq!(scaled[..2], [-20_583.0, -21_407.0].map(|q: f64| (1500.0 + 0.045_777_764_213_996 * q) as f32));
    assert_eq!(scaled, read_with_cfitsio::<f32>(&file("scale.fits"), 0));

    let blank = physical(&file("blank.fits"), 0);
    assert_eq!(blank.dtype(), DType::F64);
    assert!(blank.to_vec::<f64>().unwrap()[0].is_nan());

    let ramp = physical(&file("arange.fits"), 0);
    let ramp = ramp.to_vec::<i32>().unwrap();
    assert!(ramp[..13].iter().copied().eq(0..13) && ramp[767..] == [767, 768, 769]);
    assert_eq!(ramp, read_with_cfitsio::<i32>(&file("arange.fits"), 0));

    let unsigned = physical(&file("fixed-1890.fits"), 0);
    assert_eq!(unsigned.dtype(), DType::U16);
    assert!(unsigned.to_vec::<u16>().unwrap().iter().all(|&value| value == 1890));
}

#[test]
fn unsigned_tiles_have_their_physical_values() {
    let Some(path) = shared("tiles/GZIP_1_u4.fits") else { return };
    let found = physical(&path, 1).to_vec::<u32>().unwrap();
    let expected = std::fs::read(path.with_extension("bin")).unwrap();
    assert!(found.iter().flat_map(|value| value.to_le_bytes()).eq(expected));
}

#[test]
fn a_lazy_source_holds_the_physical_type_against_the_declared() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.fits");
    let shape = Shape::from([2, 3]);
    let block = Block::from_vec(&shape, vec![0_u16, 1, 2, 40_000, 65_534, 65_535]).unwrap();
    ImageWriter::new(&path).write(&block).unwrap();
    let lazy = |dtype| FitsSource::lazy(&path, HduSelector::FirstImage, &shape, dtype);
    let physical = |dtype| lazy(dtype).with_scaling(Scaling::Physical).unwrap();
    check_source(&physical(DType::U16), &block).unwrap();
    check_source(&physical(DType::F32), &block.cast(DType::F32)).unwrap();
    let read = |source: FitsSource| source.read(&Region::full(&shape), &RunContext::default());
    let error = read(physical(DType::I16)).unwrap_err().to_string();
    assert!(error.contains("holds uint16, which cannot be cast to the declared int16"), "{error}");
    // Stored values are the default.
    assert_eq!(read(lazy(DType::I16)).unwrap().to_vec::<i16>().unwrap()[0], i16::MIN);
}

#[test]
fn keywords_that_are_no_numbers_matter_only_where_they_are_needed() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.fits");
    let block = Block::from_vec(&Shape::from([3]), vec![1_i16, 2, 3]).unwrap();
    ImageWriter::new(&path).cards(&[Card::new("FIRST", 1.0, "")]).write(&block).unwrap();
    patch(&path, "FIRST", "BSCALE  = 'twice'");
    let image = FitsImage::open(&path, &HduSelector::FirstImage).unwrap();
    assert_eq!(image.read(&Region::full(image.shape()), &RunContext::default()).unwrap(), block);
    let error = image.with_scaling(Scaling::Physical).unwrap_err();
    assert!(matches!(&error, FitsError::BadKeyword { keyword, .. } if keyword == "BSCALE"), "{error}");
    let source = FitsSource::open(&path, HduSelector::FirstImage).unwrap();
    assert!(source.with_scaling(Scaling::Physical).is_err());
}
