//! One pointing of a telescope: from pixels through a tangent plane to the sky, and back.
//!
//! The gnomonic projection is a division: a point of the plane and the direction to it are the same vector but for its
//! length. So matrix, projection and rotation are one matrix, and what is left are two angles.

use super::angle::{SMALL, atan_small, atan2, sin_cos_degrees};
use super::matrix::{Matrix2, Matrix3};
use super::projection::Formulas;
use super::rotation::native_to_celestial;

/// So many points at a time.
pub(super) const LANES: usize = 64;

/// A number for each of the points at hand.
pub(super) type Lanes = [f64; LANES];

/// From pixels to longitude and latitude in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ToSky {
    /// The reference pixel.
    origin: [f64; 2],
    /// The columns of a matrix. Applied to (x, y, 1) relative to the reference pixel, it gives a vector and the longitude
    /// from which that of the vector counts: four numbers, as many as a register holds.
    columns: [[f64; 4]; 3],
}

/// From longitude and latitude in degrees to pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ToPixels {
    origin: [f64; 2],
    /// Applied to a direction whose longitude counts from `lon`, it gives both pixel coordinates times the last number.
    matrix: [[f64; 3]; 3],
    lon: f64,
}

/// The rotation from native coordinates to celestial ones whose longitude counts from that of the native pole.
fn rotation(lat: f64, lon_pole: f64) -> Matrix3 {
    Matrix3::rotation_z(-90.0)
        .times(&Matrix3::rotation_x(-(90.0 - lat)))
        .times(&Matrix3::rotation_z(lon_pole - 90.0))
}

/// Where a plane touches the sphere, and how pixels lie in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Place {
    /// The reference pixel.
    pub(super) crpix: [f64; 2],
    /// From pixels to degrees of the plane.
    pub(super) degrees: Matrix2,
    /// Longitude and latitude of the native pole, in degrees.
    pub(super) crval: [f64; 2],
    /// The native longitude of the celestial pole, in degrees.
    pub(super) lon_pole: f64,
}

impl ToSky {
    pub(super) fn new(place: &Place) -> Self {
        let [[a, b], [c, d]] = place.degrees.0.map(|row| row.map(f64::to_radians));
        // In native coordinates x of the plane runs along the second axis, y against the first.
        let native = Matrix3([[-c, -d, 0.0], [a, b, 0.0], [0.0, 0.0, 1.0]]);
        let [lon, lat] = place.crval;
        let [ahead, east, north] = rotation(lat, place.lon_pole).times(&native).0;
        let from = [0.0, 0.0, lon.rem_euclid(360.0)];
        let columns = [0, 1, 2].map(|n| [ahead[n], east[n], north[n], from[n]]);
        Self { origin: place.crpix, columns }
    }
}

impl ToPixels {
    /// Nowhere if the matrix is singular.
    pub(super) fn new(place: &Place) -> Self {
        let Some(Matrix2([[a, b], [c, d]])) = place.degrees.inverse() else {
            return *<Self as Pointing>::NOWHERE;
        };
        let [a, b, c, d] = [a, b, c, d].map(f64::to_degrees);
        let plane = Matrix3([[-b, a, 0.0], [-d, c, 0.0], [0.0, 0.0, 1.0]]);
        let [lon, lat] = place.crval;
        let matrix = plane.times(&rotation(lat, place.lon_pole).transposed()).0;
        Self { origin: place.crpix, matrix, lon: lon.rem_euclid(360.0) }
    }
}

/// The same through the plane of any projection, point by point.
#[derive(Clone, Copy, Debug)]
pub(super) struct ThroughPlane {
    origin: [f64; 2],
    degrees: Matrix2,
    pixels: Option<Matrix2>,
    rotation: Matrix3,
}

