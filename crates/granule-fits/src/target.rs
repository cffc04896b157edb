//! Where decoded values go.

/// A place in the values of a block, to be filled from there on.
///
/// The block is as long as what was written so far needs. Values that go right behind the last are appended, which saves
/// zeroing memory just before it is written.
pub(crate) struct Target<'a, T> {
    out: &'a mut Vec<T>,
    at: usize,
    left: usize,
}

impl<'a, T: Copy + Default> Target<'a, T> {
    /// The `count` values from `at` on.
    #[inline(always)]
    pub(crate) fn new(out: &'a mut Vec<T>, at: usize, count: usize) -> Self {
        // Neither behind the last value nor among those there are.
        if at != out.len() && at + count > out.len() {
            out.resize(at + count, T::default());
        }
        Self { out, at, left: count }
    }

    /// How many values are still to come.
    #[inline(always)]
    pub(crate) fn left(&self) -> usize {
        self.left
    }

    /// Writes the next values: one for each element, as many as there is room for.
    #[inline(always)]
    pub(crate) fn write<S>(&mut self, elements: &[S], mut value: impl FnMut(&S) -> T) {
        let count = elements.len().min(self.left);
        let elements = elements.get(..count).unwrap_or_default();
        if self.at == self.out.len() {
            self.out.extend(elements.iter().map(value));
        } else if let Some(places) = self.out.get_mut(self.at..self.at + count) {
            for (place, element) in places.iter_mut().zip(elements) {
                *place = value(element);
            }
        }
        self.at += count;
        self.left -= count;
    }

    /// As [`Target::write`], of two elements each.
    #[inline(always)]
    pub(crate) fn write_pairs<S, R>(
        &mut self,
        first: &[S],
        second: &[R],
        mut value: impl FnMut(&S, &R) -> T,
    ) {
        let count = first.len().min(second.len()).min(self.left);
        let (first, second) =
            (first.get(..count).unwrap_or_default(), second.get(..count).unwrap_or_default());
        let pairs = first.iter().zip(second);
        if self.at == self.out.len() {
            self.out.extend(pairs.map(|(a, b)| value(a, b)));
        } else if let Some(places) = self.out.get_mut(self.at..self.at + count) {
            for (place, (a, b)) in places.iter_mut().zip(pairs) {
                *place = value(a, b);
            }
        }
        self.at += count;
        self.left -= count;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_appended_or_written_over() {
        let mut out = Vec::new();
        Target::new(&mut out, 0, 2).write(&[1, 2, 3], |&n| n);
        assert_eq!(out, [1, 2]);
        let mut behind = Target::new(&mut out, 4, 3);
        behind.write(&[5], |&n| n);
        assert_eq!(behind.left(), 2);
        behind.write(&[6, 7], |&n| n);
        assert_eq!(out, [1, 2, 0, 0, 5, 6, 7]);
        Target::new(&mut out, 1, 3).write(&[20, 30, 40], |&n| n);
        assert_eq!(out, [1, 20, 30, 40, 5, 6, 7]);
    }
}
