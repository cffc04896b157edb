//! Lazy and opened sources.

use std::path::Path;

use granule_core::{Block, DType, Region, RunContext, Shape, Warning};
use granule_fits::{Compression, FitsSource, HduSelector, ImageWriter, Io, Overwrite};
use granule_store::conformance::check_source;
use granule_store::{ChunkSource, StoreError};
use proptest::prelude::*;

fn ramp(shape: &[usize]) -> Block {
    let shape = Shape::from(shape);
    Block::from_vec(&shape, (0..shape.elements()).map(|i| i as f32).collect::<Vec<_>>()).unwrap()
}

fn write(path: &Path, block: &Block) {
    ImageWriter::new(path).overwrite(Overwrite::Yes).write(block).unwrap();
}

fn lazy(path: &Path, shape: &[usize], dtype: DType) -> FitsSource {
    FitsSource::lazy(path, HduSelector::FirstImage, &Shape::from(shape), dtype)
}

fn read_all(source: &FitsSource) -> Result<(Block, RunContext), StoreError> {
    let run = RunContext::default();
    let block = source.read(&Region::full(source.meta().shape()), &run)?;
    Ok((block, run))
}

#[test]
fn sources_conform() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.fits");
    let block = ramp(&[3, 50, 70]);
    write(&path, &block);
    check_source(&lazy(&path, &[3, 50, 70], DType::F32), &block).unwrap();
    for io in [Io::Auto, Io::Map, Io::Pread] {
        check_source(&FitsSource::open(&path, HduSelector::FirstImage).unwrap().with_io(io), &block).unwrap();
    }
}

#[test]
fn nothing_is_read_before_a_read() {
    let source = lazy(Path::new("/nowhere/at/all.fits"), &[4, 5], DType::F32);
    assert_eq!(source.cost(&Region::full(source.meta().shape())).bytes_read, 80);
    match read_all(&source).unwrap_err() {
        StoreError::MissingFile { path } => assert_eq!(path, Path::new("/nowhere/at/all.fits")),
        other => panic!("{other}"),
    }
}

#[test]
fn a_file_of_another_shape_is_an_error_that_names_both() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.fits");
    write(&path, &ramp(&[4, 5]));
    let error = read_all(&lazy(&path, &[5, 4], DType::F32)).unwrap_err().to_string();
    let expected = format!("{}: HDU 0: the image has shape (4, 5), declared is (5, 4)", path.display());
    assert_eq!(error, expected);
}

#[test]
fn a_file_of_another_type_is_cast_with_a_warning_or_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.fits");
    let block = ramp(&[4, 5]);
    let read_as = |stored: DType, declared: DType| {
        write(&path, &block.cast(stored));
        read_all(&lazy(&path, &[4, 5], declared))
    };
    for (stored, declared) in [
        (DType::F64, DType::F32),
        (DType::F32, DType::F64),
        (DType::I16, DType::F32),
        (DType::U8, DType::I64),
    ] {
        let (found, run) = read_as(stored, declared).unwrap();
        assert_eq!(found, block.cast(declared));
        let (found, declared) = (stored.to_string(), declared.to_string());
        assert_eq!(run.warnings(), [Warning::CastFile { path: path.clone(), found, declared }]);
    }
    for (stored, declared) in [(DType::F32, DType::I32), (DType::I32, DType::F32), (DType::I32, DType::I16)] {
        let error = read_as(stored, declared).unwrap_err().to_string();
        assert!(
            error.contains(&format!("holds {stored}, which cannot be cast to the declared {declared}")),
            "{error}"
        );
    }
    assert!(read_as(DType::F32, DType::F32).unwrap().1.warnings().is_empty());
}

#[test]
fn a_file_that_changes_between_reads_is_read_anew() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.fits");
    let block = ramp(&[60, 70]);
    write(&path, &block);
    let source = lazy(&path, &[60, 70], DType::F32);
    assert_eq!(read_all(&source).unwrap().0, block);
    // The data move to another HDU, and are of another length in the file.
    let rice = Compression::Rice { tile: vec![7, 70], quantize_level: 16.0 };
    let integers = block.cast(DType::I32);
    ImageWriter::new(&path).compression(rice).overwrite(Overwrite::Yes).write(&integers).unwrap();
    assert!(read_all(&source).unwrap_err().to_string().contains("int32"));
    let opened = FitsSource::open(&path, HduSelector::FirstImage).unwrap();
    assert_eq!(read_all(&opened).unwrap().0, integers);
    std::fs::remove_file(&path).unwrap();
    assert!(matches!(read_all(&opened), Err(StoreError::MissingFile { .. })));
}

