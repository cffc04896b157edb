//! Projections by their FITS codes, and the parameters that go with them.

use super::Projection;
use super::slant::SlantPerspective;
use crate::{Result, WcsError};

/// The most coefficients of a ZPN: PV2_0 to PV2_29.
const MAX_COEFFICIENTS: usize = 30;

/// More facets than this are none of HEALPix.
const MAX_FACETS: f64 = 1e6;

/// The parameters of a header, PVi_m from m = 0 on.
struct Parameters<'a>(&'a [f64]);

impl Parameters<'_> {
    /// The value of PVi_m; NaN stands for absent.
    fn given(&self, m: usize) -> Option<f64> {
        self.0.get(m).copied().filter(|value| !value.is_nan())
    }

    fn or(&self, m: usize, default: f64) -> f64 {
        self.given(m).unwrap_or(default)
    }

    /// The values up to the last that is given and not zero.
    fn coefficients(&self) -> Vec<f64> {
        let length =
            self.0.iter().rposition(|&value| value != 0.0 && !value.is_nan()).map_or(0, |last| last + 1);
        (0..length).map(|m| self.or(m, 0.0)).collect()
    }
}

impl Projection {
    /// The projection of a FITS code, such as `TAN`; `pv` holds PVi_m of the latitude axis from m = 0 on.
    ///
    /// Values beyond the slice or NaN are absent, for which the defaults of the FITS standard are taken. Parameters
    /// that the projection does not have are ignored.
    ///
    /// # Errors
    /// [`WcsError::UnknownProjection`]; [`WcsError::BadProjectionParameter`], also for a parameter without default
    /// (PVi_1 of the conics and of BON).
    pub fn from_fits(code: &str, pv: &[f64]) -> Result<Self> {
        let pv = Parameters(pv);
        // Without default; NaN is refused below with its name.
        let required = pv.or(1, f64::NAN);
        let (sigma, delta) = (required, pv.or(2, 0.0));
        let projection = match code {
            "AZP" => Self::ZenithalPerspective { mu: pv.or(1, 0.0), gamma: pv.or(2, 0.0) },
            "SZP" => Self::SlantZenithalPerspective {
                mu: pv.or(1, 0.0),
                phi0: pv.or(2, 0.0),
                theta0: pv.or(3, 90.0),
            },
            "TAN" => Self::Gnomonic,
            "STG" => Self::Stereographic,
            "SIN" => Self::SlantOrthographic { xi: pv.or(1, 0.0), eta: pv.or(2, 0.0) },
            "ARC" => Self::ZenithalEquidistant,
            "ZPN" => Self::ZenithalPolynomial { coefficients: pv.coefficients() },
            "ZEA" => Self::ZenithalEqualArea,
            "AIR" => Self::Airy { theta_b: pv.or(1, 90.0) },
            "CYP" => Self::CylindricalPerspective { mu: pv.or(1, 1.0), lambda: pv.or(2, 1.0) },
            "CEA" => Self::CylindricalEqualArea { lambda: pv.or(1, 1.0) },
            "CAR" => Self::PlateCarree,
            "MER" => Self::Mercator,
            "SFL" => Self::SansonFlamsteed,
            "PAR" => Self::Parabolic,
            "MOL" => Self::Mollweide,
            "AIT" => Self::HammerAitoff,
            "COP" => Self::ConicPerspective { sigma, delta },
            "COE" => Self::ConicEqualArea { sigma, delta },
            "COD" => Self::ConicEquidistant { sigma, delta },
            "COO" => Self::ConicOrthomorphic { sigma, delta },
            "BON" => Self::Bonne { theta1: required },
            "PCO" => Self::Polyconic,
            "TSC" => Self::TangentialSphericalCube,
            "CSC" => Self::CobeQuadSphericalCube,
            "QSC" => Self::QuadSphericalCube,
            "HPX" => Self::Healpix { h: pv.or(1, 4.0), k: pv.or(2, 3.0) },
            "XPH" => Self::HealpixPolar,
            _ => return Err(WcsError::UnknownProjection { code: code.to_owned() }),
        };
        projection.check()?;
        Ok(projection)
    }

