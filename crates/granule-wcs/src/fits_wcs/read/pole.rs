//! The pole of native coordinates (paper II, section 2.4).

use crate::{Result, WcsError};

/// What a header says of the orientation of the native coordinates, in degrees.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reference {
    /// Native longitude and latitude of the reference point.
    pub(super) native: (f64, f64),
    /// Its celestial longitude and latitude, CRVAL.
    pub(super) celestial: (f64, f64),
    /// Native longitude of the celestial pole, LONPOLE.
    pub(super) lon_pole: Option<f64>,
    /// Latitude of the native pole where two are possible: the nearer is taken. LATPOLE.
    pub(super) lat_pole: Option<f64>,
}

/// Celestial longitude and latitude of the native pole, and native longitude of the celestial pole.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pole {
    pub(super) lon: f64,
    pub(super) lat: f64,
    pub(super) lon_pole: f64,
}

/// How near to 0 a number counts as 0, and how far beyond 90° a latitude as 90°.
const TOLERANCE: f64 = 1e-10;

impl Reference {
    /// Where the native pole is.
    ///
    /// # Errors
    /// [`WcsError::NoNativePole`] when no orientation puts the reference point where CRVAL says.
    pub(super) fn pole(&self) -> Result<Pole> {
        let ((phi0, theta0), (lon0, lat0)) = (self.native, self.celestial);
        let default = if lat0 < theta0 { 180.0 } else { 0.0 };
        let lon_pole = self.lon_pole.unwrap_or_else(|| {
            let angle = default + phi0;
            if angle > 180.0 { angle - 360.0 } else { angle }
        });
        if theta0 == 90.0 {
            // The reference point is the pole.
            return Ok(Pole { lon: lon0, lat: lat0, lon_pole });
        }
        let lat = self.latitude(lon_pole)?;
        Ok(Pole { lon: self.longitude(lon_pole, lat), lat, lon_pole })
    }

    /// Equation 8 of the paper.
    fn latitude(&self, lon_pole: f64) -> Result<f64> {
        let ((phi0, theta0), (_, lat0)) = (self.native, self.celestial);
        let wanted = self.lat_pole.unwrap_or(90.0);
        let (sin_theta, cos_theta) = theta0.to_radians().sin_cos();
        let along = cos_theta * (lon_pole - phi0).to_radians().cos();
        let size = sin_theta.hypot(along);
        let sin_lat = lat0.to_radians().sin();
        let impossible = WcsError::NoNativePole { lon_pole, lat: lat0, theta: theta0 };
        if size < TOLERANCE {
            // Any latitude will do: the one that the header names is taken.
            return if sin_lat.abs() > TOLERANCE { Err(impossible) } else { Ok(wanted.clamp(-90.0, 90.0)) };
        }
        let ratio = sin_lat / size;
        if ratio.is_nan() || ratio.abs() > 1.0 + TOLERANCE {
            return Err(impossible);
        }
        let (middle, half) =
            (sin_theta.atan2(along).to_degrees(), ratio.clamp(-1.0, 1.0).acos().to_degrees());
        let candidates = [middle + half, middle - half].map(|lat| (lat + 180.0).rem_euclid(360.0) - 180.0);
        let valid = candidates.into_iter().filter(|lat| lat.abs() < 90.0 + TOLERANCE);
        let nearest = valid.min_by(|a, b| (a - wanted).abs().total_cmp(&(b - wanted).abs()));
        nearest.map(|lat| lat.clamp(-90.0, 90.0)).ok_or(impossible)
    }

    /// Equations 9 and 10 of the paper.
    fn longitude(&self, lon_pole: f64, lat_pole: f64) -> f64 {
        let ((phi0, theta0), (lon0, lat0)) = (self.native, self.celestial);
        let turn = lon_pole - phi0;
        let cos_lat0 = lat0.to_radians().cos();
        let size = lat_pole.to_radians().cos() * cos_lat0;
        if size.abs() < TOLERANCE {
            return if cos_lat0.abs() < TOLERANCE {
                lon0
            } else if lat_pole > 0.0 {
                lon0 + turn - 180.0
            } else {
                lon0 - turn
            };
        }
        let (sin_theta, cos_theta) = theta0.to_radians().sin_cos();
        let x = (sin_theta - lat_pole.to_radians().sin() * lat0.to_radians().sin()) / size;
        let y = turn.to_radians().sin() * cos_theta / cos_lat0;
        lon0 - y.atan2(x).to_degrees()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::{SkyRotation, evaluate};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_reference_point_lies_where_crval_says(
            theta0 in -80.0..80.0_f64, lon0 in 0.0..360.0_f64, lat0 in -80.0..80.0_f64, lon_pole in -180.0..180.0_f64,
            lat_pole in prop::sample::select(vec![-90.0, 0.0, 90.0]),
        ) {
            let reference = Reference {
                native: (0.0, theta0),
                celestial: (lon0, lat0),
                lon_pole: Some(lon_pole),
                lat_pole: Some(lat_pole),
            };
            let Ok(pole) = reference.pole() else { return Ok(()) };
            let rotation = SkyRotation::native_to_celestial(pole.lon, pole.lat, pole.lon_pole);
            let found = evaluate(&rotation, &[&[0.0], &[theta0]]).unwrap();
            let turn = (found[0][0] - lon0).rem_euclid(360.0);
            prop_assert!(turn.min(360.0 - turn) < 1e-5, "{pole:?} {found:?}");
            prop_assert!((found[1][0] - lat0).abs() < 1e-5, "{pole:?} {found:?}");
        }
    }

    #[test]
    fn an_orientation_that_cannot_be_is_an_error() {
        let reference =
            Reference { native: (0.0, 0.0), celestial: (0.0, 60.0), lon_pole: Some(90.0), lat_pole: None };
        let message = reference.pole().unwrap_err().to_string();
        assert!(message.starts_with("no native pole"), "{message}");
    }
}
