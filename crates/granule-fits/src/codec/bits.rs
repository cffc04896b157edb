//! Reading a stream of bits, most significant first.

/// A window of 64 bits over bytes.
///
/// Past the end of the bytes the stream is zeros; [`Bits::overrun`] tells. That way the inner loops need no check
/// for every value.
#[derive(Clone, Debug)]
pub(crate) struct Bits<'a> {
    bytes: &'a [u8],
    /// First byte that is not counted in `filled`.
    next: usize,
    /// The next bits, left-aligned. Bits beyond `filled` are those of the stream too, or zero.
    window: u64,
    /// Bits of the window that count: after [`Bits::refill`] 56 to 63.
    filled: u32,
}

/// Bits that a refilled window holds at least.
pub(crate) const WINDOW: u32 = 56;

impl<'a> Bits<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, next: 0, window: 0, filled: 0 }
    }

    /// Makes the window hold at least [`WINDOW`] bits.
    #[inline(always)]
    pub(crate) fn refill(&mut self) {
        let word = match self.bytes.get(self.next..).and_then(|rest| rest.first_chunk()) {
            Some(&bytes) => u64::from_be_bytes(bytes),
            None => self.last_word(),
        };
        self.window |= word >> self.filled;
        self.next += ((63 - self.filled) >> 3) as usize;
        self.filled |= WINDOW;
    }

    /// The up to seven bytes at the end, with zeros behind them.
    #[cold]
    fn last_word(&self) -> u64 {
        let rest = self.bytes.get(self.next..).unwrap_or_default();
        rest.iter().enumerate().fold(0, |word, (i, &byte)| word | u64::from(byte) << (56 - 8 * i))
    }

    /// Zeros before the next one; more than [`WINDOW`] means that the window does not tell.
    #[inline(always)]
    pub(crate) fn leading_zeros(&self) -> u32 {
        self.window.leading_zeros()
    }

    /// The window moved left: its top bits are what follows `skip` bits.
    #[inline(always)]
    pub(crate) fn peek_after(&self, skip: u32) -> u64 {
        self.window << skip
    }

    /// Drops bits that the window holds.
    #[inline(always)]
    pub(crate) fn consume(&mut self, count: u32) {
        self.window <<= count;
        self.filled -= count;
    }

    /// The next `count` bits (1 to 32).
    #[inline(always)]
    pub(crate) fn take(&mut self, count: u32) -> u32 {
        self.refill();
        let value = (self.window >> (64 - count)) as u32;
        self.consume(count);
        value
    }

    /// The next `count` bits (1 to 32), which stay.
    #[inline(always)]
    pub(crate) fn peek(&mut self, count: u32) -> u32 {
        self.refill();
        (self.window >> (64 - count)) as u32
    }

    /// Drops the bits up to the next whole byte.
    pub(crate) fn align(&mut self) {
        self.refill();
        // The window ends at a whole byte.
        self.consume(self.filled % 8);
    }

    /// Counts zeros up to the next one, which is dropped, however many there are; `None` when the stream ends first.
    #[cold]
    pub(crate) fn take_zeros(&mut self) -> Option<u32> {
        let mut zeros = 0_u32;
        loop {
            self.refill();
            let found = self.window.leading_zeros();
            if found < self.filled {
                self.consume(found + 1);
                return zeros.checked_add(found);
            }
            zeros = zeros.checked_add(self.filled)?;
            self.consume(self.filled);
            if self.overrun() {
                return None;
            }
        }
    }

    /// Whether more bits were taken than there are.
    pub(crate) fn overrun(&self) -> bool {
        let taken = (self.next * 8).saturating_sub(self.filled as usize);
        taken > self.bytes.len() * 8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_come_most_significant_first() {
        let mut bits = Bits::new(&[0b1010_0101, 0xff, 0, 0, 1]);
        assert_eq!(bits.take(4), 0b1010);
        assert_eq!(bits.take(8), 0b0101_1111);
        assert_eq!(bits.take(4), 0b1111);
        assert_eq!(bits.take_zeros(), Some(23));
        assert!(!bits.overrun());
        bits.take(1);
        assert!(bits.overrun());
    }

    #[test]
    fn a_stream_can_go_on_at_the_next_byte() {
        let mut bits = Bits::new(&[0b1010_0101, 0xff, 0x12]);
        assert_eq!(bits.peek(4), 0b1010);
        bits.take(9);
        bits.align();
        bits.align();
        assert_eq!(bits.take(8), 0x12);
        assert!(!bits.overrun());
    }

    #[test]
    fn long_runs_of_zeros_are_counted_and_an_endless_one_ends() {
        let mut bytes = vec![0_u8; 1000];
        bytes.push(0x80);
        assert_eq!(Bits::new(&bytes).take_zeros(), Some(8000));
        bytes.pop();
        assert_eq!(Bits::new(&bytes).take_zeros(), None);
        assert_eq!(Bits::new(&[]).take_zeros(), None);
    }
}
