//! The nodes of an expression.

use std::sync::Arc;

use granule_core::Selection;
use granule_store::{ArrayMeta, ChunkSource};

use crate::{Array, Kernel, Reduction};

/// What a node computes from its inputs. Data only: it prints, compares its inputs by identity and holds no state of
/// a run.
#[derive(Clone, Debug)]
pub(crate) enum Expr {
    /// The values of a source.
    Source(Arc<dyn ChunkSource>),
    /// What a slice takes of the input.
    Slice { input: Array, selection: Selection },
    /// Each output element from the inputs' elements at the same place.
    Map { kernel: Arc<dyn Kernel>, inputs: Vec<Array> },
    /// Each output element from a bin of input elements.
    ///
    /// A rebin, and, with one bin for the whole of an axis, the first half of every reduction: the second is a slice
    /// that drops the axis.
    Coarsen { input: Array, bins: Vec<usize>, reduction: Reduction },
}

/// An expression with what is known of its result, computed once when the node is made.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) expr: Expr,
    pub(crate) meta: ArrayMeta,
}

impl Expr {
    pub(crate) fn inputs(&self) -> &[Array] {
        match self {
            Self::Source(_) => &[],
            Self::Slice { input, .. } | Self::Coarsen { input, .. } => std::slice::from_ref(input),
            Self::Map { inputs, .. } => inputs,
        }
    }
}
