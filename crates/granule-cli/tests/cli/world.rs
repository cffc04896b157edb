//! `granule world`.

use std::io::Write as _;

use serde_json::Value;

use crate::program::Place;

fn points(place: &Place, words: &str) -> Vec<Value> {
    let out = place.run(&format!("world observation {words} --json")).succeeded();
    serde_json::from_str(&out).unwrap()
}

#[test]
fn pixels_are_in_fits_order_and_may_be_many() {
    let place = Place::with_sample();
    let found = points(&place, "--pixel 3,4,1,0 --pixel -0.5,4.5,1,1");
    assert_eq!(found.len(), 2);
    assert_eq!(found[0]["pixel"], serde_json::json!([3.0, 4.0, 1.0, 0.0]));
    assert_eq!(found[0]["units"], serde_json::json!(["arcsec", "nm", "arcsec", "s", ""]));
    assert_eq!(found[0]["world"][4], 1.0);
    assert_eq!(found[1]["world"][4], 2.0);
}

#[test]
fn an_undefined_coordinate_is_null_and_spoils_no_other() {
    let place = Place::with_sample();
    let found = points(&place, "--pixel 3,4,99,0");
    assert_eq!(found[0]["world"][0], Value::Null);
    assert!(found[0]["world"][1].as_f64().unwrap() > 600.0);
}

#[test]
fn slices_and_rebins_carry_the_coordinates() {
    let place = Place::with_sample();
    let whole = points(&place, "--pixel 7,4,2,1");
    let sliced = points(&place, "--slice 1,2:,:,5: --pixel 2,4,0");
    for axis in 0..4 {
        let (a, b) = (&whole[0]["world"][axis], &sliced[0]["world"][axis]);
        assert!((a.as_f64().unwrap() - b.as_f64().unwrap()).abs() < 1e-9, "{axis}: {a} {b}");
    }
    let rebinned = points(&place, "--slice 1,2 --rebin 2,3 --pixel 1,2");
    let centre = points(&place, "--slice 1,2 --pixel 4,4.5");
    assert_eq!(rebinned[0]["world"][1], centre[0]["world"][1]);
}

#[test]
fn text_names_the_coordinates() {
    let place = Place::with_sample();
    let out = place.run("world observation --pixel 3,4,1,0").succeeded();
    for expected in ["pixel 3,4,1,0", "wavelength", "nm", "Helioprojective", "arcsec"] {
        assert!(out.contains(expected), "{expected:?} is not in\n{out}");
    }
    assert!(
        place
            .run("world observation --pixel 3,4")
            .failed()
            .contains("a pixel of 2 numbers for a cube of 4 axes")
    );
    let usage = place.run("world observation --pixel 3,x");
    assert!(!usage.success && usage.err.contains("not a list of numbers"), "{}", usage.err);
}

/// An ASDF file with a WCS, 10 nm a pixel from 600 nm on, under each of these keys.
fn asdf(keys: &[&str]) -> String {
    let mut text =
        "#ASDF 1.0.0\n%YAML 1.1\n%TAG ! tag:stsci.edu:asdf/\n---\nroman:\n  meta:\n    n: 1\n".to_owned();
    for key in keys {
        text += &format!(
            "    {key}: !<tag:stsci.edu:gwcs/wcs-1.4.0>\n      name: ''\n      steps:\n      - !<tag:stsci.edu:gwcs/step-1.3.0> {{frame: detector, transform: !transform/linear1d-1.0.0 {{slope: 10.0, intercept: 600.0}}}}\n      - !<tag:stsci.edu:gwcs/step-1.3.0> {{frame: !<tag:stsci.edu:gwcs/spectral_frame-1.2.0> {{name: w, axes_order: [0], axes_names: [wavelength], unit: [!unit/unit-1.0.0 nm]}}, transform: null}}\n"
        );
    }
    text + "...\n"
}

#[test]
fn any_asdf_file_with_coordinates_will_do() {
    let place = Place::empty();
    std::fs::write(place.path("one.asdf"), asdf(&["wcs"])).unwrap();
    let out = place.run("world one.asdf --pixel 2").succeeded();
    assert_eq!(out, "pixel 2\n  wavelength  620 nm\n  = 620 nm\n");
    assert_eq!(place.run("world one.asdf --key roman.meta.wcs --pixel 2").succeeded(), out);
    let gz = std::fs::File::create(place.path("one.asdf.gz")).unwrap();
    let mut gz = flate2::write::GzEncoder::new(gz, flate2::Compression::default());
    gz.write_all(asdf(&["wcs"]).as_bytes()).unwrap();
    gz.finish().unwrap();
    assert_eq!(place.run("world one.asdf.gz --pixel 2").succeeded(), out);

    let refused = place.run("world one.asdf --key roman.wcs --pixel 2").failed();
    assert!(refused.contains("no \"wcs\" on the way to \"roman.wcs\", only meta"), "{refused}");
    assert!(refused.contains("under roman.meta.wcs"), "{refused}");
    let sliced = place.run("world one.asdf --slice 1 --pixel 2").failed();
    assert!(sliced.contains("--slice, --rebin and --mosaic are for datasets"), "{sliced}");
    std::fs::write(place.path("two.asdf"), asdf(&["wcs", "other"])).unwrap();
    let several = place.run("world two.asdf --pixel 2").failed();
    assert!(several.contains("choose one of roman.meta.wcs, roman.meta.other"), "{several}");
    std::fs::write(place.path("none.asdf"), asdf(&[])).unwrap();
    assert!(place.run("world none.asdf --pixel 2").failed().contains("no world coordinate system"));
}

