//! Light by wavelength, frequency, energy, wavenumber or velocity.

use crate::frame::ephemeris::LIGHT_M_S;
use crate::{Quantity, Result, Unit};

/// The Planck constant, in joule seconds.
const PLANCK_J_S: f64 = 6.626_070_15e-34;

/// How a velocity is read off the shift of a line: see Greisen et al. (2006, A&A 446, 747), section 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DopplerConvention {
    /// In proportion to the shift in frequency: `v = c (ν₀ − ν) / ν₀`.
    Radio,
    /// In proportion to the shift in wavelength: `v = c (λ − λ₀) / λ₀`.
    Optical,
    /// The true velocity along the line of sight: `v = c (ν₀² − ν²) / (ν₀² + ν²)`.
    Relativistic,
}

impl DopplerConvention {
    /// The velocity over that of light, at a frequency over that at rest.
    fn velocity(self, ratio: f64) -> f64 {
        match self {
            Self::Radio => 1.0 - ratio,
            Self::Optical => 1.0 / ratio - 1.0,
            Self::Relativistic => (1.0 - ratio) * (1.0 + ratio) / (1.0 + ratio * ratio),
        }
    }

    /// The inverse of [`velocity`](Self::velocity); NaN where the velocity is beyond that of light.
    fn ratio(self, velocity: f64) -> f64 {
        let ratio = match self {
            Self::Radio => 1.0 - velocity,
            Self::Optical => 1.0 / (1.0 + velocity),
            Self::Relativistic => ((1.0 - velocity) / (1.0 + velocity)).sqrt(),
        };
        if ratio >= 0.0 { ratio } else { f64::NAN }
    }
}

/// What a spectral unit counts.
#[derive(Clone, Copy)]
enum Kind {
    Wavelength,
    Frequency,
    Energy,
    Wavenumber,
}

const KINDS: [(Kind, &str); 4] =
    [(Kind::Wavelength, "m"), (Kind::Frequency, "Hz"), (Kind::Energy, "J"), (Kind::Wavenumber, "m-1")];

impl Kind {
    fn of(unit: &Unit) -> Option<(Self, Unit)> {
        let kinds = KINDS.into_iter().map(|(kind, text)| (kind, Unit::parse(text)));
        kinds.into_iter().find(|(_, base)| base.measures_same(unit))
    }

    /// The frequency in hertz, of a value in SI units; its own inverse for wavelengths.
    fn frequency(self, value: f64) -> f64 {
        match self {
            Self::Wavelength => LIGHT_M_S / value,
            Self::Frequency => value,
            Self::Energy => value / PLANCK_J_S,
            Self::Wavenumber => value * LIGHT_M_S,
        }
    }

    fn value_at(self, frequency: f64) -> f64 {
        match self {
            Self::Wavelength => LIGHT_M_S / frequency,
            Self::Frequency => frequency,
            Self::Energy => frequency * PLANCK_J_S,
            Self::Wavenumber => frequency / LIGHT_M_S,
        }
    }
}

/// Spectral conversions. Wavelengths are those in vacuum, but for the two methods about air.
///
/// ```
/// use granule_wcs::{DopplerConvention, Quantity, Unit};
///
/// let line: Quantity = "630.25 nm".parse()?;
/// assert_eq!(line.to_spectral(&Unit::parse("THz"))?.to_string(), "475.6722856 THz");
/// let shifted: Quantity = "630.26 nm".parse()?;
/// let velocity = shifted.doppler_velocity(&line, DopplerConvention::Optical, &Unit::parse("km/s"))?;
/// assert_eq!(velocity.to_string(), "4.756722856 km / s");
/// # Ok::<(), granule_wcs::WcsError>(())
/// ```
impl Quantity {
    /// The same light as a wavelength, frequency, photon energy or wavenumber, whichever the unit counts.
    ///
    /// # Errors
    /// [`WcsError::IncompatibleUnits`](crate::WcsError::IncompatibleUnits) when this or the unit is none of these.
    pub fn to_spectral(&self, unit: &Unit) -> Result<Self> {
        if self.unit.measures_same(unit) {
            return self.to(unit);
        }
        let frequency = self.frequency_for(unit)?;
        from_frequency(frequency, unit)
    }

