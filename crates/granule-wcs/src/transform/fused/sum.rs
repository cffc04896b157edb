//! Weighted sums: what shifts, scales, straight lines and affine maps amount to, one after another.

use super::{Column, Term};

/// `Σ over · (x − from) / under + constant`, with one term for each column.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sum {
    pub(super) terms: Vec<Term>,
    pub(super) constant: f64,
}

impl Sum {
    /// The column itself.
    pub(super) fn of(column: Column) -> Self {
        Self { terms: vec![Term::new(1.0, column)], constant: 0.0 }
    }

    /// The column whose values this sum gives unchanged, if there is one.
    pub(super) fn unchanged(&self) -> Option<Column> {
        match self.terms.as_slice() {
            [Term { over, under, from, column }] if over == under && *from == 0.0 && self.constant == 0.0 => {
                Some(*column)
            }
            _ => None,
        }
    }

    /// Adds `over · (inner − from) / under`.
    pub(super) fn add(&mut self, outer: &Term, inner: &Self) {
        let weight = outer.over / outer.under;
        if let [term] = inner.terms.as_slice() {
            let over = outer.over * term.over;
            let under = outer.under * term.under;
            // Subtracting first is exact near the reference point: it is moved there rather than multiplied out.
            let from = term.from + (outer.from - inner.constant) * term.under / term.over;
            if outer.from != 0.0 && from.is_finite() {
                return self.add_term(Term { over, under, from, column: term.column });
            }
            self.add_term(Term { over, under, ..*term });
        } else {
            for term in &inner.terms {
                let (over, under) = (outer.over * term.over, outer.under * term.under);
                self.add_term(Term { over, under, ..*term });
            }
        }
        self.constant += weight * (inner.constant - outer.from);
    }

    fn add_term(&mut self, term: Term) {
        match self.terms.iter_mut().find(|known| known.column == term.column) {
            None => self.terms.push(term),
            Some(known) => {
                let weight = term.over / term.under;
                self.constant += weight * (known.from - term.from);
                known.over = known.over / known.under + weight;
                known.under = 1.0;
            }
        }
    }

    /// The same sum where columns have moved to these places.
    pub(super) fn moved(mut self, places: &[usize]) -> Self {
        self.terms.iter_mut().for_each(|term| term.column = term.column.moved(places));
        self
    }

    /// Appends the sum at each of `length` points.
    pub(super) fn append<'v>(
        &self,
        length: usize,
        into: &mut Vec<f64>,
        values: impl Fn(Column) -> &'v [f64],
    ) {
        let constant = self.constant;
        match self.terms.as_slice() {
            [] => into.resize(into.len() + length, constant),
            [a] => {
                let Term { over, under, from, column } = *a;
                if under == 1.0 {
                    into.extend(values(column).iter().map(|x| over * (x - from) + constant));
                } else {
                    into.extend(values(column).iter().map(|x| over * (x - from) / under + constant));
                }
            }
            [a, b] => {
                let pairs = values(a.column).iter().zip(values(b.column));
                let (p, q) = (a.over / a.under, b.over / b.under);
                into.extend(pairs.map(|(x, y)| p * (x - a.from) + q * (y - b.from) + constant));
            }
            terms => {
                let start = into.len();
                into.resize(start + length, constant);
                for Term { over, under, from, column } in terms {
                    let sums = into.get_mut(start..).unwrap_or(&mut []).iter_mut();
                    for (sum, x) in sums.zip(values(*column)) {
                        *sum += over / under * (x - from);
                    }
                }
            }
        }
    }
}
