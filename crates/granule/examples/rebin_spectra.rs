//! The tutorial as a program: from an observation to a spectrum, its darkest wavelength, and rebinned spectra on a plot.
//!
//! `cargo run --release --example rebin_spectra [DATASET [PLOT]]`; without a dataset it makes one of its own.
#![allow(clippy::print_stdout, reason = "an example speaks to the terminal")]

use std::error::Error;
use std::path::{Path, PathBuf};

use granule::plot::{self, Curve};
use granule::plotting::LineStyle;
use granule::prelude::*;
use granule::sample::Sample;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let temporary = tempfile::tempdir()?;
    let dataset = match arguments.next() {
        Some(path) => path,
        None => Sample::visp().write(temporary.path())?.asdf,
    };
    let plot = arguments.next().unwrap_or_else(|| "rebinned-spectra.svg".into());
    run(&dataset, &plot)
}

pub(crate) fn run(dataset: &Path, plot: &Path) -> Result<(), Box<dyn Error>> {
    let dataset = Dataset::open(dataset)?;
    println!("{dataset}");

    // Stokes I, trimmed to whole bins. Nothing is read yet.
    let whole = |axis: usize| dataset.cube().shape()[axis] as i64 / 10 * 10;
    let stokes_i = dataset.slice(s![0, ..whole(1), .., ..whole(3)])?;

    // One spectrum for all of it, and where that is darkest.
    let session = Session::default();
    let spectrum = stokes_i.sum(&[0, 2])?;
    let darkest = spectrum.argmin(&[])?.compute(&session)?.values().to_vec::<i64>()?[0];
    for coordinate in spectrum.wcs().pixel_to_world(&[darkest as f64])? {
        println!("darkest at {coordinate}");
    }

    // Bins along the slit, then also of raster steps: pixels, wavelengths and positions go together.
    let along_slit = stokes_i.rebin(&[1, 1, 10], Reduction::Mean)?;
    let both = stokes_i.rebin(&[10, 1, 10], Reduction::Mean)?;
    let (pixel, row, block) =
        (stokes_i.cube().slice(s![5, .., 5])?, along_slit.slice(s![5, .., 0])?, both.slice(s![0, .., 0])?);
    let curve = |label, cube, style| Curve { label, cube, style };
    let curves = [
        curve("1 pixel", &pixel, LineStyle::Dotted),
        curve("10 pixels", &row, LineStyle::Dashed),
        curve("100 pixels", &block, LineStyle::Solid),
    ];
    plot::compare(&curves, plot, &session, Overwrite::Yes)?;
    println!("three spectra in {}", plot.display());
    Ok(())
}