    /// The velocity away from us at which light emitted at `rest` arrives like this.
    ///
    /// # Errors
    /// [`WcsError::IncompatibleUnits`](crate::WcsError::IncompatibleUnits) when either is no light, or the unit no speed.
    pub fn doppler_velocity(&self, rest: &Self, convention: DopplerConvention, unit: &Unit) -> Result<Self> {
        let ratio = match self.unit.measures_same(&rest.unit) {
            // A ratio of like quantities keeps its digits.
            true => match Kind::of(&rest.unit) {
                Some((Kind::Wavelength, _)) => rest.value_in(&self.unit)? / self.value,
                _ => self.value / rest.value_in(&self.unit)?,
            },
            false => self.frequency_for(&rest.unit)? / rest.frequency_for(&rest.unit)?,
        };
        self.frequency_for(&Unit::parse("Hz"))?;
        Self::new(convention.velocity(ratio) * LIGHT_M_S, "m s-1").to(unit)
    }

    /// How light emitted at `rest` arrives from something that moves away at this velocity; NaN beyond that of light.
    ///
    /// # Errors
    /// [`WcsError::IncompatibleUnits`](crate::WcsError::IncompatibleUnits) when this is no speed, or `rest` or the unit no
    /// light.
    pub fn doppler_shifted(&self, rest: &Self, convention: DopplerConvention, unit: &Unit) -> Result<Self> {
        let velocity = self.value_in(&Unit::parse("m s-1"))? / LIGHT_M_S;
        from_frequency(rest.frequency_for(unit)? * convention.ratio(velocity), unit)
    }

    /// The wavelength in vacuum of light of this wavelength in air.
    ///
    /// The refraction is that of wcslib: `n − 1 = 6.4328·10⁻⁵ + 0.0294981 / (146 − σ²) + 2.554·10⁻⁴ / (41 − σ²)`, with σ the
    /// wavenumber in air in µm⁻¹ (dry air at 15 °C and 1013.25 hPa; Edlén 1953). Meaningful above 200 nm.
    ///
    /// # Errors
    /// [`WcsError::IncompatibleUnits`](crate::WcsError::IncompatibleUnits) when this is no length.
    pub fn air_to_vacuum(&self) -> Result<Self> {
        let micron = self.value_in(&Unit::parse("um"))?;
        Ok(Self { value: self.value * refraction(micron), unit: self.unit.clone() })
    }

    /// The wavelength in air of light of this wavelength in vacuum: the inverse of
    /// [`air_to_vacuum`](Self::air_to_vacuum).
    ///
    /// # Errors
    /// [`WcsError::IncompatibleUnits`](crate::WcsError::IncompatibleUnits) when this is no length.
    pub fn vacuum_to_air(&self) -> Result<Self> {
        let micron = self.value_in(&Unit::parse("um"))?;
        // The refraction hardly changes with wavelength: each round adds five digits.
        let n = (0..4).fold(1.0, |n, _| refraction(micron / n));
        Ok(Self { value: self.value / n, unit: self.unit.clone() })
    }

    /// The frequency in hertz; the unit wanted is for the message.
    fn frequency_for(&self, wanted: &Unit) -> Result<f64> {
        match Kind::of(&self.unit) {
            Some((kind, base)) => Ok(kind.frequency(self.value_in(&base)?)),
            None => Err(self.unit.mismatch(wanted)),
        }
    }
}

fn from_frequency(frequency: f64, unit: &Unit) -> Result<Quantity> {
    match Kind::of(unit) {
        Some((kind, base)) => Quantity { value: kind.value_at(frequency), unit: base }.to(unit),
        None => Err(Unit::parse("Hz").mismatch(unit)),
    }
}

