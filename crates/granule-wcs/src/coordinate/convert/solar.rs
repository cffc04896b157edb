//! The frames of the Sun, by way of Stonyhurst coordinates.

use super::{Place, SkyCoord, Step};
use crate::frame::ephemeris::{
    earth_latitude_and_distance, earth_longitude, meridian_longitude, node_longitude,
};
use crate::frame::ephemeris::{sun_m, tilted, upright};
use crate::frame::vector::{Vector, length, minus, plus, rotated_y, rotated_z};
use crate::{CelestialFrame, Observer, Result, Time, WcsError};

/// Where an observer is, in Stonyhurst coordinates.
#[derive(Clone, Copy, Debug)]
pub(super) struct ObserverPlace {
    pub(super) lon_deg: f64,
    pub(super) lat_deg: f64,
    pub(super) radius_m: f64,
}

/// The radial coordinates of Cartesian helioprojective ones, or the other way round, of one observer: no distance is
/// needed. `None` for any other pair of frames.
pub(super) fn between_projections(coord: &SkyCoord, to: &CelestialFrame) -> Option<Place> {
    let from = coord.frame.as_ref();
    let turn: fn(Vector) -> Vector = match (from.name.as_str(), to.name.as_str()) {
        ("helioprojective", "helioprojectiveradial") => radial,
        ("helioprojectiveradial", "helioprojective") => projective,
        _ => return None,
    };
    let is_one = from.observer == to.observer && from.obstime == to.obstime;
    is_one.then(|| match coord.place() {
        Place::Point(point) => Place::Point(turn(point)),
        Place::Direction(unit) => Place::Direction(turn(unit)),
    })
}

fn radial([x, y, z]: Vector) -> Vector {
    [z, -y, -x]
}

fn projective([x, y, z]: Vector) -> Vector {
    [-z, -y, x]
}

/// A position with a distance, in Stonyhurst Cartesian coordinates, in metres.
pub(super) fn to_stonyhurst(step: &Step<'_>, coord: &SkyCoord) -> Result<Vector> {
    let Place::Point(point) = coord.place() else { return Err(step.lacks("a distance from the Sun")) };
    let frame = coord.frame.as_ref();
    match frame.name.as_str() {
        "heliographic_stonyhurst" => Ok(point),
        "heliographic_carrington" => Ok(rotated_z(point, carrington_turn(step, frame, point)?)),
        "heliocentricinertial" => {
            Ok(rotated_z(point, node_longitude() - earth_longitude(&frame.time(step)?)))
        }
        "heliocentric" => Ok(from_observer(frame.observer_place(step)?, point)),
        "helioprojective" => {
            let observer = frame.observer_place(step)?;
            Ok(from_observer(observer, from_sight(observer, point)))
        }
        "helioprojectiveradial" => {
            let observer = frame.observer_place(step)?;
            Ok(from_observer(observer, from_sight(observer, projective(point))))
        }
        _ => Err(step.unsupported(frame)),
    }
}

/// The inverse of [`to_stonyhurst`].
pub(super) fn from_stonyhurst(step: &Step<'_>, frame: &CelestialFrame, point: Vector) -> Result<Vector> {
    match frame.name.as_str() {
        "heliographic_stonyhurst" => Ok(point),
        "heliographic_carrington" => Ok(rotated_z(point, -carrington_turn(step, frame, point)?)),
        "heliocentricinertial" => {
            Ok(rotated_z(point, earth_longitude(&frame.time(step)?) - node_longitude()))
        }
        "heliocentric" => Ok(to_observer(frame.observer_place(step)?, point)),
        "helioprojective" => {
            let observer = frame.observer_place(step)?;
            Ok(to_sight(observer, to_observer(observer, point)))
        }
        "helioprojectiveradial" => {
            let observer = frame.observer_place(step)?;
            Ok(radial(to_sight(observer, to_observer(observer, point))))
        }
        _ => Err(step.unsupported(frame)),
    }
}

