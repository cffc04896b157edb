//! Smoothing: slopes that rounding to the scale has lost are put back from the neighbours.

use std::num::Wrapping;

use super::Coefficient;
use super::transform::Level;

/// Changes the slopes and curvatures of a level by at most `limit`, towards what the means around them suggest.
pub(super) fn smooth(level: &mut Level<'_>, limit: i64) {
    let limit = Wrapping(limit);
    if limit.0 <= 0 {
        return;
    }
    // The outermost are left alone; of an odd length the last but one is inner already.
    let (inner_rows, inner_columns) = (inner(level.rows), inner(level.columns));
    for row in inner_rows.clone() {
        for column in 0..level.mean_columns() {
            let [before, here, after] = [row - 1, row, row + 1].map(|row| level.mean(row, column));
            if let Some(slope) = level.row_slope(row, column) {
                *slope += slope_change(before, here, after, *slope, limit);
            }
        }
    }
    for row in 0..level.mean_rows() {
        for column in inner_columns.clone() {
            let [before, here, after] =
                [column - 1, column, column + 1].map(|column| level.mean(row, column));
            if let Some(slope) = level.column_slope(row, column) {
                *slope += slope_change(before, here, after, *slope, limit);
            }
        }
    }
    for row in inner_rows {
        for column in inner_columns.clone() {
            let change = curvature_change(level, row, column, limit);
            if let Some(curvature) = level.curvature(row, column) {
                *curvature += change;
            }
        }
    }
}

/// The pairs of `length` coefficients that have a pair, or half of one, on either side.
fn inner(length: usize) -> std::ops::Range<usize> {
    1..length.saturating_sub(2).div_ceil(2).max(1)
}

fn slope_change(
    before: Coefficient,
    here: Coefficient,
    after: Coefficient,
    slope: Coefficient,
    limit: Coefficient,
) -> Coefficient {
    let zero = Wrapping(0);
    let (rise, fall) = (after - here, here - before);
    // The mean must stay monotonic where it is.
    let most = rise.min(fall).max(zero) << 2;
    let least = rise.max(fall).min(zero) << 2;
    change(after - before, least, most, slope, 3, limit)
}

fn curvature_change(level: &mut Level<'_>, row: usize, column: usize, limit: Coefficient) -> Coefficient {
    let zero = Wrapping(0);
    let here = level.mean(row, column);
    // Named by row and column: `pm` is the next row and the column before.
    let [mm, mp] = [column - 1, column + 1].map(|column| level.mean(row - 1, column));
    let [pm, pp] = [column - 1, column + 1].map(|column| level.mean(row + 1, column));
    let twice = |slope: Option<&mut Coefficient>| slope.map_or(zero, |slope| *slope << 1);
    let (x, y) = (twice(level.row_slope(row, column)), twice(level.column_slope(row, column)));
    let (to_pp, from_pm, from_mp, to_mm) = (pp - here, here - pm, here - mp, mm - here);
    let most = (to_pp.max(zero) - x - y)
        .min(from_pm.max(zero) + x - y)
        .min((from_mp.max(zero) - x + y).min(to_mm.max(zero) + x + y))
        << 4;
    let least = (to_pp.min(zero) - x - y)
        .max(from_pm.min(zero) + x - y)
        .max((from_mp.min(zero) - x + y).max(to_mm.min(zero) + x + y))
        << 4;
    let curvature = level.curvature(row, column).map_or(zero, |curvature| *curvature);
    change(pp + mm - mp - pm, least, most, curvature, 6, limit)
}

/// How far a coefficient moves towards `wanted`, which counts it `1 << shift` times.
fn change(
    wanted: Coefficient,
    least: Coefficient,
    most: Coefficient,
    coefficient: Coefficient,
    shift: usize,
    limit: Coefficient,
) -> Coefficient {
    if least >= most {
        return Wrapping(0);
    }
    let change = wanted.min(most).max(least) - (coefficient << shift);
    // Towards zero.
    let rounding = if change.0 >= 0 { Wrapping(0) } else { Wrapping((1 << shift) - 1) };
    ((change + rounding) >> shift).min(limit).max(-limit)
}
