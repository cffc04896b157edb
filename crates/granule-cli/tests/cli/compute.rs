//! `granule compute` and `granule plot`.

use ndarray::ArrayD;
use ndarray_npy::ReadNpyExt as _;

use crate::program::Place;

fn npy(place: &Place, words: &str) -> ArrayD<f32> {
    let name = "result.npy";
    place.run(&format!("compute observation {words} -o {name} --force")).succeeded();
    ArrayD::<f32>::read_npy(std::fs::File::open(place.path(name)).unwrap()).unwrap()
}

#[test]
fn slices_then_rebins_then_reduces() {
    let place = Place::with_sample();
    let whole = npy(&place, "");
    assert_eq!(whole.shape(), [2, 4, 10, 12]);
    let sliced = npy(&place, "--slice 0,1:3,:,-6:");
    let part = ArrayD::from_shape_fn(vec![2, 10, 6], |i| whole[[0, i[0] + 1, i[1], i[2] + 6]]);
    assert_eq!(sliced, part);
    let rebinned = npy(&place, "--slice 0 --rebin 2,5,-1 --op max");
    assert_eq!(rebinned.shape(), [2, 2, 1]);
    let corner = ArrayD::from_shape_fn(vec![2, 5, 12], |i| whole[[0, i[0], i[1], i[2]]]);
    assert_eq!(rebinned[[0, 0, 0]], corner.iter().copied().fold(f32::MIN, f32::max));
    let reduced = npy(&place, "--slice 0 --rebin 2,5,3 --reduce mean --axes 0,-1");
    assert_eq!(reduced.shape(), [2]);
}

#[test]
fn every_executor_writes_the_same_bytes() {
    let place = Place::with_sample();
    let bytes = |executor: &str| {
        place
            .run(&format!("compute observation --rebin 1,2,5,3 --executor {executor} -o x.npy --force"))
            .succeeded();
        std::fs::read(place.path("x.npy")).unwrap()
    };
    let sync = bytes("sync");
    for executor in ["rayon", "crossbeam", "rayon --threads 1", "crossbeam --threads 3"] {
        assert_eq!(bytes(executor), sync, "{executor}");
    }
}

#[test]
fn scalars_are_printed_as_values_and_arrays_in_short() {
    let place = Place::with_sample();
    let value: f32 = place.run("compute observation --slice 0,1,2,3").succeeded().trim().parse().unwrap();
    assert_eq!(value, npy(&place, "")[[0, 1, 2, 3]]);
    let position: i64 = place.run("compute observation --reduce argmax").succeeded().trim().parse().unwrap();
    assert!((0..960).contains(&position));
    let out = place.run("compute observation --slice 0").succeeded();
    let words: Vec<&str> = out.lines().map(|line| line.split(' ').next().unwrap()).collect();
    assert_eq!(words, ["shape", "dtype", "min", "max", "mean"]);
}

#[test]
fn wrong_arguments_say_what_would_work() {
    let place = Place::with_sample();
    let error = |words: &str| place.run(&format!("compute observation {words}")).failed();
    assert!(error("--slice 0,25").contains("index 25 is out of range for axis 1 of length 4; use -4 to 3"));
    assert!(error("--rebin 1,1,3,1").contains("cannot rebin axis 2 of length 10 by 3"));
    assert!(error("--rebin 1,1,0,1").contains("use 1 to 10, or -1 for the whole axis"));
    assert!(error("--rebin 1,1").contains("2 bin sizes for an array of 4 axes (2, 4, 10, 12)"));
    assert!(error("--reduce sum --axes 4").contains("axis 4 is out of range"));
    assert!(error("--slice a:b").contains("cannot read \"a:b\" as a slice"));
    assert!(error("--mosaic 0,0").contains("not a tiled dataset"));
}

#[test]
fn outputs_are_whole_or_not_there() {
    let place = Place::with_sample();
    place.run("compute observation -o out.fits").succeeded();
    let before = std::fs::read(place.path("out.fits")).unwrap();
    assert!(place.run("compute observation -o out.fits").failed().contains("out.fits exists already"));
    assert_eq!(std::fs::read(place.path("out.fits")).unwrap(), before);
    place.run("compute observation --slice 0 -o out.fits --force").succeeded();
    assert_ne!(std::fs::read(place.path("out.fits")).unwrap(), before);
    assert!(place.run("compute observation -o nowhere/out.npy").failed().contains("nowhere/out.npy"));
    assert!(place.run("compute observation -o out.txt").failed().contains(".npy or .fits"));
    let names: Vec<_> =
        std::fs::read_dir(place.directory.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "no temporary file is left: {names:?}");
}

