//! Positions on the sky.

use std::fmt;
use std::sync::Arc;

use crate::CelestialFrame;

/// A position on the sky, or in space, in a frame.
///
/// [`to_frame`](Self::to_frame) converts it:
///
/// ```
/// use std::sync::Arc;
///
/// use granule_wcs::{CelestialFrame, Observer, SkyCoord, Time};
///
/// // 500″ west of disk centre, seen from the Earth.
/// let seen = CelestialFrame::new("helioprojective")
///     .with_observer(Observer::Named("earth".to_owned()))
///     .with_obstime(Time::parse("2022-10-24T19:47:33.818")?);
/// let position = SkyCoord::new(500.0 / 3600.0, 0.0, Arc::new(seen));
///
/// let on_the_sun = position.to_frame(&Arc::new(CelestialFrame::new("heliographic_stonyhurst")))?;
/// assert_eq!(format!("{:.2} {:.2}", on_the_sun.lon_deg, on_the_sun.lat_deg), "31.19 4.36");
///
/// // Off the disk nothing says how far away it is.
/// let off_disk = SkyCoord::new(0.5, 0.0, position.frame.clone());
/// assert!(off_disk.to_frame(&on_the_sun.frame)?.lon_deg.is_nan());
/// # Ok::<(), granule_wcs::WcsError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SkyCoord {
    /// Longitude in degrees, wrapped as the frame likes it: helioprojective within ±180°.
    pub lon_deg: f64,
    /// Latitude in degrees.
    pub lat_deg: f64,
    /// Distance from the origin of the frame, in metres; `None` for a direction.
    pub distance_m: Option<f64>,
    /// What the angles are measured against.
    pub frame: Arc<CelestialFrame>,
}

impl SkyCoord {
    /// A position from angles in degrees; the longitude is wrapped as the frame likes it.
    #[must_use]
    pub fn new(lon_deg: f64, lat_deg: f64, frame: Arc<CelestialFrame>) -> Self {
        Self { lon_deg: frame.wrap_longitude(lon_deg), lat_deg, distance_m: None, frame }
    }

    /// The same direction at a distance from the origin of the frame, in metres.
    #[must_use]
    pub fn with_distance_m(self, distance_m: f64) -> Self {
        Self { distance_m: Some(distance_m), ..self }
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
    /// `Helioprojective Tx=126.654″ Ty=-342.598″ (obstime 2022-10-24T19:47:53.051)`; degrees in other frames, and Cartesian
    /// components in heliocentric ones.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let title = self.frame.title();
        if let ("heliocentric", Some([x, y, z])) = (self.frame.name.as_str(), self.cartesian_m()) {
            write!(f, "{title} x={:.3} y={:.3} z={:.3} Mm", x / 1e6, y / 1e6, z / 1e6)?;
        } else if self.frame.is_helioprojective() {
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
