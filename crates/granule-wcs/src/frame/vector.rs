//! Vectors in space, and the angles they stand for.

/// Cartesian components.
pub(crate) type Vector = [f64; 3];

pub(crate) fn scaled([x, y, z]: Vector, factor: f64) -> Vector {
    [x * factor, y * factor, z * factor]
}

pub(crate) fn plus([a, b, c]: Vector, [x, y, z]: Vector) -> Vector {
    [a + x, b + y, c + z]
}

pub(crate) fn minus([a, b, c]: Vector, [x, y, z]: Vector) -> Vector {
    [a - x, b - y, c - z]
}

pub(crate) fn length([x, y, z]: Vector) -> f64 {
    x.hypot(y).hypot(z)
}

/// The vector turned about z by an angle in radians, from x towards y.
pub(crate) fn rotated_z([x, y, z]: Vector, angle: f64) -> Vector {
    let (sin, cos) = angle.sin_cos();
    [cos * x - sin * y, sin * x + cos * y, z]
}

/// The vector turned about y by an angle in radians, from z towards x.
pub(crate) fn rotated_y([x, y, z]: Vector, angle: f64) -> Vector {
    let (sin, cos) = angle.sin_cos();
    [cos * x + sin * z, y, cos * z - sin * x]
}

/// The vector turned about x by an angle in radians, from y towards z.
pub(crate) fn rotated_x([x, y, z]: Vector, angle: f64) -> Vector {
    let (sin, cos) = angle.sin_cos();
    [x, cos * y - sin * z, sin * y + cos * z]
}

/// The unit vector of a longitude and a latitude in degrees.
pub(crate) fn direction(lon_deg: f64, lat_deg: f64) -> Vector {
    let (sin_lon, cos_lon) = lon_deg.to_radians().sin_cos();
    let (sin_lat, cos_lat) = lat_deg.to_radians().sin_cos();
    [cos_lat * cos_lon, cos_lat * sin_lon, sin_lat]
}

/// Longitude and latitude of a vector, in degrees.
pub(crate) fn angles([x, y, z]: Vector) -> (f64, f64) {
    (y.atan2(x).to_degrees(), z.atan2(x.hypot(y)).to_degrees())
}
