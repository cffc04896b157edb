//! `granule demo`: the tutorial on a sample it makes, every step timed and explained.

use std::path::{Path, PathBuf};
use std::time::Instant;

use granule::plot::{self, Curve};
use granule::plotting::LineStyle;
use granule::prelude::*;
use granule::sample::Sample;

use super::cube::executor;
use crate::args::{DemoArgs, ExecutorName};
use crate::text::say;

pub(crate) fn run(args: &DemoArgs) -> anyhow::Result<()> {
    let directory = match &args.dir {
        Some(directory) => directory.clone(),
        // Kept: the plots are what the user came for.
        None => tempfile::Builder::new().prefix("granule-demo-").tempdir()?.keep(),
    };
    std::fs::create_dir_all(&directory)?;
    let demo = Demo { directory, session: Session::default() };
    let dataset = demo.make_and_open()?;
    let stokes_i = demo.slice(&dataset)?;
    let darkest = demo.spectrum(&stokes_i)?;
    demo.image(&stokes_i, darkest)?;
    demo.rebin(&stokes_i)?;
    demo.executors(&stokes_i)?;
    say(&format!("\nThe sample and the plots are in {}", demo.directory.display()))?;
    Ok(())
}

struct Demo {
    directory: PathBuf,
    session: Session,
}

/// Says what a step is for, does it, says how long it took and what came out.
fn step<T>(
    title: &str,
    work: impl FnOnce() -> anyhow::Result<T>,
    outcome: impl FnOnce(&T) -> String,
) -> anyhow::Result<T> {
    let began = Instant::now();
    let value = work()?;
    say(&format!("\n# {title}  ({:.1?})", began.elapsed()))?;
    say(outcome(&value).trim_end())?;
    Ok(value)
}

impl Demo {
    fn path(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }

    fn make_and_open(&self) -> anyhow::Result<Dataset> {
        let path = self.path("observation");
        let sample = Sample::visp().stokes(4).raster(40).wave(200).slit(300).overwrite(Overwrite::Yes);
        step(
            "A ViSP observation: 160 compressed FITS files and one ASDF file",
            || Ok(sample.write(&path)?),
            |written| {
                let (raw, disk) = (written.bytes_raw as f64 / 1e6, written.bytes_on_disk as f64 / 1e6);
                format!("{} files, {raw:.0} MB of pixels in {disk:.0} MB", written.files)
            },
        )?;
        step(
            "Open it: the ASDF file says everything, no FITS file is read",
            || Ok(Dataset::open(&path)?),
            ToString::to_string,
        )
    }

    fn slice(&self, dataset: &Dataset) -> anyhow::Result<NDCube> {
        step(
            "Slice: ds[0] is Stokes I; nothing is read, files and coordinates follow",
            || Ok(dataset.slice(s![0])?.cube().clone()),
            |cube| format!("{}", cube.data()),
        )
    }

    /// Sums to a spectrum and finds its darkest wavelength.
    fn spectrum(&self, cube: &NDCube) -> anyhow::Result<i64> {
        let spectrum = cube.sum(&[0, 2])?;
        step(
            "Sum over raster and slit: one spectrum, computed on all processors",
            || Ok(spectrum.compute(&self.session)?),
            |computed| computed.report().to_string(),
        )?;
        let darkest = step(
            "Where is it darkest? argmin gives the pixel, the WCS its wavelength",
            || Ok(spectrum.argmin(&[])?.compute(&self.session)?.values().to_vec::<i64>()?),
            |found| {
                let pixel = found.first().copied().unwrap_or(0);
                match spectrum.wcs().pixel_to_world(&[pixel as f64]) {
                    Ok(world) => format!("pixel {pixel}: {}", list(&world)),
                    Err(error) => error.to_string(),
                }
            },
        )?;
        let path = self.path("spectrum.png");
        self.plot("Plot the spectrum against its wavelengths", &path, |path| {
            Ok(plot::save(&spectrum, path, &self.session, Overwrite::Yes)?)
        })?;
        Ok(darkest.first().copied().unwrap_or(0))
    }

    fn image(&self, cube: &NDCube, darkest: i64) -> anyhow::Result<()> {
        let image = cube.slice(s![.., darkest, ..])?;
        let path = self.path("line-core.png");
        self.plot("An image at that wavelength: one row of each file is decoded", &path, |path| {
            Ok(plot::save(&image, path, &self.session, Overwrite::Yes)?)
        })
    }

    /// Compares a single pixel's spectrum with those of larger and larger bins.
    fn rebin(&self, cube: &NDCube) -> anyhow::Result<()> {
        let wide = cube.rebin(&[1, 1, 10], Reduction::Mean)?;
        let wider = cube.rebin(&[10, 1, 10], Reduction::Mean)?;
        step(
            "Rebin by 10 raster steps and 10 slit pixels: data and coordinates together",
            || Ok(wider.compute(&self.session)?),
            |computed| format!("{}\n{}", wider.data(), computed.report()),
        )?;
        let (pixel, row, block) =
            (cube.slice(s![5, .., 5])?, wide.slice(s![5, .., 0])?, wider.slice(s![0, .., 0])?);
        let path = self.path("rebinned-spectra.svg");
        self.plot("Compare: the spectrum of a pixel, of 10, and of 100", &path, |path| {
            let curve = |label, cube, style| Curve { label, cube, style };
            let curves = [
                curve("1 pixel", &pixel, LineStyle::Dotted),
                curve("10 pixels", &row, LineStyle::Dashed),
                curve("100 pixels", &block, LineStyle::Solid),
            ];
            Ok(plot::compare(&curves, path, &self.session, Overwrite::Yes)?)
        })
    }

    /// Runs the same rebin on every executor.
    fn executors(&self, cube: &NDCube) -> anyhow::Result<()> {
        let rebinned = cube.rebin(&[10, 1, 10], Reduction::Mean)?;
        let mut first: Option<Block> = None;
        for name in [ExecutorName::Sync, ExecutorName::Rayon, ExecutorName::Crossbeam] {
            let session = Session::with_executor(executor(name, 0));
            let title = format!("The same rebin on the {} executor", session.executor().name());
            let computed = step(
                &title,
                || Ok(rebinned.compute(&session)?),
                |computed| match &first {
                    None => format!("{} threads", computed.report().threads),
                    Some(first) if first == computed.values() => {
                        format!("{} threads: the same bits", computed.report().threads)
                    }
                    Some(_) => "the values differ, which is a defect: please report it".to_owned(),
                },
            )?;
            first.get_or_insert_with(|| computed.into_values());
        }
        Ok(())
    }

    fn plot(
        &self,
        title: &str,
        path: &Path,
        draw: impl FnOnce(&Path) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        step(title, || draw(path), |()| path.display().to_string())
    }
}

fn list(coordinates: &[WorldCoordinate]) -> String {
    coordinates.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
