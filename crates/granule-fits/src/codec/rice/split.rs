//! Blocks whose differences are split: high bits in unary, low bits verbatim.

use fearless_simd::Simd;

use super::RicePixels;
use super::sums::add_up;
use crate::codec::bits::{Bits, WINDOW};

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
pub(super) fn take_blocks<S: Simd, const N: usize>(
    simd: S,
    pixels: &mut [RicePixels<'_, '_>; N],
    low: [u32; N],
) {
    let bits = pixels.each_ref().map(|pixels| pixels.stream.bits);
    let mut parts = [const { Parts { zeros: [0; BLOCK], tails: [0; BLOCK] } }; N];
    // As many differences from a window as it holds nearly always.
    let used = match low.into_iter().max() {
        Some(0..=9) => take_windows::<N, 4, 72>(&bits, low, &mut parts),
        Some(..=22) => take_windows::<N, 2, 136>(&bits, low, &mut parts),
        _ => None,
    };
    let Some(used) = used else { return take_each(pixels, &low) };
    let blocks: [[i32; BLOCK]; N] = std::array::from_fn(|n| differences(&parts[n], low[n]));
    let last = pixels.each_ref().map(|pixels| pixels.stream.last as i32);
    // Where there is no whole block there is nobody who calls this.
    let mut places = pixels.each_mut().map(RicePixels::next_whole_block);
    let last = add_up(simd, &blocks, last, places.each_mut().map(Option::as_deref_mut));
    for (((pixels, used), last), place) in pixels.iter_mut().zip(used).zip(last).zip(places) {
        pixels.stream.bits.consume(used);
        pixels.stream.last = last as u32;
        place.into_iter().for_each(|place| pixels.stream.finish_block(place));
    }
}

/// The signed differences of a block.
#[inline(always)]
fn differences(parts: &Parts, low: u32) -> [i32; BLOCK] {
    std::array::from_fn(|n| signed(join(parts.zeros[n], parts.tails[n], low)))
}

/// Undoes the mapping of signed differences to 0, −1, 1, −2, …
#[inline(always)]
fn signed(mapped: u32) -> i32 {
    ((mapped >> 1) ^ (mapped & 1).wrapping_neg()) as i32
}

/// The one that ends the zeros is on top of the tail: it counts as much as one zero too many.
#[inline(always)]
fn join(zeros: u32, tail: u32, low: u32) -> u32 {
    (zeros << low).wrapping_add(tail >> (31 - low)).wrapping_sub(1 << low)
}

/// Takes `BATCH` differences from each window, and gives the bits that each stream used; `None` where a window did not
/// hold them all.
///
/// `AHEAD` is how many bytes the windows of a block can reach.
#[inline(always)]
fn take_windows<const N: usize, const BATCH: usize, const AHEAD: usize>(
    bits: &[Bits<'_>; N],
    low: [u32; N],
    parts: &mut [Parts; N],
) -> Option<[u32; N]> {
    let mut ahead = [&[0; AHEAD]; N];
    for (ahead, stream) in ahead.iter_mut().zip(bits) {
        let Some(bytes) = stream.ahead().first_chunk() else {
            return take_last::<N, BATCH, AHEAD>(bits, low, parts);
        };
        *ahead = bytes;
    }
    take_ahead::<N, BATCH, AHEAD>(ahead, bits.each_ref().map(Bits::in_byte), low, parts)
}

/// As [`take_windows`], where a stream ends soon: there are zeros behind it.
#[cold]
#[inline(never)]
fn take_last<const N: usize, const BATCH: usize, const AHEAD: usize>(
    bits: &[Bits<'_>; N],
    low: [u32; N],
    parts: &mut [Parts; N],
) -> Option<[u32; N]> {
    let ends = bits.each_ref().map(|bits| {
        let mut end = [0; AHEAD];
        end.iter_mut().zip(bits.ahead()).for_each(|(copy, &byte)| *copy = byte);
        end
    });
    take_ahead::<N, BATCH, AHEAD>(ends.each_ref(), bits.each_ref().map(Bits::in_byte), low, parts)
}

/// Takes the differences of a block from these bytes of each stream, of which the `first` bits are taken already.
#[inline(always)]
fn take_ahead<const N: usize, const BATCH: usize, const AHEAD: usize>(
    ahead: [&[u8; AHEAD]; N],
    first: [u32; N],
    low: [u32; N],
    parts: &mut [Parts; N],
) -> Option<[u32; N]> {
    let mut used = first;
    for batch in 0..BLOCK / BATCH {
        for (((bytes, used), parts), low) in ahead.iter().zip(&mut used).zip(&mut *parts).zip(low) {
            let (zeros, tails) = (parts.zeros.as_chunks_mut().0, parts.tails.as_chunks_mut().0);
            let (Some(zeros), Some(tails)) = (zeros.get_mut(batch), tails.get_mut(batch)) else { continue };
            // Less than this many bytes are used, or none of it counts; the compiler needs no other check.
            let start = (*used >> 3) as usize % (BLOCK / BATCH * 8);
            let Some(window) = bytes.get(start..start + 8).and_then(<[u8]>::first_chunk) else { continue };
            let taken = take_batch::<BATCH>(u64::from_be_bytes(*window) << (*used & 7), low, zeros, tails);
            if taken > WINDOW {
                return None;
            }
            *used += taken;
        }
    }
    for (used, first) in used.iter_mut().zip(first) {
        *used -= first;
    }
    Some(used)
}

/// Takes differences from a window, and gives the bits they took: more than the window has when it did not hold them.
#[inline(always)]
fn take_batch<const BATCH: usize>(
    mut window: u64,
    low: u32,
    zeros: &mut [u32; BATCH],
    tails: &mut [u32; BATCH],
) -> u32 {
    let mut used = BATCH as u32 * (low + 1);
    for (zeros, tail) in zeros.iter_mut().zip(tails) {
        // 64 when no one is left, which alone is too many.
        let found = window.leading_zeros();
        used += found;
        window = window.wrapping_shl(found);
        (*zeros, *tail) = (found, (window >> 32) as u32);
        window <<= low + 1;
    }
    used
}

/// Takes a block of each stream, difference by difference.
#[cold]
#[inline(never)]
fn take_each(pixels: &mut [RicePixels<'_, '_>], low: &[u32]) {
    for (pixels, &low) in pixels.iter_mut().zip(low) {
        let block = pixels.next_block();
        take_block(&mut pixels.stream.bits, low, block);
        pixels.stream.last = add_up_mapped(block, pixels.stream.last);
        pixels.stream.finish_block(block);
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

/// Makes signed differences of mapped ones, and adds them up from `last` on; gives the sum.
pub(super) fn add_up_mapped(block: &mut [i32], last: u32) -> u32 {
    block.iter_mut().fold(last, |last, value| {
        let sum = last.wrapping_add(signed(*value as u32) as u32);
        *value = sum as i32;
        sum
    })
}
