//! Parts of a frame: one wavelength beside the whole, and a row of a file that nobody has opened yet.

use std::hint::black_box;

use anyhow::Result;
use granule::core::{DType, Region, RunContext, Shape};
use granule::fits::{FitsImage, FitsSource, HduSelector};
use granule::store::ChunkSource;
use granule_benches::median;

use crate::Arguments;
use crate::files::{Frame, Kind};
use granule_benches::figure::{Figure, Goal, in_turns};

/// Files that are opened for the first time in a turn.
const COLD: usize = 200;

pub(crate) fn measure(frame: &Frame, arguments: &Arguments) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    if arguments.wants("one wavelength") {
        figures.push(wavelength(frame, arguments)?);
    }
    if arguments.wants("cold file") {
        figures.push(cold(frame, arguments)?);
    }
    Ok(figures)
}

/// A row of a frame whose header is known, from a file that is opened for each read.
fn wavelength(frame: &Frame, arguments: &Arguments) -> Result<Figure> {
    let path = frame.compressed("wavelength", &format!("R {},1; q0 16", frame.columns), Kind::F32)?;
    let image = FitsImage::open(&path, &HduSelector::Number(1))?;
    let (row, rows) = (frame.rows / 2, 100);
    let region = Region::new([row, 0], [row + 1, frame.columns])?;
    let [part, whole] = in_turns(
        arguments.turns(),
        [
            &mut || {
                for _ in 0..rows {
                    black_box(image.read(&region, &RunContext::default())?);
                }
                Ok(())
            },
            &mut || {
                black_box(image.read(&Region::full(image.shape()), &RunContext::default())?);
                Ok(())
            },
        ],
    )?
    .map(|times| median(&times));
    let part = part / f64::from(rows);
    Ok(Figure {
        name: "one wavelength: whole frame / row".into(),
        value: whole / part,
        unit: "x",
        goal: Some(Goal::AtLeast(200.0)),
        details: format!("{:.2} ms against {:.1} µs", whole * 1e3, part * 1e6),
    })
}

/// Opening a file, reading its header, finding one tile and decoding it: as the first read of a dataset does it.
fn cold(frame: &Frame, arguments: &Arguments) -> Result<Figure> {
    let path = frame.compressed("cold", &format!("R {},1; q0 16", frame.columns), Kind::F32)?;
    let links = (0..COLD).map(|number| {
        let link = path.with_file_name(format!("cold{number}.fits"));
        std::fs::copy(&path, &link).map(|_| link)
    });
    let links = links.collect::<std::io::Result<Vec<_>>>()?;
    let shape = Shape::from([frame.rows, frame.columns]);
    let row = frame.rows / 3;
    let region = Region::new([row, 0], [row + 1, frame.columns])?;
    let [times] = in_turns(
        arguments.turns(),
        [&mut || {
            let run = RunContext::default();
            for link in &links {
                // What is known of a file stays with its source: a new one knows nothing.
                let source = FitsSource::lazy(link, HduSelector::Number(1), &shape, DType::F32);
                black_box(source.read(&region, &run)?);
            }
            Ok(())
        }],
    )?;
    Ok(Figure {
        name: "cold file: open, header and one row".into(),
        value: median(&times) / COLD as f64 * 1e6,
        unit: "µs",
        goal: Some(Goal::AtMost(40.0)),
        details: format!("{COLD} files in turns"),
    })
}
