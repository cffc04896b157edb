//! Transform nodes: how they hold others, and how units flow through them.
//!
//! Each node is built with the units of its inputs at hand. It folds what it must convert into its constants and says
//! in which units its outputs are, so that the finished transform maps plain numbers to plain numbers.

use std::sync::Arc;

use granule_asdf::{AsdfFile, Node};

use super::quantity::values;
use super::{MAX_AXES, WcsReader, bad_value, tag_of};
use crate::transform::{
    Arithmetic, BinaryFunction, Chain, Concatenate, CoupledCompound, FixedInputs, Linear, Mapping,
    Overridden, Transform,
};
use crate::{Result, Unit, WcsError};

/// What an input or an output counts; `None` for bare numbers, which are taken to be whatever is expected.
pub(super) type Units = Vec<Option<Unit>>;

/// A finished transform and the units of its outputs.
pub(super) struct Built {
    pub(super) transform: Arc<dyn Transform>,
    pub(super) units: Units,
}

impl Built {
    pub(super) fn new(transform: impl Transform + 'static, units: Units) -> Self {
        Self { transform: Arc::new(transform), units }
    }

    /// The same with its outputs in other units.
    pub(super) fn converted(self, wanted: &[Option<Unit>]) -> Result<Self> {
        match conversion(&self.units, wanted)? {
            None => Ok(self),
            Some(factors) => {
                let stages = [self.transform, scales(&factors)];
                chain(stages, wanted.to_vec(), 0)
            }
        }
    }
}

/// Builds transforms; counts what it builds, so that no file can ask for more than is sane.
pub(super) struct Builder<'a> {
    pub(super) file: &'a AsdfFile,
    reader: &'a WcsReader,
    parts: usize,
    /// The first transform found to have no inverse.
    blocker: Option<String>,
}

/// Combinations of two transforms of the same inputs, by the names of their tags.
const ARITHMETIC: [&str; 5] = ["add", "subtract", "multiply", "divide", "power"];

/// How deeply transforms may nest, and how many there may be.
const MAX_DEPTH: usize = 200;
const MAX_PARTS: usize = 20_000;

impl<'a> Builder<'a> {
    pub(super) fn new(file: &'a AsdfFile, reader: &'a WcsReader) -> Self {
        Self { file, reader, parts: 0, blocker: None }
    }

    /// What stands in the way of an inverse, as far as is known.
    pub(super) fn blocker(&self) -> String {
        self.blocker.clone().unwrap_or_else(|| "the chain of transforms".to_owned())
    }

    /// Builds a transform that takes its inputs from the front of `units`.
    pub(super) fn build(&mut self, node: &Node, units: &[Option<Unit>], depth: usize) -> Result<Built> {
        self.count(node, depth)?;
        let function =
            node.short_tag().filter(|name| ARITHMETIC.contains(name)).and_then(BinaryFunction::named);
        let forward = match (self.reader.transform(self.file, node), node.short_tag(), function) {
            (None, Some("compose"), _) => self.compose(node, units, depth)?,
            (None, Some("concatenate"), _) => self.concatenate(node, units, depth)?,
            (None, Some("coupled_compound_model"), _) => self.coupled(node, units, depth)?,
            (None, Some("label_mapper"), _) => self.label_mapper(node, units, depth)?,
            (None, Some("regions_selector"), _) => self.regions_selector(node, units, depth)?,
            (None, Some("fix_inputs"), _) => self.fix_inputs(node, units, depth)?,
            (None, _, Some(function)) => self.arithmetic(node, function, units, depth)?,
            (given, ..) => {
                let leaf = match given {
                    Some(transform) => foreign(node, transform?, units)?,
                    None => self.leaf(node, units)?,
                };
                if self.blocker.is_none()
                    && leaf.transform.inverse().is_none()
                    && node.get("inverse").is_none()
                {
                    self.blocker = Some(format!("{} at line {}", tag_of(node), node.line()));
                }
                leaf
            }
        };
        match node.get("inverse").filter(|inverse| !inverse.is_null()) {
            Some(inverse) => self.with_inverse(forward, inverse, units, depth),
            None => Ok(forward),
        }
    }

    fn count(&mut self, node: &Node, depth: usize) -> Result<()> {
        self.parts += 1;
        let line = node.line();
        if depth > MAX_DEPTH {
            return Err(WcsError::TooComplex { what: "nested levels", limit: MAX_DEPTH, line });
        }
        if self.parts > MAX_PARTS {
            return Err(WcsError::TooComplex { what: "parts", limit: MAX_PARTS, line });
        }
        Ok(())
    }

    /// The inverse that a file gives. It need not fit the transform it stands at: JWST pairs a polynomial of two variables
    /// with another, whose two inputs come from a mapping that has an inverse of its own. What counts is that the whole
    /// way back fits.
    fn with_inverse(
        &mut self,
        forward: Built,
        inverse: &Node,
        units: &[Option<Unit>],
        depth: usize,
    ) -> Result<Built> {
        let inputs = units.get(..forward.transform.n_inputs()).unwrap_or(units);
        let mut outputs = forward.units.clone();
        outputs.resize(outputs.len().max(MAX_AXES), None);
        let backward = self.build(inverse, &outputs, depth + 1)?;
        let fits = backward.units.len() == inputs.len();
        let backward = if fits { backward.converted(inputs)? } else { backward };
        Ok(Built::new(Overridden::new(forward.transform, backward.transform), forward.units))
    }

