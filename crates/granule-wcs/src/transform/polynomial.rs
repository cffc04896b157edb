//! Polynomials of one and of two variables, in powers or in orthogonal polynomials.

use std::sync::Arc;

use granule_asdf::{Mapping as Fields, Node};

use super::remainder::beside;
use super::{Linear, Mapping, Transform, map_one};
use crate::write::nodes::transform;
use crate::{CorrelationMatrix, Result, TransformWriter};

/// Of what a polynomial is a sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Basis {
    /// 1, x, x², …
    Power,
    /// Legendre polynomials.
    Legendre,
    /// Chebyshev polynomials of the first kind.
    Chebyshev,
    /// Hermite polynomials as physicists have them: 1, 2x, 4x² − 2, …
    Hermite,
}

impl Basis {
    /// The sum of the polynomials with these coefficients, that of the constant first.
    #[inline(always)]
    fn sum(self, x: f64, coefficients: impl DoubleEndedIterator<Item = f64>) -> f64 {
        if self == Self::Power {
            return coefficients.rev().fold(0.0, |sum, coefficient| sum * x + coefficient);
        }
        let (mut last, mut this) = (0.0, 1.0);
        let mut sum = 0.0;
        for (n, coefficient) in coefficients.enumerate() {
            sum += coefficient * this;
            (last, this) = (this, self.next(n as f64, x, last, this));
        }
        sum
    }

    /// The node of a polynomial with these coefficients.
    fn node(self, coefficients: Node) -> Node {
        let fields = Fields::new().with("coefficients", coefficients);
        let kind = match self {
            Self::Power => return transform("polynomial-1.3.0", fields),
            Self::Legendre => "legendre",
            Self::Chebyshev => "chebyshev",
            Self::Hermite => "hermite",
        };
        transform("ortho_polynomial-1.2.0", fields.with("polynomial_type", Node::str(kind)))
    }

    /// The polynomial of degree `n` + 1, from those of degrees `n` − 1 and `n`.
    fn next(self, n: f64, x: f64, last: f64, this: f64) -> f64 {
        match self {
            Self::Power => x * this,
            Self::Legendre => ((2.0 * n + 1.0) * x * this - n * last) / (n + 1.0),
            Self::Chebyshev if n == 0.0 => x,
            Self::Chebyshev => 2.0 * x * this - last,
            Self::Hermite => 2.0 * (x * this - n * last),
        }
    }
}

/// How a variable is stretched before it goes into a polynomial: the domain becomes the window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    slope: f64,
    intercept: f64,
}

impl Span {
    /// The variable as it is.
    pub const UNCHANGED: Self = Self { slope: 1.0, intercept: 0.0 };

    /// From the interval `domain` to the interval `window`; `None` if the domain has no length.
    #[must_use]
    pub fn new(domain: [f64; 2], window: [f64; 2]) -> Option<Self> {
        let length = domain[1] - domain[0];
        let slope = (window[1] - window[0]) / length;
        let intercept = (window[0] * domain[1] - window[1] * domain[0]) / length;
        (slope.is_finite() && intercept.is_finite()).then_some(Self { slope, intercept })
    }

    #[inline(always)]
    fn of(&self, x: f64) -> f64 {
        self.slope * x + self.intercept
    }
}

/// A polynomial after what stretches its variables.
fn stretched(spans: &[Span], polynomial: Node, writer: &mut TransformWriter<'_>) -> Result<Node> {
    if spans.iter().all(|span| *span == Span::UNCHANGED) {
        return Ok(polynomial);
    }
    let line = |span: &Span| Arc::new(Linear::new(span.slope, span.intercept)) as Arc<dyn Transform>;
    let lines = spans.iter().map(line).reduce(beside).unwrap_or_else(|| Arc::new(Mapping::identity(0)));
    let pair = Node::seq([writer.transform(lines.as_ref())?, polynomial]);
    Ok(transform("compose-1.4.0", Fields::new().with("forward", pair)))
}

/// A polynomial of one variable. It has no inverse.
#[derive(Clone, Debug, PartialEq)]
pub struct Polynomial {
    basis: Basis,
    coefficients: Vec<f64>,
    span: Span,
}

impl Polynomial {
    /// The polynomial with these coefficients, that of the constant first.
    #[must_use]
    pub fn new(basis: Basis, coefficients: Vec<f64>, span: Span) -> Self {
        Self { basis, coefficients, span }
    }
}

impl Transform for Polynomial {
    fn n_inputs(&self) -> usize {
        1
    }

    fn n_outputs(&self) -> usize {
        1
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        map_one(inputs, outputs, |x| self.basis.sum(self.span.of(x), self.coefficients.iter().copied()));
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        None
    }

    fn separability(&self) -> CorrelationMatrix {
        CorrelationMatrix::identity(1)
    }

    /// Stretched by a line of its own before it.
    fn to_node(&self, writer: &mut TransformWriter<'_>) -> Result<Node> {
        let n = self.coefficients.len();
        let coefficients = writer.array(&[n], self.coefficients.clone())?;
        stretched(&[self.span], self.basis.node(coefficients), writer)
    }
}

/// A polynomial of two variables. It has no inverse.
#[derive(Clone, Debug, PartialEq)]
pub struct Polynomial2 {
    basis: Basis,
    /// For each degree in the first variable, the coefficients by degree in the second, without zeros at the end.
    rows: Vec<Vec<f64>>,
    spans: [Span; 2],
}

impl Polynomial2 {
    /// The polynomial whose coefficients stand in a row for each degree in the first variable, by degree in the second.
    #[must_use]
    pub fn new(basis: Basis, mut rows: Vec<Vec<f64>>, spans: [Span; 2]) -> Self {
        for row in &mut rows {
            row.truncate(row.iter().rposition(|&coefficient| coefficient != 0.0).map_or(0, |last| last + 1));
        }
        Self { basis, rows, spans }
    }

    #[inline(always)]
    fn value(&self, basis: Basis, x: f64, y: f64) -> f64 {
        let [along_x, along_y] = &self.spans;
        let y = along_y.of(y);
        // A row without coefficients is zero times y, which keeps NaN what it is.
        let row = |row: &Vec<f64>| if row.is_empty() { 0.0 * y } else { basis.sum(y, row.iter().copied()) };
        basis.sum(along_x.of(x), self.rows.iter().map(row))
    }
}

impl Transform for Polynomial2 {
    fn n_inputs(&self) -> usize {
        2
    }

    fn n_outputs(&self) -> usize {
        1
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        let ([x, y], [output]) = (inputs, outputs) else { return };
        output.clear();
        let points = x.iter().zip(*y);
        match self.basis {
            // Told apart here, so that the loop over the points is made for powers.
            Basis::Power => output.extend(points.map(|(&x, &y)| self.value(Basis::Power, x, y))),
            basis => output.extend(points.map(|(&x, &y)| self.value(basis, x, y))),
        }
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        None
    }

    fn separability(&self) -> CorrelationMatrix {
        CorrelationMatrix::full(1, 2)
    }

    /// Stretched by lines of their own before it.
    fn to_node(&self, writer: &mut TransformWriter<'_>) -> Result<Node> {
        let n = self.rows.iter().map(Vec::len).chain([self.rows.len(), 1]).max().unwrap_or(1);
        let mut square = vec![0.0; n * n];
        for (cells, row) in square.chunks_exact_mut(n).zip(&self.rows) {
            cells.iter_mut().zip(row).for_each(|(cell, coefficient)| *cell = *coefficient);
        }
        let coefficients = writer.array(&[n, n], square)?;
        stretched(&self.spans, self.basis.node(coefficients), writer)
    }
}
