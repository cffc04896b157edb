//! Transform nodes: how they hold others, and how units flow through them.
//!
//! Each node is built with the units of its inputs at hand. It folds what it must convert into its constants and says
//! in which units its outputs are, so that the finished transform maps plain numbers to plain numbers.

use std::sync::Arc;

use granule_asdf::{AsdfFile, Node};

use super::{bad_value, tag_of};
use crate::transform::{Chain, Concatenate, CoupledCompound, Linear, Mapping, Overridden, Transform};
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
    parts: usize,
    /// The first transform found to have no inverse.
    blocker: Option<String>,
}

/// How deeply transforms may nest, and how many there may be.
const MAX_DEPTH: usize = 200;
const MAX_PARTS: usize = 20_000;

impl<'a> Builder<'a> {
    pub(super) fn new(file: &'a AsdfFile) -> Self {
        Self { file, parts: 0, blocker: None }
    }

    /// What stands in the way of an inverse, as far as is known.
    pub(super) fn blocker(&self) -> String {
        self.blocker.clone().unwrap_or_else(|| "the chain of transforms".to_owned())
    }

    /// Builds a transform that takes its inputs from the front of `units`.
    pub(super) fn build(&mut self, node: &Node, units: &[Option<Unit>], depth: usize) -> Result<Built> {
        self.count(node, depth)?;
        let forward = match node.short_tag() {
            Some("compose") => self.compose(node, units, depth)?,
            Some("concatenate") => self.concatenate(node, units, depth)?,
            Some("coupled_compound_model") => self.coupled(node, units, depth)?,
            _ => {
                let leaf = self.leaf(node, units)?;
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

    /// The inverse a file gives takes what the forward transform yields, and must yield what that takes.
    fn with_inverse(
        &mut self,
        forward: Built,
        inverse: &Node,
        units: &[Option<Unit>],
        depth: usize,
    ) -> Result<Built> {
        let inputs = units.get(..forward.transform.n_inputs()).unwrap_or(units);
        let backward = self.build(inverse, &forward.units, depth + 1)?;
        exact_inputs(inverse, &backward.transform, forward.units.len())?;
        if backward.units.len() != inputs.len() {
            let (outputs, inputs) = (backward.units.len(), inputs.len());
            return Err(WcsError::ChainMismatch { outputs, inputs, line: inverse.line() });
        }
        let backward = backward.converted(inputs)?;
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
