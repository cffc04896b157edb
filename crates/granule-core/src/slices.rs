//! Numpy-style slices, as a user writes them.

use std::fmt;
use std::ops::{Range, RangeFrom, RangeFull, RangeInclusive, RangeTo};
use std::str::FromStr;

use crate::{AxisSelection, CoreError, Selection, Shape};

/// One entry of a slice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Index {
    /// One index; negative counts from the end; the axis is dropped.
    At(i64),
    /// `start:stop:step` as in numpy: bounds past the ends are clipped, negative ones count from the end.
    Range {
        /// First index; `None` means the beginning (the end, for a negative step).
        start: Option<i64>,
        /// Index to stop before; `None` means the end (the beginning, for a negative step).
        stop: Option<i64>,
        /// Distance between indices; negative reverses.
        step: i64,
    },
    /// `...`: as many whole axes as are missing.
    Ellipsis,
}

/// `...` in [`s!`](crate::s): as many whole axes as are missing.
#[derive(Clone, Copy, Debug)]
pub struct Ellipsis;

/// A range with a step, for [`s!`](crate::s): `Step(.., 2)` is `::2`.
#[derive(Clone, Copy, Debug)]
pub struct Step<R>(pub R, pub i64);

/// A numpy-style slice of an n-dimensional array: `0, 5:15, ::2, ..., -1`.
///
/// Made by parsing text, by the [`s!`](crate::s) macro, or from [`Index`] values. Axes that are not named are kept
/// whole.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct Slices(Vec<Index>);

impl Slices {
    /// The entries as given.
    #[must_use]
    pub fn indices(&self) -> &[Index] {
        &self.0
    }

    /// Resolves the slice against a shape: negative indices, open ends, clipping, `...`.
    ///
    /// # Errors
    /// [`CoreError::IndexOutOfRange`] for an index the axis does not have (ranges are clipped, as in numpy),
    /// [`CoreError::TooManyIndices`], [`CoreError::TwoEllipses`], [`CoreError::ZeroStep`].
    pub fn resolve(&self, shape: &Shape) -> Result<Selection, CoreError> {
        let ellipses = self.0.iter().filter(|index| **index == Index::Ellipsis).count();
        if ellipses > 1 {
            return Err(CoreError::TwoEllipses { count: ellipses });
        }
        let named = self.0.len() - ellipses;
        let missing = shape
            .ndim()
            .checked_sub(named)
            .ok_or(CoreError::TooManyIndices { count: named, ndim: shape.ndim() })?;
        let mut axes = Vec::with_capacity(shape.ndim());
        for index in &self.0 {
            if *index == Index::Ellipsis {
                let from = axes.len();
                axes.extend(shape[from..from + missing].iter().map(|&len| AxisSelection::whole(len)));
            } else {
                let axis = axes.len();
                axes.push(index.resolve(axis, shape[axis])?);
            }
        }
        let from = axes.len();
        axes.extend(shape[from..].iter().map(|&len| AxisSelection::whole(len)));
        Ok(Selection::new(axes))
    }
}

impl Index {
    fn resolve(self, axis: usize, length: usize) -> Result<AxisSelection, CoreError> {
        // Axis lengths fit in isize, so this never saturates for an array that exists.
        let len = i64::try_from(length).unwrap_or(i64::MAX);
        match self {
            Self::Ellipsis => Ok(AxisSelection::whole(length)),
            Self::At(index) => {
                let from_start = if index < 0 { index.saturating_add(len) } else { index };
                usize::try_from(from_start)
                    .ok()
                    .filter(|&i| i < length)
                    .map(AxisSelection::At)
                    .ok_or(CoreError::IndexOutOfRange { axis, length, index })
            }
            Self::Range { step: 0, .. } => Err(CoreError::ZeroStep { axis }),
            Self::Range { start, stop, step } => Ok(resolve_range(start, stop, step, len)),
        }
    }
}

