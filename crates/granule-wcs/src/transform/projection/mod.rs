//! Projections of the sphere to a plane, both ways.
//!
//! The formulas are those of Calabretta & Greisen 2002 (A&A 395, 1077), for HEALPix of Calabretta & Roukema 2007
//! (MNRAS 381, 865) and Calabretta & Lowe 2013 (PASA 30, e050), with the conventions of wcslib. The plane is measured
//! in degrees; native longitude runs from −180° to 180°.

mod conic;
mod cube;
mod cube_cobe;
mod cube_quad;
mod cylindrical;
mod fits;
mod formulas;
mod healpix;
mod healpix_polar;
mod perspective;
mod polyconic;
mod pseudocylindrical;
mod slant;
mod solve;
mod transform;
mod zenithal;
mod zenithal_series;

use std::sync::Arc;

pub(crate) use formulas::Formulas;
pub use transform::{Direction, ProjectionTransform};

/// A projection of the sphere, with its parameters (degrees where they are angles).
///
/// A point outside a projection's map, or that has no place on it, is NaN: the far half of the sphere for
/// [`Gnomonic`](Self::Gnomonic), the corners around the ellipse of [`HammerAitoff`](Self::HammerAitoff). With
/// parameters that [`check`](Self::check) refuses, every point is.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Projection {
    /// AZP: zenithal perspective.
    ZenithalPerspective {
        /// Distance of the point of projection from the centre of the sphere, in radii.
        mu: f64,
        /// Tilt of the plane.
        gamma: f64,
    },
    /// SZP: slant zenithal perspective.
    SlantZenithalPerspective {
        /// Distance of the point of projection from the centre of the sphere, in radii.
        mu: f64,
        /// Native longitude of the point that the line of projection through the centre meets.
        phi0: f64,
        /// Native latitude of that point.
        theta0: f64,
    },
    /// TAN: gnomonic.
    Gnomonic,
    /// STG: stereographic.
    Stereographic,
    /// SIN: orthographic, slanted where `xi` or `eta` is not zero.
    SlantOrthographic {
        /// Slant along x.
        xi: f64,
        /// Slant along y.
        eta: f64,
    },
    /// ARC: zenithal equidistant.
    ZenithalEquidistant,
    /// ZPN: zenithal polynomial.
    ZenithalPolynomial {
        /// Coefficients of the powers of the distance from the pole in radians, from the 0th; at most 30.
        coefficients: Vec<f64>,
    },
    /// ZEA: zenithal equal area.
    ZenithalEqualArea,
    /// AIR: Airy's.
    Airy {
        /// The latitude down to which the error is least.
        theta_b: f64,
    },
    /// CYP: cylindrical perspective.
    CylindricalPerspective {
        /// Distance of the point of projection from the axis, in radii of the sphere.
        mu: f64,
        /// Radius of the cylinder, in radii of the sphere.
        lambda: f64,
    },
    /// CEA: cylindrical equal area.
    CylindricalEqualArea {
        /// Square of the cosine of the conformal latitude.
        lambda: f64,
    },
    /// CAR: plate carrée.
    ///
    /// A plane of more than a turn is taken as it is: x = 200° is the longitude 200°.
    PlateCarree,
    /// MER: Mercator's.
    Mercator,
    /// SFL: Sanson-Flamsteed's.
    SansonFlamsteed,
    /// PAR: parabolic.
    Parabolic,
    /// MOL: Mollweide's.
    Mollweide,
    /// AIT: Hammer-Aitoff's.
    HammerAitoff,
    /// COP: conic perspective.
    ConicPerspective {
        /// Mean of the latitudes of the standard parallels.
        sigma: f64,
        /// Half their difference.
        delta: f64,
    },
    /// COE: conic equal area.
    ConicEqualArea {
        /// Mean of the latitudes of the standard parallels.
        sigma: f64,
        /// Half their difference.
        delta: f64,
    },
    /// COD: conic equidistant.
    ConicEquidistant {
        /// Mean of the latitudes of the standard parallels.
        sigma: f64,
        /// Half their difference.
        delta: f64,
    },
    /// COO: conic orthomorphic.
    ConicOrthomorphic {
        /// Mean of the latitudes of the standard parallels.
        sigma: f64,
        /// Half their difference.
        delta: f64,
    },
    /// BON: Bonne's equal area.
    Bonne {
        /// The latitude that is drawn true; at 0 the projection is Sanson-Flamsteed's.
        theta1: f64,
    },
    /// PCO: polyconic.
    Polyconic,
    /// TSC: tangential spherical cube.
    TangentialSphericalCube,
    /// CSC: COBE quadrilateralised spherical cube.
    ///
    /// Its inverse is by definition approximate, within 0.01° of the sky.
    CobeQuadSphericalCube,
    /// QSC: quadrilateralised spherical cube.
    QuadSphericalCube,
    /// HPX: HEALPix.
    Healpix {
        /// The number of facets along the equator.
        h: f64,
        /// The number of rows of facets.
        k: f64,
    },
    /// XPH: HEALPix around the north pole, the "butterfly".
    HealpixPolar,
}