    fn compose(&mut self, node: &Node, units: &[Option<Unit>], depth: usize) -> Result<Built> {
        let mut stages: Vec<Arc<dyn Transform>> = Vec::new();
        let mut flowing = units.to_vec();
        for part in operands(node)? {
            let built = self.build(part, &flowing, depth + 1)?;
            if !stages.is_empty() {
                exact_inputs(part, &built.transform, flowing.len())?;
            }
            flowing = built.units;
            stages.push(built.transform);
        }
        chain(stages, flowing, node.line())
    }

    fn concatenate(&mut self, node: &Node, units: &[Option<Unit>], depth: usize) -> Result<Built> {
        let mut joined: Option<Built> = None;
        for part in operands(node)? {
            let taken = joined.as_ref().map_or(0, |built| built.transform.n_inputs());
            let built = self.build(part, units.get(taken..).unwrap_or(&[]), depth + 1)?;
            joined = Some(match joined {
                None => built,
                Some(left) => {
                    let units = left.units.into_iter().chain(built.units).collect();
                    Built::new(Concatenate::new(left.transform, built.transform), units)
                }
            });
        }
        joined.ok_or_else(|| bad_value(node, "forward of concatenate", "empty", "at least one transform"))
    }

    fn arithmetic(
        &mut self,
        node: &Node,
        function: BinaryFunction,
        units: &[Option<Unit>],
        depth: usize,
    ) -> Result<Built> {
        let (left, right) = self.pair(node, units, depth)?;
        let (n_left, n_right) = (left.transform.n_inputs(), right.transform.n_inputs());
        let (right, units) = match node.short_tag() {
            Some("multiply") => (right.transform, combined(&left.units, &right.units, Unit::times)),
            Some("divide") => (right.transform, combined(&left.units, &right.units, Unit::per)),
            // What is raised to a power, or to which, is a plain number.
            Some("power") => (right.transform, vec![None; left.units.len()]),
            _ => {
                let units =
                    left.units.iter().zip(&right.units).map(|(left, right)| left.clone().or(right.clone()));
                let units: Units = units.collect();
                (right.converted(&units)?.transform, units)
            }
        };
        let arithmetic = Arithmetic::new(function, left.transform, right).ok_or_else(|| {
            let found = format!("of {n_left} and {n_right} inputs");
            bad_value(node, "forward", found, "transforms with the same numbers of inputs and of outputs")
        })?;
        Ok(Built::new(arithmetic, units))
    }

    /// The two transforms of a compound, of the same inputs.
    fn pair(&mut self, node: &Node, units: &[Option<Unit>], depth: usize) -> Result<(Built, Built)> {
        let [left, right] = operands(node)? else {
            return Err(bad_value(node, "forward", "of another length", "two transforms"));
        };
        Ok((self.build(left, units, depth + 1)?, self.build(right, units, depth + 1)?))
    }

    fn fix_inputs(&mut self, node: &Node, units: &[Option<Unit>], depth: usize) -> Result<Built> {
        let [model, given] = operands(node)? else {
            return Err(bad_value(
                node,
                "forward of fix_inputs",
                "of another length",
                "a transform and values",
            ));
        };
        let fixed = self.fixed_inputs(model, given)?;
        let mut open = units.iter();
        let all: Units = (0..MAX_AXES)
            .map_while(|input| match fixed.iter().find(|(fixed, ..)| *fixed == input) {
                Some((_, _, unit)) => Some(unit.clone()),
                None => open.next().cloned(),
            })
            .collect();
        let built = self.build(model, &all, depth + 1)?;
        let n_inputs = built.transform.n_inputs();
        let value =
            |input: usize| fixed.iter().find(|(fixed, ..)| *fixed == input).map(|(_, value, _)| *value);
        let values = (0..n_inputs).map(value).collect();
        let transform = FixedInputs::new(built.transform, values)
            .filter(|_| fixed.iter().all(|(input, ..)| *input < n_inputs))
            .ok_or_else(|| {
                let found = format!("{:?}", fixed.iter().map(|(input, ..)| *input).collect::<Vec<_>>());
                bad_value(given, "keys of fix_inputs", found, format!("inputs below {n_inputs}"))
            })?;
        Ok(Built::new(transform, built.units))
    }

