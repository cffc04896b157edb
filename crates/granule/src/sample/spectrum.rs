//! Spectra: what the spectrograph sees of the surface, in all four Stokes parameters.
//!
//! Lines are Voigt profiles. In a magnetic field a line splits into three components, which are polarised; each absorbs
//! as its share of the line's strength says (Seares' formulae: the limit of weak lines). Telluric lines come last and
//! absorb all light alike.

use super::observation::{Observation, STEP};
use super::random::Random;
use super::surface::{Point, Surface};

/// Counts of the continuum at average brightness.
pub(super) const CONTINUUM: f64 = 20_000.0;
/// Photons that make a count; the noise follows from it.
pub(super) const PHOTONS: f64 = 20.0;
/// Q, U and V are differences of exposures, which a balanced modulator measures with √3 times the noise of I.
pub(super) const POLARISED_NOISE: f64 = 1.732_050_807_568_877_2;

/// Speed of light, km/s.
const LIGHT: f64 = 299_792.458;
/// Zeeman splitting in nm for a wavelength in nm, a Landé factor of 1 and a field of 1 gauss.
const ZEEMAN: f64 = 4.67e-12;
/// The longest step in nm over which the spectrum may be taken as constant.
const FINEST: f64 = 1.5e-3;

/// A spectral line.
struct Line {
    /// Wavelength in air at rest, nm.
    wavelength: f64,
    /// The share of light that is missing in its core.
    depth: f32,
    /// Half the width at 1/e of its depth, nm.
    width: f64,
    /// Effective Landé factor; `None` for a line of the Earth's atmosphere.
    lande: Option<f64>,
}

const fn solar(wavelength: f64, depth: f32, width: f64, lande: f64) -> Line {
    Line { wavelength, depth, width, lande: Some(lande) }
}

const fn telluric(wavelength: f64, depth: f32) -> Line {
    Line { wavelength, depth, width: 0.0026, lande: None }
}

/// The lines around 630 nm that are seen: Fe I, Sc II, Ti I, Si I, and molecular oxygen.
const LINES: [Line; 18] = [
    solar(629.0965, 0.50, 0.0062, 1.5),
    solar(629.3924, 0.12, 0.0055, 1.2),
    solar(629.7793, 0.58, 0.0064, 1.0),
    solar(629.9595, 0.05, 0.0080, 1.0),
    solar(630.0698, 0.05, 0.0060, 1.1),
    solar(630.1501, 0.72, 0.0078, 1.67),
    solar(630.2494, 0.64, 0.0066, 2.5),
    solar(630.3461, 0.04, 0.0055, 1.5),
    solar(630.3756, 0.08, 0.0058, 1.0),
    solar(631.1500, 0.27, 0.0058, 1.0),
    telluric(629.5178, 0.40),
    telluric(629.5960, 0.42),
    telluric(629.8457, 0.36),
    telluric(629.9228, 0.38),
    telluric(630.2000, 0.30),
    telluric(630.2764, 0.32),
    telluric(630.5810, 0.22),
    telluric(630.6565, 0.23),
];

/// A Voigt profile with a height of 1, tabulated in units of its Gaussian part's width.
struct Profile(Vec<f32>);

impl Profile {
    /// Damping: the width of the Lorentzian part in units of that of the Gaussian part.
    const DAMPING: f64 = 0.12;
    /// Where the profile is cut, and entries to a unit.
    const REACH: f64 = 14.0;
    const FINENESS: f64 = 256.0;

    fn new() -> Self {
        let at = |entry: f64| voigt(entry / Self::FINENESS, Self::DAMPING);
        let (height, edge) = (at(0.0), voigt(Self::REACH, Self::DAMPING));
        let entries = (Self::REACH * Self::FINENESS) as usize;
        // The edge is taken off everywhere, so that the cut makes no step.
        let mut values: Vec<f32> =
            (0..entries).map(|entry| ((at(entry as f64) - edge) / (height - edge)) as f32).collect();
        values.extend([0.0, 0.0]);
        Self(values)
    }

