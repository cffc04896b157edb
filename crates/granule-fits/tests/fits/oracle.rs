//! cfitsio as the oracle: it reads what we write, and we read what it writes.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use fitsio::FitsFile as CFile;
use fitsio::images::{ImageDescription, ImageType, ReadImage, WriteImage};
use granule_core::{Block, DType, Element, Region, RunContext, Shape};
use granule_fits::{Compression, FitsImage, HduSelector, ImageWriter, Io, Placement};
use proptest::prelude::*;

/// One test at a time in cfitsio: it is not sure to be thread safe.
static CFITSIO: Mutex<()> = Mutex::new(());

pub(crate) fn read_with_cfitsio<T>(path: &Path, hdu: usize) -> Vec<T>
where
    Vec<T>: ReadImage,
{
    let _lock = CFITSIO.lock().unwrap_or_else(PoisonError::into_inner);
    let mut file = CFile::open(path).unwrap();
    let hdu = file.hdu(hdu).unwrap();
    hdu.read_image(&mut file).unwrap()
}

/// Writes with cfitsio, as `options` in its extended file names say, to HDU 1.
fn write_with_cfitsio<T: WriteImage>(
    path: &Path,
    options: &str,
    kind: ImageType,
    shape: &[usize],
    data: &[T],
) {
    try_write_with_cfitsio(path, options, kind, shape, data).unwrap();
}

/// As [`write_with_cfitsio`], where cfitsio may refuse.
pub(crate) fn try_write_with_cfitsio<T: WriteImage>(
    path: &Path,
    options: &str,
    kind: ImageType,
    shape: &[usize],
    data: &[T],
) -> Result<(), fitsio::errors::Error> {
    let _lock = CFITSIO.lock().unwrap_or_else(PoisonError::into_inner);
    let mut file = CFile::create(format!("{}{options}", path.display())).open()?;
    let description = ImageDescription { data_type: kind, dimensions: shape };
    let hdu = file.create_image("DATA", &description)?;
    hdu.write_image(&mut file, data)
}

/// Values with every bit compared, but for NaN of ours: fitsio has cfitsio take no notice of blanks and scale them.
fn same<T: Element>(ours: &[T], theirs: &[T]) -> bool {
    let same_bits = |a: &T, b: &T| a.is_nan() || a.to_f64().to_bits() == b.to_f64().to_bits();
    ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(a, b)| same_bits(a, b))
}

pub(crate) fn check_against_cfitsio<T: Element>(path: &Path, hdu: usize, region: &Region)
where
    Vec<T>: ReadImage,
{
    let image = FitsImage::open(path, &HduSelector::Number(hdu)).unwrap();
    let run = RunContext::default();
    let whole = image.read(&Region::full(image.shape()), &run).unwrap();
    let (ours, theirs) = (whole.to_vec::<T>().unwrap(), read_with_cfitsio::<T>(path, hdu));
    assert!(same(&ours, &theirs), "the whole image differs");
    for io in [Io::Map, Io::Pread] {
        let part = image.clone().with_io(io).read(region, &run).unwrap();
        let bits = |block: &Block| block.to_f64_vec().into_iter().map(f64::to_bits).collect::<Vec<_>>();
        assert_eq!(bits(&part), bits(&whole.crop(region).unwrap()), "{region} with {io:?}");
    }
}

/// A shape, a tile shape and a region.
fn geometry() -> impl Strategy<Value = (Shape, Vec<usize>, Region)> {
    prop::collection::vec((1_usize..24, 1_usize..24, 0_usize..24, 0_usize..24), 1..4).prop_map(|axes| {
        let shape = axes.iter().map(|axis| axis.0).collect();
        let tile = axes.iter().map(|axis| axis.1).collect();
        let bounds = axes.iter().map(|&(length, _, a, b)| {
            let (a, b) = (a.min(length), b.min(length));
            (a.min(b), a.max(b))
        });
        (shape, tile, Region::from_bounds(bounds))
    })
}

/// Noise on a ramp, as a deterministic function of the seed; some NaN when asked for.
pub(crate) fn noisy(count: usize, seed: u64, with_nan: bool) -> Vec<f64> {
    let mut state = seed | 1;
    (0..count)
        .map(|i| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let noise = (state >> 40) as f64 / f64::from(1_u32 << 24);
            if with_nan && state.is_multiple_of(11) {
                f64::NAN
            } else {
                1000.0 + i as f64 * 0.25 + noise * 40.0
            }
        })
        .collect()
}

fn block_of(dtype: DType, shape: &Shape, seed: u64, with_nan: bool) -> Block {
    let values = noisy(shape.elements(), seed, with_nan && dtype.is_float());
    Block::from_vec(shape, values).unwrap().cast(dtype)
}

