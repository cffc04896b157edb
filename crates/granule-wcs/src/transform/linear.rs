//! Straight lines: shifts, scales, changes of unit.

use std::sync::Arc;

use granule_asdf::{Mapping, Node};

use super::{Chain, Column, Form, Fusion, Term, Transform, map_one};
use crate::write::nodes::{transform, with_number};
use crate::{CorrelationMatrix, Result, TransformWriter, WcsError};

/// `slope · x + intercept`.
#[derive(Clone, Debug, PartialEq)]
pub struct Linear {
    slope: f64,
    intercept: f64,
    inverted: bool,
}

impl Linear {
    /// `slope · x + intercept`.
    #[must_use]
    pub fn new(slope: f64, intercept: f64) -> Self {
        Self { slope, intercept, inverted: false }
    }

    /// `x + offset`.
    #[must_use]
    pub fn shift(offset: f64) -> Self {
        Self::new(1.0, offset)
    }

    /// `factor · x`.
    #[must_use]
    pub fn scale(factor: f64) -> Self {
        Self::new(factor, 0.0)
    }
}

impl Transform for Linear {
    fn n_inputs(&self) -> usize {
        1
    }

    fn n_outputs(&self) -> usize {
        1
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        let Self { slope, intercept, inverted } = *self;
        if inverted {
            // Dividing loses less than multiplying by the rounded reciprocal.
            map_one(inputs, outputs, |x| (x - intercept) / slope);
        } else {
            map_one(inputs, outputs, |x| slope * x + intercept);
        }
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        let invertible = self.slope.is_finite() && self.slope != 0.0;
        invertible.then(|| Arc::new(Self { inverted: !self.inverted, ..self.clone() }) as Arc<dyn Transform>)
    }

    fn separability(&self) -> CorrelationMatrix {
        CorrelationMatrix::identity(1)
    }

    fn fuse(&self, inputs: &[Column], fusion: &mut Fusion) -> Option<Vec<Column>> {
        let &[column] = inputs else { return None };
        let Self { slope, intercept, inverted } = *self;
        let term = Term::new(1.0, column);
        Some(vec![if inverted {
            fusion.sum(&[Term { under: slope, from: intercept, ..term }], 0.0)
        } else {
            fusion.sum(&[Term { over: slope, ..term }], intercept)
        }])
    }

    fn trace(&self, inputs: &[Form]) -> Vec<Form> {
        let Self { slope, intercept, inverted } = *self;
        let (factor, offset) = if inverted { (1.0 / slope, -intercept / slope) } else { (slope, intercept) };
        inputs.iter().map(|form| form.scaled(factor, offset)).collect()
    }

    fn to_node(&self, writer: &mut TransformWriter<'_>) -> Result<Node> {
        let Self { slope, intercept, inverted } = *self;
        Ok(match (slope, intercept, inverted) {
            (1.0, 0.0, _) => transform("identity-1.4.0", Mapping::new().with("n_dims", Node::int(1))),
            (1.0, offset, false) => transform("shift-1.4.0", with_number("offset", offset)),
            (1.0, offset, true) => transform("shift-1.4.0", with_number("offset", -offset)),
            (factor, 0.0, false) => transform("scale-1.4.0", with_number("factor", factor)),
            (factor, 0.0, true) => transform("scale-1.4.0", with_number("factor", 1.0 / factor)),
            (_, _, false) => {
                let fields = with_number("slope", slope).with("intercept", Node::float(intercept));
                transform("linear1d-1.2.0", fields)
            }
            (_, _, true) => {
                let stages = [Self::shift(-intercept), Self::scale(1.0 / slope)];
                return Chain::new(stages.map(|stage| Arc::new(stage) as Arc<dyn Transform>))
                    .ok_or_else(|| WcsError::NotWritable { what: "Linear".to_owned() })?
                    .to_node(writer);
            }
        })
    }
}
