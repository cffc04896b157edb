//! A source of one's own: a spectrum that is calculated when it is read, as a cube like any other.
//!
//! `cargo run --example custom_source`. A storage format is added the same way: [`ChunkSource`] is all there is to it.
#![allow(clippy::print_stdout, reason = "an example speaks to the terminal")]

use std::error::Error;
use std::sync::Arc;

use granule::core::{ChunkGrid, Region, RunContext, Shape, WorldAxis};
use granule::prelude::*;
use granule::store::{ArrayMeta, ChunkSource, ReadCost, StoreError};
use granule::wcs::transform::{Concatenate, Linear};
use granule::wcs::{Frame, FrameAxis, FrameKind, Gwcs, Time, Unit};

/// Seconds between two spectra, and between two bright moments of the oscillation.
const CADENCE: f64 = 5.0;
const PERIOD: f64 = 300.0;
/// Wavelength of the first pixel, and from pixel to pixel: nm.
const FIRST: f64 = 630.2;
const DISPERSION: f64 = 0.001;
/// The centre and the width of the spectral line: nm.
const LINE: f64 = 630.25;
const WIDTH: f64 = 0.01;

/// An absorption line that swings to the blue and the red: an hour of it, as a function of time and wavelength.
#[derive(Debug)]
pub(crate) struct Oscillation(ArrayMeta);

impl Oscillation {
    /// One chunk for every minute.
    pub(crate) fn new() -> Result<Self, StoreError> {
        let grid = ChunkGrid::regular(&Shape::from([720, 100]), &[12, 100])?;
        Ok(Self(ArrayMeta::new(DType::F64, grid)))
    }

    pub(crate) fn value(time: usize, wavelength: usize) -> f64 {
        let swing = 0.005 * (std::f64::consts::TAU * time as f64 * CADENCE / PERIOD).sin();
        let distance = (FIRST + wavelength as f64 * DISPERSION - LINE - swing) / WIDTH;
        1.0 - 0.7 * (-distance * distance).exp()
    }
}

impl ChunkSource for Oscillation {
    fn meta(&self) -> &ArrayMeta {
        &self.0
    }

    fn read(&self, region: &Region, _: &RunContext) -> Result<Block, StoreError> {
        region.check_within(self.0.shape())?;
        let (first, last) = (region.start(), region.end());
        let times = first[0]..last[0];
        let values = times.flat_map(|time| (first[1]..last[1]).map(move |wave| Self::value(time, wave)));
        Ok(Block::from_vec(&region.shape(), values.collect())?)
    }

    fn cost(&self, _: &Region) -> ReadCost {
        // Nothing is read from a file, and no memory is needed besides the block itself.
        ReadCost::default()
    }
}

/// Where the pixels are: wavelengths along the fastest axis, times along the other.
fn coordinates() -> Result<Gwcs, Box<dyn Error>> {
    let transform =
        Concatenate::new(Arc::new(Linear::new(DISPERSION, FIRST)), Arc::new(Linear::scale(CADENCE)));
    let axis = |number, name, physical_type, unit| {
        vec![FrameAxis::new(WorldAxis(number), name, physical_type, Unit::parse(unit))]
    };
    let reference = Time::parse("2022-10-24T19:00:00")?;
    let frames = vec![
        Frame::new("wavelength", FrameKind::Spectral, axis(0, "wavelength", "em.wl", "nm")),
        Frame::new("time", FrameKind::Temporal { reference }, axis(1, "time", "time", "s")),
    ];
    Ok(Gwcs::new(Arc::new(transform), vec!["dispersion".into(), "exposure".into()], frames)?)
}

/// The spectrum of every minute, and the pixel at which each is darkest.
pub(crate) fn run() -> Result<Vec<i64>, Box<dyn Error>> {
    let data = Array::from_source(Arc::new(Oscillation::new()?));
    let cube = NDCube::new(data, Arc::new(coordinates()?))?;
    let minutes = cube.rebin(&[12, 1], Reduction::Mean)?;
    println!("{minutes}");

    let session = Session::default();
    let darkest = minutes.argmin(&[1])?.compute(&session)?.values().to_vec::<i64>()?;
    for (minute, &pixel) in darkest.iter().enumerate().take(5) {
        let world = minutes.wcs().pixel_to_world(&[pixel as f64, minute as f64])?;
        let words: Vec<String> = world.iter().map(ToString::to_string).collect();
        println!("darkest at {}", words.join(", "));
    }
    Ok(darkest)
}

fn main() -> Result<(), Box<dyn Error>> {
    run().map(drop)
}
