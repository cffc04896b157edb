//! From pixels to intermediate coordinates: PC and CDELT, CD, or CROTA.

use super::axis::{Algorithm, Axis, Kind};
use super::header::Header;
use crate::transform::LinearMap;
use crate::transform::Square;
use crate::{Result, WcsError};

/// The map from pixels, counted from 0, to intermediate coordinates plus `offset`, each row times its `scale`.
pub(super) fn linear_map(
    header: &Header<'_>,
    axes: &[Axis],
    scale: &[f64],
    offset: Vec<f64>,
) -> Result<LinearMap> {
    let n = axes.len();
    let matrix = matrix(header, axes);
    let scaled =
        Square::from_fn(n, |row, column| matrix.at(row, column) * scale.get(row).copied().unwrap_or(1.0));
    let origin = (0..n).map(|axis| header.axis_real("CRPIX", axis).unwrap_or(0.0) - 1.0).collect();
    // What is undone is the matrix as it stands, so that units far from 1 do no harm.
    let inverse = matrix.inverse().map(|inverse| {
        Square::from_fn(n, |row, column| inverse.at(row, column) / scale.get(column).copied().unwrap_or(1.0))
    });
    let map = inverse.and_then(|inverse| LinearMap::new(scaled.rows(), inverse.rows(), origin, offset));
    map.ok_or_else(|| WcsError::SingularFitsMatrix { rows: matrix.to_string() })
}

fn matrix(header: &Header<'_>, axes: &[Axis]) -> Square {
    let n = axes.len();
    let has = |stem: &str| (0..n).any(|i| (0..n).any(|j| header.cell(stem, i, j).is_some()));
    let cdelt = |axis: usize| header.axis_real("CDELT", axis).unwrap_or(1.0);
    if has("PC") {
        let cell = |i, j| header.cell("PC", i, j).unwrap_or(f64::from(i == j));
        Square::from_fn(n, |i, j| cdelt(i) * cell(i, j))
    } else if has("CD") {
        Square::from_fn(n, |i, j| header.cell("CD", i, j).unwrap_or(0.0))
    } else {
        rotated(header, axes, &cdelt)
    }
}

/// The matrix of `CROTA` of the latitude axis, which turns the celestial pair and nothing else.
fn rotated(header: &Header<'_>, axes: &[Axis], cdelt: &dyn Fn(usize) -> f64) -> Square {
    let find = |kind: Kind| {
        let celestial = |axis: &&Axis| axis.kind == kind && axis.algorithm != Algorithm::Table;
        axes.iter().find(celestial).map(|axis| axis.number)
    };
    let plain = Square::from_fn(axes.len(), |i, j| if i == j { cdelt(i) } else { 0.0 });
    let (Some(lon), Some(lat)) = (find(Kind::Longitude), find(Kind::Latitude)) else { return plain };
    let Some(angle) = header.axis_real("CROTA", lat) else { return plain };
    let (sin, cos) = angle.to_radians().sin_cos();
    Square::from_fn(axes.len(), |i, j| match (i, j) {
        (i, j) if i == j && (i == lon || i == lat) => cdelt(i) * cos,
        (i, j) if (i, j) == (lon, lat) => -cdelt(lat) * sin,
        (i, j) if (i, j) == (lat, lon) => cdelt(lon) * sin,
        (i, j) => plain.at(i, j),
    })
}
