//! Transform nodes that turn, and that go between angles and vectors; gratings and prisms.

use std::sync::Arc;

use granule_asdf::Node;

use super::bad_value;
use super::leaves::{prepared, take};
use super::quantity::{scalar, scalar_in, values};
use super::transforms::{Builder, Built, chain, conversion, scales};
use crate::transform::{
    Affine, CelestialTransform, Concatenate, DirectionCosines, Glass, GratingAngles, GratingWavelength,
    Linear, Refraction, Rotation, RotationForm, SkyRotation, SphericalCartesian, Transform, WarmGlass, Wrap,
};
use crate::{Result, Unit, WcsError};

impl Builder<'_> {
    /// Turns the plane counter-clockwise.
    pub(super) fn rotate2d(&self, node: &Node, units: &[Option<Unit>]) -> Result<Built> {
        let inputs: [_; 2] = take(node, units)?;
        let (s, c) = scalar_in(self.file, node, "angle", &Unit::degree())?.to_radians().sin_cos();
        let turn = Affine::new([[c, -s], [s, c]], [0.0; 2]);
        match inputs[0] {
            Some(unit) => prepared(turn, node, &inputs, unit, unit),
            None => Ok(Built::new(turn, inputs.into_iter().cloned().collect())),
        }
    }

    pub(super) fn rotate3d(&self, node: &Node, units: &[Option<Unit>]) -> Result<Built> {
        let inputs: [_; 2] = take(node, units)?;
        let angle = |key: &str| scalar_in(self.file, node, key, &Unit::degree());
        let [phi, theta, psi] = [angle("phi")?, angle("theta")?, angle("psi")?];
        let degree = Unit::degree();
        // The first version of the tag had no direction.
        match node.get("direction").map_or(Some("native2celestial"), Node::as_str) {
            Some("native2celestial") => {
                let rotation = SkyRotation::native_to_celestial(phi, theta, psi);
                prepared(rotation, node, &inputs, &degree, &degree)
            }
            Some("celestial2native") => {
                let rotation = SkyRotation::celestial_to_native(phi, theta, psi);
                prepared(rotation, node, &inputs, &degree, &degree)
            }
            axes => {
                let found = axes.unwrap_or("not a string");
                let turns: Vec<_> = found.chars().zip([phi, theta, psi]).collect();
                let whole = found.chars().count() == 3;
                let euler = Rotation::new(turns, RotationForm::Spherical).filter(|_| whole);
                let expected = "native2celestial, celestial2native or three of x, y and z";
                let euler = euler.ok_or_else(|| bad_value(node, "direction of rotate3d", found, expected))?;
                prepared(euler, node, &inputs, &degree, &degree)
            }
        }
    }

    pub(super) fn rotate_sequence(&self, node: &Node, units: &[Option<Unit>]) -> Result<Built> {
        let angles = values(self.file, node.require("angles")?)?.in_unit(&Unit::degree())?.data;
        let axes = node.require("axes_order")?.as_str().unwrap_or_default();
        let kind = node.require("rotation_type")?.as_str();
        let form = match kind {
            Some("cartesian") => RotationForm::Cartesian,
            Some("spherical") => RotationForm::Spherical,
            other => {
                let found = other.unwrap_or("not a string");
                let what = "rotation_type of rotate_sequence_3d";
                return Err(bad_value(node, what, found, "cartesian or spherical"));
            }
        };
        let found = format!("{axes:?} with {} angles", angles.len());
        let whole = axes.chars().count() == angles.len();
        let turns = axes.chars().zip(angles).collect();
        let rotation = Rotation::new(turns, form).filter(|_| whole).ok_or_else(|| {
            bad_value(node, "axes_order of rotate_sequence_3d", found, "one of x, y and z for each angle")
        })?;
        if form == RotationForm::Spherical {
            let inputs: [_; 2] = take(node, units)?;
            return prepared(rotation, node, &inputs, &Unit::degree(), &Unit::degree());
        }
        let inputs: [_; 3] = take(node, units)?;
        match inputs[0] {
            Some(unit) => prepared(rotation, node, &inputs, unit, unit),
            None => Ok(Built::new(rotation, inputs.into_iter().cloned().collect())),
        }
    }

    /// A projection with what FITS puts before and after it.
    pub(super) fn fits_imaging(&self, node: &Node, units: &[Option<Unit>]) -> Result<Built> {
        let inputs: [_; 2] = take(node, units)?;
        let pair = |key: &str, unit: Unit| {
            let read = values(self.file, node.require(key)?)?.in_unit(&unit)?;
            match read.data.as_slice() {
                &[a, b] => Ok([a, b]),
                _ => Err(bad_value(node, key, format!("of shape {:?}", read.shape), "2 values")),
            }
        };
        let [x0, y0] = pair("crpix", Unit::pixel())?;
        let [lon, lat] = pair("crval", Unit::degree())?;
        let [sx, sy] = pair("cdelt", Unit::parse("deg / pix"))?;
        let pc = values(self.file, node.require("pc")?)?;
        let &[a, b, c, d] = pc.data.as_slice() else {
            return Err(bad_value(node, "pc", format!("of shape {:?}", pc.shape), "2 × 2"));
        };
        let projection_node = node.require("projection")?;
        let projection = self.projection(projection_node)?.ok_or_else(|| WcsError::UnknownTransform {
            tag: super::tag_of(projection_node),
            line: projection_node.line(),
        })?;
        // The default of FITS, but that upstream has 180° for zenithal projections wherever the pole lies.
        let (phi, theta) = projection.native_reference();
        let lon_pole = if theta != 90.0 && lat >= theta { phi } else { phi + 180.0 };
        let stages: [Arc<dyn Transform>; 3] = [
            Arc::new(Concatenate::new(Arc::new(Linear::shift(-x0)), Arc::new(Linear::shift(-y0)))),
            Arc::new(Affine::new([[a * sx, b * sx], [c * sy, d * sy]], [0.0; 2])),
            Arc::new(CelestialTransform::plane_to_sky(projection, lon, lat, lon_pole)),
        ];
        let bare = inputs.iter().all(|unit| unit.is_none());
        let degrees = vec![(!bare).then(Unit::degree); 2];
        let inputs: Vec<_> = inputs.into_iter().cloned().collect();
        let all = match conversion(&inputs, &[Some(Unit::pixel()), Some(Unit::pixel())])? {
            None => stages.to_vec(),
            Some(factors) => [vec![scales(&factors)], stages.to_vec()].concat(),
        };
        chain(all, degrees, node.line())
    }

    pub(super) fn grating(&self, node: &Node, units: &[Option<Unit>]) -> Result<Built> {
        let order = scalar_in(self.file, node, "order", &Unit::dimensionless())?;
        match node.require("output")?.as_str() {
            Some("wavelength") => {
                take::<2>(node, units)?;
                let (density, unit) = scalar(self.file, node, "groove_density")?;
                let unit = unit.map(|unit| Unit::dimensionless().per(&unit));
                Ok(Built::new(GratingWavelength::new(density, order), vec![unit]))
            }
            Some("angle") => {
                let [wavelength, ..] = take::<3>(node, units)?;
                let density = self.per(node, "groove_density", wavelength)?;
                Ok(Built::new(GratingAngles::new(density, order), vec![None; 3]))
            }
            other => {
                let found = other.unwrap_or("not a string");
                Err(bad_value(node, "output of grating_equation", found, "wavelength or angle"))
            }
        }
    }

    pub(super) fn glass(&self, node: &Node, units: &[Option<Unit>]) -> Result<Built> {
        let inputs: [_; 1] = take(node, units)?;
        let glass = Glass::new(self.triple(node, "B_coef")?, self.triple(node, "C_coef")?);
        let (micrometre, number) = (Unit::parse("um"), Unit::dimensionless());
        if node.short_tag() == Some("sellmeier_glass") {
            return prepared(glass, node, &inputs, &micrometre, &number);
        }
        let kelvin = |key: &str| scalar_in(self.file, node, key, &Unit::parse("K"));
        let bare = |key: &str| Ok::<_, WcsError>(scalar(self.file, node, key)?.0);
        let at = [kelvin("temperature")?, bare("pressure")?];
        let reference = [kelvin("ref_temperature")?, bare("ref_pressure")?];
        let (d, e) = (self.triple(node, "D_coef")?, self.triple(node, "E_coef")?);
        prepared(WarmGlass::new(glass, at, reference, d, e), node, &inputs, &micrometre, &number)
    }

    /// Three numbers, whatever list they are in.
    fn triple(&self, node: &Node, key: &str) -> Result<[f64; 3]> {
        let read = values(self.file, node.require(key)?)?;
        let three = <[f64; 3]>::try_from(read.data);
        three.map_err(|data| bad_value(node, key, format!("{} values", data.len()), "3 values"))
    }
}

