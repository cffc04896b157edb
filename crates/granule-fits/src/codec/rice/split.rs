//! Blocks whose differences are split: high bits in unary, low bits verbatim.

use super::RicePixels;
use crate::codec::bits::{Bits, WINDOW};

/// Differences taken from one window.
const BATCH: usize = 4;

/// Differences of a block that is decoded beside others: what every writer has.
pub(super) const BLOCK: usize = 32;

/// The differences of a block, as they are found: put together in a second pass, whose loops the compiler can make
/// vector instructions of.
struct Parts {
    /// How many zeros there are.
    zeros: [u32; BLOCK],
    /// What follows the zeros: a one, the low bits, and others that are not meant.
    tails: [u32; BLOCK],
}

/// Takes a block of [`BLOCK`] differences of each stream.
#[inline(always)]
pub(super) fn take_blocks<const N: usize>(pixels: &mut [RicePixels<'_, '_>; N], low: [u32; N]) {
    let mut bits = pixels.each_ref().map(|pixels| pixels.stream.bits);
    let mut parts = [const { Parts { zeros: [0; BLOCK], tails: [0; BLOCK] } }; N];
    for batch in 0..BLOCK / BATCH {
        for ((bits, parts), low) in bits.iter_mut().zip(&mut parts).zip(low) {
            let (zeros, tails) = (parts.zeros.as_chunks_mut().0, parts.tails.as_chunks_mut().0);
            if let (Some(zeros), Some(tails)) = (zeros.get_mut(batch), tails.get_mut(batch)) {
                take_batch(bits, low, zeros, tails);
            }
        }
    }
    for (((pixels, bits), parts), low) in pixels.iter_mut().zip(bits).zip(&parts).zip(low) {
        pixels.stream.bits = bits;
        let block = pixels.next_block();
        for (pixel, (&zeros, &tail)) in block.iter_mut().zip(parts.zeros.iter().zip(&parts.tails)) {
            *pixel = join(zeros, tail, low) as i32;
        }
        pixels.stream.finish_block(block);
    }
}

/// The one that ends the zeros is on top of the tail: it counts as much as one zero too many.
#[inline(always)]
fn join(zeros: u32, tail: u32, low: u32) -> u32 {
    (zeros << low).wrapping_add(tail >> (31 - low)).wrapping_sub(1 << low)
}

/// Takes differences from one window; one by one where it does not hold them all.
#[inline(always)]
fn take_batch(bits: &mut Bits<'_>, low: u32, zeros: &mut [u32; BATCH], tails: &mut [u32; BATCH]) {
    if let Some(mut window) = bits.whole_window() {
        let mut used = BATCH as u32 * (low + 1);
        for (zeros, tail) in zeros.iter_mut().zip(tails.iter_mut()) {
            // The one keeps the count below 64. It cannot be taken for one of the stream: the check below would fail.
            let found = (window | 1).leading_zeros();
            used += found;
            window <<= found;
            (*zeros, *tail) = (found, (window >> 32) as u32);
            window <<= low + 1;
        }
        if used <= WINDOW {
            bits.consume(used);
            return;
        }
    }
    take_each(bits, low, zeros, tails);
}

#[cold]
#[inline(never)]
fn take_each(bits: &mut Bits<'_>, low: u32, zeros: &mut [u32; BATCH], tails: &mut [u32; BATCH]) {
    for (zeros, tail) in zeros.iter_mut().zip(tails) {
        let difference = take_one(bits, low);
        *zeros = difference >> low;
        *tail = (difference | 1 << low) << (31 - low);
    }
}

/// Takes a block of one stream.
pub(super) fn take_block(bits: &mut Bits<'_>, low: u32, block: &mut [i32]) {
    block.iter_mut().for_each(|pixel| *pixel = take_one(bits, low) as i32);
}

/// A difference whose zeros may be more than a window holds. Where the stream ends, it is overrun.
fn take_one(bits: &mut Bits<'_>, low: u32) -> u32 {
    let window = bits.window();
    let zeros = window.leading_zeros();
    if zeros + 1 + low <= WINDOW {
        bits.consume(zeros + 1 + low);
        return join(zeros, (window << zeros >> 32) as u32, low);
    }
    let zeros = bits.take_zeros().unwrap_or(0);
    let tail = if low == 0 { 0 } else { bits.take(low) };
    zeros << low | tail
}

/// Undoes the mapping of signed differences to 0, −1, 1, −2, …, and adds them up from `last` on; gives the sum.
#[inline(always)]
pub(super) fn add_up(block: &mut [i32], last: u32) -> u32 {
    let mut last = last as i32;
    for value in block.iter_mut() {
        let mapped = *value as u32;
        *value = ((mapped >> 1) ^ (mapped & 1).wrapping_neg()) as i32;
    }
    for value in block {
        last = last.wrapping_add(*value);
        *value = last;
    }
    last as u32
}
