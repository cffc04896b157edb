//! Damaged files: every one is read or refused, none panics.

use std::path::Path;

use fitsio::images::ImageType;
use granule_core::{Block, DType, Region, RunContext, Shape};
use granule_fits::{
    Compression, FitsError, FitsFile, FitsImage, FitsSource, HduSelector, ImageWriter, Io, Placement,
};
use granule_store::ChunkSource;

use crate::oracle::try_write_with_cfitsio;
use crate::shared::{fits_files, shared};

/// A small generator of random numbers, so that a failure can be repeated.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % bound.max(1)
    }
}

fn originals(directory: &Path) -> Vec<Vec<u8>> {
    let shape = Shape::from([12, 40]);
    let mut values: Vec<f32> = (0..480).map(|i| (i * 7919 % 1013) as f32).collect();
    values[100] = f32::NAN;
    // One constant row falls back to gzip.
    values[200..240].fill(5.0);
    let block = Block::from_vec(&shape, values).unwrap();
    let rice = |tile| Compression::Rice { tile, quantize_level: 16.0 };
    let writers = [
        (block.clone(), Compression::None, Placement::Primary),
        (block.clone(), rice(vec![]), Placement::Extension),
        (block.cast(DType::I16), rice(vec![5, 17]), Placement::Extension),
        (block.cast(DType::F64), rice(vec![4, 40]), Placement::Extension),
    ];
    let mut files: Vec<Vec<u8>> = writers
        .into_iter()
        .enumerate()
        .map(|(number, (block, compression, placement))| {
            let path = directory.join(format!("{number}.fits"));
            ImageWriter::new(&path).compression(compression).placement(placement).write(&block).unwrap();
            std::fs::read(path).unwrap()
        })
        .collect();
    let cfitsio = [
        ("[compress H 20,12; s 0]", ImageType::Long),
        ("[compress HS 20,6; s 4, q 4]", ImageType::Float),
        ("[compress P 17,5]", ImageType::Long),
        ("[compress G 20,12]", ImageType::Long),
        ("[compress G 20,6; q 4]", ImageType::Float),
    ];
    let integers: Vec<i32> = (0..480).map(|i| i * 7919 % 1013 * i32::from(i % 7 < 4)).collect();
    for (number, (options, kind)) in cfitsio.into_iter().enumerate() {
        let path = directory.join(format!("cfitsio{number}.fits"));
        let written = match kind {
            ImageType::Float => {
                let values: Vec<f32> = integers.iter().map(|&value| value as f32).collect();
                try_write_with_cfitsio(&path, options, kind, &shape, &values)
            }
            _ => try_write_with_cfitsio(&path, options, kind, &shape, &integers),
        };
        written.unwrap();
        files.push(std::fs::read(path).unwrap());
    }
    if let Some(tiles) = shared("tiles") {
        files.extend(fits_files(&tiles).iter().map(|path| std::fs::read(path).unwrap()));
    }
    files
}

/// Changes bytes, digits of headers, or the length.
fn damage(bytes: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len());
        match random.below(6) {
            0 => bytes.truncate(at),
            1 => bytes[at] = random.below(256) as u8,
            2 => bytes[at] ^= 1 << random.below(8),
            3 => {
                // A digit of a header becomes another, or a value becomes long.
                let digits: Vec<usize> =
                    (0..bytes.len().min(8640)).filter(|&i| bytes[i].is_ascii_digit()).collect();
                if !digits.is_empty() {
                    let at = digits[random.below(digits.len())];
                    bytes[at] = b"0123456789-"[random.below(11)];
                    if random.below(3) == 0 {
                        let end = (at + random.below(18)).min(bytes.len());
                        bytes[at..end].fill(b'9');
                    }
                }
            }
            4 => {
                // One card over another.
                let cards = bytes.len().min(8640) / 80;
                if cards > 1 {
                    let (from, to) = (random.below(cards) * 80, random.below(cards) * 80);
                    bytes.copy_within(from..from + 80, to);
                }
            }
            _ => {
                let end = (at + random.below(64)).min(bytes.len());
                bytes[at..end].fill(random.below(256) as u8);
            }
        }
        if bytes.is_empty() {
            return;
        }
    }
}

fn read_everything(path: &Path) -> Result<(), FitsError> {
    let file = FitsFile::open(path)?;
    for hdu in file.hdus() {
        if let Ok(image) = FitsImage::open(path, &HduSelector::Number(hdu.number)) {
            for io in [Io::Map, Io::Pread] {
                let image = image.clone().with_io(io);
                let region = Region::full(image.shape());
                if let Ok(block) = image.read(&region, &RunContext::default()) {
                    assert_eq!(block.shape(), *image.shape());
                }
                let middle = Region::from_bounds(image.shape().iter().map(|&len| (len / 3, len - len / 4)));
                let _ = image.read(&middle, &RunContext::default());
            }
        }
    }
    Ok(())
}

