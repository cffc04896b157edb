//! Transform nodes that hold no others.

use granule_asdf::Node;

use super::quantity::{Values, scalar, scalar_in, values};
use super::transforms::{Builder, Built, Units, chain, conversion, scales};
use super::{MAX_AXES, bad_value, indices, tag_of};
use crate::transform::{Affine, AsymmetricMapping, Constant, Linear, Mapping, SkyRotation, Transform};
use crate::{Result, Unit, WcsError};

impl Builder<'_> {
    /// Builds a transform that holds no others, with inputs from the front of `units`.
    pub(super) fn leaf(&self, node: &Node, units: &[Option<Unit>]) -> Result<Built> {
        let tag = tag_of(node);
        let known = ["asdf/transform/", "asdf://dkist.nso.edu/tags/", "tag:dkist.nso.edu:"];
        let name = known.iter().any(|prefix| tag.contains(prefix)).then(|| node.short_tag()).flatten();
        match name {
            Some("identity") => identity(node, units),
            Some("remap_axes") => remap_axes(node, units),
            Some("asymmetric_mapping_model") => asymmetric_mapping(node, units),
            Some("shift") => self.shift(node, units),
            Some("scale") => self.scale(node, units),
            Some("multiplyscale") => self.multiply_scale(node, units),
            Some("linear1d") => self.linear1d(node, units),
            Some("constant") => self.constant(node, units),
            Some("affine") => self.affine(node, units),
            Some("rotate3d") => self.rotate3d(node, units),
            Some("tabular") => self.tabular(node, units),
            Some("ravel_model") => self.ravel(node, units),
            Some("varying_celestial_transform") => self.varying_celestial(node, units, false),
            Some("varying_celestial_transform_slit") => self.varying_celestial(node, units, true),
            Some("inverse_varying_celestial_transform" | "inverse_varying_celestial_transform_slit") => {
                self.varying_celestial_inverse(node, units)
            }
            _ => match self.projection(node)? {
                Some(projection) => self.projection_leaf(node, projection, units),
                None => Err(WcsError::UnknownTransform { tag, line: node.line() }),
            },
        }
    }

    fn shift(&self, node: &Node, units: &[Option<Unit>]) -> Result<Built> {
        let [input] = take(node, units)?;
        let (offset, unit) = scalar(self.file, node, "offset")?;
        let offset = match (&unit, input) {
            (Some(unit), Some(input)) => offset * unit.factor_to(input)?,
            _ => offset,
        };
        Ok(Built::new(Linear::shift(offset), vec![input.clone().or(unit)]))
    }

    /// Multiplies the number and keeps the unit.
    fn scale(&self, node: &Node, units: &[Option<Unit>]) -> Result<Built> {
        let [input] = take(node, units)?;
        let (factor, _) = scalar(self.file, node, "factor")?;
        Ok(Built::new(Linear::scale(factor), vec![input.clone()]))
    }

    /// Multiplies number and unit.
    fn multiply_scale(&self, node: &Node, units: &[Option<Unit>]) -> Result<Built> {
        let [input] = take(node, units)?;
        let (factor, unit) = scalar(self.file, node, "factor")?;
        let product = match (input, unit) {
            (Some(input), Some(unit)) => Some(input.times(&unit)),
            (input, unit) => input.clone().or(unit),
        };
        Ok(Built::new(Linear::scale(factor), vec![product]))
    }

    fn linear1d(&self, node: &Node, units: &[Option<Unit>]) -> Result<Built> {
        let [input] = take(node, units)?;
        let (slope, slope_unit) = scalar(self.file, node, "slope")?;
        let (intercept, unit) = scalar(self.file, node, "intercept")?;
        let slope = match (input, &slope_unit, &unit) {
            (Some(input), Some(per), Some(unit)) => slope * input.times(per).factor_to(unit)?,
            _ => slope,
        };
        Ok(Built::new(Linear::new(slope, intercept), vec![unit]))
    }

    fn constant(&self, node: &Node, units: &[Option<Unit>]) -> Result<Built> {
        let n_inputs = node.get("dimensions").map_or(Some(1), Node::as_usize);
        let n_inputs = n_inputs
            .filter(|n| (1..=2).contains(n))
            .ok_or_else(|| bad_value(node, "dimensions of constant", "another number", "1 or 2"))?;
        first(node, units, n_inputs)?;
        let (value, unit) = scalar(self.file, node, "value")?;
        Ok(Built::new(Constant::new(value, n_inputs), vec![unit]))
    }

    fn affine(&self, node: &Node, units: &[Option<Unit>]) -> Result<Built> {
        let inputs: [_; 2] = take(node, units)?;
        let matrix = values(self.file, node.require("matrix")?)?;
        let translation = match node.get("translation") {
            Some(translation) => values(self.file, translation)?,
            None => Values { shape: vec![2], data: vec![0.0, 0.0], unit: None },
        };
        let (&[a, b, c, d], &[x, y]) = (matrix.data.as_slice(), translation.data.as_slice()) else {
            let found = format!("of shapes {:?} and {:?}", matrix.shape, translation.shape);
            return Err(bad_value(node, "matrix and translation of affine", found, "2 × 2 and 2"));
        };
        // The matrix carries the unit of the translation only for form's sake: inputs and outputs are in it.
        let unit = translation.unit.or(matrix.unit);
        let affine = Affine::new([[a, b], [c, d]], [x, y]);
        match unit {
            Some(unit) => prepared(affine, node, &inputs, &unit, &unit),
            None => Ok(Built::new(affine, inputs.into_iter().cloned().collect())),
        }
    }

    fn rotate3d(&self, node: &Node, units: &[Option<Unit>]) -> Result<Built> {
        let inputs: [_; 2] = take(node, units)?;
        let angle = |key: &str| scalar_in(self.file, node, key, &Unit::degree());
        let (lon, lat, pole) = (angle("phi")?, angle("theta")?, angle("psi")?);
        // The first version of the tag had no direction.
        let direction = node.get("direction").map_or(Some("native2celestial"), Node::as_str);
        let rotation = match direction {
            Some("native2celestial") => SkyRotation::native_to_celestial(lon, lat, pole),
            Some("celestial2native") => SkyRotation::celestial_to_native(lon, lat, pole),
            other => {
                let found = other.unwrap_or("not a string");
                return Err(bad_value(
                    node,
                    "direction of rotate3d",
                    found,
                    "native2celestial or celestial2native",
                ));
            }
        };
        prepared(rotation, node, &inputs, &Unit::degree(), &Unit::degree())
    }
}

