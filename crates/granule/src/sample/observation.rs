//! The plan of an observation: when and where each frame looks. Headers, coordinates and pixels all follow it.

use std::sync::LazyLock;

use granule_wcs::{Time, TimeScale};

use super::Size;
use super::random::hash;

/// Seconds from one raster step to the next.
pub(super) const CADENCE: f64 = 2.137;
/// Seconds that a frame takes: 80 exposures, 8 for each of 10 states of the modulator.
pub(super) const DURATION: f64 = 1.932;
/// Width of the slit and length of a raster step, arcsec.
pub(super) const STEP: f64 = 0.2142;
/// Wavelength at the centre of the image, nm.
pub(super) const WAVELENGTH: f64 = 630.2;
/// The spectral line that is observed.
pub(super) const LINE: &str = "Fe I (630.25 nm)";
/// Names of the Stokes parameters, in the order of their axis.
pub(super) const STOKES: [&str; 4] = ["I", "Q", "U", "V"];

/// Extent of one pixel of the camera: arcsec along the slit, nm along the spectrum.
const CAMERA_PIXEL: [f64; 2] = [0.0299, 1.28e-3];
/// What an image should cover at least: a few granules, and both iron lines with some continuum.
const LEAST_EXTENT: [f64; 2] = [12.0, 0.36];
/// The centre of the raster at the start, arcsec: helioprojective longitude and latitude.
const CENTRE: [f64; 2] = [127.3, -341.7];
/// Drift of the pointing, arcsec per second.
const DRIFT: [f64; 2] = [0.0021, -0.0008];
/// Angle of the slit against solar north at the start, and how fast it turns: degrees, degrees per second.
const ROTATION: [f64; 2] = [-2.3, 1.7e-4];

/// 2022-10-24T19:47:33.318 UTC.
static START: LazyLock<Time> =
    LazyLock::new(|| Time::from_julian_date(2_459_876.5, 71_253.318 / 86_400.0, TimeScale::Utc));

/// The plan of an observation.
#[derive(Clone, Debug)]
pub(super) struct Observation {
    pub(super) size: Size,
    pub(super) seed: u64,
    /// Five capital letters, as DKIST names its datasets.
    pub(super) id: String,
    /// Pixels of the camera that make one of the image: along the slit, along the spectrum.
    pub(super) binning: [usize; 2],
}

/// Where a frame looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pointing {
    /// World coordinates of the reference pixel, arcsec: longitude, latitude.
    pub(super) reference: [f64; 2],
    /// From pixels to scaled pixels: rows are longitude and latitude, columns raster and slit.
    pub(super) matrix: [[f64; 2]; 2],
}

impl Observation {
    pub(super) fn new(size: Size, seed: u64) -> Self {
        let sizes = [size.stokes, size.raster, size.wave, size.slit].map(|length| length as u64);
        let mut word = hash([seed, hash(sizes)]);
        // No vowels, no words.
        let letters: Vec<char> = "BCDFGHJKLMNPQRSTVWXZ".chars().collect();
        let id = (0..5)
            .map(|_| {
                let letter = letters[(word % letters.len() as u64) as usize];
                word /= letters.len() as u64;
                letter
            })
            .collect();
        let binning = [(0, size.slit), (1, size.wave)].map(|(axis, length)| {
            (LEAST_EXTENT[axis] / (CAMERA_PIXEL[axis] * length as f64)).ceil().max(1.0) as usize
        });
        Self { size, seed, id, binning }
    }

    /// Frames of the dataset that are no Stokes axis: 3 pixel axes, or 4 with it.
    pub(super) fn has_stokes_axis(&self) -> bool {
        self.size.stokes > 1
    }