/// Reads the first image through sources: one declared as what the file was before it was damaged, one opened.
fn read_through_sources(path: &Path) {
    let shape = Shape::from([12, 40]);
    for dtype in [DType::F32, DType::I32] {
        let lazy = FitsSource::lazy(path, HduSelector::FirstImage, &shape, dtype);
        for region in [Region::full(&shape), Region::new([3, 7], [5, 39]).unwrap()] {
            // Twice: the second time the layout is known.
            let read = || lazy.read(&region, &RunContext::default());
            let (first, second) = (read(), read());
            assert_eq!(first.is_ok(), second.is_ok());
            if let (Ok(first), Ok(second)) = (first, second) {
                assert_eq!((first.shape(), first.dtype()), (region.shape(), dtype));
                assert_eq!(first.to_f64_vec().len(), second.to_f64_vec().len());
            }
        }
    }
    if let Ok(source) = FitsSource::open(path, HduSelector::FirstImage) {
        let whole = Region::full(source.meta().shape());
        let (cost, run) = (source.cost(&whole), RunContext::default());
        if source.read(&whole, &run).is_ok() {
            assert_eq!(run.stats().tiles, cost.tiles);
        }
    }
}

#[test]
fn damaged_files_are_read_or_refused_through_sources() {
    let directory = tempfile::tempdir().unwrap();
    let originals = originals(directory.path());
    let path = directory.path().join("damaged.fits");
    for original in &originals {
        std::fs::write(&path, original).unwrap();
        read_through_sources(&path);
    }
    for seed in 1..=2000_u64 {
        let mut random = Random(seed.wrapping_mul(0xd134_2543_de82_ef95));
        let mut bytes = originals[random.below(originals.len())].clone();
        damage(&mut bytes, &mut random);
        std::fs::write(&path, &bytes).unwrap();
        read_through_sources(&path);
    }
}

#[test]
fn damaged_files_are_read_or_refused() {
    let directory = tempfile::tempdir().unwrap();
    let originals = originals(directory.path());
    let path = directory.path().join("damaged.fits");
    let mut refused = 0;
    for seed in 1..=4000_u64 {
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut bytes = originals[random.below(originals.len())].clone();
        damage(&mut bytes, &mut random);
        std::fs::write(&path, &bytes).unwrap();
        refused += usize::from(read_everything(&path).is_err());
    }
    assert!(refused > 100, "the damage must matter: {refused}");
}

#[test]
fn every_truncation_is_an_error_that_names_the_file() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("short.fits");
    for original in originals(directory.path()).iter().take(4) {
        // Padding may be missing; data may not.
        for length in (0..original.len() - 2880).step_by(97) {
            std::fs::write(&path, &original[..length]).unwrap();
            let error = FitsImage::open(&path, &HduSelector::FirstImage).unwrap_err();
            assert!(error.to_string().contains("short.fits"), "{error}");
        }
    }
}

#[test]
fn a_file_that_claims_too_much_is_refused_at_once() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("claims.fits");
    let block = Block::zeros(DType::I32, &Shape::from([10, 10])).unwrap();
    let replace = |bytes: &[u8], from: &str, to: &str| {
        let at = bytes.windows(from.len()).position(|window| window == from.as_bytes()).unwrap();
        let mut bytes = bytes.to_vec();
        bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
        bytes
    };
    ImageWriter::new(&path).write(&block).unwrap();
    let plain = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let rice = Compression::Rice { tile: vec![10, 10], quantize_level: 16.0 };
    ImageWriter::new(&path).compression(rice).write(&block).unwrap();
    let tiled = std::fs::read(&path).unwrap();

    let huge = "NAXIS1  =  1000000000000000000";
    for (bytes, from) in [(&plain, "NAXIS1  ="), (&tiled, "ZNAXIS1 ="), (&tiled, "NAXIS1  =")] {
        let to = huge.replace("NAXIS1  =", from);
        std::fs::write(&path, replace(bytes, from, &to)).unwrap();
        let error = FitsImage::open(&path, &HduSelector::FirstImage).unwrap_err();
        assert!(
            matches!(
                error,
                FitsError::Truncated { .. } | FitsError::TooLarge { .. } | FitsError::BadKeyword { .. }
            ),
            "{error}"
        );
    }
}

#[test]
fn what_is_not_fits_says_so() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.fits");
    let error = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        FitsImage::open(&path, &HduSelector::FirstImage).unwrap_err().to_string()
    };
    assert!(error(b"").ends_with("HDU 0: not FITS: expected SIMPLE  , found \"\""), "{}", error(b""));
    assert!(error(b"#ASDF 1.0.0\n").contains("found \"#ASDF 1.\""));
    assert!(error(&[0x1f, 0x8b, 8, 0]).contains("a.fits: cannot decompress: "));
    let card = format!("{:80}", "SIMPLE  =                    T");
    assert!(error(card.repeat(72).as_bytes()).contains("no END card within 5760 bytes"));
    assert!(matches!(FitsFile::open(directory.path()), Err(FitsError::Read { .. })));
}
