//! Whole frames of Rice tiles, ours against cfitsio, on one thread and on two.

use std::hint::black_box;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use fitsio::images::ReadImage;
use granule::core::{Block, Element, Region, RunContext};
use granule::fits::{FitsImage, HduSelector};
use granule_benches::median;

use crate::Arguments;
use crate::files::{Frame, Kind};
use granule_benches::figure::{Figure, Goal, in_turns};

/// Frames that each of two threads reads at a time.
const FRAMES: usize = 4;

/// Every shape of tiles, type and dither.
pub(crate) fn measure(frame: &Frame, arguments: &Arguments) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for (tiles, size) in [("rows", format!("{},1", frame.columns)), ("256x256", "256,256".to_owned())] {
        for kind in [Kind::F32, Kind::F64] {
            for (dither, level) in [("no dither", "q0 16"), ("dither 1", "q 16"), ("dither 2", "qz 16")] {
                let name = format!("rice {} {tiles} {dither}", kind.name());
                if arguments.wants(&name) {
                    let path =
                        frame.compressed(&name.replace(' ', "-"), &format!("R {size}; {level}"), kind)?;
                    let bytes = frame.pixels() * kind.bytes();
                    figures.extend(match kind {
                        Kind::F32 => compare::<f32>(&name, &path, bytes, arguments)?,
                        Kind::F64 => compare::<f64>(&name, &path, bytes, arguments)?,
                    });
                }
            }
        }
    }
    Ok(figures)
}

fn compare<T: Element>(name: &str, path: &Path, bytes: usize, arguments: &Arguments) -> Result<Vec<Figure>>
where
    Vec<T>: ReadImage,
{
    let (ours, theirs) = (ours(path)?.to_vec::<T>()?, theirs::<T>(path)?);
    let same = |(a, b): (&T, &T)| a.to_f64().to_bits() == b.to_f64().to_bits();
    ensure!(ours.iter().zip(&theirs).all(same), "{name}: the values differ from those of cfitsio");
    drop((ours, theirs));

    let [one, two, cfitsio] = in_turns(
        arguments.turns(),
        [&mut || repeat(FRAMES, path), &mut || on_two_threads(path), &mut || {
            black_box(self::theirs::<T>(path)?);
            Ok(())
        }],
    )?;
    let best = one.iter().copied().fold(f64::INFINITY, f64::min) / FRAMES as f64;
    let [one, two, cfitsio] = [one, two, cfitsio].map(|times| median(&times));
    let ours = one / FRAMES as f64;
    let rate = |seconds: f64| bytes as f64 / 1e9 / seconds;
    Ok(vec![
        Figure {
            name: format!("{name}: cfitsio / ours"),
            value: cfitsio / ours,
            unit: "x",
            goal: Some(Goal::AtLeast(3.0)),
            details: format!("{:.2} GB/s (best {:.2}) against {:.2}", rate(ours), rate(best), rate(cfitsio)),
        },
        Figure {
            name: format!("{name}: two threads / one"),
            value: 2.0 * one / two,
            unit: "x",
            goal: Some(Goal::AtLeast(1.9)),
            details: format!("{:.2} GB/s", rate(two / (2 * FRAMES) as f64)),
        },
    ])
}

fn ours(path: &Path) -> Result<Block> {
    let image = FitsImage::open(path, &HduSelector::Number(1))?;
    Ok(image.read(&Region::full(image.shape()), &RunContext::default())?)
}

fn theirs<T>(path: &Path) -> Result<Vec<T>>
where
    Vec<T>: ReadImage,
{
    let mut file = fitsio::FitsFile::open(path)?;
    let hdu = file.hdu(1)?;
    Ok(hdu.read_image(&mut file)?)
}

fn repeat(frames: usize, path: &Path) -> Result<()> {
    for _ in 0..frames {
        black_box(ours(path)?);
    }
    Ok(())
}

fn on_two_threads(path: &Path) -> Result<()> {
    std::thread::scope(|scope| {
        let threads = [(); 2].map(|()| scope.spawn(|| repeat(FRAMES, path)));
        threads.into_iter().try_for_each(|thread| thread.join().ok().context("a reading thread panicked")?)
    })
}
