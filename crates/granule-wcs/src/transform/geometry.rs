//! Between angles, vectors and direction cosines.

use std::sync::Arc;

use granule_asdf::{Mapping, Node};

use super::rotation::{direction, vector};
use super::{Transform, map_three};
use crate::write::nodes::gwcs;
use crate::{CorrelationMatrix, Result, TransformWriter};

/// Where longitudes begin anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Wrap {
    /// From −180° to 180°.
    At180,
    /// From 0° to 360°.
    At360,
}

/// Between longitude and latitude in degrees and unit vectors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SphericalCartesian {
    /// From longitude and latitude to a vector of length 1; longitudes of the way back are wrapped there.
    ToCartesian(Wrap),
    /// From a vector of any length to longitude, 0 at the poles, and latitude.
    ToSpherical(Wrap),
}

impl Transform for SphericalCartesian {
    fn n_inputs(&self) -> usize {
        match self {
            Self::ToCartesian(_) => 2,
            Self::ToSpherical(_) => 3,
        }
    }

    fn n_outputs(&self) -> usize {
        5 - self.n_inputs()
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        match (self, inputs, outputs) {
            (Self::ToCartesian(_), [lon, lat], [x, y, z]) => {
                [&mut *x, &mut *y, &mut *z].into_iter().for_each(Vec::clear);
                for (&lon, &lat) in lon.iter().zip(*lat) {
                    let [a, b, c] = vector(lon, lat);
                    x.push(a);
                    y.push(b);
                    z.push(c);
                }
            }
            (Self::ToSpherical(wrap), [x, y, z], [lons, lats]) => {
                lons.clear();
                lats.clear();
                for ((&x, &y), &z) in x.iter().zip(*y).zip(*z) {
                    let (lon, lat) = direction([x, y, z]);
                    // The direction (−0, 0) is none.
                    let lon = if x == 0.0 && y == 0.0 { 0.0 } else { lon };
                    lons.push(if *wrap == Wrap::At360 { lon.rem_euclid(360.0) } else { lon });
                    lats.push(lat);
                }
            }
            _ => {}
        }
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        Some(Arc::new(match *self {
            Self::ToCartesian(wrap) => Self::ToSpherical(wrap),
            Self::ToSpherical(wrap) => Self::ToCartesian(wrap),
        }))
    }

    fn separability(&self) -> CorrelationMatrix {
        CorrelationMatrix::full(self.n_outputs(), self.n_inputs())
    }

    fn to_node(&self, _writer: &mut TransformWriter<'_>) -> Result<Node> {
        let (kind, wrap) = match self {
            Self::ToCartesian(wrap) => ("spherical_to_cartesian", wrap),
            Self::ToSpherical(wrap) => ("cartesian_to_spherical", wrap),
        };
        let degrees = if *wrap == Wrap::At180 { 180 } else { 360 };
        let fields =
            Mapping::new().with("transform_type", Node::str(kind)).with("wrap_lon_at", Node::int(degrees));
        Ok(gwcs("spherical_cartesian-1.3.0", fields))
    }
}

/// Between a vector and the cosines of its angles with the axes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DirectionCosines {
    /// From (x, y, z) to the cosines of (x, y, 1) and its length. The third input is not looked at, as upstream.
    To,
    /// From cosines and length to (x, y, z).
    From,
}

impl Transform for DirectionCosines {
    fn n_inputs(&self) -> usize {
        match self {
            Self::To => 3,
            Self::From => 4,
        }
    }

    fn n_outputs(&self) -> usize {
        7 - self.n_inputs()
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        match (self, inputs, outputs) {
            (Self::To, [x, y, z], [cosines @ .., lengths]) => {
                lengths.clear();
                lengths.extend(x.iter().zip(*y).map(|(x, y)| (1.0 + x * x + y * y).sqrt()));
                map_three(&[x, y, z], cosines, |[x, y, _]| {
                    let length = (1.0 + x * x + y * y).sqrt();
                    [x / length, y / length, 1.0 / length]
                });
            }
            (Self::From, [cosines @ .., lengths], outputs) => {
                for (cosines, output) in cosines.iter().zip(outputs) {
                    output.clear();
                    output.extend(cosines.iter().zip(*lengths).map(|(cosine, length)| cosine * length));
                }
            }
            _ => {}
        }
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        Some(Arc::new(match self {
            Self::To => Self::From,
            Self::From => Self::To,
        }))
    }

    fn separability(&self) -> CorrelationMatrix {
        CorrelationMatrix::full(self.n_outputs(), self.n_inputs())
    }

    fn to_node(&self, _writer: &mut TransformWriter<'_>) -> Result<Node> {
        let kind = match self {
            Self::To => "to_direction_cosines",
            Self::From => "from_direction_cosines",
        };
        Ok(gwcs("direction_cosines-1.3.0", Mapping::new().with("transform_type", Node::str(kind))))
    }
}