/// Python's `slice.indices`, then the count of indices.
fn resolve_range(start: Option<i64>, stop: Option<i64>, step: i64, len: i64) -> AxisSelection {
    let (lowest, highest) = if step > 0 { (0, len) } else { (-1, len - 1) };
    let clip = |bound: Option<i64>, default: i64| match bound {
        None => default,
        Some(b) if b < 0 => b.saturating_add(len).max(lowest),
        Some(b) => b.min(highest),
    };
    let (first, last) = if step > 0 {
        (clip(start, lowest), clip(stop, highest))
    } else {
        (clip(start, highest), clip(stop, lowest))
    };
    let distance = if step > 0 { last - first } else { first - last };
    let stride = i64::try_from(step.unsigned_abs()).unwrap_or(i64::MAX);
    let count = if distance > 0 { (distance - 1) / stride + 1 } else { 0 };
    let origin = usize::try_from(first).unwrap_or(0);
    AxisSelection::Range {
        start: if count == 0 { origin.min(usize::try_from(len).unwrap_or(usize::MAX)) } else { origin },
        step: isize::try_from(step).unwrap_or(if step > 0 { isize::MAX } else { -isize::MAX }),
        length: usize::try_from(count).unwrap_or(0),
    }
}

impl From<Vec<Index>> for Slices {
    fn from(indices: Vec<Index>) -> Self {
        Self(indices)
    }
}

impl<const N: usize> From<[Index; N]> for Slices {
    fn from(indices: [Index; N]) -> Self {
        Self(indices.to_vec())
    }
}

impl TryFrom<&str> for Slices {
    type Error = CoreError;

    fn try_from(text: &str) -> Result<Self, CoreError> {
        text.parse()
    }
}

impl FromStr for Slices {
    type Err = CoreError;

    /// Reads `0, 5:15, ::2, ..., -1`, with or without brackets around it. Empty text takes everything.
    fn from_str(text: &str) -> Result<Self, CoreError> {
        let inner = text.trim();
        let inner = inner.strip_prefix('[').and_then(|t| t.strip_suffix(']')).unwrap_or(inner).trim();
        if inner.is_empty() {
            return Ok(Self::default());
        }
        let body = inner.strip_suffix(',').unwrap_or(inner);
        body.split(',').map(str::parse).collect::<Result<Vec<Index>, _>>().map(Self)
    }
}

impl FromStr for Index {
    type Err = CoreError;

    fn from_str(text: &str) -> Result<Self, CoreError> {
        let bad = || CoreError::BadSlice { text: text.trim().to_owned() };
        let number = |part: &str| part.trim().parse::<i64>().map_err(|_| bad());
        let optional = |part: &str| if part.trim().is_empty() { Ok(None) } else { number(part).map(Some) };
        let text_trimmed = text.trim();
        if text_trimmed == "..." {
            return Ok(Self::Ellipsis);
        }
        match *text_trimmed.split(':').collect::<Vec<_>>().as_slice() {
            [one] => number(one).map(Self::At),
            [start, stop] => Ok(Self::Range { start: optional(start)?, stop: optional(stop)?, step: 1 }),
            [start, stop, step] => Ok(Self::Range {
                start: optional(start)?,
                stop: optional(stop)?,
                step: optional(step)?.unwrap_or(1),
            }),
            _ => Err(bad()),
        }
    }
}

impl fmt::Display for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let open = |bound: &Option<i64>| bound.map_or(String::new(), |b| b.to_string());
        match self {
            Self::At(index) => write!(f, "{index}"),
            Self::Ellipsis => f.write_str("..."),
            Self::Range { start, stop, step: 1 } => write!(f, "{}:{}", open(start), open(stop)),
            Self::Range { start, stop, step } => write!(f, "{}:{}:{step}", open(start), open(stop)),
        }
    }
}

impl fmt::Display for Slices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&parts.join(", "))
    }
}

impl From<i64> for Index {
    fn from(index: i64) -> Self {
        Self::At(index)
    }
}

impl From<Range<i64>> for Index {
    fn from(range: Range<i64>) -> Self {
        Self::Range { start: Some(range.start), stop: Some(range.end), step: 1 }
    }
}

impl From<RangeInclusive<i64>> for Index {
    fn from(range: RangeInclusive<i64>) -> Self {
        // `..=-1` reaches the end, which `stop: 0` would not say.
        let stop = if *range.end() == -1 { None } else { Some(range.end().saturating_add(1)) };
        Self::Range { start: Some(*range.start()), stop, step: 1 }
    }
}

