//! Compressed images written block by block: any chunks, any tiles, any order, from several threads.

use std::path::Path;

use fitsio::images::ReadImage;
use granule_core::{Block, ChunkGrid, DType, Element, Region, RunContext, Shape};
use granule_fits::{
    Compression, Dithering, FitsFile, FitsImage, FitsSink, HduSelector, ImageWriter, Overwrite, Scaling,
};
use granule_store::{ArrayMeta, ChunkSink, StoreError};
use proptest::prelude::*;

use crate::oracle::{check_against_cfitsio, noisy, read_with_cfitsio};

const LEVEL: f32 = 16.0;

/// Writes a block in the chunks of a grid, in an order that the seed says, from so many threads.
pub(crate) fn stream(
    writer: &ImageWriter,
    block: &Block,
    grid: &ChunkGrid,
    seed: u64,
    threads: usize,
) -> Result<(), StoreError> {
    let sink = FitsSink::new(writer.clone());
    sink.begin(&ArrayMeta::new(block.dtype(), grid.clone()))?;
    let mut regions: Vec<Region> =
        grid.chunks_in(&Region::full(grid.shape())).map(|chunk| chunk.region).collect();
    regions.sort_by_cached_key(|region| {
        region
            .start()
            .iter()
            .fold(seed, |key, &at| (key ^ at as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(23))
    });
    let share = regions.len().div_ceil(threads.max(1)).max(1);
    std::thread::scope(|scope| {
        let write = |regions: &[Region]| {
            regions.iter().try_for_each(|region| sink.write(region, &block.crop(region)?))
        };
        let running: Vec<_> = regions.chunks(share).map(|share| scope.spawn(move || write(share))).collect();
        running.into_iter().try_for_each(|thread| thread.join().unwrap())
    })?;
    sink.finish()
}

fn compressions() -> Vec<(&'static str, Dithering)> {
    vec![
        ("rice", Dithering::None),
        ("rice", Dithering::Subtractive1 { seed: 1 }),
        ("rice", Dithering::Subtractive2 { seed: 9_999 }),
        ("gzip1", Dithering::None),
        ("gzip2", Dithering::None),
    ]
}

fn compression(name: &str, tile: Vec<usize>) -> Compression {
    match name {
        "rice" => Compression::Rice { tile, quantize_level: LEVEL },
        "gzip1" => Compression::Gzip1 { tile },
        _ => Compression::Gzip2 { tile },
    }
}

/// Lengths of axes, of chunks and of tiles.
fn geometry() -> impl Strategy<Value = (Shape, Vec<usize>, Vec<usize>)> {
    prop::collection::vec((1_usize..30, 1_usize..30, 1_usize..30), 1..4).prop_map(|axes| {
        let shape = axes.iter().map(|axis| axis.0).collect();
        (shape, axes.iter().map(|axis| axis.1).collect(), axes.iter().map(|axis| axis.2).collect())
    })
}

fn values_of(dtype: DType, shape: &Shape, seed: u64, with_nan: bool) -> Block {
    let mut values = noisy(shape.elements(), seed, with_nan && dtype.is_float());
    // Exact zeros, which the second method of dither keeps.
    values.iter_mut().step_by(7).for_each(|value| *value = 0.0);
    Block::from_vec(shape, values).unwrap().cast(dtype)
}

fn bits(block: &Block) -> Vec<u64> {
    block.to_f64_vec().into_iter().map(f64::to_bits).collect()
}

fn physical(path: &Path) -> Block {
    let image =
        FitsImage::open(path, &HduSelector::FirstImage).unwrap().with_scaling(Scaling::Physical).unwrap();
    image.read(&Region::full(image.shape()), &RunContext::default()).unwrap()
}

/// The `ZSCALE` of each tile of a quantised image, from the bytes of its table.
fn scales(path: &Path) -> Vec<f64> {
    let file = FitsFile::open(path).unwrap();
    let hdu = &file.hdus()[1];
    let rows: usize = hdu.header.require("NAXIS2").unwrap();
    let bytes = std::fs::read(path).unwrap();
    let table = &bytes[hdu.data_offset as usize..];
    (0..rows).map(|row| f64::from_be_bytes(*table[32 * row + 16..].first_chunk().unwrap())).collect()
}

/// Every value within half a step of the one that was written, and exact where a tile was not quantised.
fn check_quantised(path: &Path, written: &Block, tile: &[usize]) {
    let read = physical(path);
    let grid = ChunkGrid::regular(&written.shape(), tile).unwrap();
    let tiles = grid.chunks_in(&Region::full(grid.shape()));
    for (tile, scale) in tiles.zip(scales(path)) {
        let [found, wanted] = [&read, written].map(|block| block.crop(&tile.region).unwrap().to_f64_vec());
        for (found, wanted) in found.into_iter().zip(wanted) {
            // A cast to f32 rounds once more.
            let allowed = 0.500_001 * scale + wanted.abs() * f64::from(f32::EPSILON);
            let good = if wanted.is_nan() { found.is_nan() } else { (found - wanted).abs() <= allowed };
            assert!(good, "{found} for {wanted} with steps of {scale}");
        }
    }
}

fn check_with_cfitsio<T: Element>(path: &Path, written: &Block)
where
    Vec<T>: ReadImage,
{
    assert_eq!(
        read_with_cfitsio::<T>(path, 1).iter().map(|v| v.to_f64()).collect::<Vec<_>>(),
        written.to_f64_vec()
    );
}

/// cfitsio reads integers as they were written, and floats as we do.
fn check_cfitsio(path: &Path, dtype: DType, written: &Block) {
    let whole = Region::full(&written.shape());
    match dtype {
        DType::F32 => check_against_cfitsio::<f32>(path, 1, &whole),
        DType::F64 => check_against_cfitsio::<f64>(path, 1, &whole),
        // cfitsio makes no values of compressed integers of 64 bits; astropy does.
        DType::I64 | DType::U64 => {}
        _ => check_with_cfitsio::<i64>(path, written),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(250))]

    #[test]
    fn blocks_in_any_order_make_the_file_that_is_written_at_once(
        (shape, chunk, tile) in geometry(),
        (name, dithering) in prop::sample::select(compressions()),
        dtype in prop::sample::select(DType::ALL.to_vec()),
        seed in any::<u64>(),
        with_nan in any::<bool>(),
        threads in 1_usize..4,
    ) {
        let directory = tempfile::tempdir().unwrap();
        let (streamed, at_once) = (directory.path().join("a.fits"), directory.path().join("b.fits"));
        let block = values_of(dtype, &shape, seed, with_nan);
        let writer = |path: &Path| {
            ImageWriter::new(path).compression(compression(name, tile.clone())).dithering(dithering)
        };
        let grid = ChunkGrid::regular(&shape, &chunk).unwrap();
        let result = stream(&writer(&streamed), &block, &grid, seed, threads);
        if name == "rice" && matches!(dtype, DType::I64 | DType::U64) {
            prop_assert!(result.unwrap_err().to_string().contains("int64 cannot be Rice-compressed"));
            prop_assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
            return Ok(());
        }
        result.unwrap();
        writer(&at_once).write(&block).unwrap();
        prop_assert!(std::fs::read(&streamed).unwrap() == std::fs::read(&at_once).unwrap());
        if name == "rice" && dtype.is_float() {
            check_quantised(&streamed, &block, &tile);
        } else {
            prop_assert_eq!(bits(&physical(&streamed)), bits(&block));
        }
        check_cfitsio(&streamed, dtype, &block);
        prop_assert!(granule_fits::verify(&streamed).unwrap().is_empty());
        prop_assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 2, "no temporary file is left");
    }

    #[test]
    fn tiles_that_nobody_chose_divide_the_chunks((shape, chunk, _) in geometry(), seed in any::<u64>()) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.fits");
        let block = values_of(DType::I32, &shape, seed, false);
        let writer = ImageWriter::new(&path).compression(compression("gzip2", vec![]));
        stream(&writer, &block, &ChunkGrid::regular(&shape, &chunk).unwrap(), seed, 2).unwrap();
        prop_assert_eq!(physical(&path), block);
    }
}

