//! Rice decompression.
//!
//! Each pixel's length is known only when it is decoded, so one stream is a serial chain that leaves most of a core
//! idle; [`decode_pair`] decodes two streams side by side in one loop.

use super::bits::{Bits, WINDOW};
use crate::error::TileFault;

/// What the width of pixels makes of a stream.
#[derive(Clone, Copy, Debug)]
struct Width {
    /// Bits of a pixel.
    pixel: u32,
    /// Bits of a block's code.
    code: u32,
    /// The code (less 1) of a block of verbatim differences.
    verbatim: u32,
}

impl Width {
    fn of(bytes: usize) -> Self {
        match bytes {
            1 => Self { pixel: 8, code: 3, verbatim: 6 },
            2 => Self { pixel: 16, code: 4, verbatim: 14 },
            _ => Self { pixel: 32, code: 5, verbatim: 25 },
        }
    }
}

/// How the pixels of a block are coded.
#[derive(Clone, Copy, Debug)]
enum Code {
    /// All differences are zero.
    Constant,
    /// This many low bits verbatim, the rest in unary.
    Split(u32),
    /// All bits verbatim.
    Verbatim,
}

/// One compressed tile and where its pixels go.
#[derive(Debug)]
pub(crate) struct RiceStream<'a, 'b> {
    bits: Bits<'a>,
    stored: usize,
    width: Width,
    block: usize,
    last: u32,
    out: &'b mut [i32],
    done: usize,
    damaged: bool,
}

impl<'a, 'b> RiceStream<'a, 'b> {
    /// Pixels of `bytes` bytes (1, 2 or 4) in blocks of `block`; only the first `out.len()` are decoded.
    pub(crate) fn new(data: &'a [u8], bytes: usize, block: usize, out: &'b mut [i32]) -> Self {
        let width = Width::of(bytes);
        let mut bits = Bits::new(data);
        let last = bits.take(width.pixel);
        Self { bits, stored: data.len(), width, block: block.max(1), last, out, done: 0, damaged: false }
    }

    /// Pixels of the next block; 0 at the end.
    fn next_length(&self) -> usize {
        self.block.min(self.out.len() - self.done)
    }

    fn next_code(&mut self) -> Result<Code, TileFault> {
        match self.bits.take(self.width.code) {
            0 => Ok(Code::Constant),
            code if code - 1 == self.width.verbatim => Ok(Code::Verbatim),
            code if code - 1 < self.width.verbatim => Ok(Code::Split(code - 1)),
            _ => Err(TileFault::Damaged("unknown Rice code")),
        }
    }

    /// The next pixel of a split block.
    #[inline(always)]
    fn next_split(&mut self, low: u32) -> u32 {
        self.bits.refill();
        let zeros = self.bits.leading_zeros();
        let used = zeros + 1 + low;
        let mapped = if used <= WINDOW {
            // The top bit of what follows the zeros is the one that ends them; take it with the low bits.
            let tail = self.bits.peek_after(zeros) >> (63 - low);
            self.bits.consume(used);
            ((u64::from(zeros) << low) + tail - (1 << low)) as u32
        } else {
            self.next_long(low)
        };
        self.step(mapped)
    }

    /// A pixel whose unary part may be longer than the window.
    #[cold]
    fn next_long(&mut self, low: u32) -> u32 {
        let Some(zeros) = self.bits.take_zeros() else {
            self.damaged = true;
            return 0;
        };
        let tail = if low == 0 { 0 } else { self.bits.take(low) };
        (zeros << low) | tail
    }

    /// Undoes the mapping of signed differences to 0, −1, 1, −2, …, and adds the difference.
    #[inline(always)]
    fn step(&mut self, mapped: u32) -> u32 {
        let difference = (mapped >> 1) ^ (mapped & 1).wrapping_neg();
        self.last = self.last.wrapping_add(difference);
        self.last
    }

    /// The pixel as the type its width means: unsigned for 1 byte, signed for 2 and 4.
    #[inline(always)]
    fn widen(width: Width, value: u32) -> i32 {
        match width.pixel {
            8 => i32::from(value as u8),
            16 => i32::from(value as i16),
            _ => value as i32,
        }
    }

