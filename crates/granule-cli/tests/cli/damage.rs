//! Files that are missing, cut short, or something else: an error that names them, never a panic.

use std::path::PathBuf;

use crate::program::Place;

const COMMANDS: [&str; 4] =
    ["info PATH", "compute PATH", "world PATH --pixel 0,0,0,0", "plot PATH --slice 0,0 -o x.png"];

fn every_command_fails(place: &Place, path: &str) -> String {
    let mut error = String::new();
    for command in COMMANDS {
        error = place.run(&command.replace("PATH", path)).failed();
        assert!(error.contains(path), "{command}: {error}");
    }
    error
}

fn files(place: &Place, ending: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(place.path("observation")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().unwrap() == ending);
    files.sort();
    files
}

#[test]
fn what_is_no_dataset_is_named() {
    let place = Place::with_sample();
    std::fs::create_dir(place.path("nothing")).unwrap();
    assert!(every_command_fails(&place, "nothing").contains("no .asdf file"));
    assert!(every_command_fails(&place, "nowhere").contains("no such file or directory"));
    std::fs::write(place.path("empty.asdf"), "").unwrap();
    every_command_fails(&place, "empty.asdf");
    std::fs::copy(&files(&place, "fits")[0], place.path("fits.asdf")).unwrap();
    every_command_fails(&place, "fits.asdf");
    let whole = std::fs::read(&files(&place, "asdf")[0]).unwrap();
    for length in [1, 26, 500, whole.len() / 4] {
        std::fs::write(place.path("cut.asdf"), &whole[..length]).unwrap();
        every_command_fails(&place, "cut.asdf");
    }
}

#[test]
fn a_missing_file_is_warned_of_or_an_error() {
    let place = Place::with_sample();
    let gone = files(&place, "fits").remove(3);
    std::fs::remove_file(&gone).unwrap();
    let said = place.run("compute observation");
    assert!(said.err.contains("warning: 1 files are missing"), "{}", said.err);
    assert!(said.succeeded().contains("120 of 960 values are not finite"));
    let error = place.run("compute observation --missing error").failed();
    assert!(error.contains(gone.file_name().unwrap().to_str().unwrap()), "{error}");
}

#[test]
fn a_damaged_file_is_named_and_nothing_is_written() {
    let place = Place::with_sample();
    let file = files(&place, "fits").remove(3);
    let name = file.file_name().unwrap().to_str().unwrap().to_owned();
    let whole = std::fs::read(&file).unwrap();
    for length in [0, 80, 2880, whole.len() / 2] {
        std::fs::write(&file, &whole[..length]).unwrap();
        let error = place.run("compute observation -o out.npy").failed();
        assert!(error.contains(&name), "{length}: {error}");
        assert!(!place.path("out.npy").exists());
    }
    std::fs::write(&file, "this is not FITS").unwrap();
    assert!(place.run("compute observation").failed().contains(&name));
}