#[test]
fn dither_as_cfitsio_does() {
    use fitsio::images::ImageType;
    // cfitsio takes its own estimate of the noise, so that steps differ in the last bits: a file of ours is read, and the
    // mean of many values of less than a step is kept, which it is not without dither.
    let directory = tempfile::tempdir().unwrap();
    let shape = Shape::from([64, 256]);
    let faint: Vec<f32> = noisy(shape.elements(), 5, false)
        .iter()
        .enumerate()
        .map(|(i, v)| (v - 1000.0 - i as f64 * 0.25) as f32)
        .collect();
    let block = Block::from_vec(&shape, faint.clone()).unwrap();
    let (ours, theirs) = (directory.path().join("a.fits"), directory.path().join("b.fits"));
    let rice = Compression::Rice { tile: vec![], quantize_level: 1.0 };
    ImageWriter::new(&ours)
        .compression(rice)
        .dithering(Dithering::Subtractive1 { seed: 1 })
        .write(&block)
        .unwrap();
    crate::oracle::try_write_with_cfitsio(&theirs, "[compress R; q 1]", ImageType::Float, &shape, &faint)
        .unwrap();
    check_against_cfitsio::<f32>(&ours, 1, &Region::full(&shape));
    let rms = |path: &Path| {
        let read = physical(path).to_f64_vec();
        let sum: f64 = read.iter().zip(&faint).map(|(a, &b)| (a - f64::from(b)).powi(2)).sum();
        (sum / faint.len() as f64).sqrt()
    };
    assert!((rms(&ours) / rms(&theirs) - 1.0).abs() < 0.02, "{} {}", rms(&ours), rms(&theirs));
}