#[test]
fn compressed_results_are_the_same_whoever_computes_them() {
    let place = Place::with_sample();
    let bytes = |words: &str, executor: &str| {
        let run =
            format!("compute observation --rebin 1,2,5,3 {words} --executor {executor} -o x.fits --force");
        place.run(&run).succeeded();
        std::fs::read(place.path("x.fits")).unwrap()
    };
    let codings = [
        "--compress gzip",
        "--compress gzip2 --tile 1,1,2,4",
        "--compress rice --quantize 4 --dither 2 --dither-seed 7",
    ];
    for words in codings {
        let sync = bytes(words, "sync");
        for executor in ["rayon", "crossbeam --threads 3"] {
            assert!(bytes(words, executor) == sync, "{words} {executor}");
        }
        place.run("fits verify x.fits").succeeded();
        if words.contains("gzip") {
            // Values are those of a plain file.
            place.run("compute x.fits -o x.npy --force").succeeded();
            place.run("compute observation --rebin 1,2,5,3 -o y.npy --force").succeeded();
            assert!(
                std::fs::read(place.path("x.npy")).unwrap() == std::fs::read(place.path("y.npy")).unwrap()
            );
        }
    }
    let header = place.run("fits header x.fits").succeeded();
    for expected in ["'SUBTRACTIVE_DITHER_2'", "ZDITHER0= 7", "ZVAL3   = 4.0"] {
        assert!(header.contains(expected), "{expected} in {header}");
    }
}

#[test]
fn fits_results_say_where_they_lie_and_come_from() {
    let place = Place::with_sample();
    place.run("compute observation --slice 0,:,:,:6 --rebin 2,1,2 -o a.fits").succeeded();
    let header = place.run("fits header a.fits").succeeded();
    let expected = [
        "EXTNAME = 'DATA'",
        "WCSAXES = 3",
        "CTYPE2  = 'WAVE'",
        "CTYPE3  = 'UTC'",
        "COMMENT  no WCS of helioprojective longitude, helioprojective latitude",
        "HISTORY  written by granule",
        "HISTORY  rebin by (2, 1, 2), mean",
    ];
    for expected in expected {
        assert!(header.contains(expected), "{expected} in {header}");
    }
    // One raster step has one pointing.
    place.run("compute observation --slice 0,1,:,:6 -o a.fits --compress gzip2 --force").succeeded();
    let header = place.run("fits header a.fits").succeeded();
    assert!(header.contains("-TAN'") && !header.contains("COMMENT"), "{header}");
}

#[test]
fn save_options_that_do_not_fit_are_refused() {
    let place = Place::with_sample();
    let error = |words: &str| place.run(&format!("compute observation {words}")).failed();
    assert!(
        error("-o a.npy --compress rice").contains("cannot compress a.npy: .npy holds values as they are")
    );
    assert!(error("-o a.fits --tile 1,2,3,4").contains("--tile is for compressed images; add --compress"));
    assert!(error("-o a.fits --compress gzip --quantize 4").contains("are for --compress rice"));
    assert!(error("-o a.fits --compress rice --quantize 0").contains("quantisation level 0 is not above 0"));
    assert!(error("-o a.fits --compress rice --tile 3").contains("tiles of (3,) do not cut"));
    assert!(error("--reduce mean -o a.fits --compress rice").contains("write it uncompressed"));
    let integers = error("--reduce argmax --axes 1 -o a.fits --compress rice");
    assert!(integers.contains("int64 cannot be Rice-compressed; compress it with gzip"), "{integers}");
    let names: Vec<_> =
        std::fs::read_dir(place.directory.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names.len(), 1, "no file is left: {names:?}");
}

#[test]
fn lines_and_images_are_plotted() {
    let place = Place::with_sample();
    place.run("plot observation --slice 0 --reduce sum --axes 0,2 -o line.svg").succeeded();
    let svg = std::fs::read_to_string(place.path("line.svg")).unwrap();
    assert!(svg.contains("wavelength [nm]"), "the axis is named");
    place.run("plot observation --slice 0,:,3 -o image.png").succeeded();
    assert!(std::fs::read(place.path("image.png")).unwrap().starts_with(b"\x89PNG"));
    let error = |words: &str| place.run(&format!("plot observation {words}")).failed();
    assert!(error("-o cube.png").contains("a plot needs one or two axes"));
    assert!(error("--slice 0,:,3 -o image.png").contains("image.png"));
    assert!(error("--slice 0,:,3 -o image.gif").contains(".png"));
    place.run("plot observation --slice 0,:,3 -o image.png --force").succeeded();
}
