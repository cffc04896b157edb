//! Spectral axes that are linear in another quantity than the one they give (paper III, section 3).

use std::f64::consts::TAU;
use std::sync::Arc;

use super::{Transform, map_one};
use crate::CorrelationMatrix;

/// Metres a second.
const LIGHT: f64 = 299_792_458.0;
/// Joule seconds.
const PLANCK: f64 = 6.626_070_15e-34;

/// The quantities between which a spectral axis may be nonlinear, in SI units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SpectralBasis {
    /// Frequency: `F`.
    Frequency,
    /// Wavelength in vacuum: `W`.
    Wavelength,
    /// Wavelength in air: `A`.
    AirWavelength,
    /// Relativistic velocity, away from us: `V`.
    Velocity,
}

/// A spectral quantity of FITS: a linear function of one of the bases.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SpectralQuantity {
    basis: SpectralBasis,
    /// The quantity is `factor · basis + shift`.
    factor: f64,
    shift: f64,
}

/// From the intermediate coordinate of an axis to a spectral quantity, where the axis is linear in another.
#[derive(Clone, Debug, PartialEq)]
pub struct SpectralTransform {
    sampled: SpectralBasis,
    quantity: SpectralQuantity,
    /// Wavelength of the line that velocities are of, in metres.
    rest: f64,
    /// The sampled quantity at the reference point, and its derivative there.
    start: f64,
    slope: f64,
    inverted: bool,
}

impl SpectralBasis {
    /// The basis of a letter of FITS.
    #[must_use]
    pub fn from_letter(letter: char) -> Option<Self> {
        Some(match letter {
            'F' => Self::Frequency,
            'W' => Self::Wavelength,
            'A' => Self::AirWavelength,
            'V' => Self::Velocity,
            _ => return None,
        })
    }

    fn to_wavelength(self, value: f64, rest: f64) -> f64 {
        match self {
            Self::Frequency => LIGHT / value,
            Self::Wavelength => value,
            Self::AirWavelength => value * refraction(value).0,
            Self::Velocity => rest * ((LIGHT + value) / (LIGHT - value)).sqrt(),
        }
    }

    fn of_wavelength(self, wavelength: f64, rest: f64) -> f64 {
        match self {
            Self::Frequency => LIGHT / wavelength,
            Self::Wavelength => wavelength,
            Self::AirWavelength => {
                // The index hardly changes from vacuum to air: four rounds are more than doubles can hold.
                (0..4).fold(wavelength, |air, _| wavelength / refraction(air).0)
            }
            Self::Velocity => {
                let square = (wavelength / rest).powi(2);
                LIGHT * (square - 1.0) / (square + 1.0)
            }
        }
    }

    /// The derivative of the wavelength in vacuum.
    fn wavelength_slope(self, value: f64, rest: f64) -> f64 {
        match self {
            Self::Frequency => -LIGHT / (value * value),
            Self::Wavelength => 1.0,
            Self::AirWavelength => {
                let (index, slope) = refraction(value);
                index + value * slope
            }
            Self::Velocity => rest * LIGHT / ((LIGHT - value) * (LIGHT * LIGHT - value * value).sqrt()),
        }
    }
}

/// The refractive index of dry air at a wavelength in air, in metres, and its derivative.
fn refraction(air: f64) -> (f64, f64) {
    let square = 1.0 / (air * air);
    let (first, second) = (0.41e14 - square, 1.46e14 - square);
    let index = 2.554e8 / first + 294.981e8 / second + 1.000_064_328;
    let by_square = 2.554e8 / (first * first) + 294.981e8 / (second * second);
    (index, by_square * -2.0 * square / air)
}

impl SpectralQuantity {
    /// The quantity that a FITS name stands for, in SI units; `rest` is the wavelength of the line in metres, NaN where
    /// none is known. `None` for a name that FITS does not have.
    #[must_use]
    pub fn from_fits(name: &str, rest: f64) -> Option<Self> {
        use SpectralBasis::{AirWavelength, Frequency, Velocity, Wavelength};
        let (basis, factor, shift) = match name {
            "FREQ" => (Frequency, 1.0, 0.0),
            "AFRQ" => (Frequency, TAU, 0.0),
            "ENER" => (Frequency, PLANCK, 0.0),
            "WAVN" => (Frequency, 1.0 / LIGHT, 0.0),
            "VRAD" => (Frequency, -rest, LIGHT),
            "WAVE" => (Wavelength, 1.0, 0.0),
            "VOPT" => (Wavelength, LIGHT / rest, -LIGHT),
            "ZOPT" => (Wavelength, 1.0 / rest, -1.0),
            "AWAV" => (AirWavelength, 1.0, 0.0),
            "VELO" => (Velocity, 1.0, 0.0),
            "BETA" => (Velocity, 1.0 / LIGHT, 0.0),
            _ => return None,
        };
        Some(Self { basis, factor, shift })
    }

