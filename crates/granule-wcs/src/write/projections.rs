//! The tags of projections.

use granule_asdf::{Mapping, Node};

use super::nodes::transform;
use crate::transform::{Direction, Projection};
use crate::{Result, WcsError};

/// The node of a projection.
///
/// # Errors
/// [`WcsError::NotWritable`] for ZPN, for which there is no tag.
pub(crate) fn projection_node(projection: &Projection, direction: Direction) -> Result<Node> {
    let (name, parameters) = named(projection)?;
    let direction = match direction {
        Direction::PlaneToSky => "pix2sky",
        Direction::SkyToPlane => "sky2pix",
    };
    let fields = parameters
        .into_iter()
        .fold(Mapping::new(), |fields, (key, value)| fields.with(key, Node::float(value)));
    Ok(transform(name, fields.with("direction", Node::str(direction))))
}

type Named = (&'static str, Vec<(&'static str, f64)>);

fn named(projection: &Projection) -> Result<Named> {
    let conic = |sigma: f64, delta: f64| vec![("sigma", sigma), ("delta", delta)];
    Ok(match *projection {
        Projection::Gnomonic => ("gnomonic-1.4.0", vec![]),
        Projection::Stereographic => ("stereographic-1.4.0", vec![]),
        Projection::SlantOrthographic { xi, eta } => {
            ("slant_orthographic-1.4.0", vec![("xi", xi), ("eta", eta)])
        }
        Projection::ZenithalEquidistant => ("zenithal_equidistant-1.4.0", vec![]),
        Projection::ZenithalEqualArea => ("zenithal_equal_area-1.4.0", vec![]),
        Projection::ZenithalPerspective { mu, gamma } => {
            ("zenithal_perspective-1.5.0", vec![("mu", mu), ("gamma", gamma)])
        }
        Projection::SlantZenithalPerspective { mu, phi0, theta0 } => {
            ("slant_zenithal_perspective-1.4.0", vec![("mu", mu), ("phi0", phi0), ("theta0", theta0)])
        }
        Projection::Airy { theta_b } => ("airy-1.4.0", vec![("theta_b", theta_b)]),
        Projection::PlateCarree => ("plate_carree-1.4.0", vec![]),
        Projection::CylindricalEqualArea { lambda } => {
            ("cylindrical_equal_area-1.5.0", vec![("lam", lambda)])
        }
        Projection::CylindricalPerspective { mu, lambda } => {
            ("cylindrical_perspective-1.5.0", vec![("mu", mu), ("lam", lambda)])
        }
        Projection::Mercator => ("mercator-1.4.0", vec![]),
        Projection::SansonFlamsteed => ("sanson_flamsteed-1.4.0", vec![]),
        Projection::Parabolic => ("parabolic-1.4.0", vec![]),
        // The tag is misspelt in the standard.
        Projection::Mollweide => ("molleweide-1.4.0", vec![]),
        Projection::HammerAitoff => ("hammer_aitoff-1.4.0", vec![]),
        Projection::ConicPerspective { sigma, delta } => ("conic_perspective-1.5.0", conic(sigma, delta)),
        Projection::ConicEqualArea { sigma, delta } => ("conic_equal_area-1.5.0", conic(sigma, delta)),
        Projection::ConicEquidistant { sigma, delta } => ("conic_equidistant-1.5.0", conic(sigma, delta)),
        Projection::ConicOrthomorphic { sigma, delta } => ("conic_orthomorphic-1.5.0", conic(sigma, delta)),
        Projection::Bonne { theta1 } => ("bonne_equal_area-1.5.0", vec![("theta1", theta1)]),
        Projection::Polyconic => ("polyconic-1.4.0", vec![]),
        Projection::TangentialSphericalCube => ("tangential_spherical_cube-1.4.0", vec![]),
        Projection::CobeQuadSphericalCube => ("cobe_quad_spherical_cube-1.4.0", vec![]),
        Projection::QuadSphericalCube => ("quad_spherical_cube-1.4.0", vec![]),
        Projection::Healpix { h, k } => ("healpix-1.4.0", vec![("H", h), ("X", k)]),
        Projection::HealpixPolar => ("healpix_polar-1.4.0", vec![]),
        Projection::ZenithalPolynomial { .. } => {
            return Err(WcsError::NotWritable { what: format!("the projection {}", projection.fits_code()) });
        }
    })
}
