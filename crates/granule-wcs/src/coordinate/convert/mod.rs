//! Positions from one frame to another.
//!
//! Solar frames meet in Stonyhurst coordinates at their time of observation, all others in ICRS.

mod disk;
mod equatorial;
mod solar;

#[cfg(test)]
mod tests;

use std::sync::Arc;

pub use disk::OffDisk;

use super::SkyCoord;
use crate::frame::vector::{Vector, angles, length};
use crate::{CelestialFrame, Result, WcsError};

/// A position on its way: a point in space, or a direction alone.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// Metres from the origin of the frame.
    Point(Vector),
    /// A unit vector.
    Direction(Vector),
}

impl SkyCoord {
    /// The same position in another frame. Points off the solar disk become NaN: see
    /// [`to_frame_with`](Self::to_frame_with).
    ///
    /// # Errors
    /// As [`to_frame_with`](Self::to_frame_with).
    pub fn to_frame(&self, frame: &Arc<CelestialFrame>) -> Result<Self> {
        self.to_frame_with(frame, OffDisk::Undefined)
    }

    /// The same position in another frame, with an assumption about what is seen off the solar disk.
    ///
    /// * Among ICRS, FK5 (of any equinox) and galactic, and among the solar frames helioprojective (Cartesian and radial),
    ///   heliocentric, heliocentric inertial, heliographic Stonyhurst and Carrington, and between the two groups where the
    ///   distance is known.
    /// * Positions without a distance: helioprojective ones are taken to lie on the solar sphere, on its near side
    ///   ([`make_3d`](Self::make_3d)); heliographic ones on the sphere; others stay directions.
    /// * A frame that leaves its time of observation open takes that of the position. Where the times differ, the point is
    ///   one at rest about the barycentre of the solar system, as in sunpy: the Sun does not carry it along.
    /// * Carrington longitudes are those seen by the frame's observer, light travel time included.
    ///
    /// Formulas: Thompson (2006, A&A 449, 791); Archinal et al. (2018) for the Sun's axis and rotation. Accuracy, against
    /// sunpy 7: rounding alone where the time stays the same and neither Carrington, inertial nor ICRS coordinates take
    /// part. These depend on where the Earth is, known to 0.3″ in heliographic longitude between 1900 and 2100. NaN in,
    /// NaN out.
    ///
    /// # Errors
    /// [`WcsError::CannotConvertFrame`] when a frame is of a kind not listed, or lacks the observer, the time or the distance
    /// that the conversion takes.
    pub fn to_frame_with(&self, frame: &Arc<CelestialFrame>, off_disk: OffDisk) -> Result<Self> {
        let target = match (frame.obstime, self.frame.obstime) {
            (None, Some(time)) if frame.is_solar() => Arc::new((**frame).clone().with_obstime(time)),
            _ => frame.clone(),
        };
        if self.frame.same_axes(&target) {
            return Ok(Self { frame: target, ..self.clone() });
        }
        if let Some(place) = solar::between_projections(self, &target) {
            return Ok(Self::at(place, target));
        }
        let step = Step { from: &self.frame, to: &target };
        let place = match (self.frame.is_solar(), target.is_solar()) {
            (false, false) => {
                let icrs = equatorial::to_icrs(&step, &self.frame, self.place())?;
                equatorial::from_icrs(&step, &target, icrs)?
            }
            (true, true) => {
                let stonyhurst = solar::to_stonyhurst(&step, &self.made_3d(&step, off_disk)?)?;
                let stonyhurst = solar::at_time(stonyhurst, self.frame.obstime, target.obstime);
                Place::Point(solar::from_stonyhurst(&step, &target, stonyhurst)?)
            }
            (true, false) => {
                let stonyhurst = solar::to_stonyhurst(&step, &self.made_3d(&step, off_disk)?)?;
                let icrs = Place::Point(solar::to_icrs(&step, self.frame.obstime, stonyhurst)?);
                equatorial::from_icrs(&step, &target, icrs)?
            }
            (false, true) => {
                let icrs = equatorial::to_icrs(&step, &self.frame, self.place())?;
                let Place::Point(icrs) = icrs else {
                    return Err(step.lacks(
                        "a distance from the barycentre: a direction alone has no place near the Sun",
                    ));
                };
                let stonyhurst = solar::from_icrs(&step, target.obstime, icrs)?;
                Place::Point(solar::from_stonyhurst(&step, &target, stonyhurst)?)
            }
        };
        Ok(Self::at(place, target))
    }

    /// The position as Cartesian components along the axes of its frame, in metres; `None` without a distance.
    ///
    /// In a heliocentric frame x points to solar west, y to solar north and z to the observer.
    #[must_use]
    pub fn cartesian_m(&self) -> Option<Vector> {
        match self.place() {
            Place::Point(point) => Some(point),
            Place::Direction(_) => None,
        }
    }

    /// The position at Cartesian components along the axes of a frame, in metres.
    #[must_use]
    pub fn from_cartesian_m(components: [f64; 3], frame: Arc<CelestialFrame>) -> Self {
        Self::at(Place::Point(components), frame)
    }

    fn place(&self) -> Place {
        let unit = crate::frame::vector::direction(self.lon_deg, self.lat_deg);
        match self.distance_m {
            Some(distance) => Place::Point(crate::frame::vector::scaled(unit, distance)),
            None => Place::Direction(unit),
        }
    }

    fn at(place: Place, frame: Arc<CelestialFrame>) -> Self {
        let (vector, distance) = match place {
            Place::Point(point) => (point, Some(length(point))),
            Place::Direction(unit) => (unit, None),
        };
        let (lon, lat) = angles(vector);
        Self { distance_m: distance, ..Self::new(lon, lat, frame) }
    }
}

/// What is converted to what, for messages.
struct Step<'a> {
    from: &'a CelestialFrame,
    to: &'a CelestialFrame,
}

impl Step<'_> {
    fn lacks(&self, reason: impl Into<String>) -> WcsError {
        WcsError::CannotConvertFrame {
            from: self.from.title(),
            to: self.to.title(),
            reason: format!("it takes {}", reason.into()),
        }
    }

    fn unsupported(&self, frame: &CelestialFrame) -> WcsError {
        let reason = format!(
            "{} is not among icrs, fk5, galactic, helioprojective, helioprojectiveradial, heliocentric, heliocentricinertial, \
             heliographic_stonyhurst and heliographic_carrington",
            frame.name
        );
        WcsError::CannotConvertFrame { from: self.from.title(), to: self.to.title(), reason }
    }
}