    /// The quantity of which it is a linear function.
    #[must_use]
    pub fn basis(&self) -> SpectralBasis {
        self.basis
    }
}

impl SpectralTransform {
    /// The transform of an axis linear in `sampled` whose `quantity` is `reference` where the intermediate coordinate is
    /// zero, and changes there as that does; `rest` as for [`SpectralQuantity::from_fits`]. `None` where one of these
    /// makes no sense, as without the wavelength of a line for a velocity.
    #[must_use]
    pub fn new(
        sampled: SpectralBasis,
        quantity: SpectralQuantity,
        reference: f64,
        rest: f64,
    ) -> Option<Self> {
        let at = (reference - quantity.shift) / quantity.factor;
        let wavelength = quantity.basis.to_wavelength(at, rest);
        let start = sampled.of_wavelength(wavelength, rest);
        let slope = quantity.basis.wavelength_slope(at, rest)
            / (quantity.factor * sampled.wavelength_slope(start, rest));
        let makes_sense = start.is_finite() && slope.is_finite() && slope != 0.0;
        makes_sense.then_some(Self { sampled, quantity, rest, start, slope, inverted: false })
    }

    fn quantity_at(&self, x: f64) -> f64 {
        let wavelength = self.sampled.to_wavelength(self.start + x * self.slope, self.rest);
        let value = self.quantity.basis.of_wavelength(wavelength, self.rest);
        self.quantity.factor * value + self.quantity.shift
    }

    fn coordinate_of(&self, quantity: f64) -> f64 {
        let value = (quantity - self.quantity.shift) / self.quantity.factor;
        let wavelength = self.quantity.basis.to_wavelength(value, self.rest);
        (self.sampled.of_wavelength(wavelength, self.rest) - self.start) / self.slope
    }
}

impl Transform for SpectralTransform {
    fn n_inputs(&self) -> usize {
        1
    }

    fn n_outputs(&self) -> usize {
        1
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        if self.inverted {
            map_one(inputs, outputs, |quantity| self.coordinate_of(quantity));
        } else {
            map_one(inputs, outputs, |x| self.quantity_at(x));
        }
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        Some(Arc::new(Self { inverted: !self.inverted, ..self.clone() }))
    }

    fn separability(&self) -> CorrelationMatrix {
        CorrelationMatrix::identity(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::evaluate;
    use proptest::prelude::*;

    const NAMES: [&str; 11] =
        ["FREQ", "AFRQ", "ENER", "WAVN", "VRAD", "WAVE", "VOPT", "ZOPT", "AWAV", "VELO", "BETA"];

    /// The quantity at a wavelength in vacuum.
    fn at(name: &str, wavelength: f64, rest: f64) -> f64 {
        let quantity = SpectralQuantity::from_fits(name, rest).unwrap();
        quantity.factor * quantity.basis.of_wavelength(wavelength, rest) + quantity.shift
    }

    proptest! {
        #[test]
        fn axes_touch_the_line_at_the_reference_and_invert(
            name in prop::sample::select(NAMES.to_vec()), letter in prop::sample::select(vec!['F', 'W', 'A', 'V']),
            wavelength in 3e-7..2e-6_f64,
        ) {
            let rest = 6.3e-7;
            let quantity = SpectralQuantity::from_fits(name, rest).unwrap();
            let reference = at(name, wavelength, rest);
            let step = (at(name, wavelength * 1.01, rest) - reference).abs();
            let sampled = SpectralBasis::from_letter(letter).unwrap();
            let transform = SpectralTransform::new(sampled, quantity, reference, rest).unwrap();
            let x = [0.0, 1e-4 * step, step];
            let there = evaluate(&transform, &[&x]).unwrap();
            let scale = reference.abs() + step;
            prop_assert!((there[0][0] - reference).abs() < 1e-12 * scale);
            // The tangent is that of the line of slope one.
            prop_assert!((there[0][1] - reference - x[1]).abs() < 1e-7 * step + 1e-12 * scale, "{there:?}");
            let back = evaluate(transform.inverse().unwrap().as_ref(), &[&there[0]]).unwrap();
            prop_assert!((back[0][2] - step).abs() < 1e-9 * scale);
        }
    }

    #[test]
    fn a_velocity_without_a_line_makes_no_sense() {
        let quantity = SpectralQuantity::from_fits("VELO", f64::NAN).unwrap();
        assert_eq!(SpectralTransform::new(SpectralBasis::Frequency, quantity, 0.0, f64::NAN), None);
        assert_eq!(SpectralQuantity::from_fits("MASS", 1.0), None);
    }
}