    /// The number of each input that is given, its value and its unit.
    fn fixed_inputs(&self, model: &Node, given: &Node) -> Result<Vec<(usize, f64, Option<Unit>)>> {
        let list = |key: &str| {
            let list = given.require(key)?;
            Ok::<_, WcsError>(list.as_seq().ok_or_else(|| list.wrong_kind(key, "a list"))?)
        };
        let (keys, numbers) = (list("keys")?, list("values")?);
        if keys.len() != numbers.len() {
            let found = format!("{} for {} keys", numbers.len(), keys.len());
            return Err(bad_value(given, "values of fix_inputs", found, "one for each key"));
        }
        let names = model.get("inputs").and_then(Node::as_seq).unwrap_or(&[]);
        let fixed = keys.iter().zip(numbers).map(|(key, number)| {
            let named = names.iter().position(|name| key.as_str().is_some() && name.as_str() == key.as_str());
            let input = key.as_usize().or(named).ok_or_else(|| {
                let found = format!("{:?}", key.kind());
                bad_value(key, "a key of fix_inputs", found, "the name or number of an input")
            })?;
            let read = values(self.file, number)?;
            let value =
                read.scalar().ok_or_else(|| number.wrong_kind("a value of fix_inputs", "a number"))?;
            Ok((input, value, read.unit))
        });
        fixed.collect()
    }

    fn coupled(&mut self, node: &Node, units: &[Option<Unit>], depth: usize) -> Result<Built> {
        let [left, right] = operands(node)? else {
            return Err(bad_value(
                node,
                "forward of coupled_compound_model",
                "another number",
                "two transforms",
            ));
        };
        let shared_node = node.require("shared_inputs")?;
        let shared = shared_node.as_usize();
        let left = self.build(left, units, depth + 1)?;
        let n_left = left.transform.n_inputs();
        let misfit = || {
            bad_value(
                shared_node,
                "shared_inputs",
                format!("{:?}", shared_node.kind()),
                "at most the number of inputs of either transform",
            )
        };
        let shared = shared.filter(|&shared| shared <= n_left).ok_or_else(misfit)?;
        let right = self.build(right, units.get(n_left - shared..).unwrap_or(&[]), depth + 1)?;
        let units = left.units.into_iter().chain(right.units).collect();
        let coupled = CoupledCompound::new(left.transform, right.transform, shared).ok_or_else(misfit)?;
        Ok(Built::new(coupled, units))
    }
}

/// A transform that came from outside: its inputs are numbers as they come, its outputs bare.
fn foreign(node: &Node, transform: Arc<dyn Transform>, units: &[Option<Unit>]) -> Result<Built> {
    super::leaves::first(node, units, transform.n_inputs())?;
    let units = vec![None; transform.n_outputs()];
    Ok(Built { transform, units })
}

/// The units of products or quotients; of bare numbers, those of the others.
fn combined(left: &Units, right: &Units, combine: impl Fn(&Unit, &Unit) -> Unit) -> Units {
    let one = |pair: (&Option<Unit>, &Option<Unit>)| match pair {
        (None, None) => None,
        (left, right) => {
            let number = Unit::dimensionless();
            Some(combine(left.as_ref().unwrap_or(&number), right.as_ref().unwrap_or(&number)))
        }
    };
    left.iter().zip(right).map(one).collect()
}

/// The transforms a compound holds.
fn operands(node: &Node) -> Result<&[Node]> {
    let forward = node.require("forward")?;
    Ok(forward.as_seq().ok_or_else(|| forward.wrong_kind("forward", "a list of transforms"))?)
}

fn exact_inputs(node: &Node, transform: &Arc<dyn Transform>, outputs: usize) -> Result<()> {
    let inputs = transform.n_inputs();
    if inputs == outputs {
        return Ok(());
    }
    Err(WcsError::ChainMismatch { outputs, inputs, line: node.line() })
}

/// Transforms in a row whose outputs are in `units`.
pub(super) fn chain(
    stages: impl IntoIterator<Item = Arc<dyn Transform>>,
    units: Units,
    line: usize,
) -> Result<Built> {
    let mut stages: Vec<_> = stages.into_iter().collect();
    if stages.len() == 1
        && let Some(transform) = stages.pop()
    {
        return Ok(Built { transform, units });
    }
    let fit = Chain::new(stages);
    let chain = fit.ok_or(WcsError::ChainMismatch { outputs: 0, inputs: units.len(), line })?;
    Ok(Built::new(chain, units))
}

/// What each value is multiplied by to be in the wanted units; `None` if all are there already.
pub(super) fn conversion(from: &[Option<Unit>], to: &[Option<Unit>]) -> Result<Option<Vec<f64>>> {
    let factor = |pair: (&Option<Unit>, &Option<Unit>)| match pair {
        (Some(from), Some(to)) => from.factor_to(to),
        _ => Ok(1.0),
    };
    let factors = from.iter().zip(to).map(factor).collect::<Result<Vec<f64>>>()?;
    Ok(factors.iter().any(|&factor| factor != 1.0).then_some(factors))
}

/// A transform that multiplies each input by a factor.
pub(super) fn scales(factors: &[f64]) -> Arc<dyn Transform> {
    let mut factors = factors.iter().rev();
    let Some(&last) = factors.next() else { return Arc::new(Mapping::identity(0)) };
    let last: Arc<dyn Transform> = Arc::new(Linear::scale(last));
    factors.fold(last, |right, &factor| Arc::new(Concatenate::new(Arc::new(Linear::scale(factor)), right)))
}
