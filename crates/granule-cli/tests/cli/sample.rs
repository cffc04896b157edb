//! `granule sample` and `granule demo`.

use crate::program::Place;

#[test]
fn a_sample_is_made_and_never_overwritten_unasked() {
    let place = Place::with_sample();
    let names: Vec<String> = std::fs::read_dir(place.path("observation"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(names.iter().filter(|name| name.ends_with("_L1.fits")).count(), 8);
    assert_eq!(names.iter().filter(|name| name.ends_with("_metadata.asdf")).count(), 1);
    assert_eq!(names.len(), 9);
    let again = "sample observation --stokes 2 --raster 4 --wave 10 --slit 12";
    place.run(again).failed();
    place.run(&format!("{again} --force")).succeeded();
    place.run("sample other --wave 0").failed();
    place.run("sample other --stokes 5").failed();
}

#[test]
fn samples_of_one_seed_are_equal_and_of_another_not() {
    let place = Place::empty();
    let value = |name: &str, options: &str| {
        place.run(&format!("sample {name} --stokes 1 --raster 2 --wave 9 --slit 8{options}")).succeeded();
        place.run(&format!("compute {name} --reduce sum")).succeeded()
    };
    let first = value("a", " --seed 7");
    assert_eq!(first, value("b", " --seed 7"));
    assert_ne!(first, value("c", " --seed 8"));
    for (name, options) in [("d", " --seed 7 --raw"), ("e", " --seed 7 --tile 4")] {
        let [a, b] = [first.as_str(), &value(name, options)].map(|sum| sum.trim().parse::<f64>().unwrap());
        assert!((a - b).abs() < 1e-3 * a, "{options}: {a} {b}");
    }
}

#[test]
fn the_demo_walks_through_the_tutorial_and_leaves_its_plots() {
    let place = Place::empty();
    let out = place.run("demo here").succeeded();
    for expected in ["ViSP", "nm", "the same bits", "spectrum.png", "line-core.png", "rebinned-spectra.svg"] {
        assert!(out.contains(expected), "{expected:?} is not in\n{out}");
    }
    assert!(!out.contains("defect"), "{out}");
    for plot in ["spectrum.png", "line-core.png", "rebinned-spectra.svg"] {
        assert!(std::fs::metadata(place.path("here").join(plot)).unwrap().len() > 1000, "{plot}");
    }
}
