//! ICRS and the frames that are turned against it.

use super::{Place, Step};
use crate::frame::vector::{Vector, rotated_x, rotated_y, rotated_z};
use crate::{CelestialFrame, Result};

/// A turn about an axis by an angle in degrees.
#[derive(Clone, Copy, Debug)]
enum Turn {
    X(f64),
    Y(f64),
    Z(f64),
}

impl Turn {
    fn apply(self, vector: Vector) -> Vector {
        match self {
            Self::X(angle) => rotated_x(vector, angle.to_radians()),
            Self::Y(angle) => rotated_y(vector, angle.to_radians()),
            Self::Z(angle) => rotated_z(vector, angle.to_radians()),
        }
    }

    fn reversed(self) -> Self {
        match self {
            Self::X(angle) => Self::X(-angle),
            Self::Y(angle) => Self::Y(-angle),
            Self::Z(angle) => Self::Z(-angle),
        }
    }
}

pub(super) fn from_icrs(step: &Step<'_>, frame: &CelestialFrame, place: Place) -> Result<Place> {
    let turns = turns(step, frame)?;
    Ok(moved(place, |vector| turns.iter().fold(vector, |vector, turn| turn.apply(vector))))
}

pub(super) fn to_icrs(step: &Step<'_>, frame: &CelestialFrame, place: Place) -> Result<Place> {
    let turns = turns(step, frame)?;
    Ok(moved(place, |vector| turns.iter().rev().fold(vector, |vector, turn| turn.reversed().apply(vector))))
}

fn moved(place: Place, turn: impl Fn(Vector) -> Vector) -> Place {
    match place {
        Place::Point(point) => Place::Point(turn(point)),
        Place::Direction(unit) => Place::Direction(turn(unit)),
    }
}

/// The turns, one after the other, that lead from ICRS to the frame.
fn turns(step: &Step<'_>, frame: &CelestialFrame) -> Result<Vec<Turn>> {
    match frame.name.as_str() {
        "icrs" => Ok(Vec::new()),
        "fk5" => Ok([&BIAS[..], &precession(frame)].concat()),
        "galactic" => Ok([&BIAS[..], &GALACTIC[..]].concat()),
        _ => Err(step.unsupported(frame)),
    }
}

const MAS: f64 = 1.0 / 3_600_000.0;

/// From ICRS to FK5 at J2000 (USNO Circular 179, section 3.5).
const BIAS: [Turn; 3] = [Turn::Z(22.9 * MAS), Turn::Y(-9.1 * MAS), Turn::X(-19.9 * MAS)];

/// From FK5 at J2000 to galactic: the north pole and the zero of longitude that astropy uses, with digits enough to agree
/// with the definition in FK4.
const GALACTIC: [Turn; 3] = [
    Turn::Z(-192.859_481_206_534_8),
    Turn::Y(-(90.0 - 27.128_251_180_856_22)),
    Turn::Z(-(180.0 - 122.931_918_568_002_6)),
];

/// From J2000 to the frame's equinox: the angles ζ, z and θ of Capitaine et al. (2003, A&A 412, 567), IAU 2006.
fn precession(frame: &CelestialFrame) -> Vec<Turn> {
    let Some(equinox) = &frame.equinox else { return Vec::new() };
    let t = equinox.julian_centuries();
    let polynomial = |powers: [f64; 6]| powers.iter().rev().fold(0.0, |sum, power| sum * t + power) / 3600.0;
    let zeta = polynomial([2.650_545, 2_306.083_227, 0.298_849_9, 0.018_018_28, -5.971e-6, -3.173e-7]);
    let z = polynomial([-2.650_545, 2_306.077_181, 1.092_734_8, 0.018_268_37, -28.596e-6, -2.904e-7]);
    let theta = polynomial([0.0, 2_004.191_903, -0.429_493_4, -0.041_822_64, -7.089e-6, -1.274e-7]);
    vec![Turn::Z(zeta), Turn::Y(-theta), Turn::Z(z)]
}