    /// The three letters of FITS.
    #[must_use]
    pub fn fits_code(&self) -> &'static str {
        match self {
            Self::ZenithalPerspective { .. } => "AZP",
            Self::SlantZenithalPerspective { .. } => "SZP",
            Self::Gnomonic => "TAN",
            Self::Stereographic => "STG",
            Self::SlantOrthographic { .. } => "SIN",
            Self::ZenithalEquidistant => "ARC",
            Self::ZenithalPolynomial { .. } => "ZPN",
            Self::ZenithalEqualArea => "ZEA",
            Self::Airy { .. } => "AIR",
            Self::CylindricalPerspective { .. } => "CYP",
            Self::CylindricalEqualArea { .. } => "CEA",
            Self::PlateCarree => "CAR",
            Self::Mercator => "MER",
            Self::SansonFlamsteed => "SFL",
            Self::Parabolic => "PAR",
            Self::Mollweide => "MOL",
            Self::HammerAitoff => "AIT",
            Self::ConicPerspective { .. } => "COP",
            Self::ConicEqualArea { .. } => "COE",
            Self::ConicEquidistant { .. } => "COD",
            Self::ConicOrthomorphic { .. } => "COO",
            Self::Bonne { .. } => "BON",
            Self::Polyconic => "PCO",
            Self::TangentialSphericalCube => "TSC",
            Self::CobeQuadSphericalCube => "CSC",
            Self::QuadSphericalCube => "QSC",
            Self::Healpix { .. } => "HPX",
            Self::HealpixPolar => "XPH",
        }
    }

    /// The parameters as FITS has them: m and the value of PVi_m of the latitude axis, defaults included.
    #[must_use]
    pub fn fits_parameters(&self) -> Vec<(usize, f64)> {
        match *self {
            Self::ZenithalPerspective { mu, gamma } => vec![(1, mu), (2, gamma)],
            Self::SlantZenithalPerspective { mu, phi0, theta0 } => vec![(1, mu), (2, phi0), (3, theta0)],
            Self::SlantOrthographic { xi, eta } => vec![(1, xi), (2, eta)],
            Self::ZenithalPolynomial { ref coefficients } => {
                coefficients.iter().copied().enumerate().collect()
            }
            Self::Airy { theta_b } => vec![(1, theta_b)],
            Self::CylindricalPerspective { mu, lambda } => vec![(1, mu), (2, lambda)],
            Self::CylindricalEqualArea { lambda } => vec![(1, lambda)],
            Self::ConicPerspective { sigma, delta }
            | Self::ConicEqualArea { sigma, delta }
            | Self::ConicEquidistant { sigma, delta }
            | Self::ConicOrthomorphic { sigma, delta } => vec![(1, sigma), (2, delta)],
            Self::Bonne { theta1 } => vec![(1, theta1)],
            Self::Healpix { h, k } => vec![(1, h), (2, k)],
            _ => Vec::new(),
        }
    }

    /// Whether the parameters make sense.
    ///
    /// # Errors
    /// [`WcsError::BadProjectionParameter`] with the FITS name of the first that does not.
    pub fn check(&self) -> Result<()> {
        if let Some(&(m, value)) = self.fits_parameters().iter().find(|(_, value)| !value.is_finite()) {
            return self.refuse(m, value, "a finite number");
        }
        match *self {
            Self::ZenithalPerspective { mu, .. } if mu == -1.0 => self.refuse(1, mu, "another than -1"),
            Self::ZenithalPerspective { gamma, .. } if gamma.abs() >= 90.0 => {
                self.refuse(2, gamma, "an angle between -90 and 90")
            }
            Self::SlantZenithalPerspective { mu, theta0, .. }
                if SlantPerspective::distance(mu, theta0) == 0.0 =>
            {
                self.refuse(1, mu, "another than -1 over the sine of PV2_3")
            }
            Self::ZenithalPolynomial { ref coefficients } => self.check_polynomial(coefficients),
            Self::Airy { theta_b } if !(theta_b > -90.0 && theta_b <= 90.0) => {
                self.refuse(1, theta_b, "a latitude above -90, up to 90")
            }
            Self::CylindricalPerspective { lambda, .. } if lambda == 0.0 => {
                self.refuse(2, lambda, "another than 0")
            }
            Self::CylindricalPerspective { mu, lambda } if mu + lambda == 0.0 => {
                self.refuse(1, mu, "another than minus PV2_2")
            }
            Self::CylindricalEqualArea { lambda } if !(lambda > 0.0 && lambda <= 1.0) => {
                self.refuse(1, lambda, "above 0, up to 1")
            }
            Self::ConicPerspective { sigma, delta }
            | Self::ConicEqualArea { sigma, delta }
            | Self::ConicEquidistant { sigma, delta }
            | Self::ConicOrthomorphic { sigma, delta } => self.check_conic(sigma, delta),
            Self::Bonne { theta1 } if theta1.abs() > 90.0 => {
                self.refuse(1, theta1, "a latitude from -90 to 90")
            }
            Self::Healpix { h, k } => self.check_healpix(h, k),
            _ => Ok(()),
        }
    }

    fn check_polynomial(&self, coefficients: &[f64]) -> Result<()> {
        match *coefficients {
            _ if coefficients.len() > MAX_COEFFICIENTS => {
                self.refuse(MAX_COEFFICIENTS, f64::NAN, "absent: PV2_29 is the last")
            }
            [_, slope, ..] if slope > 0.0 => Ok(()),
            [_, slope, ..] => self.refuse(1, slope, "above 0, so that the radius grows from the pole"),
            _ => self.refuse(1, f64::NAN, "above 0, so that the radius grows from the pole"),
        }
    }

    fn check_conic(&self, sigma: f64, delta: f64) -> Result<()> {
        if sigma == 0.0 || sigma.abs() > 90.0 {
            return self.refuse(1, sigma, "a latitude from -90 to 90 other than 0");
        }
        let both = sigma.abs() + delta.abs();
        let orthomorphic = matches!(self, Self::ConicOrthomorphic { .. });
        if delta.abs() >= 90.0 || (orthomorphic && both >= 90.0) {
            return self.refuse(2, delta, "an angle that leaves both parallels between the poles");
        }
        Ok(())
    }

    fn check_healpix(&self, h: f64, k: f64) -> Result<()> {
        let counts = |value: f64| (1.0..=MAX_FACETS).contains(&value) && value.fract() == 0.0;
        if !counts(h) {
            return self.refuse(1, h, "a whole number of facets from 1");
        }
        if !counts(k) {
            return self.refuse(2, k, "a whole number of rows from 1");
        }
        Ok(())
    }

    fn refuse(&self, m: usize, value: f64, expected: &'static str) -> Result<()> {
        Err(WcsError::BadProjectionParameter { code: self.fits_code(), m, value, expected })
    }
}