    /// The profile at a distance from the centre, in units of the width.
    fn at(&self, distance: f32) -> f32 {
        let entry = (distance.abs() * Self::FINENESS as f32).min(self.0.len() as f32 - 2.0);
        let below = entry as usize;
        let (here, next) = (self.0[below], self.0[below + 1]);
        here + (next - here) * (entry - below as f32)
    }
}

/// A Gaussian convolved with a Lorentzian, by the trapezoidal rule, which is precise for such functions.
fn voigt(x: f64, damping: f64) -> f64 {
    const STEPS: i32 = 200;
    (-STEPS..=STEPS)
        .map(|step| {
            let t = f64::from(step) * 5.0 / f64::from(STEPS);
            (-t * t).exp() * damping / ((x - t).powi(2) + damping * damping)
        })
        .sum()
}

/// What each position along the slit contributes, in arrays for the loops over it.
#[derive(Default)]
struct Slit {
    continuum: Vec<f32>,
    /// Doppler shift as a share of the wavelength.
    doppler: Vec<f32>,
    /// Strength of the field, gauss.
    strength: Vec<f32>,
    /// The shares of the components: π and σ in I, both in Q and U, σ in V.
    pi: Vec<f32>,
    sigma: Vec<f32>,
    linear: [Vec<f32>; 2],
    circular: Vec<f32>,
}

impl Slit {
    fn push(&mut self, point: &Point) {
        let [x, y, z] = point.field;
        let strength = (x * x + y * y + z * z).sqrt().max(f64::MIN_POSITIVE);
        let cos = z / strength;
        let (cos2, sin2) = (cos * cos, 1.0 - cos * cos);
        let (sin_azimuth, cos_azimuth) = (2.0 * y.atan2(x)).sin_cos();
        self.continuum.push((CONTINUUM * point.brightness) as f32);
        self.doppler.push((point.velocity / LIGHT) as f32);
        self.strength.push(strength as f32);
        self.pi.push((0.5 * sin2) as f32);
        self.sigma.push((0.25 * (1.0 + cos2)) as f32);
        self.linear[0].push((0.5 * sin2 * cos_azimuth) as f32);
        self.linear[1].push((0.5 * sin2 * sin_azimuth) as f32);
        self.circular.push((0.5 * cos) as f32);
    }
}

/// The spectrograph at work on an observation.
pub(super) struct Spectrograph<'a> {
    observation: &'a Observation,
    surface: Surface,
    profile: Profile,
}

impl<'a> Spectrograph<'a> {
    pub(super) fn new(observation: &'a Observation) -> Self {
        let size = &observation.size;
        // The pore stands a little off the middle of the field.
        let shift = 0.1 * STEP * size.raster as f64;
        let [x, y] = observation.position(size.raster / 2, observation.reference_pixel()[2]);
        let surface = Surface::new(observation.seed, [x + shift, y - shift]);
        Self { observation, surface, profile: Profile::new() }
    }

    /// The images of a raster step, one for each Stokes parameter: rows are wavelengths, columns the slit.
    pub(super) fn expose(&self, raster: usize) -> Vec<Vec<f32>> {
        let mut images = self.light(raster);
        self.detect(raster, &mut images);
        images.truncate(self.observation.size.stokes);
        images
    }

    /// Images without noise, of all four Stokes parameters.
    fn light(&self, raster: usize) -> Vec<Vec<f32>> {
        let size = &self.observation.size;
        let time = self.observation.elapsed(raster);
        let mut slit = Slit::default();
        for pixel in 0..size.slit {
            let position = self.observation.position(raster, pixel as f64);
            slit.push(&self.surface.point(position, time));
        }
        let mut images = vec![vec![0.0; size.wave * size.slit]; 4];
        let mut absorbed = [(); 4].map(|()| vec![0.0; size.slit]);
        for row in 0..size.wave {
            let pixels = row * size.slit..(row + 1) * size.slit;
            let mut rows: Vec<&mut [f32]> =
                images.iter_mut().filter_map(|image| image.get_mut(pixels.clone())).collect();
            self.disperse(row, &slit, &mut absorbed, &mut rows);
        }
        images
    }

