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
}

impl Transform for Glass {
    fn n_inputs(&self) -> usize {
        1
    }

    fn n_outputs(&self) -> usize {
        1
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        map_one(inputs, outputs, |wavelength| {
            let square = wavelength * wavelength;
            let resonance = |(b, c): (f64, f64)| b * square / (square - c);
            (1.0 + self.resonances.into_iter().map(resonance).sum::<f64>()).sqrt()
        });
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        None
    }

    fn separability(&self) -> CorrelationMatrix {
        CorrelationMatrix::identity(1)
    }
}
