//! Files of every shape of trouble.

use granule_core::{Region, RunContext};
use granule_fits::{FitsFile, FitsImage, HduKind, HduSelector};

use crate::shared::{fits_files, shared};

#[test]
fn odd_files_can_be_walked() {
    let Some(directory) = shared("fits") else { return };
    for path in fits_files(&directory) {
        let file = FitsFile::open(&path).unwrap_or_else(|error| panic!("{error}"));
        let length = std::fs::metadata(&path).unwrap().len();
        let last = file.hdus().last().unwrap();
        assert!(last.data_offset + last.data_len <= length, "{}", path.display());
        for hdu in file.hdus() {
            let selector = HduSelector::Number(hdu.number);
            match FitsImage::open(&path, &selector) {
                Ok(image) => {
                    let block = image.read(&Region::full(image.shape()), &RunContext::default()).unwrap();
                    assert_eq!(block.elements(), image.shape().elements());
                }
                Err(error) => assert!(!hdu.is_image(), "{error}"),
            }
        }
    }
}

#[test]
fn kinds_and_names_select_hdus() {
    let Some(path) = shared("fits/test0.fits") else { return };
    let file = FitsFile::open(&path).unwrap();
    let kinds: Vec<&HduKind> = file.hdus().iter().map(|hdu| &hdu.kind).collect();
    assert_eq!(kinds[0], &HduKind::Primary);
    assert!(kinds[1..].iter().all(|kind| **kind == HduKind::Image));
    let version = |v| FitsImage::open(&path, &HduSelector::Name("sci".into(), Some(v)));
    assert_eq!(version(2).unwrap().header().require::<i64>("EXTVER").unwrap(), 2);
    let error = version(99).unwrap_err().to_string();
    assert!(
        error.contains("there is no HDU named \"sci\" of version 99; there are 0 (primary HDU)"),
        "{error}"
    );
    assert!(FitsImage::open(&path, &HduSelector::Number(0)).is_err());
}