impl ThroughPlane {
    pub(super) fn new(place: &Place) -> Self {
        let ([lon, lat], lon_pole) = (place.crval, place.lon_pole);
        Self {
            origin: place.crpix,
            degrees: place.degrees,
            pixels: place.degrees.inverse(),
            rotation: native_to_celestial(lon, lat, lon_pole),
        }
    }

    pub(super) fn to_sky(self, formulas: &dyn Formulas, x: f64, y: f64) -> (f64, f64) {
        let [x0, y0] = self.origin;
        let (x, y) = self.degrees.apply(x - x0, y - y0);
        formulas.sky_of(&self.rotation, x, y)
    }

    pub(super) fn to_pixels(self, formulas: &dyn Formulas, lon: f64, lat: f64) -> (f64, f64) {
        let Some(pixels) = self.pixels else { return (f64::NAN, f64::NAN) };
        let (x, y) = formulas.plane_of_sky(&self.rotation.transposed(), lon, lat);
        let (x, y) = pixels.apply(x, y);
        let [x0, y0] = self.origin;
        (x + x0, y + y0)
    }
}

/// What leads from two coordinates to two others.
pub(super) trait Pointing: Copy + 'static {
    /// The pointing that leads nowhere: to NaN.
    const NOWHERE: &'static Self;
}

/// A pointing of which many are followed at once.
pub(super) trait Tangent: Pointing {
    /// Replaces the two coordinates of each point by where they lead, by the pointing of that point.
    fn map<'p>(at: impl Fn(usize) -> &'p Self, first: &mut Lanes, second: &mut Lanes)
    where
        Self: 'p;

    /// The same by one pointing for all, to the same bits.
    #[inline(always)]
    fn map_all(&self, first: &mut Lanes, second: &mut Lanes) {
        Self::map(|_| self, first, second);
    }
}

impl Pointing for ThroughPlane {
    const NOWHERE: &'static Self = &Self {
        origin: [f64::NAN; 2],
        degrees: Matrix2([[f64::NAN; 2]; 2]),
        pixels: None,
        rotation: Matrix3([[f64::NAN; 3]; 3]),
    };
}

// Loops over the lanes index arrays of just that length: no index can be out of range.

impl Pointing for ToSky {
    const NOWHERE: &'static Self = &Self { origin: [0.0; 2], columns: [[f64::NAN; 4]; 3] };
}

impl Tangent for ToSky {
    /// Each matrix is another: a point takes one register, and what comes out is sorted afterwards.
    #[inline(always)]
    fn map<'p>(at: impl Fn(usize) -> &'p Self, first: &mut Lanes, second: &mut Lanes) {
        let mut vectors = [[0.0; 4]; LANES];
        for n in 0..LANES {
            let Self { origin: [x0, y0], columns: [u, v, w] } = at(n);
            let (x, y) = (first[n] - x0, second[n] - y0);
            for (k, number) in vectors[n].iter_mut().enumerate() {
                *number = u[k] * x + v[k] * y + w[k];
            }
        }
        let [mut ahead, mut east, mut north, mut from] = [[0.0; LANES]; 4];
        for n in 0..LANES {
            [ahead[n], east[n], north[n], from[n]] = vectors[n];
        }
        degrees([&ahead, &east, &north, &from], first, second);
    }

    /// The matrix is the same: a register takes several points.
    #[inline(always)]
    fn map_all(&self, first: &mut Lanes, second: &mut Lanes) {
        let Self { origin: [x0, y0], columns: [u, v, w] } = self;
        let mut vector = [[0.0; LANES]; 4];
        for (k, numbers) in vector.iter_mut().enumerate() {
            for n in 0..LANES {
                let (x, y) = (first[n] - x0, second[n] - y0);
                numbers[n] = u[k] * x + v[k] * y + w[k];
            }
        }
        degrees(vector.each_ref(), first, second);
    }
}

