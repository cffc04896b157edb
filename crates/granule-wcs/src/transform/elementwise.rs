//! Functions of a number or two, as numpy names them.

use std::fmt;
use std::sync::Arc;

use granule_asdf::{Mapping, Node};

use super::{Transform, map_one};
use crate::write::nodes::transform;
use crate::{CorrelationMatrix, Result, TransformWriter};

/// A function of one number.
#[derive(Clone, Copy)]
pub struct UnaryFunction {
    name: &'static str,
    function: Unary,
}

/// A function of two numbers.
#[derive(Clone, Copy)]
pub struct BinaryFunction {
    name: &'static str,
    function: Binary,
}

/// Functions by their names.
type Names<F> = &'static [(&'static str, F)];

type Unary = fn(f64) -> f64;
type Binary = fn(f64, f64) -> f64;

const UNARY: Names<Unary> = &[
    ("absolute", f64::abs),
    ("arccos", f64::acos),
    ("arccosh", f64::acosh),
    ("arcsin", f64::asin),
    ("arcsinh", f64::asinh),
    ("arctan", f64::atan),
    ("arctanh", f64::atanh),
    ("cbrt", f64::cbrt),
    ("cos", f64::cos),
    ("cosh", f64::cosh),
    ("deg2rad", f64::to_radians),
    ("degrees", f64::to_degrees),
    ("exp", f64::exp),
    ("exp2", f64::exp2),
    ("expm1", f64::exp_m1),
    ("fabs", f64::abs),
    ("log", f64::ln),
    ("log10", f64::log10),
    ("log1p", f64::ln_1p),
    ("log2", f64::log2),
    ("negative", |x| -x),
    ("positive", |x| x),
    ("rad2deg", f64::to_degrees),
    ("radians", f64::to_radians),
    ("reciprocal", f64::recip),
    ("rint", f64::round_ties_even),
    ("sin", f64::sin),
    ("sinh", f64::sinh),
    ("sqrt", f64::sqrt),
    ("square", |x| x * x),
    ("tan", f64::tan),
    ("tanh", f64::tanh),
];

const BINARY: Names<Binary> = &[
    ("add", |a, b| a + b),
    ("arctan2", f64::atan2),
    ("divide", |a, b| a / b),
    ("float_power", f64::powf),
    ("floor_divide", |a, b| (a / b).floor()),
    ("fmax", f64::max),
    ("fmin", f64::min),
    ("fmod", |a, b| a % b),
    ("hypot", f64::hypot),
    ("logaddexp", |a, b| a.max(b) + (-(a - b).abs()).exp().ln_1p()),
    ("logaddexp2", |a, b| a.max(b) + (-(a - b).abs()).exp2().ln_1p() / std::f64::consts::LN_2),
    ("maximum", |a, b| if a.is_nan() || b.is_nan() { f64::NAN } else { a.max(b) }),
    ("minimum", |a, b| if a.is_nan() || b.is_nan() { f64::NAN } else { a.min(b) }),
    ("mod", |a, b| a - b * (a / b).floor()),
    ("multiply", |a, b| a * b),
    ("power", f64::powf),
    ("remainder", |a, b| a - b * (a / b).floor()),
    ("subtract", |a, b| a - b),
    ("true_divide", |a, b| a / b),
];

impl UnaryFunction {
    /// The function that numpy calls so; `None` if it is not known.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        UNARY.iter().find(|(known, _)| *known == name).map(|&(name, function)| Self { name, function })
    }
}

impl BinaryFunction {
    /// The function that numpy calls so; `None` if it is not known.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        BINARY.iter().find(|(known, _)| *known == name).map(|&(name, function)| Self { name, function })
    }

    /// What numpy calls it.
    pub(super) fn name(&self) -> &'static str {
        self.name
    }

    /// Fills `output` with the function of each pair.
    pub(super) fn fill(&self, a: &[f64], b: &[f64], output: &mut Vec<f64>) {
        output.clear();
        output.extend(a.iter().zip(b).map(|(&a, &b)| (self.function)(a, b)));
    }
}

fn math_function(name: &str) -> Node {
    transform("math_functions-1.2.0", Mapping::new().with("func_name", Node::str(name)))
}

impl fmt::Debug for UnaryFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("UnaryFunction").field(&self.name).finish()
    }
}

impl fmt::Debug for BinaryFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("BinaryFunction").field(&self.name).finish()
    }
}

impl Transform for UnaryFunction {
    fn n_inputs(&self) -> usize {
        1
    }

    fn n_outputs(&self) -> usize {
        1
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        map_one(inputs, outputs, self.function);
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        None
    }

    fn separability(&self) -> CorrelationMatrix {
        CorrelationMatrix::identity(1)
    }

    fn to_node(&self, _writer: &mut TransformWriter<'_>) -> Result<Node> {
        Ok(math_function(self.name))
    }
}

impl Transform for BinaryFunction {
    fn n_inputs(&self) -> usize {
        2
    }

    fn n_outputs(&self) -> usize {
        1
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        if let ([a, b], [output]) = (inputs, outputs) {
            self.fill(a, b, output);
        }
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        None
    }

    fn separability(&self) -> CorrelationMatrix {
        CorrelationMatrix::full(1, 2)
    }

    fn to_node(&self, _writer: &mut TransformWriter<'_>) -> Result<Node> {
        Ok(math_function(self.name))
    }
}
