//! Projection nodes.

use granule_asdf::Node;

use super::leaves::{prepared, take};
use super::quantity::scalar_in;
use super::transforms::{Builder, Built};
use super::{bad_value, tag_of};
use crate::transform::{Direction, Projection};
use crate::{Result, Unit, WcsError};

/// The parameters of a projection node, by key.
struct Parameters<'a> {
    builder: &'a Builder<'a>,
    node: &'a Node,
}

impl Parameters<'_> {
    /// A bare number, or an angle in degrees.
    fn or(&self, key: &str, default: f64) -> Result<f64> {
        match self.node.get(key) {
            Some(value) if !value.is_null() => scalar_in(self.builder.file, self.node, key, &Unit::degree()),
            _ => Ok(default),
        }
    }
}

/// The projection of a tag, with the defaults of astropy; `None` for a tag that names none.
fn named(name: &str, of: &Parameters<'_>) -> Result<Option<Projection>> {
    let conic = || Ok::<_, WcsError>((of.or("sigma", 90.0)?, of.or("delta", 0.0)?));
    Ok(Some(match name {
        "gnomonic" => Projection::Gnomonic,
        "stereographic" => Projection::Stereographic,
        "slant_orthographic" => {
            Projection::SlantOrthographic { xi: of.or("xi", 0.0)?, eta: of.or("eta", 0.0)? }
        }
        "zenithal_equidistant" => Projection::ZenithalEquidistant,
        "zenithal_equal_area" => Projection::ZenithalEqualArea,
        "zenithal_perspective" => {
            Projection::ZenithalPerspective { mu: of.or("mu", 0.0)?, gamma: of.or("gamma", 0.0)? }
        }
        "slant_zenithal_perspective" => Projection::SlantZenithalPerspective {
            mu: of.or("mu", 0.0)?,
            phi0: of.or("phi0", 0.0)?,
            theta0: of.or("theta0", 90.0)?,
        },
        "airy" => Projection::Airy { theta_b: of.or("theta_b", 90.0)? },
        "plate_carree" => Projection::PlateCarree,
        "cylindrical_equal_area" => Projection::CylindricalEqualArea { lambda: of.or("lam", 1.0)? },
        "cylindrical_perspective" => {
            Projection::CylindricalPerspective { mu: of.or("mu", 1.0)?, lambda: of.or("lam", 1.0)? }
        }
        "mercator" => Projection::Mercator,
        "sanson_flamsteed" => Projection::SansonFlamsteed,
        "parabolic" => Projection::Parabolic,
        // The tag is misspelt in the standard.
        "molleweide" | "mollweide" => Projection::Mollweide,
        "hammer_aitoff" => Projection::HammerAitoff,
        "conic_perspective" => {
            let (sigma, delta) = conic()?;
            Projection::ConicPerspective { sigma, delta }
        }
        "conic_equal_area" => {
            let (sigma, delta) = conic()?;
            Projection::ConicEqualArea { sigma, delta }
        }
        "conic_equidistant" => {
            let (sigma, delta) = conic()?;
            Projection::ConicEquidistant { sigma, delta }
        }
        "conic_orthomorphic" => {
            let (sigma, delta) = conic()?;
            Projection::ConicOrthomorphic { sigma, delta }
        }
        "bonne_equal_area" => Projection::Bonne { theta1: of.or("theta1", 0.0)? },
        "polyconic" => Projection::Polyconic,
        "tangential_spherical_cube" => Projection::TangentialSphericalCube,
        "cobe_quad_spherical_cube" => Projection::CobeQuadSphericalCube,
        "quad_spherical_cube" => Projection::QuadSphericalCube,
        "healpix" => Projection::Healpix { h: of.or("H", 4.0)?, k: of.or("X", 3.0)? },
        "healpix_polar" => Projection::HealpixPolar,
        _ => return Ok(None),
    }))
}

impl Builder<'_> {
    /// The projection a node holds; `None` if it holds something else.
    pub(super) fn projection(&self, node: &Node) -> Result<Option<Projection>> {
        let ours = tag_of(node).contains("asdf/transform/");
        let Some(name) = node.short_tag().filter(|_| ours) else { return Ok(None) };
        let projection = named(name, &Parameters { builder: self, node })?;
        if let Some(Err(WcsError::BadProjectionParameter { m, value, expected, .. })) =
            projection.as_ref().map(Projection::check)
        {
            let what = format!("parameter {m} of {name}");
            return Err(bad_value(node, what, value.to_string(), expected));
        }
        Ok(projection)
    }

    /// Builds a projection in the direction the node says.
    pub(super) fn projection_leaf(
        &self,
        node: &Node,
        projection: Projection,
        units: &[Option<Unit>],
    ) -> Result<Built> {
        let inputs: [_; 2] = take(node, units)?;
        let transform = match direction(node)? {
            Direction::PlaneToSky => projection.plane_to_sky(),
            Direction::SkyToPlane => projection.sky_to_plane(),
        };
        prepared(transform, node, &inputs, &Unit::degree(), &Unit::degree())
    }
}

fn direction(node: &Node) -> Result<Direction> {
    match node.get("direction").map_or(Some("pix2sky"), Node::as_str) {
        Some("pix2sky") => Ok(Direction::PlaneToSky),
        Some("sky2pix") => Ok(Direction::SkyToPlane),
        other => {
            let what = format!("direction of {}", node.short_tag().unwrap_or("projection"));
            Err(bad_value(node, what, other.unwrap_or("not a string"), "pix2sky or sky2pix"))
        }
    }
}
