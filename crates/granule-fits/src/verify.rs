//! Whether a file is what it claims to be.

use std::fmt;
use std::path::Path;

use granule_core::{Region, RunContext};

use crate::file::DataFile;
use crate::hdu::{Hdu, HduSelector};
use crate::write::checksum_of;
use crate::{FitsError, FitsFile, FitsImage};

/// Bytes summed at a time.
const PIECE: usize = 1 << 20;

/// Something wrong with an HDU.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The HDU's number.
    pub hdu: usize,
    /// What is wrong.
    pub fault: Fault,
}

/// What can be wrong with an HDU that can be found.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The file ends before the HDU does.
    Truncated {
        /// Bytes that are missing.
        missing: u64,
    },
    /// The data are not those that `DATASUM` was computed of.
    DataSum {
        /// What the keyword says.
        declared: String,
        /// The sum of the data.
        found: u32,
    },
    /// Header and data are not those that `CHECKSUM` was computed of.
    Checksum,
    /// The image cannot be decoded.
    Image {
        /// Why not.
        error: String,
    },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HDU {}: ", self.hdu)?;
        match &self.fault {
            Fault::Truncated { missing } => write!(f, "truncated: {missing} bytes are missing"),
            Fault::DataSum { declared, found } => write!(f, "DATASUM is {declared}, the data sum to {found}"),
            Fault::Checksum => f.write_str("CHECKSUM does not hold: header or data have changed"),
            Fault::Image { error } => f.write_str(error),
        }
    }
}

/// Checks every HDU of a file: its length, its checksums where it has them, and that its image decodes.
///
/// Reads and decodes the whole file, an HDU's image at a time.
///
/// # Errors
/// [`FitsError`] when the file cannot be read, or the headers cannot be followed to the end; faults of single HDUs are
/// findings.
pub fn verify(path: impl AsRef<Path>) -> Result<Vec<Finding>, FitsError> {
    let path = path.as_ref();
    let fits = FitsFile::open(path)?;
    let file = DataFile::open(path)?;
    let mut findings = Vec::new();
    for hdu in fits.hdus() {
        let mut found = |fault| findings.push(Finding { hdu: hdu.number, fault });
        let missing = hdu.end().saturating_sub(file.length());
        if missing > 0 {
            found(Fault::Truncated { missing });
            continue;
        }
        check_sums(&file, hdu, &mut found)?;
        if hdu.is_image()
            && let Err(error) = decode(path, hdu.number)
        {
            found(Fault::Image { error: error.to_string() });
        }
    }
    Ok(findings)
}

fn check_sums(file: &DataFile, hdu: &Hdu, found: &mut impl FnMut(Fault)) -> Result<(), FitsError> {
    let text = |keyword| {
        hdu.header.value(keyword).map(|value| value.to_string().trim_matches('\'').trim().to_owned())
    };
    let data = sum(file, hdu.data_offset, hdu.end())?;
    if let Some(declared) = text("DATASUM")
        && declared.parse() != Ok(data)
    {
        found(Fault::DataSum { declared, found: data });
    }
    if text("CHECKSUM").is_some() {
        // Minus zero, or zero for an HDU of nothing but zeros.
        let whole = sum(file, hdu.header_offset, hdu.end())?;
        if whole != u32::MAX && whole != 0 {
            found(Fault::Checksum);
        }
    }
    Ok(())
}

fn sum(file: &DataFile, start: u64, end: u64) -> Result<u32, FitsError> {
    let pieces = (start..end).step_by(PIECE).map(|from| {
        let length = usize::try_from(end - from).unwrap_or(PIECE).min(PIECE);
        let mut piece = Vec::new();
        file.read_into(file.place(), "an HDU", from, length, &mut piece)?;
        Ok((from - start, piece))
    });
    checksum_of(pieces)
}

/// Decodes an image row block by row block, so that the check takes little memory.
fn decode(path: &Path, number: usize) -> Result<(), FitsError> {
    let image = FitsImage::open(path, &HduSelector::Number(number))?;
    let shape = image.shape().clone();
    let run = RunContext::default();
    let planes = shape.first().copied().unwrap_or(1);
    let plane: usize = shape.iter().skip(1).product();
    let step = (PIECE / plane.max(1)).clamp(1, planes.max(1));
    for start in (0..planes).step_by(step) {
        let bounds = shape.iter().enumerate().map(|(axis, &length)| match axis {
            0 => (start, (start + step).min(length)),
            _ => (0, length),
        });
        image.read(&Region::from_bounds(bounds), &run)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Card, Compression, ImageWriter};
    use granule_core::{Block, Shape};

    fn written(compression: Compression) -> (tempfile::TempDir, std::path::PathBuf) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.fits");
        let values = (0..1200_i32).map(|n| n * n % 311).collect();
        let block = Block::from_vec(&Shape::from([30, 40]), values).unwrap();
        let cards = [Card::new("INSTRUME", "VISP", "the instrument")];
        ImageWriter::new(&path).cards(&cards).compression(compression).write(&block).unwrap();
        (directory, path)
    }

    #[test]
    fn what_we_write_is_sound_and_any_changed_byte_is_found() {
        for compression in [Compression::None, Compression::Rice { tile: vec![], quantize_level: 16.0 }] {
            let (_directory, path) = written(compression);
            assert_eq!(verify(&path).unwrap(), []);
            let whole = std::fs::read(&path).unwrap();
            let mut changed = whole.clone();
            let last_data = whole.iter().rposition(|&byte| byte != 0).unwrap();
            changed[last_data] ^= 1;
            std::fs::write(&path, &changed).unwrap();
            let faults: Vec<Fault> =
                verify(&path).unwrap().into_iter().map(|finding| finding.fault).collect();
            assert!(faults.contains(&Fault::Checksum), "{faults:?}");
            assert!(faults.iter().any(|fault| matches!(fault, Fault::DataSum { .. })), "{faults:?}");

            let mut renamed = whole.clone();
            let place = renamed.windows(4).position(|window| window == b"VISP").unwrap();
            renamed[place] = b'W';
            std::fs::write(&path, &renamed).unwrap();
            let faults: Vec<Fault> =
                verify(&path).unwrap().into_iter().map(|finding| finding.fault).collect();
            assert_eq!(faults, [Fault::Checksum]);

            std::fs::write(&path, &whole[..whole.len() - 2880]).unwrap();
            assert!(matches!(verify(&path).unwrap()[0].fault, Fault::Truncated { missing: 2880 }));
        }
    }
}
