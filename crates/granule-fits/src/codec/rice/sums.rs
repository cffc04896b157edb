//! Adding up the differences of blocks.

use fearless_simd::{Simd, i32x4};

use super::split::BLOCK;

/// Adds up the differences of each stream's block from `last` on, and puts the sums into `places`; gives the last of each.
///
/// Each sum waits for the one before. Those of four streams wait together: four places of four blocks are turned, such that
/// a vector has one place of each, and the sums are turned back.
#[inline(always)]
pub(super) fn add_up<S: Simd, const N: usize>(
    simd: S,
    blocks: &[[i32; BLOCK]; N],
    mut last: [i32; N],
    mut places: [Option<&mut [i32; BLOCK]>; N],
) -> [i32; N] {
    if let (Some(blocks), Some(four), Some(places)) =
        (blocks.first_chunk(), last.first_chunk_mut(), places.first_chunk_mut())
    {
        *four = add_up_four(simd, blocks, *four, places);
        return last;
    }
    for ((block, last), place) in blocks.iter().zip(&mut last).zip(places) {
        for (sum, difference) in place.into_iter().flatten().zip(block) {
            *last = last.wrapping_add(*difference);
            *sum = *last;
        }
    }
    last
}

#[inline(always)]
fn add_up_four<S: Simd>(
    simd: S,
    blocks: &[[i32; BLOCK]; 4],
    last: [i32; 4],
    places: &mut [Option<&mut [i32; BLOCK]>; 4],
) -> [i32; 4] {
    let mut sum = simd.load_array_i32x4(last);
    let rows = blocks.each_ref().map(|block| block.as_chunks::<4>().0);
    for at in 0..BLOCK / 4 {
        let differences = turn(simd, rows.map(|row| simd.load_array_i32x4(row[at])));
        let sums = differences.map(|difference| {
            sum = simd.add_i32x4(sum, difference);
            sum
        });
        for (place, row) in places.iter_mut().zip(turn(simd, sums)) {
            if let Some(place) = place {
                simd.store_array_i32x4(row, &mut place.as_chunks_mut().0[at]);
            }
        }
    }
    simd.as_array_i32x4(sum)
}

/// Makes rows of columns.
#[inline(always)]
fn turn<S: Simd>(simd: S, [a, b, c, d]: [i32x4<S>; 4]) -> [i32x4<S>; 4] {
    let (ac, bd) = (simd.zip_low_i32x4(a, c), simd.zip_low_i32x4(b, d));
    let (ca, db) = (simd.zip_high_i32x4(a, c), simd.zip_high_i32x4(b, d));
    [
        simd.zip_low_i32x4(ac, bd),
        simd.zip_high_i32x4(ac, bd),
        simd.zip_low_i32x4(ca, db),
        simd.zip_high_i32x4(ca, db),
    ]
}
