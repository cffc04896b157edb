//! `granule save`, and `granule compute` into a dataset.

use serde_json::Value;

use crate::program::Place;

#[test]
fn saved_slices_have_the_coordinates_of_the_original() {
    let place = Place::with_sample();
    // What was removed by an index is no world axis of the saved dataset.
    let slice = "--slice 0,1:,::-2";
    place.run(&format!("save observation {slice} -o observation/part.asdf")).succeeded();
    let pixels = "--pixel 3,2,1 --pixel 0.5,1,0 --json";
    let original = format!("observation/{}", asdf(&place));
    assert_same_world(
        &place,
        &format!("observation/part.asdf {pixels}"),
        &format!("{original} {slice} {pixels}"),
    );
    let info = place.run("info observation/part.asdf").succeeded();
    assert!(info.contains("(3, 5, 12)"), "{info}");
    let error = place.run("save observation/part.asdf -o observation/part.asdf").failed();
    assert!(error.contains("exists already"), "{error}");
    let error = place.run("save observation/part.asdf --slice 9 -o observation/other.asdf").failed();
    assert!(!place.path("observation/other.asdf").exists(), "{error}");
}

#[test]
fn computed_values_become_a_dataset_beside_their_fits_file() {
    let place = Place::with_sample();
    let steps = "--slice 0 --rebin 2,5,3";
    place.run(&format!("compute observation {steps} -o binned.asdf")).succeeded();
    assert!(place.path("binned.fits").exists());
    let info = place.run("info binned.asdf").succeeded();
    assert!(info.contains("(2, 2, 4)"), "{info}");
    let pixels = "--pixel 3,1,1 --json";
    assert_same_world(&place, &format!("binned.asdf {pixels}"), &format!("observation {steps} {pixels}"));
    let mean = "--reduce mean";
    assert_eq!(
        place.run(&format!("compute binned.asdf {mean}")).succeeded(),
        place.run(&format!("compute observation {steps} {mean}")).succeeded()
    );
    let error = place.run(&format!("compute observation {steps} -o binned.asdf")).failed();
    assert!(error.contains("exists already"), "{error}");
}

/// The same world values, to far less than a pixel.
fn assert_same_world(place: &Place, found: &str, expected: &str) {
    let world = |words: &str| -> Vec<f64> {
        let printed = place.run(&format!("world {words}")).succeeded();
        let points: Value = serde_json::from_str(&printed).unwrap();
        let points = points.as_array().unwrap();
        points
            .iter()
            .flat_map(|point| point["world"].as_array().unwrap())
            .map(|x| x.as_f64().unwrap())
            .collect()
    };
    let (found, expected) = (world(found), world(expected));
    assert_eq!(found.len(), expected.len());
    assert!(found.iter().zip(&expected).all(|(a, b)| (a - b).abs() < 1e-9), "{found:?} {expected:?}");
}

/// The name of the sample's own ASDF file: beside another one, a directory does not say which is meant.
fn asdf(place: &Place) -> String {
    let files = std::fs::read_dir(place.path("observation")).unwrap();
    let mut names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    names.find(|name| name.ends_with("_metadata.asdf")).unwrap()
}