    fn decode_block(&mut self, code: Code) {
        let (start, width) = (self.done, self.width);
        self.done += self.next_length();
        // Moved out and back, so that the loops below need not reload it through `self`.
        let out = std::mem::take(&mut self.out);
        if let Some(block) = out.get_mut(start..self.done) {
            match code {
                Code::Constant => block.fill(Self::widen(width, self.last)),
                Code::Split(low) => {
                    block.iter_mut().for_each(|pixel| *pixel = Self::widen(width, self.next_split(low)));
                }
                Code::Verbatim => {
                    for pixel in block {
                        let mapped = self.bits.take(width.pixel);
                        *pixel = Self::widen(width, self.step(mapped));
                    }
                }
            }
        }
        self.out = out;
    }

    fn check(&self) -> Result<(), TileFault> {
        if self.damaged || self.bits.overrun() {
            return Err(TileFault::Short { bytes: self.stored, pixels: self.out.len() });
        }
        Ok(())
    }

    fn finish(mut self) -> Result<(), TileFault> {
        while self.next_length() > 0 {
            let code = self.next_code()?;
            self.decode_block(code);
            self.check()?;
        }
        self.check()
    }
}

/// Decodes one stream.
pub(crate) fn decode(stream: RiceStream<'_, '_>) -> Result<(), TileFault> {
    stream.finish()
}

/// Decodes two streams side by side: about half as fast again as one after the other.
pub(crate) fn decode_pair(
    mut a: RiceStream<'_, '_>,
    mut b: RiceStream<'_, '_>,
) -> (Result<(), TileFault>, Result<(), TileFault>) {
    while a.next_length() > 0
        && a.next_length() == b.next_length()
        && a.width.pixel == 32
        && b.width.pixel == 32
    {
        let codes = (a.next_code(), b.next_code());
        match codes {
            (Ok(Code::Split(low_a)), Ok(Code::Split(low_b))) => split_pair(&mut a, low_a, &mut b, low_b),
            (Ok(code_a), Ok(code_b)) => {
                a.decode_block(code_a);
                b.decode_block(code_b);
            }
            // A stream that is damaged ends; the other goes on by itself.
            (Err(fault), Ok(code)) => {
                b.decode_block(code);
                return (Err(fault), b.finish());
            }
            (Ok(code), Err(fault)) => {
                a.decode_block(code);
                return (a.finish(), Err(fault));
            }
            (Err(fault_a), Err(fault_b)) => return (Err(fault_a), Err(fault_b)),
        }
        if let (checked_a, checked_b) = (a.check(), b.check())
            && (checked_a.is_err() || checked_b.is_err())
        {
            return (checked_a.and_then(|()| a.finish()), checked_b.and_then(|()| b.finish()));
        }
    }
    (a.finish(), b.finish())
}

/// A split block of each stream, of equal lengths, in one loop.
fn split_pair(a: &mut RiceStream<'_, '_>, low_a: u32, b: &mut RiceStream<'_, '_>, low_b: u32) {
    let length = a.next_length();
    let (out_a, out_b) = (std::mem::take(&mut a.out), std::mem::take(&mut b.out));
    let block_a = out_a.get_mut(a.done..a.done + length).unwrap_or_default();
    let block_b = out_b.get_mut(b.done..b.done + length).unwrap_or_default();
    for (pixel_a, pixel_b) in block_a.iter_mut().zip(block_b) {
        *pixel_a = a.next_split(low_a) as i32;
        *pixel_b = b.next_split(low_b) as i32;
    }
    a.done += length;
    b.done += length;
    (a.out, b.out) = (out_a, out_b);
}

#[cfg(test)]
mod tests {
    use super::super::rice_encode::encode;
    use super::*;
    use proptest::prelude::*;

    fn decoded(data: &[u8], bytes: usize, block: usize, pixels: usize) -> Result<Vec<i32>, TileFault> {
        let mut out = vec![0; pixels];
        decode(RiceStream::new(data, bytes, block, &mut out)).map(|()| out)
    }

    /// Bytes from zeros and ones; blanks only group.
    fn packed(bits: &str) -> Vec<u8> {
        let bits: Vec<u8> = bits.bytes().filter(|b| *b != b' ').map(|b| b - b'0').collect();
        bits.chunks(8)
            .map(|byte| byte.iter().enumerate().fold(0, |all, (i, bit)| all | bit << (7 - i)))
            .collect()
    }