fn check_type(path: &Path, hdu: usize, dtype: DType, region: &Region) {
    match dtype {
        DType::U8 => check_against_cfitsio::<u8>(path, hdu, region),
        DType::I16 => check_against_cfitsio::<i16>(path, hdu, region),
        DType::I32 => check_against_cfitsio::<i32>(path, hdu, region),
        DType::I64 => check_against_cfitsio::<i64>(path, hdu, region),
        DType::F32 => check_against_cfitsio::<f32>(path, hdu, region),
        _ => check_against_cfitsio::<f64>(path, hdu, region),
    }
}

const RICE_TYPES: [DType; 5] = [DType::U8, DType::I16, DType::I32, DType::F32, DType::F64];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn cfitsio_reads_what_we_compress(
        (shape, tile, region) in geometry(),
        dtype in prop::sample::select(RICE_TYPES.to_vec()),
        seed in any::<u64>(),
        with_nan in any::<bool>(),
    ) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("ours.fits");
        let compression = Compression::Rice { tile, quantize_level: 16.0 };
        let block = block_of(dtype, &shape, seed, with_nan);
        ImageWriter::new(&path).compression(compression).write(&block).unwrap();
        check_type(&path, 1, dtype, &region);
        let image = FitsImage::open(&path, &HduSelector::FirstImage).unwrap();
        let read = image.read(&Region::full(&shape), &RunContext::default()).unwrap();
        prop_assert!(dtype.is_float() || read == block);
        let blanks = |block: &Block| block.to_f64_vec().iter().map(|value| value.is_nan()).collect::<Vec<_>>();
        prop_assert_eq!(blanks(&read), blanks(&block));
    }

    #[test]
    fn cfitsio_reads_what_we_write_plain(
        (shape, _, region) in geometry(),
        dtype in prop::sample::select(vec![DType::U8, DType::I16, DType::I32, DType::I64, DType::F32, DType::F64]),
        seed in any::<u64>(),
        in_extension in any::<bool>(),
    ) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("ours.fits");
        let (placement, hdu) = if in_extension { (Placement::Extension, 1) } else { (Placement::Primary, 0) };
        let block = block_of(dtype, &shape, seed, false);
        ImageWriter::new(&path).placement(placement).write(&block).unwrap();
        check_type(&path, hdu, dtype, &region);
        let image = FitsImage::open(&path, &HduSelector::FirstImage).unwrap();
        prop_assert!(image.read(&Region::full(&shape), &RunContext::default()).unwrap() == block);
    }

    #[test]
    fn we_read_what_cfitsio_compresses(
        (shape, tile, region) in geometry(),
        method in prop::sample::select(vec!["R", "G"]),
        level in prop::sample::select(vec!["q0 16", "q 4", "qz 4"]),
        dtype in prop::sample::select(vec![DType::I16, DType::I32, DType::F32, DType::F64]),
        seed in any::<u64>(),
    ) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("theirs.fits");
        let sizes: Vec<String> = tile.iter().rev().map(ToString::to_string).collect();
        let options = format!("[compress {method} {}; {level}]", sizes.join(","));
        let block = block_of(dtype, &shape, seed, false);
        match dtype {
            DType::I16 => write_with_cfitsio::<i16>(&path, &options, ImageType::Short, &shape, &block.to_vec().unwrap()),
            DType::I32 => write_with_cfitsio::<i32>(&path, &options, ImageType::Long, &shape, &block.to_vec().unwrap()),
            DType::F32 => write_with_cfitsio::<f32>(&path, &options, ImageType::Float, &shape, &block.to_vec().unwrap()),
            _ => write_with_cfitsio::<f64>(&path, &options, ImageType::Double, &shape, &block.to_vec().unwrap()),
        }
        check_type(&path, 1, dtype, &region);
    }
}

#[test]
fn our_quantisation_is_as_fine_as_that_of_cfitsio() {
    let directory = tempfile::tempdir().unwrap();
    let (ours, theirs) = (directory.path().join("ours.fits"), directory.path().join("theirs.fits"));
    let shape = Shape::from([40, 200]);
    let block = block_of(DType::F32, &shape, 77, false);
    let compression = Compression::Rice { tile: vec![], quantize_level: 16.0 };
    ImageWriter::new(&ours).compression(compression).write(&block).unwrap();
    let values = block.to_vec::<f32>().unwrap();
    write_with_cfitsio::<f32>(&theirs, "[compress R; q0 16]", ImageType::Float, &shape, &values);
    let [ours, theirs] = [ours, theirs].map(|path| {
        let image = FitsImage::open(&path, &HduSelector::Number(1)).unwrap();
        image.read(&Region::full(&shape), &RunContext::default()).unwrap().to_vec::<f32>().unwrap()
    });
    let error =
        |read: &[f32]| read.iter().zip(&values).map(|(a, b)| f64::from((a - b).abs())).fold(0.0, f64::max);
    // Only the rounding of the noise estimates differs.
    assert!(error(&ours) > 0.0);
    assert!((error(&ours) / error(&theirs) - 1.0).abs() < 0.05, "{} {}", error(&ours), error(&theirs));
}
