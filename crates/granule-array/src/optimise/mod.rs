//! Rewriting expressions so that less is read and computed.
//!
//! A [`Rule`] looks at one node and may replace it by an equal one. [`Array::optimise`] applies the rules bottom-up
//! until none applies; [`Array::optimise_with`] takes other rules and reports every rewrite.

mod coarsen_of_coarsen;
mod slice_of_coarsen;
mod slice_of_map;
mod slice_of_slice;

use std::collections::HashMap;
use std::fmt::Debug;
use std::sync::Arc;

use coarsen_of_coarsen::CoarsenOfCoarsen;
use granule_core::Selection;
use slice_of_coarsen::SliceOfCoarsen;
use slice_of_map::SliceOfMap;
use slice_of_slice::SliceOfSlice;

use crate::expr::Expr;
use crate::{Array, Reduction};

/// One way to make an expression cheaper without changing its values.
pub trait Rule: Debug + Send + Sync {
    /// Its name in plans.
    fn name(&self) -> &'static str;

    /// An equal expression, or `None` when the rule does not apply to this node. Inputs are already rewritten.
    fn rewrite(&self, array: &Array) -> Option<Array>;
}

/// A rule that fired.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Rewrite {
    /// The rule.
    pub rule: &'static str,
    /// The node before.
    pub before: Array,
    /// What took its place.
    pub after: Array,
}

/// The rules that [`Array::optimise`] applies: slices sink through slices, maps and rebins; rebins of rebins merge.
#[must_use]
pub fn default_rules() -> Vec<Box<dyn Rule>> {
    vec![Box::new(SliceOfSlice), Box::new(SliceOfMap), Box::new(SliceOfCoarsen), Box::new(CoarsenOfCoarsen)]
}

/// Rewrites at one node before giving up: far more than any expression needs, so that rules that undo each other
/// cannot hang.
const MOST_REWRITES: usize = 64;

impl Array {
    /// An equal array that reads and computes less: see [`default_rules`].
    ///
    /// Values are the same, but for the last digits of a floating-point rebin of a rebin, which is computed at once.
    #[must_use]
    pub fn optimise(&self) -> Self {
        self.optimise_with(&default_rules(), &mut |_| ())
    }

    /// As [`Array::optimise`] with these rules; `observer` hears of every rewrite.
    #[must_use]
    pub fn optimise_with(&self, rules: &[Box<dyn Rule>], observer: &mut dyn FnMut(Rewrite)) -> Self {
        Optimiser { rules, observer, done: HashMap::new(), shared: HashMap::new() }.rewrite(self)
    }
}

struct Optimiser<'a> {
    rules: &'a [Box<dyn Rule>],
    observer: &'a mut dyn FnMut(Rewrite),
    /// What each node became, by its address, with the node itself so that the address stays its own. Shared inputs
    /// stay shared.
    done: HashMap<usize, (Array, Array)>,
    /// One array for each rewritten node: rules that make the same node twice do not make it be computed twice.
    shared: HashMap<NodeKey, Array>,
}

/// What makes two nodes over the same inputs equal. Addresses are those of nodes and kernels that are kept alive.
#[derive(PartialEq, Eq, Hash)]
enum NodeKey {
    Slice(usize, Selection),
    Map(usize, Vec<usize>),
    Coarsen(usize, Vec<usize>, Reduction),
}

impl NodeKey {
    /// `None` for sources, which are themselves.
    fn of(array: &Array) -> Option<Self> {
        match array.expr() {
            Expr::Source(_) => None,
            Expr::Slice { input, selection } => Some(Self::Slice(input.address(), selection.clone())),
            Expr::Map { kernel, inputs } => {
                let kernel = Arc::as_ptr(kernel).cast::<()>().addr();
                Some(Self::Map(kernel, inputs.iter().map(Array::address).collect()))
            }
            Expr::Coarsen { input, bins, reduction } => {
                Some(Self::Coarsen(input.address(), bins.clone(), *reduction))
            }
        }
    }
}

impl Optimiser<'_> {
    fn rewrite(&mut self, array: &Array) -> Array {
        if let Some((_, done)) = self.done.get(&array.address()) {
            return done.clone();
        }
        let mut current = self.rewrite_inputs(array);
        for _ in 0..MOST_REWRITES {
            let Some((rule, after)) =
                self.rules.iter().find_map(|rule| Some((rule.name(), rule.rewrite(&current)?)))
            else {
                break;
            };
            (self.observer)(Rewrite { rule, before: current, after: after.clone() });
            // A rule may have made new inputs that other rules apply to.
            current = self.rewrite_inputs(&after);
        }
        let current = match NodeKey::of(&current) {
            Some(key) => self.shared.entry(key).or_insert(current).clone(),
            None => current,
        };
        self.done.insert(array.address(), (array.clone(), current.clone()));
        current
    }

    /// The same node over rewritten inputs; the node itself when none changed.
    fn rewrite_inputs(&mut self, array: &Array) -> Array {
        let inputs: Vec<Array> = array.expr().inputs().iter().map(|input| self.rewrite(input)).collect();
        if inputs.iter().zip(array.expr().inputs()).all(|(new, old)| new.address() == old.address()) {
            return array.clone();
        }
        with_inputs(array, inputs)
    }
}

/// The same operation on other inputs of the same shapes and types. The grid may change with the inputs'.
fn with_inputs(array: &Array, inputs: Vec<Array>) -> Array {
    match (array.expr(), inputs.first()) {
        (Expr::Slice { selection, .. }, Some(input)) => input.select(selection.clone()),
        (Expr::Map { kernel, .. }, Some(first)) => {
            let (first, kernel) = (first.clone(), kernel.clone());
            first.map_unchecked(kernel, inputs, array.dtype())
        }
        (Expr::Coarsen { bins, reduction, .. }, Some(input)) => {
            // The shape is the same, so the bins still divide it.
            input.coarsen(bins.clone(), *reduction).unwrap_or_else(|_| array.clone())
        }
        _ => array.clone(),
    }
}
