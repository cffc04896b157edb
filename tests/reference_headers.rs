//! World coordinates of FITS files and headers against wcslib.

use granule::wcs::Alternate;
use granule::{Error, open_wcs};

use crate::shared::{data, json, numbers};

/// The values of an axis agree to the last digits; angles modulo a turn.
fn agree(found: f64, expected: f64, unit: &str) -> bool {
    let difference = found - expected;
    let difference = if unit == "deg" { (difference + 180.0).rem_euclid(360.0) - 180.0 } else { difference };
    difference.abs() <= 1e-11 * expected.abs().max(1.0) || (found.is_nan() && expected.is_nan())
}

#[test]
fn files_and_headers_of_the_missions_agree() {
    let Some(directory) = data("wcs-headers") else { return };
    let expected = json(&directory.join("expected.json"));
    for (name, expected) in expected.as_object().unwrap() {
        let wcs = open_wcs(directory.join(name), Alternate::PRIMARY);
        if expected.get("err").is_some() {
            assert!(matches!(wcs, Err(Error::Wcs(_))), "{name}");
            continue;
        }
        let wcs = wcs.unwrap_or_else(|error| panic!("{name}: {error}"));
        let pixel: Vec<Vec<f64>> = expected["pix"].as_array().unwrap().iter().map(numbers).collect();
        let batch: Vec<&[f64]> = pixel.iter().map(Vec::as_slice).collect();
        let world = wcs.pixel_to_world_values(&batch).unwrap();
        let axes = expected["world"].as_array().unwrap().iter().zip(expected["units"].as_array().unwrap());
        for ((expected, unit), found) in axes.zip(&world) {
            for (&found, expected) in found.iter().zip(numbers(expected)) {
                assert!(agree(found, expected, unit.as_str().unwrap()), "{name}: {found} != {expected}");
            }
        }
    }
}

#[test]
fn a_table_of_four_axes_is_read_between_its_places() {
    let Some(path) = data("wcs-headers/example_4d_tab.fits") else { return };
    let wcs = open_wcs(path, Alternate::PRIMARY).unwrap();
    let pixel = [1.0, 2.0, 1.5, 0.5];
    let batch: Vec<&[f64]> = pixel.iter().map(std::slice::from_ref).collect();
    let world: Vec<f64> = wcs.pixel_to_world_values(&batch).unwrap().iter().map(|axis| axis[0]).collect();
    for (found, expected) in world.iter().zip([243.433_203_43, -88.881_977_36, 24.975, 28.65]) {
        assert!((found - expected).abs() < 1e-7, "{world:?}");
    }
    let batch: Vec<&[f64]> = world.iter().map(std::slice::from_ref).collect();
    for (found, expected) in wcs.world_to_pixel_values(&batch).unwrap().iter().zip(pixel) {
        assert!((found[0] - expected).abs() < 1e-6, "{found:?}");
    }
}
