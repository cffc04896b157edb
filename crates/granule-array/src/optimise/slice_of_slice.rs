//! A slice of a slice is one slice.

use super::Rule;
use crate::Array;
use crate::expr::Expr;

#[derive(Debug)]
pub(super) struct SliceOfSlice;

impl Rule for SliceOfSlice {
    fn name(&self) -> &'static str {
        "slice of slice"
    }

    fn rewrite(&self, array: &Array) -> Option<Array> {
        let Expr::Slice { input, selection } = array.expr() else { return None };
        let Expr::Slice { input: source, selection: first } = input.expr() else { return None };
        Some(source.select(first.then(selection)))
    }
}