impl Projection {
    /// Native longitude and latitude of the reference point, in degrees.
    #[must_use]
    pub fn native_reference(&self) -> (f64, f64) {
        match *self {
            Self::ZenithalPerspective { .. }
            | Self::SlantZenithalPerspective { .. }
            | Self::Gnomonic
            | Self::Stereographic
            | Self::SlantOrthographic { .. }
            | Self::ZenithalEquidistant
            | Self::ZenithalPolynomial { .. }
            | Self::ZenithalEqualArea
            | Self::Airy { .. }
            | Self::HealpixPolar => (0.0, 90.0),
            Self::ConicPerspective { sigma, .. }
            | Self::ConicEqualArea { sigma, .. }
            | Self::ConicEquidistant { sigma, .. }
            | Self::ConicOrthomorphic { sigma, .. } => (0.0, sigma),
            _ => (0.0, 0.0),
        }
    }

    /// From the plane to native longitude and latitude, all in degrees.
    #[must_use]
    pub fn plane_to_sky(self) -> ProjectionTransform {
        ProjectionTransform::new(self, Direction::PlaneToSky)
    }

    /// From native longitude and latitude to the plane, all in degrees.
    #[must_use]
    pub fn sky_to_plane(self) -> ProjectionTransform {
        ProjectionTransform::new(self, Direction::SkyToPlane)
    }

    /// The formulas with their constants; some that yield NaN alone for parameters that make no sense.
    pub(crate) fn formulas(&self) -> Arc<dyn Formulas> {
        if self.check().is_err() {
            return Arc::new(formulas::Undefined);
        }
        match *self {
            Self::ZenithalPerspective { mu, gamma } => Arc::new(perspective::Perspective::new(mu, gamma)),
            Self::SlantZenithalPerspective { mu, phi0, theta0 } => {
                Arc::new(slant::SlantPerspective::new(mu, phi0, theta0))
            }
            Self::Gnomonic => Arc::new(zenithal::Gnomonic),
            Self::Stereographic => Arc::new(zenithal::Stereographic),
            Self::SlantOrthographic { xi, eta } => Arc::new(slant::Orthographic { xi, eta }),
            Self::ZenithalEquidistant => Arc::new(zenithal::Equidistant),
            Self::ZenithalPolynomial { ref coefficients } => {
                Arc::new(zenithal_series::Polynomial::new(coefficients))
            }
            Self::ZenithalEqualArea => Arc::new(zenithal::EqualArea),
            Self::Airy { theta_b } => Arc::new(zenithal_series::Airy::new(theta_b)),
            Self::CylindricalPerspective { mu, lambda } => Arc::new(cylindrical::Perspective { mu, lambda }),
            Self::CylindricalEqualArea { lambda } => Arc::new(cylindrical::EqualArea { lambda }),
            Self::PlateCarree => Arc::new(cylindrical::PlateCarree),
            Self::Mercator => Arc::new(cylindrical::Mercator),
            Self::SansonFlamsteed => Arc::new(pseudocylindrical::SansonFlamsteed),
            Self::Parabolic => Arc::new(pseudocylindrical::Parabolic),
            Self::Mollweide => Arc::new(pseudocylindrical::Mollweide),
            Self::HammerAitoff => Arc::new(pseudocylindrical::HammerAitoff),
            Self::ConicPerspective { sigma, delta } => Arc::new(conic::perspective(sigma, delta)),
            Self::ConicEqualArea { sigma, delta } => Arc::new(conic::equal_area(sigma, delta)),
            Self::ConicEquidistant { sigma, delta } => Arc::new(conic::equidistant(sigma, delta)),
            Self::ConicOrthomorphic { sigma, delta } => Arc::new(conic::orthomorphic(sigma, delta)),
            Self::Bonne { theta1: 0.0 } => Arc::new(pseudocylindrical::SansonFlamsteed),
            Self::Bonne { theta1 } => Arc::new(polyconic::Bonne::new(theta1)),
            Self::Polyconic => Arc::new(polyconic::Polyconic),
            Self::TangentialSphericalCube => Arc::new(cube::Cube(cube::Tangential)),
            Self::CobeQuadSphericalCube => Arc::new(cube::Cube(cube_cobe::Cobe)),
            Self::QuadSphericalCube => Arc::new(cube::Cube(cube_quad::Quad)),
            Self::Healpix { h, k } => Arc::new(healpix::Healpix::new(h, k)),
            Self::HealpixPolar => Arc::new(healpix_polar::HealpixPolar),
        }
    }
}

#[cfg(test)]
mod tests;
