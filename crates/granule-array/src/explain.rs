//! Expressions as text.

use std::fmt::{self, Write as _};

use granule_core::{AxisSelection, Selection};

use crate::Array;
use crate::expr::Expr;

impl Array {
    /// The expression as an indented tree, the result first and the sources last.
    ///
    /// ```
    /// # use granule_array::{Array, Reduction};
    /// # use granule_core::{Block, DType, Shape};
    /// let array = Array::from_block(Block::zeros(DType::F32, &Shape::from([4, 6]))?);
    /// assert_eq!(
    ///     array.rebin(&[2, 3], Reduction::Mean)?.explain(),
    ///     "rebin by (2, 3), mean → float32 (2, 2) in 1 chunks of (2, 2)\n\
    ///      \u{20} source → float32 (4, 6) in 1 chunks of (4, 6)\n"
    /// );
    /// # Ok::<(), granule_array::ArrayError>(())
    /// ```
    #[must_use]
    pub fn explain(&self) -> String {
        let mut text = String::new();
        self.explain_into(&mut text, 0);
        text
    }

    fn explain_into(&self, text: &mut String, depth: usize) {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{:indent$}{} → {self}", "", self.expr(), indent = 2 * depth);
        for input in self.expr().inputs() {
            input.explain_into(text, depth + 1);
        }
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Source(_) => f.write_str("source"),
            Self::Slice { selection, .. } => write!(f, "slice [{}]", slice_text(selection)),
            Self::Map { kernel, .. } => f.write_str(kernel.name()),
            Self::Coarsen { bins, reduction, .. } => {
                write!(f, "rebin by {}, {reduction}", granule_core::Shape::from(bins.as_slice()))
            }
        }
    }
}

fn slice_text(selection: &Selection) -> String {
    let axis = |axis: &AxisSelection| match (axis, axis.bounds()) {
        (AxisSelection::At(index), _) => index.to_string(),
        (AxisSelection::Range { step: 1, .. }, (start, end)) => format!("{start}:{end}"),
        (AxisSelection::Range { step, .. }, (start, end)) => format!("{start}:{end} step {step}"),
    };
    selection.axes().iter().map(axis).collect::<Vec<_>>().join(", ")
}
