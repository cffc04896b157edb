//! Positions on the sky.

use std::fmt;
use std::sync::Arc;

use crate::CelestialFrame;

/// A position on the sky, in a frame.
#[derive(Clone, Debug, PartialEq)]
pub struct SkyCoord {
    /// Longitude in degrees, wrapped as the frame likes it: helioprojective within ±180°.
    pub lon_deg: f64,
    /// Latitude in degrees.
    pub lat_deg: f64,
    /// What the angles are measured against.
    pub frame: Arc<CelestialFrame>,
}

impl SkyCoord {
    /// A position from angles in degrees; the longitude is wrapped as the frame likes it.
    #[must_use]
    pub fn new(lon_deg: f64, lat_deg: f64, frame: Arc<CelestialFrame>) -> Self {
        Self { lon_deg: frame.wrap_longitude(lon_deg), lat_deg, frame }
    }

    /// Longitude in arc seconds.
    #[must_use]
    pub fn lon_arcsec(&self) -> f64 {
        self.lon_deg * 3600.0
    }

    /// Latitude in arc seconds.
    #[must_use]
    pub fn lat_arcsec(&self) -> f64 {
        self.lat_deg * 3600.0
    }
}

impl fmt::Display for SkyCoord {
    /// `Helioprojective Tx=126.654″ Ty=-342.598″ (obstime 2022-10-24T19:47:53.051)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let title = self.frame.title();
        if self.frame.is_helioprojective() {
            write!(f, "{title} Tx={:.3}″ Ty={:.3}″", self.lon_arcsec(), self.lat_arcsec())?;
        } else {
            write!(f, "{title} lon={:.6}° lat={:.6}°", self.lon_deg, self.lat_deg)?;
        }
        match &self.frame.obstime {
            Some(time) => write!(f, " (obstime {time})"),
            None => Ok(()),
        }
    }
}
