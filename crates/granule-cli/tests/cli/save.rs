//! `granule save`, and `granule compute` into a dataset.

use crate::program::Place;

#[test]
fn saved_slices_have_the_coordinates_of_the_original() {
    let place = Place::with_sample();
    // What was removed by an index is no world axis of the saved dataset.
    let slice = "--slice 0,1:,::-2";
    place.run(&format!("save observation {slice} -o observation/part.asdf")).succeeded();
    let pixels = "--pixel 3,2,1 --pixel 0.5,1,0 --json";
    let saved = place.run(&format!("world observation/part.asdf {pixels}")).succeeded();
    assert_eq!(saved, place.run(&format!("world observation/{} {slice} {pixels}", asdf(&place))).succeeded());
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
    let saved = place.run(&format!("world binned.asdf {pixels}")).succeeded();
    assert_eq!(saved, place.run(&format!("world observation {steps} {pixels}")).succeeded());
    let mean = "--reduce mean";
    assert_eq!(
        place.run(&format!("compute binned.asdf {mean}")).succeeded(),
        place.run(&format!("compute observation {steps} {mean}")).succeeded()
    );
    let error = place.run(&format!("compute observation {steps} -o binned.asdf")).failed();
    assert!(error.contains("exists already"), "{error}");
}

/// The name of the sample's own ASDF file: beside another one, a directory does not say which is meant.
fn asdf(place: &Place) -> String {
    let files = std::fs::read_dir(place.path("observation")).unwrap();
    let mut names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    names.find(|name| name.ends_with("_metadata.asdf")).unwrap()
}
