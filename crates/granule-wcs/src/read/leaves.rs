//! Transform nodes that hold no others.

use granule_asdf::Node;

use super::functions::math_function;
use super::geometry::{direction_cosines, refraction, spherical_cartesian};
use super::quantity::{Values, read_unit, scalar, values};
use super::transforms::{Builder, Built, Units, chain, conversion, scales};
use super::{MAX_AXES, bad_value, indices, tag_of};
use crate::transform::{Affine, AsymmetricMapping, Constant, Linear, Mapping, Transform};
use crate::{Result, Unit, WcsError};

/// The families of tags whose transforms are known.
const KNOWN: [&str; 5] = [
    "asdf/transform/",
    "stsci.edu:gwcs/",
    "astropy/transform/",
    "asdf://dkist.nso.edu/tags/",
    "tag:dkist.nso.edu:",
];

impl Builder<'_> {
    /// Builds a transform that holds no others, with inputs from the front of `units`.
    pub(super) fn leaf(&self, node: &Node, units: &[Option<Unit>]) -> Result<Built> {
        let tag = tag_of(node);
        let is_ours = KNOWN.iter().any(|prefix| tag.contains(prefix));
        match node.short_tag().filter(|_| is_ours) {
            Some("identity") => identity(node, units),
            Some("remap_axes") => remap_axes(node, units),
            Some("asymmetric_mapping_model") => asymmetric_mapping(node, units),
            Some("units_mapping") => units_mapping(node, units),
            Some("shift") => self.shift(node, units),
            Some("scale") => self.scale(node, units),
            Some("multiplyscale") => self.multiply_scale(node, units),
            Some("linear1d") => self.linear1d(node, units),
            Some("constant") => self.constant(node, units),
            Some("affine") => self.affine(node, units),
            Some("polynomial" | "ortho_polynomial") => self.polynomial(node, units),
            Some("spline1d") => self.spline(node, units),
            Some("math_functions") => math_function(node, units),
            Some("rotate2d") => self.rotate2d(node, units),
            Some("rotate3d") => self.rotate3d(node, units),
            Some("rotate_sequence_3d") => self.rotate_sequence(node, units),
            Some("spherical_cartesian") => spherical_cartesian(node, units),
            Some("direction_cosines") => direction_cosines(node, units),
            Some("fitswcs_imaging") => self.fits_imaging(node, units),
            Some("grating_equation") => self.grating(node, units),
            Some("snell3d") => refraction(node, units),
            Some("sellmeier_glass" | "sellmeier_zemax") => self.glass(node, units),
            // An early name, of a table whose points are the pixels.
            Some("tabular" | "lookuptable") => self.tabular(node, units),
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

/// Inputs are converted to the units asked for, and come out in those given, or as bare numbers.
fn units_mapping(node: &Node, units: &[Option<Unit>]) -> Result<Built> {
    let list = |key: &str| {
        let items = node.require(key)?;
        let items = items.as_seq().ok_or_else(|| items.wrong_kind(key, "a list of names and units"))?;
        let unit = |item: &Node| item.get("unit").filter(|unit| !unit.is_null()).map(read_unit).transpose();
        items.iter().map(unit).collect::<Result<Units>>()
    };
    let (wanted, given) = (list("unit_inputs")?, list("unit_outputs")?);
    let inputs = first(node, units, wanted.len())?;
    if given.len() != wanted.len() || wanted.is_empty() {
        let found = format!("{} for {} inputs", given.len(), wanted.len());
        return Err(bad_value(node, "unit_outputs of units_mapping", found, "one for each input"));
    }
    let given: Units = wanted.iter().zip(given).map(|(wanted, given)| wanted.as_ref().and(given)).collect();
    match conversion(inputs, &wanted)? {
        None => Ok(Built::new(Mapping::identity(wanted.len()), given)),
        Some(factors) => Ok(Built { transform: scales(&factors), units: given }),
    }
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