#[test]
fn world_values_lead_back_to_pixels() {
    let place = Place::empty();
    std::fs::write(place.path("one.asdf"), asdf(&["wcs"])).unwrap();
    let out = place.run("world one.asdf --world 620 --world 0.62um --world 6200Angstrom --json").succeeded();
    let found: Vec<Value> = serde_json::from_str(&out).unwrap();
    for point in &found {
        assert!((point["pixel"][0].as_f64().unwrap() - 2.0).abs() < 1e-9, "{point}");
    }
    assert_eq!(found[0]["physical_types"], serde_json::json!(["em.wl"]));
    let spectral = serde_json::json!([{"kind": "spectral", "value": 620.0, "unit": "nm"}]);
    assert_eq!(found[0]["coordinates"], spectral);
    let wrong = place.run("world one.asdf --world 5s").failed();
    assert!(wrong.contains("cannot convert s to nm: time is not length"), "{wrong}");
    let many = place.run("world one.asdf --world 1,2").failed();
    assert!(many.contains("2 world values for 1 world axes (wavelength)"), "{many}");
    assert!(place.run("world one.asdf --world nm").failed().contains("does not begin with a number"));
}

#[test]
fn a_dataset_is_inverted_by_numbers_units_times_and_states() {
    let place = Place::with_sample();
    let there = points(&place, "--pixel 7,4,2,1");
    let number = |axis: usize| there[0]["world"][axis].as_f64().unwrap();
    let coordinates = &there[0]["coordinates"];
    assert_eq!(coordinates[0]["frame"], "helioprojective");
    assert_eq!(coordinates[3], serde_json::json!({"kind": "stokes", "value": "Q"}));
    let time = coordinates[2]["value"].as_str().unwrap();
    let words = format!("--world {},{}um,{}arcsec,{time},Q", number(0), number(1) / 1000.0, number(2));
    let back = points(&place, &words);
    for (axis, expected) in [7.0, 4.0, 2.0, 1.0].into_iter().enumerate() {
        let found = back[0]["pixel"][axis].as_f64().unwrap();
        assert!((found - expected).abs() < 1e-5, "{axis}: {found} for {expected}");
    }
}

const HEADER: [&str; 9] = [
    "NAXIS   = 2",
    "CTYPE1  = 'HPLN-TAN'",
    "CTYPE2  = 'HPLT-TAN'",
    "CUNIT1  = 'arcsec'",
    "CUNIT2  = 'arcsec'",
    "CDELT1  = 0.5",
    "CDELT2  = 0.5",
    "CTYPE1B = 'WAVE'",
    "CRVAL1B = 5e-7",
];

#[test]
fn a_header_by_itself_has_coordinates() {
    let place = Place::empty();
    std::fs::write(place.path("lines.hdr"), HEADER.join("\n")).unwrap();
    let row: String = HEADER.iter().map(|card| format!("{card:<80}")).collect();
    std::fs::write(place.path("row.header"), row).unwrap();
    let found = place.run("world lines.hdr --pixel 1,3 --json").succeeded();
    assert_eq!(found, place.run("world row.header --pixel 1,3 --json").succeeded());
    let found: Value = serde_json::from_str(&found).unwrap();
    assert_eq!(found[0]["units"], serde_json::json!(["deg", "deg"]));
    assert!((found[0]["world"][0].as_f64().unwrap() * 3600.0 - 1.0).abs() < 1e-9);
    let other = place.run("world lines.hdr --alternate B --pixel 1,3").succeeded();
    assert!(other.contains("wavelength"), "{other}");
    assert!(
        place.run("world lines.hdr --alternate C --pixel 1,3").failed().contains("no world coordinates C")
    );
    assert!(place.run("world lines.hdr --slice 0 --pixel 1").failed().contains("without an array to slice"));
}

#[test]
fn a_header_that_makes_no_sense_is_an_error() {
    let place = Place::empty();
    std::fs::write(place.path("bad.hdr"), HEADER.join("\n").replace("HPLT-TAN", "HPLT-ARC")).unwrap();
    let message = place.run("world bad.hdr --pixel 1,3").failed();
    assert!(message.contains("CTYPE2 is \"HPLT-ARC\""), "{message}");
    std::fs::write(place.path("text.hdr"), "nothing of the kind").unwrap();
    assert!(place.run("world text.hdr --pixel 1").failed().contains("expected a card"));
}
