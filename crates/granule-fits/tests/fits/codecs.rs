//! The rarer compressions, written by cfitsio: masks, and transforms with and without loss.

use std::path::Path;

use fitsio::images::ImageType;
use granule_core::{Block, Region, RunContext, Shape};
use granule_fits::{Compression, FitsError, FitsImage, HduSelector, ImageWriter};
use proptest::prelude::*;

use crate::oracle::{check_against_cfitsio, noisy, read_with_cfitsio, try_write_with_cfitsio};
use crate::shared::patch;

/// The pixel types that cfitsio compresses here.
#[derive(Clone, Copy, Debug)]
enum Kind {
    U8,
    I16,
    I32,
    F32,
    F64,
}

fn kinds() -> impl Strategy<Value = Kind> {
    prop::sample::select(vec![Kind::U8, Kind::I16, Kind::I32, Kind::F32, Kind::F64])
}

/// Writes the values with cfitsio; `false` where it refuses.
fn written(path: &Path, options: &str, kind: Kind, shape: &Shape, values: &[f64]) -> bool {
    macro_rules! write {
        ($type:ty, $image:ident) => {{
            let values: Vec<$type> = values.iter().map(|&value| value as $type).collect();
            try_write_with_cfitsio(path, options, ImageType::$image, shape, &values).is_ok()
        }};
    }
    match kind {
        Kind::U8 => write!(u8, UnsignedByte),
        Kind::I16 => write!(i16, Short),
        Kind::I32 => write!(i32, Long),
        Kind::F32 => write!(f32, Float),
        Kind::F64 => write!(f64, Double),
    }
}

fn check(path: &Path, kind: Kind, region: &Region) {
    match kind {
        Kind::U8 => check_against_cfitsio::<u8>(path, 1, region),
        Kind::I16 => check_against_cfitsio::<i16>(path, 1, region),
        Kind::I32 => check_against_cfitsio::<i32>(path, 1, region),
        Kind::F32 => check_against_cfitsio::<f32>(path, 1, region),
        Kind::F64 => check_against_cfitsio::<f64>(path, 1, region),
    }
}

/// Images of 2 or 3 axes, the last two cut in tiles of at least 4 × 4, and a region.
fn planes() -> impl Strategy<Value = (Shape, Vec<usize>, Region)> {
    let axis = || (4_usize..45, 4_usize..45, 0_usize..45, 0_usize..45);
    (0_usize..3, axis(), axis()).prop_map(|(planes, rows, columns)| {
        let mut axes = vec![rows, columns];
        if planes > 0 {
            axes.insert(0, (planes, 1, 0, planes));
        }
        let shape = axes.iter().map(|axis| axis.0).collect();
        let tile = axes.iter().map(|axis| axis.1).collect();
        let bounds = axes.iter().map(|&(length, _, a, b)| {
            let (a, b) = (a.min(length), b.min(length));
            (a.min(b), a.max(b))
        });
        (shape, tile, Region::from_bounds(bounds))
    })
}

fn tile_option(tile: &[usize]) -> String {
    let sizes: Vec<String> = tile.iter().rev().map(ToString::to_string).collect();
    sizes.join(",")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, max_global_rejects: 10_000, ..ProptestConfig::default() })]

    #[test]
    fn transforms_are_restored_as_cfitsio_does(
        (shape, tile, region) in planes(),
        smooth in any::<bool>(),
        scale in prop::sample::select(vec![0.0, 0.5, 1.0, 4.0, -7.0, -60.0]),
        level in prop::sample::select(vec!["q0 16", "q 4", "qz 4"]),
        kind in kinds(),
        seed in any::<u64>(),
    ) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("theirs.fits");
        let method = if smooth { "HS" } else { "H" };
        let options = format!("[compress {method} {}; s {scale}, {level}]", tile_option(&tile));
        let mut values = noisy(shape.elements(), seed, false);
        if matches!(kind, Kind::U8) {
            // Loss must not lead beyond a byte.
            values.iter_mut().enumerate().for_each(|(i, value)| *value = (*value - i as f64 * 0.25) % 50.0 + 100.0);
        }
        prop_assume!(written(&path, &options, kind, &shape, &values));
        check(&path, kind, &region);
    }

    #[test]
    fn integers_of_any_size_survive_a_transform(
        (shape, tile, region) in planes(),
        // cfitsio writes beyond its buffers when neighbours differ by much.
        base in -2_000_000_000_i32..2_000_000_000,
        bits in 0_u32..12,
        seed in any::<u64>(),
    ) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("theirs.fits");
        let options = format!("[compress H {}]", tile_option(&tile));
        let values: Vec<f64> = noisy(shape.elements(), seed, false)
            .into_iter()
            .map(|value| f64::from(base + ((value.to_bits() >> 8) & ((1 << bits) - 1)) as i32))
            .collect();
        prop_assume!(written(&path, &options, Kind::I32, &shape, &values));
        check(&path, Kind::I32, &region);
        let found = FitsImage::open(&path, &HduSelector::FirstImage).unwrap();
        let found = found.read(&Region::full(&shape), &RunContext::default()).unwrap();
        prop_assert_eq!(found.to_f64_vec(), values);
    }

    #[test]
    fn masks_are_read_as_cfitsio_does(
        (shape, tile, region) in planes(),
        kind in prop::sample::select(vec![Kind::U8, Kind::I16, Kind::I32]),
        values in mask_values(),
        seed in any::<u64>(),
    ) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("theirs.fits");
        let options = format!("[compress P {}]", tile_option(&tile));
        let most = match kind { Kind::U8 => 255, Kind::I16 => 32_767, _ => 16_777_215 };
        let mask: Vec<f64> = mask(shape.elements(), &values, seed).map(|value| f64::from(value.min(most))).collect();
        prop_assert!(written(&path, &options, kind, &shape, &mask));
        check(&path, kind, &region);
    }

    #[test]
    fn unsigned_masks_are_stored_values(values in mask_values(), seed in any::<u64>()) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("theirs.fits");
        let shape = Shape::from([20, 30]);
        let mask: Vec<u16> = mask(shape.elements(), &values, seed).map(|value| value as u16).collect();
        try_write_with_cfitsio(&path, "[compress P 7,9]", ImageType::UnsignedShort, &shape, &mask).unwrap();
        let image = FitsImage::open(&path, &HduSelector::FirstImage).unwrap();
        prop_assert_eq!(image.header().bzero().unwrap(), 32_768.0);
        let stored = image.read(&Region::full(&shape), &RunContext::default()).unwrap().to_vec::<i16>().unwrap();
        let unsigned: Vec<u16> = stored.into_iter().map(|value| value as u16 ^ 0x8000).collect();
        prop_assert_eq!(&unsigned, &mask);
        prop_assert_eq!(unsigned, read_with_cfitsio::<u16>(&path, 1));
    }
}

