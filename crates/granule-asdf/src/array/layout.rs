//! Where the items of an array lie in a block.

use std::borrow::Cow;

/// A strided view of bytes.
#[derive(Debug, Clone)]
pub(crate) struct View {
    pub(crate) shape: Vec<usize>,
    /// Bytes from one item to the next, for each axis.
    pub(crate) strides: Vec<i64>,
    /// Byte of the first item.
    pub(crate) offset: i64,
    /// Bytes of an item.
    pub(crate) item: usize,
}

impl View {
    /// The view of items that follow one another in C order; `None` if a size overflows.
    pub(crate) fn packed(shape: Vec<usize>, offset: i64, item: usize) -> Option<Self> {
        let mut strides = vec![0; shape.len()];
        let mut step = i64::try_from(item).ok()?;
        for (stride, n) in strides.iter_mut().zip(&shape).rev() {
            *stride = step;
            step = step.checked_mul(i64::try_from(*n).ok()?.max(1))?;
        }
        Some(Self { shape, strides, offset, item })
    }

    /// The number of items; `None` if it overflows.
    pub(crate) fn count(&self) -> Option<usize> {
        if self.shape.contains(&0) {
            return Some(0);
        }
        self.shape.iter().try_fold(1usize, |count, n| count.checked_mul(*n))
    }

    /// The first byte touched and the byte after the last; `None` if a number overflows. An empty view touches none.
    pub(crate) fn reach(&self) -> Option<(i128, i128)> {
        let (mut low, mut high) = (i128::from(self.offset), i128::from(self.offset));
        if self.shape.contains(&0) {
            return Some((low, low));
        }
        for (n, stride) in self.shape.iter().zip(&self.strides) {
            let steps = i128::try_from(n.saturating_sub(1)).ok()?;
            let span = steps.checked_mul(i128::from(*stride))?;
            if span < 0 {
                low = low.checked_add(span)?;
            } else {
                high = high.checked_add(span)?;
            }
        }
        Some((low, high.checked_add(i128::try_from(self.item).ok()?)?))
    }

    /// Whether the items follow one another in C order.
    pub(crate) fn is_packed(&self) -> bool {
        let mut step = self.item as i128;
        for (n, stride) in self.shape.iter().zip(&self.strides).rev() {
            if *n > 1 && i128::from(*stride) != step {
                return false;
            }
            step = step.saturating_mul(*n as i128);
        }
        true
    }

    /// The bytes of the items in C order; `None` if the view reaches outside of `bytes`.
    pub(crate) fn gather<'a>(&self, bytes: &'a [u8]) -> Option<Cow<'a, [u8]>> {
        let count = self.count()?;
        let length = count.checked_mul(self.item)?;
        if length == 0 {
            return Some(Cow::Borrowed(&[]));
        }
        let start = usize::try_from(self.offset).ok()?;
        if self.is_packed() {
            return bytes.get(start..start.checked_add(length)?).map(Cow::Borrowed);
        }
        let mut gathered = Vec::new();
        gathered.try_reserve_exact(length).ok()?;
        let mut index = vec![0usize; self.shape.len()];
        let mut position = self.offset;
        for _ in 0..count {
            let at = usize::try_from(position).ok()?;
            gathered.extend_from_slice(bytes.get(at..at.checked_add(self.item)?)?);
            position = self.advance(&mut index, position)?;
        }
        Some(Cow::Owned(gathered))
    }

    /// Moves `index` to the next item in C order; returns where that item lies.
    fn advance(&self, index: &mut [usize], mut position: i64) -> Option<i64> {
        for ((i, n), stride) in index.iter_mut().zip(&self.shape).zip(&self.strides).rev() {
            *i += 1;
            if *i < *n {
                return position.checked_add(*stride);
            }
            *i = 0;
            position = position.checked_sub(stride.checked_mul(i64::try_from(n - 1).ok()?)?)?;
        }
        Some(position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(shape: &[usize], strides: &[i64], offset: i64, item: usize) -> View {
        View { shape: shape.to_vec(), strides: strides.to_vec(), offset, item }
    }

    #[test]
    fn packed_views_borrow_and_strided_views_gather() {
        let bytes: Vec<u8> = (0..12).collect();
        let packed = View::packed(vec![2, 3], 0, 2).unwrap();
        assert_eq!(packed.strides, [6, 2]);
        assert!(matches!(packed.gather(&bytes), Some(Cow::Borrowed(found)) if found == bytes));
        let transposed = view(&[3, 2], &[1, 3], 0, 1);
        assert_eq!(transposed.gather(&bytes).unwrap().as_ref(), [0, 3, 1, 4, 2, 5]);
        let backwards = view(&[3], &[-4], 8, 2);
        assert_eq!(backwards.gather(&bytes).unwrap().as_ref(), [8, 9, 4, 5, 0, 1]);
        assert_eq!(backwards.reach(), Some((0, 10)));
    }

    #[test]
    fn nothing_overflows() {
        let huge = view(&[usize::MAX, usize::MAX, usize::MAX], &[i64::MAX, i64::MIN, i64::MAX], 0, 8);
        assert_eq!(huge.count(), None);
        assert!(huge.gather(&[0; 16]).is_none());
        let _ = huge.reach();
        assert!(View::packed(vec![usize::MAX, 2], 0, 8).is_none());
    }

    #[test]
    fn an_empty_view_reads_nothing() {
        let empty = view(&[0, 5], &[8, 8], 4, 8);
        assert_eq!(empty.reach(), Some((4, 4)));
        assert_eq!(empty.gather(&[]).unwrap().len(), 0);
    }
}
