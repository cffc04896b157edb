//! Datasets of many files under a low limit of open handles.
#![cfg(unix)]
// Helpers of tests are tests.
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::{Command, Output};

/// Handles that the program may have open: a tenth of the files.
const LIMIT: usize = 64;

/// Runs the program through a shell that lowers the limit first.
fn run_limited(directory: &Path, words: &str) -> Output {
    Command::new("sh")
        .args(["-c", &format!("ulimit -n {LIMIT} && exec \"$0\" {words}"), env!("CARGO_BIN_EXE_granule")])
        .current_dir(directory)
        .output()
        .unwrap()
}

fn succeeded(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn six_hundred_files_are_read_with_sixty_four_handles() {
    let directory = tempfile::tempdir().unwrap();
    let place = directory.path();
    succeeded(&run_limited(place, "sample observation --stokes 4 --raster 150 --wave 3 --slit 5"));
    let files = std::fs::read_dir(place.join("observation")).unwrap();
    let fits =
        files.filter(|file| file.as_ref().unwrap().path().extension().is_some_and(|end| end == "fits"));
    assert_eq!(fits.count(), 600);

    for executor in ["sync", "rayon --threads 16", "crossbeam --threads 16"] {
        let words = format!("compute observation --reduce mean --axes 0,1 --executor {executor}");
        assert!(succeeded(&run_limited(place, &words)).contains("shape"), "{executor}");
    }
    succeeded(&run_limited(place, "compute observation -o all.npy"));
    succeeded(&run_limited(place, "compute observation -o all.fits"));
}

#[test]
fn the_limit_is_what_the_test_says() {
    let directory = tempfile::tempdir().unwrap();
    let script = format!("ulimit -n {LIMIT} && ulimit -n");
    let output = Command::new("sh").args(["-c", &script]).current_dir(directory.path()).output().unwrap();
    assert_eq!(succeeded(&output).trim(), LIMIT.to_string());
}