    #[test]
    fn a_stream_by_hand_decodes() {
        // First pixel 7, and a block of code 0: constant.
        assert_eq!(decoded(&packed("00000111 000"), 1, 32, 4).unwrap(), [7; 4]);
        // Code 1: no low bits; differences 0, +1 (mapped 2: 001), -1 (mapped 1: 01).
        assert_eq!(decoded(&packed("00000111 001 1 001 01"), 1, 32, 3).unwrap(), [7, 8, 7]);
        // Blocks of one pixel: constant, +1, constant.
        assert_eq!(decoded(&packed("00000111 000 001 001 000"), 1, 1, 3).unwrap(), [7, 8, 8]);
    }

    #[test]
    fn signs_follow_the_width() {
        assert_eq!(decoded(&[0xff, 0], 1, 32, 1).unwrap(), [255]);
        assert_eq!(decoded(&[0xff, 0xff, 0], 2, 32, 1).unwrap(), [-1]);
        assert_eq!(decoded(&[0xff, 0xff, 0xff, 0xfe, 0], 4, 32, 1).unwrap(), [-2]);
    }

    #[test]
    fn streams_that_end_early_are_errors() {
        let values: Vec<i32> = (0..500).map(|i| i * i * 77).collect();
        let data = encode(&values, 4, 32);
        for cut in 0..data.len() - 1 {
            let fault = decoded(&data[..cut], 4, 32, values.len()).unwrap_err();
            assert_eq!(fault, TileFault::Short { bytes: cut, pixels: 500 });
        }
    }

    #[test]
    fn a_prefix_can_be_decoded_alone() {
        let values: Vec<i32> = (0..100).map(|i| (i * 7919) % 1000).collect();
        assert_eq!(decoded(&encode(&values, 4, 32), 4, 32, 41).unwrap(), values[..41]);
    }

    #[test]
    fn a_damaged_stream_does_not_spoil_its_neighbour() {
        let values: Vec<i32> = (0..300).map(|i| (i * 7919) % 1000).collect();
        let good = encode(&values, 4, 32);
        for bad in [&good[..5], &good[..good.len() / 2], &[0, 0, 0, 0, 0xff, 0xff][..]] {
            let (mut a, mut b) = (vec![0; 300], vec![0; 300]);
            let (first, second) =
                decode_pair(RiceStream::new(bad, 4, 32, &mut a), RiceStream::new(&good, 4, 32, &mut b));
            assert!(first.is_err() && second.is_ok());
            assert_eq!(b, values);
        }
    }

    /// Pixels from smooth to wild, so that every code occurs, and runs longer than the window.
    fn pixels() -> impl Strategy<Value = Vec<i32>> {
        let piece = (0_u32..32, prop::collection::vec(any::<i32>(), 1..70));
        prop::collection::vec(piece, 1..6).prop_map(|pieces| {
            pieces
                .into_iter()
                .flat_map(|(shift, values)| values.into_iter().map(move |v| v >> shift))
                .collect()
        })
    }

    proptest! {
        #[test]
        fn decoding_undoes_encoding(values in pixels(), size in 0_usize..3, block in prop::sample::select(vec![1, 16, 32])) {
            let bytes = [1, 2, 4][size];
            let values: Vec<i32> = values
                .into_iter()
                .map(|v| match bytes { 1 => i32::from(v as u8), 2 => i32::from(v as i16), _ => v })
                .collect();
            let data = encode(&values, bytes, block);
            prop_assert_eq!(&decoded(&data, bytes, block, values.len()).unwrap(), &values);
        }

        #[test]
        fn a_pair_decodes_as_each_alone(first in pixels(), second in pixels()) {
            let (data_a, data_b) = (encode(&first, 4, 32), encode(&second, 4, 32));
            let (mut a, mut b) = (vec![0; first.len()], vec![0; second.len()]);
            let results =
                decode_pair(RiceStream::new(&data_a, 4, 32, &mut a), RiceStream::new(&data_b, 4, 32, &mut b));
            prop_assert_eq!(results, (Ok(()), Ok(())));
            prop_assert_eq!((a, b), (first, second));
        }

        #[test]
        fn any_bytes_decode_or_fail(data in prop::collection::vec(any::<u8>(), 0..300), size in 0_usize..3, block in 1_usize..40) {
            let _ = decoded(&data, [1, 2, 4][size], block, 1000);
        }
    }

    #[test]
    fn a_run_longer_than_the_window_decodes() {
        // First pixel 0, code 1 (no low bits), then 200 zeros and a one: mapped 200, difference 100.
        let data = packed(&("0".repeat(32) + "00001" + &"0".repeat(200) + "1"));
        assert_eq!(decoded(&data, 4, 32, 1).unwrap(), [100]);
    }
}