/// The refractive index of air at a wavelength in air, in µm.
fn refraction(micron: f64) -> f64 {
    let square = (1.0 / micron).powi(2);
    1.0 + 6.4328e-5 + 0.029_498_1 / (146.0 - square) + 2.554e-4 / (41.0 - square)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn quantity(text: &str) -> Quantity {
        text.parse().unwrap()
    }

    /// astropy 8.0.2: `(500 * u.nm).to(unit, u.spectral())`.
    #[test]
    fn light_is_wavelength_frequency_energy_and_wavenumber() {
        let green = quantity("500 nm");
        for (unit, value) in [
            ("Hz", 599_584_916_000_000.0),
            ("THz", 599.584_916),
            ("eV", 2.479_683_968_664_002_4),
            ("J", 3.972_891_714_297_857_6e-19),
            ("cm-1", 20_000.0),
            ("Angstrom", 5000.0),
        ] {
            let found = green.to_spectral(&Unit::parse(unit)).unwrap();
            assert!((found.value / value - 1.0).abs() < 1e-15, "{unit}: {}", found.value);
            let back = found.to_spectral(&green.unit).unwrap();
            assert!((back.value / 500.0 - 1.0).abs() < 1e-15, "{unit}: {}", back.value);
        }
    }

    /// astropy 8.0.2: `(630.3 * u.nm).to(u.km / u.s, u.doppler_optical(630.25 * u.nm))` and so on.
    #[test]
    fn velocities_follow_the_three_conventions() {
        let (rest, seen) = (quantity("630.25 nm"), quantity("630.3 nm"));
        for (convention, speed) in [
            (DopplerConvention::Radio, 23.781_727_590_029_3),
            (DopplerConvention::Optical, 23.783_614_280_049_7),
            (DopplerConvention::Relativistic, 23.782_670_860_19),
        ] {
            let found = seen.doppler_velocity(&rest, convention, &Unit::parse("km/s")).unwrap();
            assert!((found.value / speed - 1.0).abs() < 1e-11, "{convention:?}: {}", found.value);
            let frequency = seen.to_spectral(&Unit::parse("GHz")).unwrap();
            let same = frequency.doppler_velocity(&rest, convention, &found.unit).unwrap();
            assert!((same.value / speed - 1.0).abs() < 1e-10, "{convention:?}: {}", same.value);
        }
        let too_fast =
            quantity("4e8 m/s").doppler_shifted(&rest, DopplerConvention::Relativistic, &rest.unit);
        assert!(too_fast.unwrap().value.is_nan());
    }

    #[test]
    fn air_makes_waves_shorter() {
        let in_air = quantity("656.28 nm");
        let in_vacuum = in_air.air_to_vacuum().unwrap();
        assert!((in_vacuum.value - 656.461_3).abs() < 1e-4, "{}", in_vacuum.value);
        assert!((in_vacuum.vacuum_to_air().unwrap().value - 656.28).abs() < 1e-12);
        assert_eq!(in_vacuum.unit, in_air.unit);
    }

    #[test]
    fn what_is_no_light_is_refused() {
        let message = |result: Result<Quantity>| result.unwrap_err().to_string();
        let (line, nm) = (quantity("630 nm"), Unit::parse("nm"));
        assert_eq!(message(quantity("5 s").to_spectral(&nm)), "cannot convert s to nm: time is not length");
        assert_eq!(
            message(line.to_spectral(&Unit::parse("K"))),
            "cannot convert Hz to K: frequency is not temperature"
        );
        let speed = quantity("5 km/s");
        let radio = DopplerConvention::Radio;
        assert!(message(speed.doppler_velocity(&line, radio, &speed.unit)).contains("speed is not length"));
        assert!(message(line.doppler_velocity(&line, radio, &nm)).contains("speed is not length"));
        assert!(message(speed.doppler_velocity(&speed, radio, &speed.unit)).contains("speed is not"));
        assert!(message(line.doppler_shifted(&line, radio, &nm)).contains("length is not speed"));
        assert!(quantity("5 keV").air_to_vacuum().is_err());
    }

    proptest! {
        #[test]
        fn a_velocity_leads_back_to_its_light(speed in -2e8_f64..2e8, n in 0_usize..3) {
            let convention = [DopplerConvention::Radio, DopplerConvention::Optical, DopplerConvention::Relativistic][n];
            let (rest, speed) = (quantity("630.25 nm"), Quantity::new(speed, "m/s"));
            let light = speed.doppler_shifted(&rest, convention, &Unit::parse("nm")).unwrap();
            let back = light.doppler_velocity(&rest, convention, &speed.unit).unwrap();
            prop_assert!((back.value - speed.value).abs() < 1e-6, "{} {}", back.value, speed.value);
        }
    }
}
