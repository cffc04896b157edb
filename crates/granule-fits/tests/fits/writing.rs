//! Files written: their layout, their cards, and what is refused.

use granule_core::{Block, ChunkGrid, DType, Region, RunContext, Shape};
use granule_fits::{
    Card, Compression, FitsError, FitsFile, FitsImage, FitsSink, HduKind, HduSelector, ImageWriter,
    Overwrite, Placement, Scaling, Value, write_image,
};
use granule_store::{ArrayMeta, ChunkSink};

fn wavy(shape: &[usize]) -> Block {
    let shape = Shape::from(shape);
    let values = (0..shape.elements()).map(|i| ((i * 7919 % 1013) as f32).sqrt() * 100.0).collect::<Vec<_>>();
    Block::from_vec(&shape, values).unwrap()
}

fn read_all(path: &std::path::Path) -> Block {
    let image = FitsImage::open(path, &HduSelector::FirstImage).unwrap();
    image.read(&Region::full(image.shape()), &RunContext::default()).unwrap()
}

fn rice() -> Compression {
    Compression::Rice { tile: vec![], quantize_level: 16.0 }
}

#[test]
fn a_compressed_image_looks_as_dkist_writes_it() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("VISP_I.fits");
    let mut block = wavy(&[1, 50, 70]);
    let cards = [
        Card::new("INSTRUME", "VISP", "the instrument"),
        Card::new("AO_LOCK", true, "adaptive optics"),
        Card::new("NAXIS1", 5_i64, "not to be believed"),
        Card::bare("EXTNAME", "observation"),
        Card::new("LINEWAV", 630.2, "[nm]"),
    ];
    ImageWriter::new(&path).cards(&cards).compression(rice()).write(&block).unwrap();
    let file = FitsFile::open(&path).unwrap();
    let kinds: Vec<&HduKind> = file.hdus().iter().map(|hdu| &hdu.kind).collect();
    assert_eq!(kinds, [&HduKind::Primary, &HduKind::CompressedImage]);
    let header = &file.hdus()[1].header;
    let expected = [
        "XTENSION", "BITPIX", "NAXIS", "NAXIS1", "NAXIS2", "PCOUNT", "GCOUNT", "TFIELDS", "TTYPE1", "TFORM1",
        "TTYPE2", "TFORM2", "TTYPE3", "TFORM3", "TTYPE4", "TFORM4", "ZIMAGE", "ZTENSION", "ZBITPIX",
        "ZNAXIS", "ZNAXIS1", "ZNAXIS2", "ZNAXIS3", "ZPCOUNT", "ZGCOUNT", "ZTILE1", "ZTILE2", "ZTILE3",
        "ZCMPTYPE", "ZNAME1", "ZVAL1", "ZNAME2", "ZVAL2", "ZNAME3", "ZVAL3", "EXTNAME", "INSTRUME",
        "AO_LOCK", "LINEWAV", "DATASUM", "CHECKSUM",
    ];
    let keywords: Vec<&str> = header.cards().iter().map(|card| card.keyword.as_str()).collect();
    assert_eq!(keywords, expected);
    assert_eq!(header.value("AO_LOCK"), Some(&Value::Logical(true)));
    assert_eq!(header.require::<i64>("NAXIS1").unwrap(), 32);
    assert_eq!(header.card("LINEWAV").unwrap().comment.as_deref(), Some("[nm]"));

    let nan = Block::full(DType::F32, &Shape::from([1, 1, 3]), f64::NAN).unwrap();
    block.assign(&Region::new([0, 7, 10], [1, 8, 13]).unwrap(), &nan).unwrap();
    ImageWriter::new(&path).compression(rice()).overwrite(Overwrite::Yes).write(&block).unwrap();
    let image = FitsImage::open(&path, &HduSelector::Number(1)).unwrap();
    assert_eq!(image.header().require::<i64>("ZBLANK").unwrap(), i64::from(i32::MIN));
    let values = read_all(&path).to_f64_vec();
    let nan: Vec<usize> = (0..values.len()).filter(|&i| values[i].is_nan()).collect();
    assert_eq!(nan, [500, 501, 502]);
}

