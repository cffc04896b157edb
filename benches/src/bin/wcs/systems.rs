//! The coordinate systems that are measured, and the pixels.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use flate2::read::GzDecoder;
use granule::sample::Sample;
use granule::wcs::{Alternate, Wcs};
use granule::{Dataset, open_wcs};

use crate::Arguments;

/// A header of the Sun's disk, and one far from where angles are small.
const HEADERS: [(&str, [&str; 3], [f64; 2], f64); 2] = [
    ("TAN of the Sun", ["HPLN-TAN", "HPLT-TAN", "arcsec"], [-12.5, 31.0], 0.6),
    ("TAN of the sky", ["RA---TAN", "DEC--TAN", "deg"], [210.25, -54.5], 2e-4),
];

/// The side of the image of a header.
const SIDE: usize = 4096;

/// A coordinate system, for ours and for the peers.
pub(crate) struct System {
    pub(crate) name: &'static str,
    pub(crate) wcs: Arc<dyn Wcs>,
    /// Lengths in pixel order.
    shape: Vec<usize>,
    /// The command that has the peers read it.
    pub(crate) command: &'static str,
    pub(crate) path: PathBuf,
}

/// Which pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// All over the cube.
    Random,
    /// The first ones, the fastest axis first.
    Grid,
}

impl Order {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Random => "random pixels",
            Self::Grid => "pixels in order",
        }
    }
}

impl System {
    /// So many whole pixels: a column for each axis, in pixel order.
    pub(crate) fn pixels(&self, order: Order, count: usize) -> Vec<Vec<f64>> {
        let mut state = 1_u64;
        let mut columns = vec![Vec::with_capacity(count); self.shape.len()];
        for point in 0..count {
            let mut rest = point;
            for (column, &length) in columns.iter_mut().zip(&self.shape) {
                let pixel = match order {
                    Order::Random => (splitmix(&mut state) % length as u64) as usize,
                    Order::Grid => rest % length,
                };
                rest /= length;
                column.push(pixel as f64);
            }
        }
        columns
    }
}

/// The next of a sequence of random numbers: the generator called splitmix64.
fn splitmix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// The dataset to open: the one asked for, unpacked if need be, or a sample as large as a long observation.
pub(crate) fn dataset(arguments: &Arguments, directory: &Path) -> Result<PathBuf> {
    let Some(path) = &arguments.dataset else {
        let [stokes, raster, wave, slit] =
            if arguments.small { [4, 20, 50, 70] } else { [4, 688, 976, 2555] };
        let sample = Sample::visp().stokes(stokes).raster(raster).wave(wave).slit(slit);
        return Ok(sample.write_asdf(directory.join("sample"))?);
    };
    if path.extension().is_none_or(|ending| ending != "gz") {
        return Ok(path.clone());
    }
    let unpacked = directory.join("dataset.asdf");
    let packed = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    std::io::copy(&mut GzDecoder::new(packed), &mut File::create(&unpacked)?)?;
    Ok(unpacked)
}

/// The gwcs of the dataset and WCSs of headers.
pub(crate) fn systems(dataset: &Path, directory: &Path) -> Result<Vec<System>> {
    let cube = Dataset::open(dataset)?.cube().clone();
    let mut systems = vec![System {
        name: "ViSP",
        wcs: cube.wcs().clone(),
        shape: cube.shape().iter().rev().copied().collect(),
        command: "dataset",
        path: dataset.to_owned(),
    }];
    for (name, kind, center, scale) in HEADERS {
        let path = directory.join(name).with_extension("hdr");
        fs::write(&path, header(kind, center, scale))?;
        let wcs = open_wcs(&path, Alternate::PRIMARY)?;
        systems.push(System { name, wcs, shape: vec![SIDE; 2], command: "header", path });
    }
    Ok(systems)
}

/// A header of a turned image, a card a line.
fn header([lon, lat, unit]: [&str; 3], center: [f64; 2], scale: f64) -> String {
    let middle = (SIDE as f64 + 1.0) / 2.0;
    let (sin, cos) = 0.1_f64.sin_cos();
    let mut lines = vec![format!("{:<8}= {:>20}", "NAXIS", 2)];
    let mut text = |key: &str, value: &str| lines.push(format!("{key:<8}= '{value:<8}'"));
    text("CTYPE1", lon);
    text("CTYPE2", lat);
    text("CUNIT1", unit);
    text("CUNIT2", unit);
    let numbers = [
        ("CRPIX1", middle),
        ("CRPIX2", middle),
        ("CRVAL1", center[0]),
        ("CRVAL2", center[1]),
        ("CDELT1", scale),
        ("CDELT2", scale),
        ("PC1_1", cos),
        ("PC1_2", -sin),
        ("PC2_1", sin),
        ("PC2_2", cos),
    ];
    lines.extend(numbers.map(|(key, value)| format!("{key:<8}= {value:>20}")));
    lines.join("\n") + "\nEND\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_lie_in_the_cube_and_those_in_order_begin_with_the_fastest_axis() {
        let directory = tempfile::tempdir().unwrap();
        let dataset = Sample::visp().raster(3).wave(8).slit(12).write_asdf(directory.path()).unwrap();
        let systems = systems(&dataset, directory.path()).unwrap();
        assert_eq!(systems.len(), 3);
        assert_eq!(systems[0].shape, [12, 8, 3, 4]);
        let grid = systems[0].pixels(Order::Grid, 14);
        assert_eq!(grid[0][10..], [10.0, 11.0, 0.0, 1.0]);
        assert_eq!(grid[1][10..], [0.0, 0.0, 1.0, 1.0]);
        let random = systems[0].pixels(Order::Random, 1000);
        for (column, &length) in random.iter().zip(&systems[0].shape) {
            assert!((0..length).all(|pixel| column.contains(&(pixel as f64))));
            assert!(column.iter().all(|&pixel| pixel < length as f64));
        }
    }

    #[test]
    fn the_headers_are_of_the_middle_of_an_image() {
        let directory = tempfile::tempdir().unwrap();
        let dataset = Sample::visp().raster(3).wave(8).slit(12).write_asdf(directory.path()).unwrap();
        for (system, (name, _, center, _)) in
            systems(&dataset, directory.path()).unwrap()[1..].iter().zip(HEADERS)
        {
            assert_eq!(system.name, name);
            let middle = [(SIDE as f64 - 1.0) / 2.0];
            let world = system.wcs.pixel_to_world_values(&[&middle, &middle]).unwrap();
            let degrees = if name.contains("Sun") { 3600.0 } else { 1.0 };
            let expected = center.map(|value| value / degrees);
            assert!((world[0][0] - expected[0].rem_euclid(360.0)).abs() < 1e-12, "{world:?}");
            assert!((world[1][0] - expected[1]).abs() < 1e-12, "{world:?}");
        }
    }
}
