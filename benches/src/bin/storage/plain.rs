//! Uncompressed images: their sum, beside that of the same bytes in memory.

use std::hint::black_box;

use anyhow::{Result, ensure};
use granule::core::{Region, RunContext};
use granule::exec::SyncExecutor;
use granule::fits::{FitsImage, HduSelector, Io};
use granule::{FitsCube, OpenOptions, Session};
use granule_benches::median;

use crate::Arguments;
use crate::files::Frame;
use granule_benches::figure::{Figure, Goal, in_turns};

/// Frames in the image: more than caches hold.
const COPIES: usize = 20;

/// Accumulators side by side, as the sums of the library have them.
const LANES: usize = 16;

pub(crate) fn measure(frame: &Frame, arguments: &Arguments) -> Result<Vec<Figure>> {
    if !arguments.wants("uncompressed") {
        return Ok(Vec::new());
    }
    let path = frame.uncompressed(COPIES)?;
    let image = FitsImage::open(&path, &HduSelector::FirstImage)?;
    // The same bytes in memory, without the file around them.
    let values = image.read(&Region::full(image.shape()), &RunContext::default())?;
    let bytes: Vec<u8> = values.to_vec::<f32>()?.iter().flat_map(|value| value.to_be_bytes()).collect();
    drop(values);
    let mut figures = Vec::new();
    let sync = || Session::new(SyncExecutor);
    for (io, session, name) in [
        (Io::Pread, sync(), "pread"),
        (Io::Map, sync(), "map"),
        (Io::Pread, Session::default(), "pread, all threads"),
        (Io::Map, Session::default(), "map, all threads"),
    ] {
        let opened = FitsCube::open_with(&path, &OpenOptions::new().io(io))?;
        let sum = opened.cube().data().sum(&[])?;
        let expected = from_memory(&bytes);
        let found = session.compute(&sum)?.values().to_f64_vec();
        ensure!((found[0] / expected - 1.0).abs() < 1e-6, "{} is not {expected}", found[0]);
        let [file, memory] = in_turns(
            arguments.turns(),
            [
                &mut || {
                    black_box(session.compute(&sum)?);
                    Ok(())
                },
                &mut || {
                    black_box(from_memory(black_box(&bytes)));
                    Ok(())
                },
            ],
        )?
        .map(|times| median(&times));
        let rate = |seconds: f64| bytes.len() as f64 / 1e9 / seconds;
        figures.push(Figure {
            name: format!("uncompressed sum, {name}: file / memory"),
            value: file / memory,
            unit: "x",
            goal: Some(Goal::AtMost(1.3)),
            details: format!("{:.2} GB/s against {:.2}", rate(file), rate(memory)),
        });
    }
    Ok(figures)
}

/// The sum of big-endian `f32` values in memory.
fn from_memory(bytes: &[u8]) -> f64 {
    let (values, _) = bytes.as_chunks::<4>();
    let (rows, rest) = values.as_chunks::<LANES>();
    let mut lanes = [0.0; LANES];
    for row in rows {
        for (lane, value) in lanes.iter_mut().zip(row) {
            *lane += f64::from(f32::from_be_bytes(*value));
        }
    }
    let rest = rest.iter().map(|value| f64::from(f32::from_be_bytes(*value)));
    lanes.into_iter().sum::<f64>() + rest.sum::<f64>()
}