#[test]
fn what_cannot_be_compressed_is_refused_before_the_work() {
    let directory = tempfile::tempdir().unwrap();
    let begin = |compression: Compression, dithering: Dithering, dtype: DType, shape: &[usize]| {
        let writer =
            ImageWriter::new(directory.path().join("a.fits")).compression(compression).dithering(dithering);
        let meta = ArrayMeta::new(dtype, ChunkGrid::single(&Shape::from(shape)));
        FitsSink::new(writer).begin(&meta).unwrap_err().to_string()
    };
    let rice = |level| Compression::Rice { tile: vec![], quantize_level: level };
    let cases = [
        (
            begin(rice(16.0), Dithering::None, DType::I64, &[4, 5]),
            "compress it with gzip, or write it uncompressed",
        ),
        (begin(rice(-1.0), Dithering::None, DType::F32, &[4, 5]), "quantisation level -1 is not above 0"),
        (
            begin(rice(16.0), Dithering::Subtractive1 { seed: 0 }, DType::F32, &[4, 5]),
            "dither seed 0 is not from 1 to 10000",
        ),
        (
            begin(rice(16.0), Dithering::None, DType::F32, &[]),
            "has no tiles to compress; write it uncompressed",
        ),
        (
            begin(rice(16.0), Dithering::None, DType::F32, &[0, 5]),
            "has no tiles to compress; write it uncompressed",
        ),
        (
            begin(Compression::Gzip1 { tile: vec![3] }, Dithering::None, DType::F32, &[4, 5]),
            "tiles of (3,) do not cut an image of shape (4, 5)",
        ),
    ];
    for (error, expected) in cases {
        assert!(error.ends_with(expected), "{error}");
    }
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
}

#[test]
fn a_compressed_file_is_whole_or_not_there() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.fits");
    let block = values_of(DType::F32, &Shape::from([40, 50]), 3, false);
    let meta = ArrayMeta::new(DType::F32, ChunkGrid::single(&block.shape()));
    let writer = ImageWriter::new(&path).compression(compression("rice", vec![8, 50]));
    let half = Region::new([0, 0], [20, 50]).unwrap();
    // A run that fails drops its sink.
    let sink = FitsSink::new(writer.clone());
    sink.begin(&meta).unwrap();
    sink.write(&half, &block.crop(&half).unwrap()).unwrap();
    drop(sink);
    let sink = FitsSink::new(writer.clone());
    sink.begin(&meta).unwrap();
    sink.write(&half, &block.crop(&half).unwrap()).unwrap();
    assert!(matches!(sink.finish(), Err(StoreError::Incomplete { written: 1000, expected: 2000 })));
    // Twice the same half is as many pixels, but not the image.
    sink.begin(&meta).unwrap();
    sink.write(&half, &block.crop(&half).unwrap()).unwrap();
    sink.write(&half, &block.crop(&half).unwrap()).unwrap();
    let error = sink.finish().unwrap_err().to_string();
    assert!(error.contains("of 5 tiles never came whole"), "{error}");
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
    std::fs::write(&path, "mine").unwrap();
    assert!(FitsSink::new(writer.clone()).begin(&meta).unwrap_err().to_string().contains("exists already"));
    assert_eq!(std::fs::read(&path).unwrap(), b"mine");
    stream(&writer.overwrite(Overwrite::Yes), &block, meta.grid(), 1, 1).unwrap();
    check_quantised(&path, &block, &[8, 50]);
}
