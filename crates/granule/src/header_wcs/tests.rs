//! Images and headers with coordinates.

use granule_core::{Block, Shape};
use granule_fits::{Card, Compression, Overwrite};
use granule_wcs::WcsExt as _;

use super::*;
use crate::OpenOptions;

fn celestial() -> Vec<Card> {
    let mut cards = vec![
        Card::bare("CTYPE1", "HPLN-TAN"),
        Card::bare("CTYPE2", "HPLT-TAN"),
        Card::bare("CTYPE3", "WAVE"),
        Card::bare("WCSAXES", 3_i64),
        Card::bare("CUNIT1", "arcsec"),
        Card::bare("CUNIT2", "arcsec"),
        Card::bare("CUNIT3", "nm"),
        Card::bare("CRVAL3", 630.25),
    ];
    for axis in 1..=3 {
        cards.push(Card::bare(format!("CRPIX{axis}"), 1.0));
        cards.push(Card::bare(format!("CDELT{axis}"), 0.5));
    }
    cards
}

fn image(directory: &Path, shape: &[usize], cards: &[Card]) -> PathBuf {
    let path = directory.join("image.fits");
    let values = vec![0_i16; shape.iter().product()];
    let block = Block::from_vec(&Shape::from(shape), values).unwrap();
    granule_fits::write_image(&path, &block, cards, Compression::None, Overwrite::Yes).unwrap();
    path
}

#[test]
fn an_image_has_the_coordinates_of_its_header() {
    let directory = tempfile::tempdir().unwrap();
    let path = image(directory.path(), &[4, 6], &celestial());
    let cube = crate::NDCube::from(FitsCube::open(&path).unwrap());
    // Two axes are there, the third stands still: its wavelength is that of the whole image.
    assert_eq!(cube.wcs().pixel_n_dim(), 2);
    let text = cube.wcs().pixel_to_world(&[2.0, 0.0]).unwrap()[0].to_string();
    assert!(text.starts_with("Helioprojective Tx=1.000″ Ty=0.000″"), "{text}");
    let dropped = cube.wcs().dropped_coordinates();
    assert_eq!(dropped.len(), 1);
    let row = cube.slice("::2, 1:").unwrap();
    let text = row.wcs().pixel_to_world(&[1.0, 1.0]).unwrap()[0].to_string();
    assert!(text.starts_with("Helioprojective Tx=1.000″ Ty=1.000″"), "{text}");
    let full = open_wcs(&path, Alternate::PRIMARY).unwrap();
    assert_eq!((full.pixel_n_dim(), full.world_n_dim()), (3, 3));
}

#[test]
fn an_image_whose_coordinates_make_no_sense_has_pixels_and_says_why() {
    let directory = tempfile::tempdir().unwrap();
    let mut cards = celestial();
    cards[1] = Card::bare("CTYPE2", "HPLT-ARC");
    let path = image(directory.path(), &[2, 4, 6], &cards);
    let image = FitsCube::open(&path).unwrap();
    assert_eq!(image.cube().wcs().world_axis_units(), ["pixel", "pixel", "pixel"]);
    let message = image.wcs_error().unwrap().to_string();
    assert!(message.contains("expected one frame and one projection"), "{message}");
    assert!(matches!(open_wcs(&path, Alternate::PRIMARY), Err(Error::Wcs(_))));
}

#[test]
fn an_image_without_coordinates_has_pixels() {
    let directory = tempfile::tempdir().unwrap();
    let path = image(directory.path(), &[4, 6], &[]);
    let image = FitsCube::open(&path).unwrap();
    assert!(image.wcs_error().is_none());
    assert_eq!(image.cube().wcs().world_axis_units(), ["pixel", "pixel"]);
    let message = open_wcs(&path, Alternate::PRIMARY).err().unwrap().to_string();
    assert!(message.starts_with("no world coordinates in the header"), "{message}");
}

#[test]
fn another_description_is_asked_for_by_its_letter() {
    let directory = tempfile::tempdir().unwrap();
    let mut cards = celestial();
    cards.extend([Card::bare("CTYPE1B", "WAVE"), Card::bare("CRVAL1B", 5e-7), Card::bare("CRPIX1B", 1.0)]);
    let path = image(directory.path(), &[4, 6], &cards);
    let options = OpenOptions::new().alternate("B".parse().unwrap());
    let image = FitsCube::open_with(&path, &options).unwrap();
    assert_eq!(image.cube().wcs().world_axis_physical_types()[0], "em.wl");
}

#[test]
fn a_header_by_itself_is_enough() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("image.header");
    std::fs::write(&path, "NAXIS   = 1\nCTYPE1  = 'WAVE'\nCUNIT1  = 'nm'\nCRPIX1  = 1.0\nCRVAL1  = 500\n")
        .unwrap();
    assert!(is_bare_header(&path));
    let wcs = open_wcs(&path, Alternate::PRIMARY).unwrap();
    assert_eq!(wcs.pixel_to_world(&[0.0]).unwrap()[0].to_string(), "5.000000000e-7 m");
    std::fs::write(&path, "nothing of the kind").unwrap();
    assert!(matches!(open_wcs(&path, Alternate::PRIMARY), Err(Error::Fits(FitsError::NotFits { .. }))));
}
