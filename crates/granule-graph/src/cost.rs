//! What a task takes.

use std::iter::Sum;
use std::ops::Add;

/// What running a task takes; an upper bound for memory, an estimate for the rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Bytes of the value it yields.
    pub output: u64,
    /// Bytes it needs while it runs, beyond its inputs and its value.
    pub scratch: u64,
    /// Bytes it reads from files.
    pub bytes_read: u64,
    /// Tiles it decodes.
    pub tiles: u64,
    /// Elements it processes.
    pub elements: u64,
}

impl Cost {
    /// Bytes that must be free for the task to start: its value and its scratch.
    #[must_use]
    pub fn memory(&self) -> u64 {
        self.output.saturating_add(self.scratch)
    }
}

impl Add for Cost {
    type Output = Self;

    /// Two tasks, one after the other: scratch is not needed at the same time.
    fn add(self, other: Self) -> Self {
        Self {
            output: self.output.saturating_add(other.output),
            scratch: self.scratch.max(other.scratch),
            bytes_read: self.bytes_read.saturating_add(other.bytes_read),
            tiles: self.tiles.saturating_add(other.tiles),
            elements: self.elements.saturating_add(other.elements),
        }
    }
}

impl Sum for Cost {
    fn sum<I: Iterator<Item = Self>>(costs: I) -> Self {
        costs.fold(Self::default(), Self::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_add_up_but_scratch_is_reused() {
        let a = Cost { output: 8, scratch: 100, bytes_read: 5, tiles: 1, elements: 2 };
        let b = Cost { output: u64::MAX, scratch: 7, ..a };
        let sum: Cost = [a, b].into_iter().sum();
        assert_eq!(sum, Cost { output: u64::MAX, scratch: 100, bytes_read: 10, tiles: 2, elements: 4 });
        assert_eq!((a.memory(), b.memory()), (108, u64::MAX));
    }
}
