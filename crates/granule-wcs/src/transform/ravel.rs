//! Several axes counted through as one.

use std::sync::Arc;

use granule_asdf::{Mapping as Fields, Node};

use super::remainder::count_open;
use super::{FixedInputs, Linear, Overridden, Remainder, Transform};
use crate::write::nodes::{dkist, sizes};
use crate::{CorrelationMatrix, Result, TransformWriter};

/// Which axis counts fastest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RavelOrder {
    /// The last axis.
    C,
    /// The first axis.
    F,
}

/// Indices along several axes become one running index.
///
/// All indices are rounded (half to even); what rounding takes off the fastest one is put back, so that the result runs
/// smoothly along that axis, and across the seam to the next row. Indices outside the axes give NaN.
#[derive(Clone, Debug, PartialEq)]
pub struct Ravel {
    shape: Vec<usize>,
    strides: Vec<usize>,
    fastest: usize,
}

impl Ravel {
    /// A ravel of axes of these lengths; `None` without axes, or for more elements than can be counted.
    #[must_use]
    pub fn new(shape: Vec<usize>, order: RavelOrder) -> Option<Self> {
        let mut strides = vec![0; shape.len()];
        let mut total = 1_usize;
        let mut count = |(stride, &length): (&mut usize, &usize)| {
            *stride = total;
            total = total.checked_mul(length)?;
            Some(())
        };
        let axes = strides.iter_mut().zip(&shape);
        match order {
            RavelOrder::F => axes.map(&mut count).collect::<Option<()>>()?,
            RavelOrder::C => axes.rev().map(&mut count).collect::<Option<()>>()?,
        }
        let last = shape.len().checked_sub(1)?;
        Some(Self { fastest: if order == RavelOrder::F { 0 } else { last }, shape, strides })
    }

    fn index(&self, inputs: &[&[f64]], point: usize) -> f64 {
        let mut sum = 0.0;
        for (axis, (&length, &stride)) in self.shape.iter().zip(&self.strides).enumerate() {
            let Some(&value) = inputs.get(axis).and_then(|values| values.get(point)) else { return f64::NAN };
            let rounded = value.round_ties_even();
            // Also false for NaN.
            if !(rounded >= 0.0 && rounded < length as f64) {
                return f64::NAN;
            }
            sum += rounded * stride as f64 + if axis == self.fastest { value - rounded } else { 0.0 };
        }
        sum
    }
}

impl Transform for Ravel {
    fn n_inputs(&self) -> usize {
        self.shape.len()
    }

    fn n_outputs(&self) -> usize {
        1
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        if let ([first, ..], [output]) = (inputs, outputs) {
            output.clear();
            output.extend((0..first.len()).map(|point| self.index(inputs, point)));
        }
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        Some(Arc::new(Unravel(self.clone())))
    }

    fn separability(&self) -> CorrelationMatrix {
        CorrelationMatrix::full(1, self.shape.len())
    }

    /// Where one axis is open, the running index leads back to it.
    fn fix(&self, known: &[Option<f64>]) -> Option<Remainder> {
        let open = known.iter().position(Option::is_none).filter(|_| count_open(known) == 1)?;
        let mut start = 0.0;
        for (axis, (value, (&length, &stride))) in
            known.iter().zip(self.shape.iter().zip(&self.strides)).enumerate()
        {
            let Some(value) = *value else { continue };
            let rounded = value.round_ties_even();
            // Also false for NaN.
            if !(rounded >= 0.0 && rounded < length as f64) {
                return None;
            }
            start += rounded * stride as f64 + if axis == self.fastest { value - rounded } else { 0.0 };
        }
        let fixed: Arc<dyn Transform> = Arc::new(FixedInputs::new(Arc::new(self.clone()), known.to_vec())?);
        let back = Linear::new(*self.strides.get(open)? as f64, start).inverse()?;
        Some(Remainder::open(Arc::new(Overridden::new(fixed, back))))
    }

    fn to_node(&self, _writer: &mut TransformWriter<'_>) -> Result<Node> {
        // With one axis both orders are the same.
        let order = if self.fastest == 0 { "F" } else { "C" };
        let fields = Fields::new().with("array_shape", sizes(&self.shape)).with("order", Node::str(order));
        Ok(dkist("ravel_model-1.2.0", fields))
    }
}

/// One running index becomes indices along several axes.
#[derive(Clone, Debug, PartialEq)]
struct Unravel(Ravel);

impl Transform for Unravel {
    fn n_inputs(&self) -> usize {
        1
    }

    fn n_outputs(&self) -> usize {
        self.0.shape.len()
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        let [index] = inputs else { return };
        let Ravel { shape, strides, fastest } = &self.0;
        let total = shape.iter().product::<usize>() as f64;
        for (axis, ((&length, &stride), output)) in shape.iter().zip(strides).zip(outputs).enumerate() {
            output.clear();
            output.extend(index.iter().map(|&index| {
                let whole = index.trunc();
                if !(whole >= 0.0 && whole < total) {
                    return f64::NAN;
                }
                let along = (whole as usize) / stride % length;
                along as f64 + if axis == *fastest { index - whole } else { 0.0 }
            }));
        }
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        Some(Arc::new(self.0.clone()))
    }

    fn separability(&self) -> CorrelationMatrix {
        CorrelationMatrix::full(self.0.shape.len(), 1)
    }
}
