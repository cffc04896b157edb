//! The one parser of unit strings: FITS, VOUnit and astropy's generic syntax are near enough to share it.
//!
//! A unit is factors joined by a space, `.`, `*` or `/`; everything after a `/` up to the next one divides. A power is
//! `**n`, `^n`, a number right behind the symbol, or any of these in parentheses, where it may be a ratio. A factor may be
//! a number, `10**n` (FITS also has `10+n` and `10-n`), a unit in parentheses, or `sqrt` of one.

use super::symbols;
use super::{Factor, Unit};

/// Parentheses deeper than this are not units.
const MAX_DEPTH: usize = 32;

/// Logarithmic units are no products: the whole text is kept as it is.
const FUNCTIONS: &[&str] = &["log", "ln", "exp", "mag", "dex", "dB"];

/// Powers of ten beyond this do not fit an `f64`.
const MAX_EXPONENT: f64 = 300.0;

/// The unit, or `None` where the text makes no sense.
pub(super) fn unit(text: &str) -> Option<Unit> {
    let mut parser = Parser { rest: text.trim(), depth: 0 };
    if parser.rest.is_empty() {
        return Some(Unit::dimensionless());
    }
    let unit = parser.product()?;
    parser.rest.is_empty().then_some(unit)
}

struct Parser<'a> {
    rest: &'a str,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn product(&mut self) -> Option<Unit> {
        let mut product = Unit::dimensionless();
        let mut sign = 1.0;
        let mut first = true;
        loop {
            self.skip_spaces();
            if self.rest.is_empty() || self.rest.starts_with(')') {
                return (!first).then_some(product);
            }
            if self.eat("/") {
                sign = -1.0;
            } else if !first && !self.rest.starts_with("**") {
                // Side by side is a product too, so the sign may be absent.
                let _ = self.eat(".") || self.eat("*");
            }
            self.skip_spaces();
            product = product.times_power(&self.factor()?, sign);
            first = false;
        }
    }

    fn factor(&mut self) -> Option<Unit> {
        if self.rest.starts_with(|c: char| c.is_ascii_digit()) {
            return self.number();
        }
        let base = if self.eat("sqrt(") {
            self.in_parentheses()?.powf(0.5)
        } else if self.eat("(") {
            self.in_parentheses()?
        } else {
            self.symbol()?
        };
        let power = self.power()?;
        Some(base.powf(power))
    }

    /// A product whose opening parenthesis is already taken.
    fn in_parentheses(&mut self) -> Option<Unit> {
        self.depth += 1;
        let inner = if self.depth <= MAX_DEPTH { self.product()? } else { return None };
        self.depth -= 1;
        self.eat(")").then_some(inner)
    }

    /// A scale: `10**-3`, `1e-3`, `0.1`.
    fn number(&mut self) -> Option<Unit> {
        let value = self.decimal()?;
        let signed_ten = value == 10.0 && self.rest.starts_with(['+', '-']);
        let power = if signed_ten { self.signed()? } else { self.power()? };
        let mut unit = Unit::dimensionless();
        if value == 10.0 {
            unit.exponent = power;
        } else {
            unit.mantissa = value.powf(power);
        }
        let is_size = unit.mantissa.is_normal() && unit.mantissa > 0.0 && unit.exponent.abs() <= MAX_EXPONENT;
        // A plain 1, as in `1 / s`, is not worth showing.
        if value != 1.0 {
            let shown = (1e-4..1e15).contains(&value);
            let symbol = if shown { value.to_string() } else { format!("{value:e}") };
            unit.factors.push(Factor { symbol, power });
        }
        is_size.then_some(unit)
    }

    fn symbol(&mut self) -> Option<Unit> {
        let is_part = |c: char| c.is_alphabetic() || "_%°′″".contains(c);
        let length = self.rest.find(|c: char| !is_part(c)).unwrap_or(self.rest.len());
        let name = self.take(length)?;
        if name.is_empty() {
            return None;
        }
        let argument = self
            .rest
            .strip_prefix('(')
            .filter(|rest| !rest.starts_with(|c: char| c.is_ascii_digit() || "+- ".contains(c)));
        if argument.is_some() && FUNCTIONS.contains(&name) {
            return None;
        }
        let Some((prefix, tens, symbol)) = symbols::find(name) else {
            return Some(Unit::opaque(name));
        };
        Some(Unit {
            factors: vec![Factor { symbol: format!("{prefix}{}", symbol.canonical), power: 1.0 }],
            mantissa: symbol.mantissa,
            exponent: symbol.exponent + tens,
            dimensions: symbol.dimensions.iter().map(|&(base, power)| (base.into(), power)).collect(),
        })
    }

    fn power(&mut self) -> Option<f64> {
        let explicit = self.eat("**") || self.eat("^");
        let is_number = |c: char| c.is_ascii_digit() || c == '-' || c == '+';
        let inside = self.rest.strip_prefix('(').map(str::trim_start);
        if inside.is_some_and(|rest| rest.starts_with(is_number)) && self.eat("(") {
            self.skip_spaces();
            let above = self.signed()?;
            self.skip_spaces();
            let is_ratio = self.eat("/");
            self.skip_spaces();
            let below = if is_ratio { self.decimal()? } else { 1.0 };
            self.skip_spaces();
            return (self.eat(")") && below > 0.0).then_some(above / below);
        }
        if explicit || self.rest.starts_with(is_number) { self.signed() } else { Some(1.0) }
    }

    fn signed(&mut self) -> Option<f64> {
        let sign = if self.eat("-") { -1.0 } else { 1.0 };
        let _ = sign > 0.0 && self.eat("+");
        self.decimal().map(|value| sign * value)
    }

    fn decimal(&mut self) -> Option<f64> {
        let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let mut length = digits(self.rest);
        // A dot is a decimal point only between digits: `m2.s` is a product.
        let tail = self.rest.get(length..)?;
        if let Some(fraction) = tail.strip_prefix('.').map(digits).filter(|&n| n > 0) {
            length += 1 + fraction;
        }
        let tail = self.rest.get(length..)?;
        if let Some(exponent) = tail.strip_prefix(['e', 'E']) {
            let sign = usize::from(exponent.starts_with(['-', '+']));
            let n = digits(exponent.get(sign..)?);
            length += if n > 0 { 1 + sign + n } else { 0 };
        }
        self.take(length)?.parse().ok().filter(|value: &f64| value.is_finite())
    }

    fn take(&mut self, length: usize) -> Option<&'a str> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    fn eat(&mut self, token: &str) -> bool {
        self.rest.strip_prefix(token).map(|rest| self.rest = rest).is_some()
    }

    fn skip_spaces(&mut self) {
        self.rest = self.rest.trim_start();
    }
}
