//! `granule world`.

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
