//! Gratings and prisms: the grating equation, refraction, and what glass does to light.

use std::sync::Arc;

use super::{Transform, map_one};
use crate::CorrelationMatrix;

/// The wavelength that a grating sends from one angle to another: `(a + b) / (density · order)`.
#[derive(Clone, Debug, PartialEq)]
pub struct GratingWavelength {
    factor: f64,
}

impl GratingWavelength {
    /// A grating of `density` grooves for each unit of wavelength, in this order.
    #[must_use]
    pub fn new(density: f64, order: f64) -> Self {
        Self { factor: density * order }
    }
}

impl Transform for GratingWavelength {
    fn n_inputs(&self) -> usize {
        2
    }

    fn n_outputs(&self) -> usize {
        1
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        if let ([a, b], [output]) = (inputs, outputs) {
            output.clear();
            output.extend(a.iter().zip(*b).map(|(a, b)| (a + b) / self.factor));
        }
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        None
    }

    fn separability(&self) -> CorrelationMatrix {
        CorrelationMatrix::full(1, 2)
    }
}

/// Wavelength and the first two direction cosines of the light that falls on a grating, to the three of what leaves it.
#[derive(Clone, Debug, PartialEq)]
pub struct GratingAngles {
    factor: f64,
}

impl GratingAngles {
    /// A grating of `density` grooves for each unit of wavelength, in this order.
    #[must_use]
    pub fn new(density: f64, order: f64) -> Self {
        Self { factor: density * order }
    }
}

impl Transform for GratingAngles {
    fn n_inputs(&self) -> usize {
        3
    }

    fn n_outputs(&self) -> usize {
        3
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        super::map_three(inputs, outputs, |[wavelength, alpha, beta]| {
            let (alpha, beta) = (alpha - self.factor * wavelength, -beta);
            [alpha, beta, (1.0 - alpha * alpha - beta * beta).sqrt()]
        });
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        None
    }

    fn separability(&self) -> CorrelationMatrix {
        CorrelationMatrix::full(3, 3)
    }
}

/// Snell's law: a refractive index and three direction cosines before a surface, to those behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Refraction;

impl Transform for Refraction {
    fn n_inputs(&self) -> usize {
        4
    }

    fn n_outputs(&self) -> usize {
        3
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        let [n, alpha, beta, _] = inputs else { return };
        super::map_three(&[n, alpha, beta], outputs, |[n, alpha, beta]| {
            let (alpha, beta) = (alpha / n, beta / n);
            [alpha, beta, (1.0 - alpha * alpha - beta * beta).sqrt()]
        });
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        None
    }

    fn separability(&self) -> CorrelationMatrix {
        CorrelationMatrix::full(3, 4)
    }
}

/// Sellmeier's equation: from a wavelength in micrometres to the refractive index of a glass.
#[derive(Clone, Debug, PartialEq)]
pub struct Glass {
    /// Strengths and squared wavelengths of the resonances.
    resonances: [(f64, f64); 3],
}

impl Glass {
    /// The coefficients B, and C in square micrometres.
    #[must_use]
    pub fn new(b: [f64; 3], c: [f64; 3]) -> Self {
        let ([b1, b2, b3], [c1, c2, c3]) = (b, c);
        Self { resonances: [(b1, c1), (b2, c2), (b3, c3)] }
    }

    fn index(&self, wavelength: f64) -> f64 {
        let square = wavelength * wavelength;
        let resonance = |(b, c): (f64, f64)| b * square / (square - c);
        (1.0 + self.resonances.into_iter().map(resonance).sum::<f64>()).sqrt()
    }
}

impl Transform for Glass {
    fn n_inputs(&self) -> usize {
        1
    }

    fn n_outputs(&self) -> usize {
        1
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        map_one(inputs, outputs, |wavelength| self.index(wavelength));
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        None
    }

    fn separability(&self) -> CorrelationMatrix {
        CorrelationMatrix::identity(1)
    }
}

/// The refractive index of a glass relative to the air around it, by the formulas of Zemax.
///
/// From a wavelength in micrometres. The glass is known at a reference temperature and pressure; what the difference in
/// temperature does to it follows from constants D and E, the last of which is taken as a squared wavelength, as gwcs
/// does.
#[derive(Clone, Debug, PartialEq)]
pub struct WarmGlass {
    glass: Glass,
    /// In degrees Celsius and atmospheres.
    temperature: f64,
    pressure: f64,
    reference_temperature: f64,
    reference_pressure: f64,
    d: [f64; 3],
    e: [f64; 3],
}

impl WarmGlass {
    /// A glass at `[temperature, pressure]`, in kelvins and atmospheres, that is known at the `reference`.
    #[must_use]
    pub fn new(glass: Glass, at: [f64; 2], reference: [f64; 2], d: [f64; 3], e: [f64; 3]) -> Self {
        let celsius = |kelvin: f64| kelvin - 273.15;
        Self {
            glass,
            temperature: celsius(at[0]),
            pressure: at[1],
            reference_temperature: celsius(reference[0]),
            reference_pressure: reference[1],
            d,
            e,
        }
    }

    /// The refractive index of air.
    fn air(square: f64, temperature: f64, pressure: f64) -> f64 {
        let dispersion =
            2_949_810.0 * square / (146.0 * square - 1.0) + 5540.0 * square / (41.0 * square - 1.0);
        1.0 + (6432.8 + dispersion) * 1e-8 * pressure / (1.0 + (temperature - 15.0) * 3.4785e-3)
    }

    fn index(&self, wavelength: f64) -> f64 {
        let square = wavelength * wavelength;
        let air = Self::air(square, self.temperature, self.pressure);
        let reference_air = Self::air(square, self.reference_temperature, self.reference_pressure);
        let relative_wavelength = wavelength * air / reference_air;
        let relative = self.glass.index(relative_wavelength);
        let warmer = self.temperature - self.reference_temperature;
        let ([d0, d1, d2], [e0, e1, resonance]) = (self.d, self.e);
        let change = d0 * warmer
            + d1 * warmer * warmer
            + d2 * warmer * warmer * warmer
            + (e0 * warmer + e1 * warmer * warmer) / (relative_wavelength * relative_wavelength - resonance);
        (relative * reference_air + 0.5 * (relative * relative - 1.0) / relative * change) / air
    }
}

impl Transform for WarmGlass {
    fn n_inputs(&self) -> usize {
        1
    }

    fn n_outputs(&self) -> usize {
        1
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        map_one(inputs, outputs, |wavelength| self.index(wavelength));
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        None
    }

    fn separability(&self) -> CorrelationMatrix {
        CorrelationMatrix::identity(1)
    }
}