/// A few values, of every size.
fn mask_values() -> impl Strategy<Value = Vec<u32>> {
    prop::collection::vec((0_u32..25, any::<u32>()).prop_map(|(bits, value)| value & ((1 << bits) - 1)), 1..6)
}

/// Runs of the values, or of zeros; none so short that cfitsio writes beyond its buffers.
fn mask(count: usize, values: &[u32], seed: u64) -> impl Iterator<Item = u32> {
    let lengths = noisy(count, seed, false);
    let runs = lengths.into_iter().enumerate().flat_map(|(i, value)| {
        let bits = value.to_bits() >> 13;
        let run = if bits.is_multiple_of(3) { values[i % values.len()] } else { 0 };
        std::iter::repeat_n(run, 4 + (bits >> 7) as usize % 9)
    });
    runs.take(count).collect::<Vec<_>>().into_iter()
}

#[test]
fn blanks_of_transformed_floats_are_nan() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("theirs.fits");
    let shape = Shape::from([16, 32]);
    let values = noisy(512, 5, false);
    // One tile, so that one integer stands for one value.
    assert!(written(&path, "[compress H 32,16; q0 1]", Kind::F32, &shape, &values));
    let read = || {
        let image = FitsImage::open(&path, &HduSelector::FirstImage).unwrap();
        image.read(&Region::full(&shape), &RunContext::default()).unwrap().to_vec::<f32>().unwrap()
    };
    let whole = read();
    let blank_value =
        *whole.iter().find(|value| whole.iter().filter(|other| other == value).count() > 1).unwrap();
    // Without dither cfitsio counts from about 0; the parameter for smoothing, which is off, can go.
    let mut keyword = "ZNAME2";
    let hit = (-2..200).find_map(|blank| {
        patch(&path, keyword, &format!("ZBLANK  = {blank:>20}"));
        keyword = "ZBLANK";
        let found = read();
        found
            .iter()
            .zip(&whole)
            .any(|(found, whole)| found.is_nan() && *whole == blank_value)
            .then_some(found)
    });
    let found = hit.expect("some integer stands for the value");
    for (found, whole) in found.iter().zip(&whole) {
        assert!(if *whole == blank_value { found.is_nan() } else { found.to_bits() == whole.to_bits() });
    }
}

#[test]
fn a_mask_of_null_pixels_says_that_it_is_not_supported() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("ours.fits");
    let block = Block::from_vec(&Shape::from([10, 20]), noisy(200, 3, false)).unwrap();
    let rice = Compression::Rice { tile: vec![], quantize_level: 16.0 };
    ImageWriter::new(&path).compression(rice).write(&block).unwrap();
    patch(&path, "TTYPE2", "TTYPE2  = 'NULL_PIXEL_MASK'");
    let error = FitsImage::open(&path, &HduSelector::FirstImage).unwrap_err();
    assert!(matches!(error, FitsError::Unsupported { .. }), "{error}");
    assert!(error.to_string().contains("NULL_PIXEL_MASK"), "{error}");
}
