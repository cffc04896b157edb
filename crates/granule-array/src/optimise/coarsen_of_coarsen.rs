//! A rebin of a rebin, by the same reduction, is one rebin by the product of their bins.
//!
//! Bins of a mean hold equally many elements, so the mean of their means is the mean of the elements.

use super::Rule;
use crate::Array;
use crate::expr::Expr;

#[derive(Debug)]
pub(super) struct CoarsenOfCoarsen;

impl Rule for CoarsenOfCoarsen {
    fn name(&self) -> &'static str {
        "rebin of rebin"
    }

    fn rewrite(&self, array: &Array) -> Option<Array> {
        let Expr::Coarsen { input, bins, reduction } = array.expr() else { return None };
        let Expr::Coarsen { input: source, bins: first, reduction: inner } = input.expr() else {
            return None;
        };
        if inner != reduction || !reduction.merges() || array.dtype() != reduction.dtype(source.dtype()) {
            return None;
        }
        let product = bins.iter().zip(first).map(|(a, b)| a * b).collect();
        source.coarsen(product, *reduction).ok()
    }
}