/// Longitude and latitude in degrees of some vectors, whose longitudes count from a fourth number.
#[inline(always)]
fn degrees([ahead, east, north, from]: [&Lanes; 4], lon: &mut Lanes, lat: &mut Lanes) {
    angles(ahead, east, north, lon, lat);
    for n in 0..LANES {
        let turned = from[n] + lon[n].to_degrees();
        let turned = if turned < 0.0 { turned + 360.0 } else { turned };
        lon[n] = if turned > 360.0 { turned - 360.0 } else { turned };
        lat[n] = lat[n].to_degrees();
    }
}

/// Longitude and latitude of some vectors, in radians.
#[inline(always)]
fn angles(ahead: &Lanes, east: &Lanes, north: &Lanes, lon: &mut Lanes, lat: &mut Lanes) {
    let mut level = [0.0; LANES];
    // Near the equator and the reference longitude, as all the Sun is, both angles are small.
    let mut small = true;
    for n in 0..LANES {
        level[n] = (ahead[n] * ahead[n] + east[n] * east[n]).sqrt();
        lon[n] = east[n] / ahead[n];
        lat[n] = north[n] / level[n];
        small &= (ahead[n] >= 0.0) & (lon[n].abs() <= SMALL) & (lat[n].abs() <= SMALL);
    }
    if small {
        for n in 0..LANES {
            lon[n] = atan_small(lon[n]);
            lat[n] = atan_small(lat[n]);
        }
    } else {
        // Small angles are found as they are among others that are small: a point's bits do not depend on its neighbours.
        for n in 0..LANES {
            let is_small = (ahead[n] >= 0.0) & (lon[n].abs() <= SMALL);
            let any = atan2(east[n], ahead[n]);
            lon[n] = if is_small { atan_small(lon[n]) } else { any };
            let any = atan2(north[n], level[n]);
            lat[n] = if lat[n].abs() <= SMALL { atan_small(lat[n]) } else { any };
        }
    }
}

impl Pointing for ToPixels {
    const NOWHERE: &'static Self = &Self { origin: [0.0; 2], matrix: [[f64::NAN; 3]; 3], lon: f64::NAN };
}

impl Tangent for ToPixels {
    #[inline(always)]
    fn map<'p>(at: impl Fn(usize) -> &'p Self, first: &mut Lanes, second: &mut Lanes) {
        for n in 0..LANES {
            let Self { origin: [x0, y0], matrix: [u, v, w], lon } = at(n);
            let (sin_lon, cos_lon) = sin_cos_degrees(first[n] - lon);
            let (sin_lat, cos_lat) = sin_cos_degrees(second[n]);
            let vector = [cos_lat * cos_lon, cos_lat * sin_lon, sin_lat];
            let [x, y, height] =
                [u, v, w].map(|row| row[0] * vector[0] + row[1] * vector[1] + row[2] * vector[2]);
            // The plane sees half the sphere.
            let height = if height > 0.0 { height } else { f64::NAN };
            first[n] = x / height + x0;
            second[n] = y / height + y0;
        }
    }
}

/// Fills two columns from two others, [`LANES`] points at a time: `map` is given the first of them.
#[inline(always)]
pub(super) fn in_lanes(
    inputs: [&[f64]; 2],
    outputs: [&mut Vec<f64>; 2],
    mut map: impl FnMut(usize, &mut Lanes, &mut Lanes),
) {
    let ([x, y], [first, second]) = (inputs, outputs);
    first.clear();
    second.clear();
    for (n, (x, y)) in x.chunks(LANES).zip(y.chunks(LANES)).enumerate() {
        // Past the last point the lanes are idle.
        let (mut a, mut b) = ([0.0; LANES], [0.0; LANES]);
        for (lanes, values) in [(&mut a, x), (&mut b, y)] {
            lanes.iter_mut().zip(values).for_each(|(lane, value)| *lane = *value);
        }
        map(n * LANES, &mut a, &mut b);
        first.extend(a.iter().take(x.len()));
        second.extend(b.iter().take(y.len()));
    }
}