#[test]
fn every_type_comes_back() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.fits");
    let block = wavy(&[20, 30]);
    for dtype in DType::ALL {
        let block = block.cast(dtype);
        for compression in [Compression::None, rice()] {
            let result = write_image(&path, &block, &[], compression.clone(), Overwrite::Yes);
            if matches!(dtype, DType::I64 | DType::U64) && compression != Compression::None {
                let error = result.unwrap_err().to_string();
                assert!(
                    error.contains(
                        "int64 cannot be Rice-compressed; compress it with gzip, or write it uncompressed"
                    ),
                    "{error}"
                );
                continue;
            }
            result.unwrap();
            let image = FitsImage::open(&path, &HduSelector::FirstImage).unwrap();
            let image = image.with_scaling(Scaling::Physical).unwrap();
            let physical =
                image.read(&Region::full(image.shape()), &RunContext::default()).unwrap().to_f64_vec();
            let exact = !dtype.is_float() || compression == Compression::None;
            for (found, wanted) in physical.iter().zip(block.to_f64_vec()) {
                assert!(
                    if exact { *found == wanted } else { (found - wanted).abs() < 100.0 },
                    "{dtype} {found} {wanted}"
                );
            }
        }
    }
}

#[test]
fn a_plain_image_can_be_an_extension() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.fits");
    let block = wavy(&[20, 30]);
    ImageWriter::new(&path).placement(Placement::Extension).write(&block).unwrap();
    let file = FitsFile::open(&path).unwrap();
    assert_eq!(file.hdus()[0].data_len, 0);
    assert_eq!(file.hdus()[1].kind, HduKind::Image);
    assert_eq!(read_all(&path), block);
}

#[test]
fn arrays_without_axes_or_elements_are_written_plain() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.fits");
    let empty = Block::zeros(DType::F32, &Shape::from([0, 3])).unwrap();
    ImageWriter::new(&path).write(&empty).unwrap();
    assert_eq!(FitsFile::open(&path).unwrap().hdus()[0].data_len, 0);
    let sink = FitsSink::new(ImageWriter::new(&path).overwrite(Overwrite::Yes));
    sink.begin(&ArrayMeta::new(DType::F32, ChunkGrid::single(&Shape::default()))).unwrap();
    sink.write(&Region::full(&Shape::default()), &Block::scalar(1.5_f32)).unwrap();
    sink.finish().unwrap();
    assert_eq!(read_all(&path), Block::from_vec(&Shape::from([1]), vec![1.5_f32]).unwrap());
    assert!(granule_fits::verify(&path).unwrap().is_empty());
    for block in [empty, Block::scalar(1.0_f32)] {
        let writer = ImageWriter::new(&path).compression(rice()).overwrite(Overwrite::Yes);
        assert!(matches!(writer.write(&block), Err(FitsError::BadOutput { .. })));
    }
}

#[test]
fn an_existing_file_is_refused_and_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.fits");
    std::fs::write(&path, "precious").unwrap();
    let error = ImageWriter::new(&path).write(&wavy(&[2, 2])).unwrap_err();
    assert!(matches!(error, FitsError::Exists { .. }));
    assert_eq!(std::fs::read(&path).unwrap(), b"precious");
    ImageWriter::new(&path).overwrite(Overwrite::Yes).write(&wavy(&[2, 2])).unwrap();
    assert_eq!(read_all(&path), wavy(&[2, 2]));
}

#[test]
fn nothing_is_left_behind_when_writing_fails() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("absent").join("a.fits");
    let error = ImageWriter::new(&path).write(&wavy(&[2, 2])).unwrap_err().to_string();
    assert!(error.starts_with(&format!("cannot write {}: ", path.display())), "{error}");
    let writer = ImageWriter::new(directory.path().join("b.fits"));
    assert!(writer.cards(&[Card::bare("BAD", f64::INFINITY)]).write(&wavy(&[2, 2])).is_err());
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
}

#[test]
fn paths_are_taken_literally() {
    let directory = tempfile::tempdir().unwrap();
    for name in ["a[1].fits", "b(c).fits", "!d+2.fits", "sp ace ñ.fits"] {
        let path = directory.path().join(name);
        ImageWriter::new(&path).compression(rice()).write(&wavy(&[20, 30])).unwrap();
        assert_eq!(read_all(&path).shape(), Shape::from([20, 30]));
    }
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 4);
}

#[test]
fn tiles_that_do_not_cut_the_image_are_refused() {
    let directory = tempfile::tempdir().unwrap();
    for tile in [vec![2], vec![0, 3], vec![1, 2, 3]] {
        let compression = Compression::Rice { tile, quantize_level: 16.0 };
        let writer = ImageWriter::new(directory.path().join("a.fits")).compression(compression);
        assert!(matches!(writer.write(&wavy(&[4, 6])), Err(FitsError::BadOutput { .. })));
    }
    let compression = Compression::Rice { tile: vec![], quantize_level: 0.0 };
    let writer = ImageWriter::new(directory.path().join("a.fits")).compression(compression);
    assert!(writer.write(&wavy(&[4, 6])).is_err());
}
