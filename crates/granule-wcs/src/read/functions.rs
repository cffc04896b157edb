//! Transform nodes that are functions: polynomials, splines, what numpy calls by name.

use granule_asdf::Node;

use super::bad_value;
use super::leaves::{first, take};
use super::quantity::{scalar, values};
use super::transforms::{Builder, Built};
use crate::transform::{Basis, BinaryFunction, Polynomial, Polynomial2, Span, Spline, UnaryFunction};
use crate::{Result, Unit};

impl Builder<'_> {
    pub(super) fn polynomial(&self, node: &Node, units: &[Option<Unit>]) -> Result<Built> {
        let coefficients = values(self.file, node.require("coefficients")?)?;
        let basis = basis(node)?;
        let unit = coefficients.unit;
        let spans = self.spans(node, coefficients.shape.len())?;
        match (coefficients.shape.as_slice(), spans.as_slice()) {
            ([_], [span]) => {
                take::<1>(node, units)?;
                Ok(Built::new(Polynomial::new(basis, coefficients.data, *span), vec![unit]))
            }
            (&[height, width], &[along_x, along_y]) if height > 0 && width > 0 => {
                take::<2>(node, units)?;
                let mut rows: Vec<Vec<f64>> = coefficients.data.chunks(width).map(<[f64]>::to_vec).collect();
                if basis == Basis::Power {
                    // Of a square of coefficients the degree is that of a row: terms beyond it are not counted.
                    rows.iter_mut().enumerate().for_each(|(n, row)| row.truncate(width.saturating_sub(n)));
                }
                Ok(Built::new(Polynomial2::new(basis, rows, [along_x, along_y]), vec![unit]))
            }
            (shape, _) => {
                let found = format!("of shape {shape:?}");
                Err(bad_value(node, "coefficients of polynomial", found, "a list, or a list of rows"))
            }
        }
    }

    /// How each variable is stretched.
    fn spans(&self, node: &Node, n: usize) -> Result<Vec<Span>> {
        let Some(domain) = node.get("domain").filter(|domain| !domain.is_null()) else {
            return Ok(vec![Span::UNCHANGED; n]);
        };
        let read = |node: &Node| Ok::<_, crate::WcsError>(values(self.file, node)?.data);
        let domain_values = read(domain)?;
        let window = match node.get("window").filter(|window| !window.is_null()) {
            Some(window) => read(window)?,
            None => [-1.0, 1.0].repeat(n),
        };
        let (domains, windows) = (domain_values.as_chunks::<2>().0, window.as_chunks::<2>().0);
        let spans = domains.iter().zip(windows).map(|(&domain, &window)| Span::new(domain, window));
        let spans = spans.collect::<Option<Vec<_>>>().filter(|spans| spans.len() == n);
        spans.ok_or_else(|| {
            let found = format!("{domain_values:?} with window {window:?}");
            bad_value(domain, "domain of polynomial", found, "an interval of some length for each variable")
        })
    }

    pub(super) fn spline(&self, node: &Node, units: &[Option<Unit>]) -> Result<Built> {
        take::<1>(node, units)?;
        let knots = values(self.file, node.require("knots")?)?.data;
        let coefficients = values(self.file, node.require("coefficients")?)?;
        let degree = node.require("degree")?;
        let found = format!(
            "of degree {:?} with {} knots and {} coefficients",
            degree.as_usize(),
            knots.len(),
            coefficients.data.len()
        );
        let spline = degree.as_usize().and_then(|degree| Spline::new(knots, coefficients.data, degree));
        let expected = "a degree up to 15, sorted knots, and degree + 1 fewer coefficients than knots";
        let spline = spline.ok_or_else(|| bad_value(node, "spline1d", found, expected))?;
        Ok(Built::new(spline, vec![coefficients.unit]))
    }
}

/// A function that numpy has a name for; angles are in radians.
pub(super) fn math_function(node: &Node, units: &[Option<Unit>]) -> Result<Built> {
    let name = node.require("func_name")?.as_str().unwrap_or("not a string");
    if let Some(function) = UnaryFunction::named(name) {
        first(node, units, 1)?;
        return Ok(Built::new(function, vec![None]));
    }
    let function = BinaryFunction::named(name).ok_or_else(|| {
        bad_value(node, "func_name of math_functions", name, "a function of real numbers that numpy has")
    })?;
    first(node, units, 2)?;
    Ok(Built::new(function, vec![None]))
}

fn basis(node: &Node) -> Result<Basis> {
    if node.short_tag() == Some("polynomial") {
        return Ok(Basis::Power);
    }
    match node.require("polynomial_type")?.as_str() {
        Some("legendre") => Ok(Basis::Legendre),
        Some("chebyshev") => Ok(Basis::Chebyshev),
        Some("hermite") => Ok(Basis::Hermite),
        other => {
            let found = other.unwrap_or("not a string");
            let expected = "legendre, chebyshev or hermite";
            Err(bad_value(node, "polynomial_type of ortho_polynomial", found, expected))
        }
    }
}

impl Builder<'_> {
    /// A number that counts something for each `unit`, for inputs that come in `input`; bare ones are taken to fit.
    pub(super) fn per(&self, node: &Node, key: &str, input: &Option<Unit>) -> Result<f64> {
        let (value, unit) = scalar(self.file, node, key)?;
        match (unit, input) {
            (Some(unit), Some(input)) => Ok(value * input.times(&unit).factor_to(&Unit::dimensionless())?),
            _ => Ok(value),
        }
    }
}