pub(super) fn refraction(node: &Node, units: &[Option<Unit>]) -> Result<Built> {
    take::<4>(node, units)?;
    Ok(Built::new(Refraction, vec![None; 3]))
}

pub(super) fn spherical_cartesian(node: &Node, units: &[Option<Unit>]) -> Result<Built> {
    let wrap = match node.get("wrap_lon_at").map_or(Some(360.0), Node::as_f64) {
        Some(360.0) => Wrap::At360,
        Some(180.0) => Wrap::At180,
        other => {
            let found = format!("{other:?}");
            return Err(bad_value(node, "wrap_lon_at of spherical_cartesian", found, "180 or 360"));
        }
    };
    let (degree, number) = (Unit::degree(), Unit::dimensionless());
    match node.require("transform_type")?.as_str() {
        Some("spherical_to_cartesian") => {
            let inputs: [_; 2] = take(node, units)?;
            prepared(SphericalCartesian::ToCartesian(wrap), node, &inputs, &degree, &number)
        }
        Some("cartesian_to_spherical") => {
            let inputs: [_; 3] = take(node, units)?;
            // Only the direction counts: any unit will do.
            let common = inputs[0].clone().unwrap_or(number);
            prepared(SphericalCartesian::ToSpherical(wrap), node, &inputs, &common, &degree)
        }
        other => {
            let found = other.unwrap_or("not a string");
            let expected = "spherical_to_cartesian or cartesian_to_spherical";
            Err(bad_value(node, "transform_type of spherical_cartesian", found, expected))
        }
    }
}

pub(super) fn direction_cosines(node: &Node, units: &[Option<Unit>]) -> Result<Built> {
    match node.require("transform_type")?.as_str() {
        Some("to_direction_cosines") => {
            take::<3>(node, units)?;
            Ok(Built::new(DirectionCosines::To, vec![None; 4]))
        }
        Some("from_direction_cosines") => {
            take::<4>(node, units)?;
            Ok(Built::new(DirectionCosines::From, vec![None; 3]))
        }
        other => {
            let found = other.unwrap_or("not a string");
            let expected = "to_direction_cosines or from_direction_cosines";
            Err(bad_value(node, "transform_type of direction_cosines", found, expected))
        }
    }
}
