//! The dataset: made once, kept, and read once so that the page cache is warm.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use granule::Dataset;
use granule::graph::Bytes;
use granule::sample::{Compression, Sample};
use serde::Serialize;

use crate::arguments::Arguments;

/// Below the workspace, where `cargo clean` finds it.
const DEFAULT_DIRECTORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/bench-data");

/// Where the dataset is, or will be: its name says all that its values depend on.
pub(crate) fn path(arguments: &Arguments) -> Result<PathBuf> {
    if let Some(path) = &arguments.dataset {
        return Ok(path.clone());
    }
    let directory = arguments.dir.clone().unwrap_or_else(|| PathBuf::from(DEFAULT_DIRECTORY));
    fs::create_dir_all(&directory).with_context(|| format!("cannot make {}", directory.display()))?;
    let directory = directory.canonicalize()?;
    let [stokes, raster, wave, slit] = lengths(arguments);
    let stored = match (arguments.raw, arguments.tile) {
        (true, _) => "raw".to_owned(),
        (_, None) => "rice-rows".to_owned(),
        (_, Some(side)) => format!("rice-{side}"),
    };
    let (version, seed) = (env!("CARGO_PKG_VERSION"), arguments.seed);
    Ok(directory.join(format!("visp-{stokes}x{raster}x{wave}x{slit}-{stored}-seed{seed}-v{version}")))
}

/// Makes the dataset unless it is there.
pub(crate) fn prepare(arguments: &Arguments) -> Result<PathBuf> {
    let path = path(arguments)?;
    if arguments.dataset.is_some() {
        return Ok(path);
    }
    if path.exists() && !arguments.fresh {
        return Ok(path);
    }
    // Under its own name only when complete: what is there can be trusted.
    let mut partial = path.clone().into_os_string();
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    for old in [&path, &partial] {
        if old.exists() {
            fs::remove_dir_all(old).with_context(|| format!("cannot remove {}", old.display()))?;
        }
    }
    generate(arguments, &partial)?;
    fs::rename(&partial, &path).with_context(|| format!("cannot name the dataset {}", path.display()))?;
    Ok(path)
}

fn generate(arguments: &Arguments, directory: &Path) -> Result<()> {
    let [stokes, raster, wave, slit] = lengths(arguments);
    let compression =
        if arguments.raw { Compression::Raw } else { Compression::Rice { tile: arguments.tile } };
    let shows_progress = io::stderr().is_terminal();
    let mut progress = |done: usize, total: usize| {
        if shows_progress {
            eprint!("\rgenerating {done} of {total} files");
            let _ = io::stderr().flush();
        }
    };
    let started = Instant::now();
    let written = Sample::visp()
        .stokes(stokes)
        .raster(raster)
        .wave(wave)
        .slit(slit)
        .compression(compression)
        .seed(arguments.seed)
        .on_file(&mut progress)
        .write(directory)?;
    if shows_progress {
        eprintln!();
    }
    let (raw, stored) = (Bytes(written.bytes_raw), Bytes(written.bytes_on_disk));
    println!("generated {raw} of pixels in {} files of {stored} in {:.1?}", written.files, started.elapsed());
    Ok(())
}

fn lengths(arguments: &Arguments) -> [usize; 4] {
    if arguments.small {
        return [4, 10, 100, 256];
    }
    [arguments.stokes, arguments.raster, arguments.wave, arguments.slit]
}

/// What is measured on.
#[derive(Debug, Serialize)]
pub(crate) struct Subject {
    pub(crate) shape: Vec<usize>,
    pub(crate) files: usize,
    /// Bytes of the pixels, decoded.
    pub(crate) bytes_raw: u64,
    /// Bytes of the FITS files.
    pub(crate) bytes_on_disk: u64,
    #[serde(skip)]
    pub(crate) warmed_in: Duration,
}

impl Subject {
    /// Reads every file once: the page cache is warm after that, and the sizes are known.
    pub(crate) fn of(dataset: &Dataset) -> Result<Self> {
        let data = dataset.cube().data();
        let started = Instant::now();
        let mut bytes_on_disk = 0;
        for path in dataset.files().paths() {
            let unreadable = || format!("cannot read {}", path.display());
            let mut file = fs::File::open(&path).with_context(unreadable)?;
            bytes_on_disk += io::copy(&mut file, &mut io::sink()).with_context(unreadable)?;
        }
        ensure!(bytes_on_disk > 0, "the files of {} are empty", dataset.files().directory().display());
        Ok(Self {
            shape: data.shape().to_vec(),
            files: dataset.files().len(),
            bytes_raw: (data.shape().elements() * data.dtype().size()) as u64,
            bytes_on_disk,
            warmed_in: started.elapsed(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[test]
    fn other_settings_are_another_dataset() {
        let directory = tempfile::tempdir().unwrap();
        let name = |more: &[&str]| {
            let here = directory.path().to_str().unwrap();
            let words = ["bench", "--dir", here].into_iter().chain(more.iter().copied());
            path(&Arguments::try_parse_from(words).unwrap()).unwrap()
        };
        let names = [
            name(&[]),
            name(&["--small"]),
            name(&["--raw"]),
            name(&["--tile", "256"]),
            name(&["--seed", "1"]),
            name(&["--slit", "2561"]),
        ];
        for (number, one) in names.iter().enumerate() {
            assert!(names.iter().skip(number + 1).all(|other| other != one), "{}", one.display());
        }
        assert_eq!(name(&["--raster", "7"]), name(&["--raster", "7", "--repetitions", "2"]));
    }

    #[test]
    fn a_dataset_that_is_there_is_used_again() {
        let directory = tempfile::tempdir().unwrap();
        let words = ["bench", "--dir", directory.path().to_str().unwrap(), "--stokes", "2", "--raster", "2"];
        let words = words.into_iter().chain(["--wave", "8", "--slit", "9"]);
        let arguments = Arguments::try_parse_from(words).unwrap();
        let made = prepare(&arguments).unwrap();
        let marker = made.join("marker");
        fs::write(&marker, "").unwrap();
        assert_eq!(prepare(&arguments).unwrap(), made);
        assert!(marker.exists());
        assert_eq!(prepare(&Arguments { fresh: true, ..arguments }).unwrap(), made);
        assert!(!marker.exists());
        let subject = Subject::of(&Dataset::open(&made).unwrap()).unwrap();
        assert_eq!((subject.files, subject.bytes_raw), (4, 4 * 8 * 9 * 4));
    }
}
