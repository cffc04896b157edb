//! FITS images without an ASDF file, and `granule fits`.

use crate::program::Place;

/// A FITS image of (2, 5, 4) called `image.fits`, and the Rice-compressed files of a sample.
fn place() -> Place {
    let place = Place::with_sample();
    place.run("compute observation --slice 0,:2,:5,:4 -o image.fits").succeeded();
    place
}

fn compressed(place: &Place) -> String {
    let mut names: Vec<String> = std::fs::read_dir(place.path("observation"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".fits"))
        .collect();
    names.sort();
    format!("observation/{}", names[0])
}

#[test]
fn an_image_goes_wherever_a_dataset_goes() {
    let place = place();
    let value = |words: &str| place.run(words).succeeded();
    assert_eq!(value("compute image.fits --slice 1,2,3"), value("compute observation --slice 0,1,2,3"),);
    assert_eq!(value("compute image.fits[0] --reduce sum"), value("compute image.fits --reduce sum"));
    let file = compressed(&place);
    assert_eq!(
        value(&format!("compute {file} --slice 0,1,2")),
        value(&format!("compute {file}[1] --slice 0,1,2"))
    );
    assert_eq!(
        value(&format!("compute {file}[observation] --reduce max")),
        value("compute observation --slice 0,0 --reduce max"),
    );
    value("plot image.fits --slice 0 -o image.svg");
    let time = |words: &str| value(words).lines().last().map(str::to_owned).unwrap();
    assert_eq!(
        time("world image.fits --pixel 1,2,1"),
        time("world observation --slice 0,:2,:5,:4 --pixel 1,2,1")
    );
    assert!(place.run("compute image.fits[7]").failed().contains("image.fits"));
    assert!(place.run("compute image.fits[SCI]").failed().contains("SCI"));
}

#[test]
fn info_lists_the_hdus() {
    let place = place();
    let out = place.run(&format!("info {}", compressed(&place))).succeeded();
    for expected in
        ["OBSERVATION", "compressed image", "(1, 10, 12)", "RICE_1, tiles of (1, 1, 12)", "float32"]
    {
        assert!(out.contains(expected), "{expected:?} is not in\n{out}");
    }
    let out = place.run("info image.fits --json").succeeded();
    let info: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(info["shape"], serde_json::json!([2, 5, 4]));
    assert_eq!(info["hdus"][0]["dtype"], "float32");
    assert_eq!(info["unit"], "ct");
}

#[test]
fn headers_are_printed_and_files_verified() {
    let place = place();
    let header = place.run("fits header image.fits").succeeded();
    assert!(header.contains("NAXIS1  = 4") && header.contains("BUNIT"), "{header}");
    let file = compressed(&place);
    assert!(place.run(&format!("fits header {file}[1]")).succeeded().contains("ZCMPTYPE"));
    assert!(place.run(&format!("fits verify {file}")).succeeded().contains("is sound"));
    let mut bytes = std::fs::read(place.path("image.fits")).unwrap();
    bytes[2880] ^= 1;
    std::fs::write(place.path("image.fits"), &bytes).unwrap();
    let said = place.run("fits verify image.fits");
    assert!(said.out.contains("HDU 0: CHECKSUM does not hold"), "{}", said.out);
    assert!(said.failed().contains("faults in image.fits"));
    std::fs::write(place.path("image.fits"), &bytes[..100]).unwrap();
    assert!(place.run("fits verify image.fits").failed().contains("image.fits"));
    assert!(place.run("fits header nowhere.fits").failed().contains("nowhere.fits"));
}

#[test]
fn a_file_without_an_image_is_listed_all_the_same() {
    let place = Place::empty();
    let cards = ["SIMPLE  =                    T", "BITPIX  =                    8", "NAXIS   = 0", "END"];
    let header: String = cards.iter().map(|card| format!("{card:<80}")).collect();
    std::fs::write(place.path("empty.fits"), format!("{header:<2880}")).unwrap();
    let out = place.run("info empty.fits").succeeded();
    assert!(out.contains("0          primary HDU") && out.ends_with("no HDU has an image\n"), "{out}");
    let out = place.run("info empty.fits --json").succeeded();
    let found: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(found["hdus"].as_array().unwrap().len(), 1);
    assert!(place.run("compute empty.fits").failed().contains("there is no HDU with an image"));
    assert!(place.run("info empty.fits[3]").failed().contains("there is no HDU 3"));
}

#[test]
fn fitsverify_finds_no_fault_in_samples_and_results() {
    let place = Place::with_sample();
    let results = [
        ("plain.fits", "--slice 0"),
        ("raster.fits", "--slice 0,:,:,:6 --rebin 2,1,2 --compress rice --dither 1"),
        ("step.fits", "--slice 0,1 --compress gzip2"),
        ("line.fits", "--slice 0,1,:,4"),
        ("integers.fits", "--reduce argmax --axes 1 --compress gzip"),
        ("scalar.fits", "--reduce mean"),
    ];
    let mut files: Vec<_> = std::fs::read_dir(place.path("observation"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "fits"))
        .collect();
    for (name, words) in results {
        place.run(&format!("compute observation {words} -o {name}")).succeeded();
        files.push(place.path(name));
    }
    for file in files {
        let Ok(output) = std::process::Command::new("fitsverify").arg(&file).output() else {
            println!("skipped: fitsverify is not installed");
            return;
        };
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(text.contains("found 0 warning(s) and 0 error(s)"), "{text}");
    }
}