impl From<RangeFrom<i64>> for Index {
    fn from(range: RangeFrom<i64>) -> Self {
        Self::Range { start: Some(range.start), stop: None, step: 1 }
    }
}

impl From<RangeTo<i64>> for Index {
    fn from(range: RangeTo<i64>) -> Self {
        Self::Range { start: None, stop: Some(range.end), step: 1 }
    }
}

impl From<RangeFull> for Index {
    fn from(_: RangeFull) -> Self {
        Self::Range { start: None, stop: None, step: 1 }
    }
}

impl From<Ellipsis> for Index {
    fn from(_: Ellipsis) -> Self {
        Self::Ellipsis
    }
}

impl<R: Into<Index>> From<Step<R>> for Index {
    fn from(Step(range, step): Step<R>) -> Self {
        match range.into() {
            Self::Range { start, stop, .. } => Self::Range { start, stop, step },
            other => other,
        }
    }
}

/// Builds [`Slices`] from Rust expressions: integers, ranges, `Step(range, step)` and `Ellipsis`.
///
/// ```
/// use granule_core::{Ellipsis, Slices, Step, s};
///
/// assert_eq!(s![0, 5..15, Step(.., -2), Ellipsis, -20..].to_string(), "0, 5:15, ::-2, ..., -20:");
/// ```
#[macro_export]
macro_rules! s {
    ($($index:expr),* $(,)?) => {
        $crate::Slices::from(vec![$($crate::Index::from($index)),*])
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(text: &str, length: usize) -> Vec<usize> {
        let selection = text.parse::<Slices>().unwrap().resolve(&Shape::from([length])).unwrap();
        let axis = selection.axes()[0];
        (0..axis.length().unwrap_or(1)).map(|n| axis.index(n)).collect()
    }

    #[test]
    fn ranges_follow_python() {
        assert_eq!(taken("2:5", 10), [2, 3, 4]);
        assert_eq!(taken("-3:", 10), [7, 8, 9]);
        assert_eq!(taken(":-7", 10), [0, 1, 2]);
        assert_eq!(taken("15:30", 20), [15, 16, 17, 18, 19]);
        assert_eq!(taken("::4", 10), [0, 4, 8]);
        assert_eq!(taken("::-4", 10), [9, 5, 1]);
        assert_eq!(taken("5:1:-2", 10), [5, 3]);
        assert_eq!(taken("1:5:-1", 10), [] as [usize; 0]);
        assert_eq!(taken("-100:2", 10), [0, 1]);
        assert_eq!(taken("50:60", 10), [] as [usize; 0]);
        assert_eq!(taken("-1", 10), [9]);
    }

    #[test]
    fn an_ellipsis_fills_the_missing_axes() {
        let shape = Shape::from([4, 20, 50, 70]);
        let resolve = |text: &str| text.parse::<Slices>().unwrap().resolve(&shape);
        assert_eq!(resolve("..., :-5").unwrap().shape(), Shape::from([4, 20, 50, 65]));
        assert_eq!(resolve("0, ..., 3").unwrap().shape(), Shape::from([20, 50]));
        assert_eq!(resolve("").unwrap().shape(), shape);
        assert_eq!(resolve("..., ...").unwrap_err(), CoreError::TwoEllipses { count: 2 });
    }

    #[test]
    fn wrong_slices_say_what_would_work() {
        let shape = Shape::from([4, 20]);
        let error =
            |text: &str| text.parse::<Slices>().and_then(|s| s.resolve(&shape)).unwrap_err().to_string();
        assert_eq!(error("0, 25"), "index 25 is out of range for axis 1 of length 20; use -20 to 19");
        assert_eq!(error("0, 0, 0"), "3 indices for an array of 2 axes; give at most 2");
        assert!(error("a:b").contains("cannot read \"a:b\" as a slice"));
        assert!(error("::0").contains("step of axis 0 is zero"));
    }

    #[test]
    fn extreme_bounds_do_not_overflow() {
        for text in
            ["-9223372036854775808:9223372036854775807", "::9223372036854775807", "::-9223372036854775808"]
        {
            let selection = text.parse::<Slices>().unwrap().resolve(&Shape::from([7])).unwrap();
            assert!(selection.bounds().end()[0] <= 7, "{text}");
        }
    }
}