    /// One row of the images: the mean of the spectrum over the width of the row.
    fn disperse(&self, row: usize, slit: &Slit, absorbed: &mut [Vec<f32>; 4], images: &mut [&mut [f32]]) {
        let samples = (self.observation.dispersion() / FINEST).ceil().clamp(1.0, 32.0);
        for sample in 0..samples as usize {
            let offset = (sample as f64 + 0.5) / samples - 0.5;
            let wavelength = self.observation.wavelength(row as f64 + offset);
            let transmission = self.absorb(wavelength, slit, absorbed) / samples as f32;
            let [i, q, u, v] = absorbed;
            let absorbed = i.iter().zip(q.iter()).zip(u.iter().zip(v.iter()));
            for (pixel, (&continuum, ((i, q), (u, v)))) in slit.continuum.iter().zip(absorbed).enumerate() {
                let light = continuum * transmission;
                for (image, share) in images.iter_mut().zip([(1.0 - i).max(0.02), -q, -u, -v]) {
                    if let Some(value) = image.get_mut(pixel) {
                        *value += light * share;
                    }
                }
            }
        }
    }

    /// Adds up what the solar lines absorb at a wavelength; returns what the Earth's atmosphere lets through.
    fn absorb(&self, wavelength: f64, slit: &Slit, absorbed: &mut [Vec<f32>; 4]) -> f32 {
        absorbed.iter_mut().for_each(|values| values.fill(0.0));
        let mut transmission = 1.0;
        for line in &LINES {
            let distance = (wavelength - line.wavelength) / line.width;
            match line.lande {
                // Shifts of a few km/s are some widths of a line more.
                Some(lande) if distance.abs() < Profile::REACH + 4.0 => {
                    self.absorb_line(line, distance as f32, lande, slit, absorbed);
                }
                None => transmission *= 1.0 - line.depth * self.profile.at(distance as f32),
                Some(_) => {}
            }
        }
        transmission
    }

    fn absorb_line(&self, line: &Line, distance: f32, lande: f64, slit: &Slit, absorbed: &mut [Vec<f32>; 4]) {
        let shift = (line.wavelength / line.width) as f32;
        let splitting = (ZEEMAN * lande * line.wavelength * line.wavelength / line.width) as f32;
        let [i, q, u, v] = absorbed;
        let outputs = i.iter_mut().zip(q).zip(u.iter_mut().zip(v));
        let moved = slit.doppler.iter().zip(&slit.strength);
        let shares = slit.pi.iter().zip(&slit.sigma).zip(slit.linear[0].iter().zip(&slit.linear[1]));
        let inputs = moved.zip(shares.zip(&slit.circular));
        for (((i, q), (u, v)), ((&doppler, &strength), (((pi, sigma), (east, north)), circular))) in
            outputs.zip(inputs)
        {
            let (centre, split) = (distance - shift * doppler, splitting * strength);
            let middle = line.depth * self.profile.at(centre);
            let blue = line.depth * self.profile.at(centre + split);
            let red = line.depth * self.profile.at(centre - split);
            *i += pi * middle + sigma * (blue + red);
            let linear = middle - 0.5 * (blue + red);
            *q += east * linear;
            *u += north * linear;
            *v += circular * (red - blue);
        }
    }

    /// Adds photon noise: each frame has random numbers of its own, so that the order of frames does not matter.
    fn detect(&self, raster: usize, images: &mut [Vec<f32>]) {
        let stokes = self.observation.size.stokes;
        let [intensity, polarised @ ..] = images else { return };
        let noise = |value: f32| (f64::from(value).max(1.0) / PHOTONS).sqrt();
        for (parameter, image) in polarised.iter_mut().enumerate().take(stokes.saturating_sub(1)) {
            let mut random = Random::new([self.observation.seed, parameter as u64 + 1, raster as u64]);
            for (value, &intensity) in image.iter_mut().zip(intensity.iter()) {
                *value += (POLARISED_NOISE * noise(intensity) * random.gaussian()) as f32;
            }
        }
        let mut random = Random::new([self.observation.seed, 0, raster as u64]);
        for value in intensity.iter_mut() {
            *value += (noise(*value) * random.gaussian()) as f32;
        }
    }
}

#[cfg(test)]
mod tests;