fn identity(node: &Node, units: &[Option<Unit>]) -> Result<Built> {
    let n = node.get("n_dims").map_or(Some(1), Node::as_usize);
    let n = n.ok_or_else(|| bad_value(node, "n_dims of identity", "not a size", "the number of axes"))?;
    let units = first(node, units, n)?.to_vec();
    Ok(Built::new(Mapping::identity(n), units))
}

fn remap_axes(node: &Node, units: &[Option<Unit>]) -> Result<Built> {
    let mapping = mapping(node, "mapping", "n_inputs")?;
    let units = mapped_units(node, &mapping, units)?;
    Ok(Built::new(mapping, units))
}

fn asymmetric_mapping(node: &Node, units: &[Option<Unit>]) -> Result<Built> {
    let forward = mapping(node, "forward_mapping", "forward_n_inputs")?;
    let backward = mapping(node, "backward_mapping", "backward_n_inputs")?;
    let units = mapped_units(node, &forward, units)?;
    Ok(Built::new(AsymmetricMapping::new(forward, backward), units))
}

fn mapping(node: &Node, key: &str, count_key: &str) -> Result<Mapping> {
    let sources = indices(node, key)?.unwrap_or_default();
    let needed = sources.iter().max().map_or(0, |max| max.saturating_add(1));
    let n_inputs = match node.get(count_key).filter(|count| !count.is_null()) {
        Some(count) => count.as_usize().ok_or_else(|| count.wrong_kind(count_key, "a number of inputs"))?,
        None => needed,
    };
    if sources.len().max(n_inputs) > MAX_AXES {
        let found = format!("of {n_inputs} inputs and {} outputs", sources.len());
        return Err(bad_value(node, key, found, format!("at most {MAX_AXES} of either")));
    }
    let outside = || bad_value(node, key, format!("{sources:?}"), format!("indices below {n_inputs}"));
    Mapping::new(sources.clone(), n_inputs).ok_or_else(outside)
}

fn mapped_units(node: &Node, mapping: &Mapping, units: &[Option<Unit>]) -> Result<Units> {
    let inputs = first(node, units, mapping.n_inputs())?;
    Ok(mapping.sources().iter().map(|&source| inputs.get(source).cloned().flatten()).collect())
}

/// A transform whose inputs must be in `wanted` and whose outputs are in `given`; bare numbers stay bare.
pub(super) fn prepared(
    transform: impl Transform + 'static,
    node: &Node,
    inputs: &[&Option<Unit>],
    wanted: &Unit,
    given: &Unit,
) -> Result<Built> {
    let bare = inputs.iter().all(|unit| unit.is_none());
    let inputs: Units = inputs.iter().map(|&unit| unit.clone()).collect();
    let units = vec![(!bare).then(|| given.clone()); transform.n_outputs()];
    match conversion(&inputs, &vec![Some(wanted.clone()); inputs.len()])? {
        None => Ok(Built::new(transform, units)),
        Some(factors) => chain([scales(&factors), std::sync::Arc::new(transform)], units, node.line()),
    }
}

/// The units of the first `n` inputs.
pub(super) fn first<'u>(node: &Node, units: &'u [Option<Unit>], n: usize) -> Result<&'u [Option<Unit>]> {
    let mismatch = WcsError::ChainMismatch { outputs: units.len(), inputs: n, line: node.line() };
    units.get(..n).ok_or(mismatch)
}

/// The units of the first `N` inputs.
pub(super) fn take<'u, const N: usize>(
    node: &Node,
    units: &'u [Option<Unit>],
) -> Result<[&'u Option<Unit>; N]> {
    let mismatch = || WcsError::ChainMismatch { outputs: units.len(), inputs: N, line: node.line() };
    let taken: Vec<_> = first(node, units, N)?.iter().collect();
    taken.try_into().map_err(|_| mismatch())
}
