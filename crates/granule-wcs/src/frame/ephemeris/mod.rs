//! Where the Earth and the Sun are, and how the Sun is turned.
//!
//! Series fitted to VSOP2000 (`tests/values/fit_ephemeris.py`). Between 1900 and 2100 the Earth's heliocentric longitude
//! and latitude are within 0.3″ of it, its distance within 350 km, and the Sun's place about the barycentre within 70 km;
//! outside these years errors grow quickly.

mod terms;

use super::vector::{Vector, rotated_y, rotated_z, scaled};
use crate::Time;

/// An astronomical unit (IAU 2012 B2), in metres.
pub(crate) const AU_M: f64 = 149_597_870_700.0;

/// The speed of light, in metres a second.
pub(crate) const LIGHT_M_S: f64 = 299_792_458.0;

/// The radius of the Sun (IAU 2015 B3), in metres, wherever a frame has none of its own.
pub(crate) const SOLAR_RADIUS_M: f64 = 695_700_000.0;

/// The north pole of the Sun in ICRS, in degrees (Archinal et al. 2018).
const POLE_RA: f64 = 286.13;
const POLE_DEC: f64 = 63.87;

/// The Sun's prime meridian at J2000, in degrees from the node of its equator on that of ICRS, and its degrees a day
/// (Archinal et al. 2018).
const MERIDIAN: f64 = 84.176;
const ROTATION: f64 = 14.1844;

/// The obliquity of the ecliptic of J2000 that the series are fitted with, in degrees.
const OBLIQUITY: f64 = 84_381.448 / 3600.0;

/// `Σ cᵢ tⁱ + Σ (a cos ωt + b sin ωt) + t Σ (a cos ωt + b sin ωt)`, with t in Julian centuries from J2000.
struct Series {
    powers: &'static [f64],
    terms: &'static [[f64; 3]],
    rising: &'static [[f64; 3]],
}

impl Series {
    fn at(&self, t: f64) -> f64 {
        let wave = |&[frequency, a, b]: &[f64; 3]| {
            let (sin, cos) = (frequency * t).sin_cos();
            a * cos + b * sin
        };
        let sum = |terms: &[[f64; 3]]| terms.iter().map(wave).sum::<f64>();
        let powers = self.powers.iter().rev().fold(0.0, |value, power| value * t + power);
        powers + sum(self.terms) + t * sum(self.rising)
    }
}

/// The Sun, seen from the barycentre of the solar system, in ICRS, in metres.
pub(crate) fn sun_m(time: &Time) -> Vector {
    let t = time.julian_centuries();
    scaled([terms::SUN_X.at(t), terms::SUN_Y.at(t), terms::SUN_Z.at(t)], AU_M)
}

/// The Earth, seen from the Sun, in ICRS, in metres.
fn earth_from_sun_m(time: &Time) -> Vector {
    let t = time.julian_centuries();
    let (sin_lon, cos_lon) = terms::LONGITUDE.at(t).sin_cos();
    let (sin_lat, cos_lat) = terms::LATITUDE.at(t).sin_cos();
    let ecliptic = scaled([cos_lat * cos_lon, cos_lat * sin_lon, sin_lat], terms::RADIUS.at(t) * AU_M);
    let [x, y, z] = ecliptic;
    let (sin, cos) = OBLIQUITY.to_radians().sin_cos();
    [x, cos * y - sin * z, sin * y + cos * z]
}

/// A vector from ICRS axes to axes with z along the Sun's north pole, and x as little moved as can be.
pub(crate) fn upright(vector: Vector) -> Vector {
    let (ra, tilt) = (POLE_RA.to_radians(), (90.0 - POLE_DEC).to_radians());
    rotated_z(rotated_y(rotated_z(vector, -ra), -tilt), ra)
}

/// The inverse of [`upright`].
pub(crate) fn tilted(vector: Vector) -> Vector {
    let (ra, tilt) = (POLE_RA.to_radians(), (90.0 - POLE_DEC).to_radians());
    rotated_z(rotated_y(rotated_z(vector, -ra), tilt), ra)
}

/// The longitude of the Earth on the upright axes, in radians: where Stonyhurst longitudes begin.
pub(crate) fn earth_longitude(time: &Time) -> f64 {
    let [x, y, _] = upright(earth_from_sun_m(time));
    y.atan2(x)
}

/// The Earth's Stonyhurst latitude (B0) in degrees, and its distance from the Sun in metres.
pub(crate) fn earth_latitude_and_distance(time: &Time) -> (f64, f64) {
    let [x, y, z] = upright(earth_from_sun_m(time));
    let across = x.hypot(y);
    (z.atan2(across).to_degrees(), across.hypot(z))
}

/// The longitude of the Sun's prime meridian on the upright axes, in radians, as an observer at this distance from the
/// centre of the Sun sees it: light from the nearest point of the surface has been on its way since.
pub(crate) fn meridian_longitude(time: &Time, observer_m: f64) -> f64 {
    let travel_s = (observer_m - SOLAR_RADIUS_M) / LIGHT_M_S;
    let days = time.julian_centuries() * 36_525.0 - travel_s / 86_400.0;
    // The node lies 90° east of the pole, and uprighting leaves it where it is.
    (POLE_RA + 90.0 + MERIDIAN + (ROTATION * days).rem_euclid(360.0)).to_radians()
}

/// The longitude of the ascending node of the Sun's equator on the ecliptic of J2000, on the upright axes, in radians:
/// where heliocentric inertial longitudes begin.
pub(crate) fn node_longitude() -> f64 {
    // The pole of the mean ecliptic of J2000 in ICRS (IAU 2006, frame bias included).
    const POLE: Vector = [-1.020_704_47e-7, -0.397_776_999, 0.917_482_130];
    let [x, y, _] = upright(POLE);
    y.atan2(x) - std::f64::consts::FRAC_PI_2
}
