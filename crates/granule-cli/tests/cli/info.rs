//! `granule info`.

use std::path::Path;

use crate::program::{Place, run_in};

#[test]
fn info_says_what_there_is() {
    let place = Place::with_sample();
    let out = place.run("info observation").succeeded();
    for expected in ["VISP", "8 files", "float32 (2, 4, 10, 12)", "wavelength", "em.wl", "arcsec"] {
        assert!(out.contains(expected), "{expected:?} is not in\n{out}");
    }
}

#[test]
fn info_as_json_has_what_the_contract_names() {
    let place = Place::with_sample();
    let asdf = std::fs::read_dir(place.path("observation")).unwrap().map(|entry| entry.unwrap().path());
    let fits: Vec<_> = asdf.filter(|path| path.extension().unwrap() == "fits").collect();
    std::fs::remove_file(&fits[0]).unwrap();
    let out = place.run("info observation --json").succeeded();
    let info: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(info["shape"], serde_json::json!([2, 4, 10, 12]));
    assert_eq!(info["dtype"], "float32");
    assert_eq!(info["unit"], "ct");
    assert_eq!(info["files"]["count"], 8);
    assert_eq!(info["files"]["missing"], 1);
    assert_eq!(info["pixel_axes"][0]["size"], 12);
    assert_eq!(info["pixel_axes"].as_array().unwrap().len(), 4);
    assert_eq!(info["world_axes"][1]["physical_type"], "em.wl");
    assert_eq!(info["world_axes"][1]["unit"], "nm");
    assert_eq!(info["world_axes"].as_array().unwrap().len(), 5);
    assert_eq!(info["correlation"][4], serde_json::json!([false, false, false, true]));
}

#[test]
fn a_real_dataset_of_thousands_of_files_is_described_without_them() {
    let shared =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/dkist/croppable_visp.asdf.gz");
    if !shared.exists() {
        eprintln!("skipped: the reference data are not beside the project");
        return;
    }
    let place = Place::empty();
    let mut bytes = Vec::new();
    let mut unpacked = flate2::read::GzDecoder::new(std::fs::File::open(shared).unwrap());
    std::io::Read::read_to_end(&mut unpacked, &mut bytes).unwrap();
    std::fs::write(place.path("croppable_visp.asdf"), bytes).unwrap();
    let out = run_in(place.directory.path(), &["info", "croppable_visp.asdf", "--json"]).succeeded();
    let info: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(info["shape"], serde_json::json!([4, 688, 976, 2555]));
    assert_eq!(info["files"]["count"], 2752);
    assert_eq!(info["files"]["missing"], 2752);
}
