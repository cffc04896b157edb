//! Reading a stream of bits, most significant first.

/// A place in a stream of bits.
///
/// Past the end of the bytes the stream is zeros; [`Bits::overrun`] tells. That way the inner loops need no check
/// for every value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bits<'a> {
    bytes: &'a [u8],
    /// Bits taken.
    position: usize,
}

/// Bits that a window holds at least.
pub(crate) const WINDOW: u32 = 57;

impl<'a> Bits<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, position: 0 }
    }

    /// The next bits, left-aligned: [`WINDOW`] of them or more.
    #[inline(always)]
    pub(crate) fn window(&self) -> u64 {
        self.whole_window().unwrap_or_else(|| self.last_window())
    }

    /// Bits of the current byte that are taken.
    #[inline(always)]
    pub(crate) fn in_byte(&self) -> u32 {
        (self.position & 7) as u32
    }

    /// The bytes from the current one on.
    #[inline(always)]
    pub(crate) fn ahead(&self) -> &'a [u8] {
        self.bytes.get(self.position >> 3..).unwrap_or_default()
    }

    /// The next bits, left-aligned: at least [`WINDOW`] of them; `None` within eight bytes of the end.
    #[inline(always)]
    fn whole_window(&self) -> Option<u64> {
        let bytes = self.bytes.get(self.position >> 3..)?.first_chunk()?;
        Some(u64::from_be_bytes(*bytes) << (self.position & 7))
    }

    /// The up to seven bytes at the end, with zeros behind them.
    #[cold]
    fn last_window(&self) -> u64 {
        let rest = self.bytes.get(self.position >> 3..).unwrap_or_default();
        let bytes = rest.iter().enumerate().take(8);
        bytes.fold(0, |word, (i, &byte)| word | u64::from(byte) << (56 - 8 * i)) << (self.position & 7)
    }

    /// Drops bits.
    #[inline(always)]
    pub(crate) fn consume(&mut self, count: u32) {
        self.position += count as usize;
    }

    /// The next `count` bits (1 to 32), which stay.
    #[inline(always)]
    pub(crate) fn peek(&self, count: u32) -> u32 {
        (self.window() >> (64 - count)) as u32
    }

    /// The next `count` bits (1 to 32).
    #[inline(always)]
    pub(crate) fn take(&mut self, count: u32) -> u32 {
        let value = self.peek(count);
        self.consume(count);
        value
    }

    /// Drops the bits up to the next whole byte.
    pub(crate) fn align(&mut self) {
        self.position = self.position.next_multiple_of(8);
    }

    /// Counts zeros up to the next one, which is dropped, however many there are; `None` when the stream ends first.
    #[cold]
    pub(crate) fn take_zeros(&mut self) -> Option<u32> {
        let mut zeros = 0_u32;
        while !self.overrun() {
            let found = self.window().leading_zeros();
            if found < WINDOW {
                self.consume(found + 1);
                return zeros.checked_add(found);
            }
            zeros = zeros.checked_add(WINDOW)?;
            self.consume(WINDOW);
        }
        None
    }

    /// Whether more bits were taken than there are.
    pub(crate) fn overrun(&self) -> bool {
        self.position.div_ceil(8) > self.bytes.len()
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
        assert_eq!(bits.take(1), 0);
        assert!(bits.overrun());
        assert_eq!(bits.take(32), 0);
    }

    #[test]
    fn windows_hold_what_follows_wherever_they_begin() {
        let bytes: Vec<u8> = (1..=20).map(|i: u8| i.wrapping_mul(77)).collect();
        let bit = |at: usize| bytes.get(at / 8).map_or(0, |byte| u64::from(byte >> (7 - at % 8) & 1));
        for start in 0..180 {
            let mut bits = Bits::new(&bytes);
            (0..start).for_each(|_| bits.consume(1));
            let expected = (0..WINDOW as usize).fold(0, |word, i| word << 1 | bit(start + i));
            assert_eq!(bits.window() >> (64 - WINDOW), expected, "{start}");
            assert_eq!(bits.whole_window().is_some(), start / 8 + 8 <= bytes.len());
        }
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