    /// The names of the Stokes parameters there are.
    pub(super) fn stokes(&self) -> &'static [&'static str] {
        &STOKES[..self.size.stokes.min(STOKES.len())]
    }

    /// Arcsec per pixel along the slit.
    pub(super) fn slit_scale(&self) -> f64 {
        CAMERA_PIXEL[0] * self.binning[0] as f64
    }

    /// Nanometres per pixel.
    pub(super) fn dispersion(&self) -> f64 {
        CAMERA_PIXEL[1] * self.binning[1] as f64
    }

    /// The reference pixel in the middle of the image, from 0: raster, wavelength, slit.
    pub(super) fn reference_pixel(&self) -> [f64; 3] {
        [self.size.raster, self.size.wave, self.size.slit].map(|length| (length as f64 - 1.0) / 2.0)
    }

    /// The wavelength of a row of the image, nm.
    pub(super) fn wavelength(&self, row: f64) -> f64 {
        WAVELENGTH + (row - self.reference_pixel()[1]) * self.dispersion()
    }

    /// Seconds from the start of the observation to that of a raster step.
    pub(super) fn elapsed(&self, raster: usize) -> f64 {
        raster as f64 * CADENCE
    }

    /// When a raster step begins.
    pub(super) fn begin(&self, raster: usize) -> Time {
        START.plus_seconds(self.elapsed(raster))
    }

    /// The middle of a raster step.
    pub(super) fn average(&self, raster: usize) -> Time {
        START.plus_seconds(self.elapsed(raster) + DURATION / 2.0)
    }

    /// When a raster step ends.
    pub(super) fn end(&self, raster: usize) -> Time {
        START.plus_seconds(self.elapsed(raster) + DURATION)
    }

    /// Where a raster step looks.
    pub(super) fn pointing(&self, raster: usize) -> Pointing {
        let elapsed = self.elapsed(raster);
        let (sin, cos) = (ROTATION[0] + ROTATION[1] * elapsed).to_radians().sin_cos();
        // The matrix turns pixels of unequal sides: FITS scales after it.
        let ratio = self.slit_scale() / STEP;
        Pointing {
            reference: [0, 1].map(|axis| CENTRE[axis] + DRIFT[axis] * elapsed),
            matrix: [[cos, -sin * ratio], [sin / ratio, cos]],
        }
    }

    /// Helioprojective longitude and latitude of a pixel, arcsec, on the plane that touches the sky at the reference
    /// pixel: over the field of a slit, this is the sky to a thousandth of an arcsecond.
    pub(super) fn position(&self, raster: usize, slit: f64) -> [f64; 2] {
        let Pointing { reference, matrix } = self.pointing(raster);
        let [raster_pixel, _, slit_pixel] = self.reference_pixel();
        let (u, v) = (raster as f64 - raster_pixel, slit - slit_pixel);
        let scale = [STEP, self.slit_scale()];
        [0, 1].map(|axis| reference[axis] + scale[axis] * (matrix[axis][0] * u + matrix[axis][1] * v))
    }

    /// The name of the file of a frame.
    pub(super) fn file_name(&self, stokes: usize, raster: usize) -> String {
        let time = self.begin(raster).to_string().replace(['-', ':', '.'], "_");
        let picometres = (WAVELENGTH * 1000.0).round();
        let stokes = STOKES.get(stokes).copied().unwrap_or("I");
        format!("VISP_{time}_{picometres:08}_{stokes}_{}_L1.fits", self.id)
    }

    /// The name of the ASDF file.
    pub(super) fn asdf_name(&self) -> String {
        // Seconds are cut, as DKIST does.
        let time: String =
            self.average(0).to_string().chars().take(19).filter(|c| !"-:".contains(*c)).collect();
        format!("VISP_L1_{time}_{}_metadata.asdf", self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn observation(raster: usize, wave: usize, slit: usize) -> Observation {
        Observation::new(Size { stokes: 4, raster, wave, slit }, 42)
    }

    #[test]
    fn names_are_those_of_dkist() {
        let observation = observation(20, 50, 70);
        let name = observation.file_name(3, 1);
        assert!(name.starts_with("VISP_2022_10_24T19_47_35_455_00630200_V_"), "{name}");
        assert!(name.ends_with(&format!("_{}_L1.fits", observation.id)), "{name}");
        let asdf = observation.asdf_name();
        assert_eq!(asdf, format!("VISP_L1_20221024T194734_{}_metadata.asdf", observation.id));
    }

    #[test]
    fn small_images_are_binned_to_show_the_lines_and_large_ones_are_not() {
        for (wave, slit) in [(8, 12), (50, 70), (1000, 2560)] {
            let observation = observation(4, wave, slit);
            let span = observation.wavelength(wave as f64 - 0.5) - observation.wavelength(-0.5);
            assert!(span >= LEAST_EXTENT[1] && observation.slit_scale() * slit as f64 >= LEAST_EXTENT[0]);
            assert!(observation.wavelength(-0.5) < 630.1 && observation.wavelength(wave as f64) > 630.3);
        }
        assert_eq!(observation(4, 1000, 2560).binning, [1, 1]);
    }

    #[test]
    fn the_matrix_is_a_rotation_of_the_sky() {
        let observation = observation(20, 50, 70);
        let at = |raster, slit| observation.position(raster, slit);
        let [x0, y0] = at(3, 10.0);
        let [x1, y1] = at(3, 20.0);
        let length = (x1 - x0).hypot(y1 - y0);
        assert!((length - 10.0 * observation.slit_scale()).abs() < 1e-9, "{length}");
        // The slit stands at 2.3° to the north-south line.
        assert!(((x1 - x0).atan2(y1 - y0).to_degrees() - 2.3).abs() < 0.01);
    }

    #[test]
    fn the_middle_of_the_first_frame_looks_at_the_reference_position() {
        let observation = observation(21, 50, 71);
        let [x, y] = observation.position(10, 35.0);
        let reference = observation.pointing(10).reference;
        assert!((x - reference[0]).abs() < 1e-12 && (y - reference[1]).abs() < 1e-12);
    }
}
