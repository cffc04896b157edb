//! A slice of an element-wise operation is that operation on slices.

use std::sync::Arc;

use super::Rule;
use crate::Array;
use crate::expr::Expr;

#[derive(Debug)]
pub(super) struct SliceOfMap;

impl Rule for SliceOfMap {
    fn name(&self) -> &'static str {
        "slice of map"
    }

    fn rewrite(&self, array: &Array) -> Option<Array> {
        let Expr::Slice { input, selection } = array.expr() else { return None };
        let Expr::Map { kernel, inputs } = input.expr() else { return None };
        let sliced: Vec<Array> = inputs.iter().map(|input| input.select(selection.clone())).collect();
        let first = sliced.first()?.clone();
        Some(first.map_unchecked(Arc::clone(kernel), sliced, input.dtype()))
    }
}
