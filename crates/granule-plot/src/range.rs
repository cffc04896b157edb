//! A range of values that an axis can show: finite, and never empty.

/// Values of this size and beyond are treated as infinite: differences between them would overflow.
const HUGE: f64 = 1e300;
/// No axis is shorter than this, so that a position on it can be computed without overflow.
const TINY: f64 = 1e-280;
/// A range narrower than this part of its values is below what an `f64` can divide into ticks.
const NARROWEST: f64 = 1e-12;

/// A range of values with `low < high`, both finite, wide enough to divide by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Range {
    pub(crate) low: f64,
    pub(crate) high: f64,
}

impl Range {
    /// The range from one value to another, in either order, made wider when there is no room in it.
    pub(crate) fn between(a: f64, b: f64) -> Option<Self> {
        if !is_plottable(a) || !is_plottable(b) {
            return None;
        }
        let (low, high) = if a <= b { (a, b) } else { (b, a) };
        let largest = low.abs().max(high.abs());
        if high - low > (largest * NARROWEST).max(TINY) {
            return Some(Self { low, high });
        }
        let (middle, half) = (low, if largest > TINY * 100.0 { largest * 0.05 } else { 0.5 });
        Some(Self { low: middle - half, high: middle + half })
    }

    /// The range of those values that can be drawn; `None` when there are none.
    pub(crate) fn of(values: impl IntoIterator<Item = f64>) -> Option<Self> {
        let (low, high) = extent(values)?;
        Self::between(low, high)
    }

    /// This range with a part of its width added at each end.
    pub(crate) fn padded(self, part: f64) -> Self {
        let pad = self.width() * part;
        Self { low: self.low - pad, high: self.high + pad }
    }

    pub(crate) fn width(self) -> f64 {
        self.high - self.low
    }

    /// Where `value` lies: 0 at the low end, 1 at the high end.
    pub(crate) fn fraction(self, value: f64) -> f64 {
        (value - self.low) / self.width()
    }
}

/// Whether a value is finite and small enough to be put on an axis.
pub(crate) fn is_plottable(value: f64) -> bool {
    value.abs() < HUGE
}

/// The smallest and the largest of the values that can be drawn.
pub(crate) fn extent(values: impl IntoIterator<Item = f64>) -> Option<(f64, f64)> {
    let drawn = values.into_iter().filter(|&v| is_plottable(v));
    drawn.fold(None, |seen, v| match seen {
        None => Some((v, v)),
        Some((low, high)) => Some((v.min(low), v.max(high))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_range_gets_room_around_its_value() {
        assert_eq!(Range::between(0.0, 0.0), Some(Range { low: -0.5, high: 0.5 }));
        let range = Range::between(200.0, 200.0).unwrap();
        assert_eq!((range.low, range.high), (190.0, 210.0));
    }

    #[test]
    fn values_that_cannot_be_drawn_are_left_out() {
        assert_eq!(Range::of([f64::NAN, f64::INFINITY]), None);
        assert_eq!(extent([f64::NAN, 2.0, f64::NEG_INFINITY, -1.0, f64::MAX]), Some((-1.0, 2.0)));
    }
}