/// The same point of space in Stonyhurst coordinates of another time; both must be known to differ.
pub(super) fn at_time(point: Vector, from: Option<Time>, to: Option<Time>) -> Vector {
    match (from, to) {
        (Some(from), Some(to)) if from != to => barycentric_inverse(barycentric(point, &from), &to),
        _ => point,
    }
}

/// From Stonyhurst coordinates to ICRS.
pub(super) fn to_icrs(step: &Step<'_>, time: Option<Time>, point: Vector) -> Result<Vector> {
    Ok(barycentric(point, &time.ok_or_else(|| step.lacks("a time of observation"))?))
}

/// From ICRS to Stonyhurst coordinates.
pub(super) fn from_icrs(step: &Step<'_>, time: Option<Time>, point: Vector) -> Result<Vector> {
    Ok(barycentric_inverse(point, &time.ok_or_else(|| step.lacks("a time of observation"))?))
}

fn barycentric(point: Vector, time: &Time) -> Vector {
    plus(tilted(rotated_z(point, earth_longitude(time))), sun_m(time))
}

fn barycentric_inverse(point: Vector, time: &Time) -> Vector {
    rotated_z(upright(minus(point, sun_m(time))), -earth_longitude(time))
}

/// From Carrington to Stonyhurst longitudes, in radians. The point itself is the observer where the frame says `self`.
fn carrington_turn(step: &Step<'_>, frame: &CelestialFrame, point: Vector) -> Result<f64> {
    let observer_m = match &frame.observer {
        Some(Observer::Named(name)) if name == "self" => length(point),
        _ => frame.observer_place(step)?.radius_m,
    };
    let time = frame.time(step)?;
    Ok(meridian_longitude(&time, observer_m) - earth_longitude(&time))
}

/// From heliocentric axes (x west, y north, z to the observer) to Stonyhurst ones.
fn from_observer(observer: ObserverPlace, [x, y, z]: Vector) -> Vector {
    let raised = rotated_y([z, x, y], -observer.lat_deg.to_radians());
    rotated_z(raised, observer.lon_deg.to_radians())
}

fn to_observer(observer: ObserverPlace, point: Vector) -> Vector {
    let turned = rotated_z(point, -observer.lon_deg.to_radians());
    let [z, x, y] = rotated_y(turned, observer.lat_deg.to_radians());
    [x, y, z]
}

/// From axes at the observer (x to the Sun, y west, z north) to heliocentric ones.
fn from_sight(observer: ObserverPlace, [x, y, z]: Vector) -> Vector {
    [y, z, observer.radius_m - x]
}

fn to_sight(observer: ObserverPlace, [x, y, z]: Vector) -> Vector {
    [observer.radius_m - z, x, y]
}

impl CelestialFrame {
    fn time(&self, step: &Step<'_>) -> Result<Time> {
        self.obstime.ok_or_else(|| step.lacks(format!("the time of observation of {}", self.title())))
    }

    /// Where the observer of the frame is.
    pub(super) fn observer_place(&self, step: &Step<'_>) -> Result<ObserverPlace> {
        match &self.observer {
            Some(Observer::Stonyhurst { lon_deg, lat_deg, radius_m }) => {
                Ok(ObserverPlace { lon_deg: *lon_deg, lat_deg: *lat_deg, radius_m: *radius_m })
            }
            Some(Observer::Named(name)) if name.eq_ignore_ascii_case("earth") => {
                let (lat_deg, radius_m) = earth_latitude_and_distance(&self.time(step)?);
                Ok(ObserverPlace { lon_deg: 0.0, lat_deg, radius_m })
            }
            Some(Observer::Named(name)) => Err(WcsError::CannotConvertFrame {
                from: step.from.title(),
                to: step.to.title(),
                reason: format!(
                    "where {name:?} is, is not known; give the observer in Stonyhurst coordinates"
                ),
            }),
            None => Err(step.lacks(format!("an observer of {}", self.title()))),
        }
    }
}
