//! Pixel ↔ world values of whole datasets.

use granule_wcs::Wcs;
use serde_json::Value;

use crate::shared::{
    assert_pixel, assert_world, dataset, dkist, json, numbers, strings, table, transposed, views,
};

fn check_description(wcs: &dyn Wcs, expected: &Value, case: &str) {
    let types: Vec<&str> = wcs.world_axis_physical_types().iter().map(String::as_str).collect();
    assert_eq!(types, strings(&expected["phys"]), "{case}");
    let units: Vec<&str> = wcs.world_axis_units().iter().map(String::as_str).collect();
    assert_eq!(units, strings(&expected["units"]), "{case}");
    let correlation: Vec<Vec<f64>> =
        wcs.correlation().rows().map(|row| row.iter().map(|&yes| f64::from(yes)).collect()).collect();
    assert_eq!(correlation, table(&expected["corr"]), "{case}");
    // The order of the file's own pixel_shape is not to be trusted: for cameras it is that of the array.
    if let Some(pixel_shape) = wcs.pixel_shape() {
        let mut lengths = numbers(&expected["shape"]);
        let mut found: Vec<f64> = pixel_shape.iter().map(|&length| length as f64).collect();
        lengths.sort_by(f64::total_cmp);
        found.sort_by(f64::total_cmp);
        assert_eq!(found, lengths, "{case}");
    }
}

#[test]
fn the_simulated_datasets_agree() {
    let Some(expected) = json("datasets/expected.json") else { return };
    for (name, expected) in expected.as_object().unwrap() {
        let wcs = dataset(name).unwrap();
        check_description(wcs.as_ref(), expected, name);
        let pixel = table(&expected["pix"]);
        let world = wcs.pixel_to_world_values(&views(&pixel)).unwrap();
        // Upstream evaluates three-dimensional tables rightly one point at a time alone.
        assert_world(wcs.as_ref(), &world, &table(&expected["world_scalar"]), name);
        let back = wcs.world_to_pixel_values(&views(&world));
        if name == "vtf_simple" {
            // Its wavelengths neither rise nor fall throughout.
            let message = back.unwrap_err().to_string();
            assert!(message.starts_with("no inverse: tag:stsci.edu:asdf/transform/tabular"), "{message}");
            continue;
        }
        let expected = transposed(&table(&expected["back_scalar"]), wcs.pixel_n_dim());
        assert_pixel(&back.unwrap(), &expected, name);
    }
}

#[test]
fn the_files_of_dkists_own_tests_agree() {
    let Some(expected) = json("dkist/expected.json") else { return };
    for (name, expected) in expected.as_object().unwrap() {
        let wcs = dkist(name).unwrap();
        check_description(wcs.as_ref(), expected, name);
        let names: Vec<&str> = wcs.world_axis_names().iter().map(String::as_str).collect();
        assert_eq!(names, strings(&expected["world_names"]), "{name}");
        for (pixel, world, back) in [("pix", "world", "back"), ("pix_in", "world_in", "back_in")] {
            let pixel = table(&expected[pixel]);
            let found = wcs.pixel_to_world_values(&views(&pixel)).unwrap();
            assert_world(wcs.as_ref(), &found, &table(&expected[world]), name);
            if expected[back].is_array() {
                let found = wcs.world_to_pixel_values(&views(&found)).unwrap();
                assert_pixel(&found, &table(&expected[back]), name);
            }
        }
    }
}

#[test]
fn a_point_outside_a_table_spoils_no_other() {
    let Some(wcs) = dkist("croppable_visp.asdf") else { return };
    let pixel: [&[f64]; 4] = [&[10.0, 10.0], &[20.0, 20.0], &[700.0, 5.0], &[0.0, 0.0]];
    let world = wcs.pixel_to_world_values(&pixel).unwrap();
    assert!(world[0][0].is_nan() && world[1][0].is_finite() && world[0][1].is_finite());
    let back = wcs.world_to_pixel_values(&views(&world)).unwrap();
    assert!(back[2][0].is_nan());
    assert!((back[0][1] - 10.0).abs() < 1e-6 && (back[2][1] - 5.0).abs() < 1e-6);
}