fn part_of(shape: &[usize], corners: &[(usize, usize)]) -> Region {
    Region::from_bounds(shape.iter().zip(corners).map(|(&length, &(a, b))| {
        let (a, b) = (a % (length + 1), b % (length + 1));
        (a.min(b), a.max(b))
    }))
}

proptest! {
    #[test]
    fn cost_is_what_reading_takes(
        shape in prop::array::uniform3(1_usize..40),
        tile in prop::array::uniform3(1_usize..40),
        corners in prop::collection::vec((0_usize..40, 0_usize..40), 3),
        tiled in any::<bool>(),
        io in prop::sample::select(vec![Io::Auto, Io::Map, Io::Pread]),
    ) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.fits");
        // Long enough in places that some gaps are read over and others not.
        let compression = match tiled {
            true => Compression::Rice { tile: tile.to_vec(), quantize_level: 16.0 },
            false => Compression::None,
        };
        ImageWriter::new(&path).compression(compression).write(&ramp(&shape)).unwrap();
        let source = FitsSource::open(&path, HduSelector::FirstImage).unwrap().with_io(io);
        let region = part_of(&shape, &corners);
        let (run, cost) = (RunContext::default(), source.cost(&region));
        source.read(&region, &run).unwrap();
        prop_assert_eq!((cost.bytes_read, cost.tiles), (run.stats().bytes_read, run.stats().tiles));
    }
}

#[test]
fn a_row_is_a_tile_and_neighbours_are_one_read() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.fits");
    let noise = (0..300 * 400).map(|i: i32| i.wrapping_mul(0x9e37_79b9_u32 as i32) >> 8).collect::<Vec<_>>();
    let block = Block::from_vec(&Shape::from([300, 400]), noise).unwrap();
    let rice = Compression::Rice { tile: vec![], quantize_level: 16.0 };
    ImageWriter::new(&path).compression(rice).write(&block).unwrap();
    let source = FitsSource::open(&path, HduSelector::FirstImage).unwrap();
    let length = std::fs::metadata(&path).unwrap().len();
    for (rows, most) in [(0..300, length), (10..13, 5_000), (299..300, 2_000)] {
        let region = Region::new([rows.start, 5], [rows.end, 9]).unwrap();
        let (run, cost) = (RunContext::default(), source.cost(&region));
        source.read(&region, &run).unwrap();
        assert_eq!((cost.tiles, run.stats().tiles), (rows.len() as u64, rows.len() as u64));
        assert_eq!(cost.bytes_read, run.stats().bytes_read);
        // Data of neighbours follow each other: nothing is read twice, nor more than they are.
        assert!(cost.bytes_read < most, "{rows:?}: {}", cost.bytes_read);
    }
    // A column of a wide plain image skips what is wide, in reads of their own.
    let path = directory.path().join("b.fits");
    write(&path, &ramp(&[20, 5000]));
    let source = FitsSource::open(&path, HduSelector::FirstImage).unwrap();
    assert_eq!(source.cost(&Region::new([0, 7], [20, 9]).unwrap()).bytes_read, 20 * 2 * 4);
}

#[test]
fn a_few_rows_of_a_plain_image_read_little() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.fits");
    write(&path, &ramp(&[1000, 700]));
    let source = FitsSource::open(&path, HduSelector::FirstImage).unwrap();
    let region = Region::new([500, 0], [502, 700]).unwrap();
    for io in [Io::Auto, Io::Map, Io::Pread] {
        let run = RunContext::default();
        let source = FitsSource::open(&path, HduSelector::FirstImage).unwrap().with_io(io);
        source.read(&region, &run).unwrap();
        assert_eq!(run.stats().bytes_read, 5600, "{io:?}");
    }
    assert_eq!(source.cost(&region).bytes_read, 5600);
}

#[test]
fn a_large_image_is_cut_into_chunks_of_whole_tiles() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.fits");
    write(&path, &ramp(&[3, 1000, 1000]));
    let source = FitsSource::open(&path, HduSelector::FirstImage).unwrap();
    assert_eq!(
        source.meta().grid().to_string(),
        "3 chunks of (1, 1000, 1000)".replace("3 ", "2 ").replace("(1,", "(2,")
    );
    let rice = Compression::Rice { tile: vec![1, 300, 1000], quantize_level: 16.0 };
    let block = ramp(&[3, 1000, 1000]).cast(DType::I32);
    ImageWriter::new(&path).compression(rice).overwrite(Overwrite::Yes).write(&block).unwrap();
    let source = FitsSource::open(&path, HduSelector::FirstImage).unwrap();
    assert_eq!(source.meta().grid().to_string(), "2 chunks of (2, 1000, 1000)");
}
