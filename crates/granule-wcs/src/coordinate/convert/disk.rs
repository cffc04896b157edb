//! How far away the thing is that is seen in a direction near the Sun.

use super::{SkyCoord, Step};
use crate::{CelestialFrame, Result};

/// What is assumed of a helioprojective position without a distance that misses the solar sphere.
///
/// On the disk it is always the near side of the sphere that is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum OffDisk {
    /// Nothing: its distance is NaN, and so is what follows from it.
    #[default]
    Undefined,
    /// It lies on a sphere about the observer, as far away as the centre of the Sun: sunpy's `SphericalScreen(observer, only_off_disk=True)`.
    SphericalScreen,
    /// It lies in the plane through the centre of the Sun, square to the line of sight there: sunpy's
    /// `PlanarScreen(observer, only_off_disk=True)`.
    PlanarScreen,
}

impl SkyCoord {
    /// The same position with a distance, in metres: that of the solar surface.
    ///
    /// Of a helioprojective direction that of the near side of the sphere of radius `rsun_m` (695,700 km where the frame has
    /// none), NaN where it misses the sphere and nothing else is assumed; of a heliographic position that radius itself. A
    /// position that has a distance keeps it; so does, without one, a position in any other frame.
    ///
    /// # Errors
    /// [`WcsError::CannotConvertFrame`](crate::WcsError::CannotConvertFrame) when a helioprojective frame has no observer.
    pub fn make_3d(&self, off_disk: OffDisk) -> Result<Self> {
        self.made_3d(&Step { from: &self.frame, to: &self.frame }, off_disk)
    }

    pub(super) fn made_3d(&self, step: &Step<'_>, off_disk: OffDisk) -> Result<Self> {
        if self.distance_m.is_some() {
            return Ok(self.clone());
        }
        let frame = &self.frame;
        let distance = match frame.name.as_str() {
            "helioprojective" => {
                let observer = frame.observer_place(step)?;
                Some(distance(
                    self.lon_deg,
                    self.lat_deg,
                    observer.radius_m,
                    frame.solar_radius_m(),
                    off_disk,
                ))
            }
            "helioprojectiveradial" => {
                let observer = frame.observer_place(step)?;
                // The elongation is what is left of the latitude, which begins at −90°.
                Some(distance(self.lat_deg + 90.0, 0.0, observer.radius_m, frame.solar_radius_m(), off_disk))
            }
            "heliographic_stonyhurst" | "heliographic_carrington" => Some(frame.solar_radius_m()),
            _ => None,
        };
        Ok(Self { distance_m: distance, ..self.clone() })
    }
}

/// The law of cosines: from the observer at distance D to the sphere, in a direction α off its centre.
fn distance(lon_deg: f64, lat_deg: f64, observer: f64, radius: f64, off_disk: OffDisk) -> f64 {
    let (sin_lon, cos_lon) = lon_deg.to_radians().sin_cos();
    let (sin_lat, cos_lat) = lat_deg.to_radians().sin_cos();
    let cosine = cos_lat * cos_lon;
    // sin²α from sines: near the centre 1 − cos²α has few digits left.
    let sine_squared = sin_lat * sin_lat + cos_lat * cos_lat * sin_lon * sin_lon;
    let inside = radius * radius - observer * observer * sine_squared;
    if inside >= 0.0 && cosine > 0.0 {
        let far = observer * cosine + inside.sqrt();
        return (observer - radius) * (observer + radius) / far;
    }
    match off_disk {
        OffDisk::SphericalScreen if cosine.is_finite() => observer,
        OffDisk::PlanarScreen if cosine > 0.0 => observer / cosine,
        _ => f64::NAN,
    }
}

impl CelestialFrame {
    /// The radius of the Sun assumed, in metres.
    pub(super) fn solar_radius_m(&self) -> f64 {
        self.rsun_m.unwrap_or(crate::frame::ephemeris::SOLAR_RADIUS_M)
    }
}
