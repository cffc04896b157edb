//! The spectra are those of the physics: depths, splitting, noise.

use super::super::Size;
use super::*;

fn observation(raster: usize, wave: usize, slit: usize) -> Observation {
    Observation::new(Size { stokes: 4, raster, wave, slit }, 42)
}

/// The row whose wavelength is nearest.
fn row(observation: &Observation, wavelength: f64) -> usize {
    (0..observation.size.wave)
        .min_by(|&a, &b| {
            let distance = |row: usize| (observation.wavelength(row as f64) - wavelength).abs();
            distance(a).total_cmp(&distance(b))
        })
        .unwrap()
}

/// The mean of a row of an image.
fn mean(image: &[f32], row: usize, slit: usize) -> f64 {
    image[row * slit..(row + 1) * slit].iter().map(|&value| f64::from(value)).sum::<f64>() / slit as f64
}

#[test]
fn a_profile_is_high_in_the_middle_and_vanishes_at_its_end() {
    let profile = Profile::new();
    assert!((profile.at(0.0) - 1.0).abs() < 1e-6);
    assert!((profile.at(-1.5) - profile.at(1.5)).abs() < 1e-7);
    // The Voigt function with a damping of 0.12: H(0.12, 1) / H(0.12, 0) by the Faddeeva function.
    assert!((profile.at(1.0) - 0.4255).abs() < 1e-3, "{}", profile.at(1.0));
    assert!(profile.at(13.99) < 1e-4 && profile.at(14.0) == 0.0 && profile.at(1e9) == 0.0);
}

#[test]
fn cores_are_darker_than_the_continuum() {
    let observation = observation(2, 300, 60);
    let light = Spectrograph::new(&observation).light(1);
    let at = |wavelength| mean(&light[0], row(&observation, wavelength), 60);
    let continuum = at(630.10);
    assert!((0.5..1.1).contains(&(continuum / CONTINUUM)), "{continuum}");
    assert!(at(630.1501) < 0.55 * continuum && at(630.2494) < 0.65 * continuum);
    assert!(at(630.2000) < 0.85 * continuum, "telluric");
    assert!(light[0].iter().all(|&value| value > 0.0));
}

#[test]
fn circular_polarisation_is_antisymmetric_and_follows_the_field() {
    let observation = observation(2, 300, 1);
    let mut spectrograph = Spectrograph::new(&observation);
    let [x, y] = observation.position(0, 0.0);
    // The slit stands on the middle of a pore: the field points at us.
    spectrograph.surface = Surface::new(42, [x, y]);
    let light = spectrograph.light(0);
    let (v, intensity) = (&light[3], &light[0]);
    let shift = spectrograph.surface.point([x, y], 0.0).velocity / LIGHT * 630.2494;
    let at = |offset: f64| f64::from(v[row(&observation, 630.2494 + shift + offset)]);
    let (blue, red) = (at(-0.011), at(0.011));
    assert!(blue > 0.02 * f64::from(intensity[0]) && red < 0.0, "{blue} {red}");
    assert!((blue + red).abs() < 0.1 * blue, "{blue} {red}");
    let total: f64 = v.iter().map(|&value| f64::from(value)).sum();
    let strength: f64 = v.iter().map(|&value| f64::from(value.abs())).sum();
    assert!(total.abs() < 0.01 * strength, "{total} of {strength}");
    // The lobes lie where the splitting says: 4.67e-12 × 2.5 × 630.25² × 2200 nm.
    let near = row(&observation, 630.2194)..row(&observation, 630.2794);
    let peak = near.max_by(|&a, &b| v[a].total_cmp(&v[b])).unwrap();
    let offset = observation.wavelength(peak as f64) - 630.2494 - shift;
    assert!((offset + 0.0102).abs() < 0.0025, "{offset}");
}

#[test]
fn polarisation_never_exceeds_the_light() {
    let observation = observation(6, 60, 40);
    let spectrograph = Spectrograph::new(&observation);
    for raster in 0..6 {
        let light = spectrograph.light(raster);
        for (((i, q), u), v) in light[0].iter().zip(&light[1]).zip(&light[2]).zip(&light[3]) {
            assert!((q * q + u * u + v * v).sqrt() <= *i, "{i} {q} {u} {v}");
        }
    }
}

#[test]
fn noise_is_that_of_the_photons() {
    let observation = observation(2, 120, 200);
    let spectrograph = Spectrograph::new(&observation);
    let (light, seen) = (spectrograph.light(1), spectrograph.expose(1));
    for (parameter, factor) in [(0, 1.0), (1, POLARISED_NOISE), (3, POLARISED_NOISE)] {
        let n = light[0].len() as f64;
        let variance = (0..light[0].len())
            .map(|pixel| {
                let noise = f64::from(seen[parameter][pixel] - light[parameter][pixel]);
                noise * noise / (f64::from(light[0][pixel]) / PHOTONS * factor * factor)
            })
            .sum::<f64>()
            / n;
        assert!((variance - 1.0).abs() < 0.05, "Stokes parameter {parameter}: {variance}");
    }
}

#[test]
fn stokes_parameters_have_noise_of_their_own() {
    let observation = observation(2, 10, 500);
    let spectrograph = Spectrograph::new(&observation);
    let noise = |raster: usize, parameter: usize| -> Vec<f32> {
        let (light, seen) = (spectrograph.light(raster), spectrograph.expose(raster));
        seen[parameter].iter().zip(&light[parameter]).map(|(a, b)| a - b).collect()
    };
    let correlation = |a: &[f32], b: &[f32]| {
        let product = |a: &[f32], b: &[f32]| -> f64 { a.iter().zip(b).map(|(a, b)| f64::from(a * b)).sum() };
        product(a, b) / (product(a, a) * product(b, b)).sqrt()
    };
    let (i, q, u, next) = (noise(0, 0), noise(0, 1), noise(0, 2), noise(1, 0));
    for (a, b) in [(&i, &q), (&q, &u), (&i, &next)] {
        assert!(correlation(a, b).abs() < 0.06, "{}", correlation(a, b));
    }
}

#[test]
fn fewer_stokes_parameters_are_the_same_light() {
    let all = observation(2, 8, 12);
    let mut two = all.clone();
    two.size.stokes = 2;
    let few = Spectrograph::new(&two).expose(1);
    assert_eq!(few.len(), 2);
    assert_eq!(few, Spectrograph::new(&all).expose(1)[..2]);
}
