//! A slice of a rebin is a rebin of a slice: of the elements in the bins that it takes.

use granule_core::{Region, Selection};

use super::Rule;
use crate::Array;
use crate::coarsen::needs;
use crate::expr::Expr;

#[derive(Debug)]
pub(super) struct SliceOfCoarsen;

impl Rule for SliceOfCoarsen {
    fn name(&self) -> &'static str {
        "slice of rebin"
    }

    fn rewrite(&self, array: &Array) -> Option<Array> {
        let Expr::Slice { input, selection } = array.expr() else { return None };
        let Expr::Coarsen { input: source, bins, reduction } = input.expr() else { return None };
        let taken = selection.bounds();
        if *taken == Region::full(input.shape()) || taken.is_empty() {
            return None;
        }
        let needed = source.select(Selection::from_region(&needs(taken, bins)));
        let coarse = needed.coarsen(bins.clone(), *reduction).ok()?;
        // Steps and dropped axes remain to be taken of the bins.
        Some(coarse.select(selection.relative_to(taken.start())))
    }
}
