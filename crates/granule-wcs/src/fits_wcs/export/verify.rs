//! Keywords read again, to see that they say what the WCS says.

use granule_core::WorldAxis;

use super::axes::Row;
use crate::fits_wcs::{Alternate, Keywords, NoTables, from_fits_keywords};
use crate::{Unit, Wcs};

/// How far apart values may be, in pixels.
const TOLERANCE: f64 = 1e-6;

/// The most pixels to look at.
const MAX_PIXELS: usize = 243;

/// The world axes of which the keywords say something else than the WCS, at the corners of the array and in its middle;
/// all of them where the keywords make no sense. Where the WCS says nothing, keywords may say what they like.
pub(super) fn differing(wcs: &dyn Wcs, rows: &[Row], keywords: &dyn Keywords) -> Vec<WorldAxis> {
    let all = || rows.iter().filter_map(|row| row.world).collect();
    let Ok(again) = from_fits_keywords(keywords, &NoTables, Alternate::PRIMARY) else { return all() };
    let pixel = pixels(wcs);
    let batch: Vec<&[f64]> = pixel.iter().map(Vec::as_slice).collect();
    let zeros = vec![0.0; pixel.first().map_or(1, Vec::len)];
    let lacking = again.pixel_n_dim().saturating_sub(batch.len());
    let padded: Vec<&[f64]> =
        batch.iter().copied().chain(std::iter::repeat_n(zeros.as_slice(), lacking)).collect();
    let (Ok(before), Ok(after)) = (wcs.pixel_to_world_values(&batch), again.pixel_to_world_values(&padded))
    else {
        return all();
    };
    let differs = |(n, row): (usize, &Row)| {
        let world = row.world?;
        let unit = Unit::parse(wcs.world_axis_units().get(world.0)?);
        let written = Unit::parse(again.world_axis_units().get(n)?);
        let factor = written.factor_to(&unit).unwrap_or(1.0);
        // Only of angles is a whole turn nothing.
        let turn = Unit::degree().factor_to(&unit).map_or(f64::INFINITY, |factor| 360.0 * factor);
        let close = |(before, after): (&f64, &f64)| {
            let apart = (before - after * factor).abs();
            let apart = apart.min((turn - apart).abs());
            before.is_nan() || apart <= TOLERANCE * row.scale().abs() + 1e-12 * before.abs()
        };
        let same = before.get(world.0)?.iter().zip(after.get(n)?).all(close);
        (!same).then_some(world)
    };
    rows.iter().enumerate().filter_map(differs).collect()
}

/// The first, middle and last pixel of every axis, each with each of the others as far as there is room.
fn pixels(wcs: &dyn Wcs) -> Vec<Vec<f64>> {
    let n = wcs.pixel_n_dim();
    let count = (0..n).try_fold(1_usize, |count, _| count.checked_mul(3)).unwrap_or(MAX_PIXELS);
    let last = |axis: usize| {
        let length = wcs.pixel_shape().and_then(|shape| shape.get(axis).copied()).unwrap_or(3);
        length.saturating_sub(1)
    };
    let mut digit = 1_usize;
    let mut columns = Vec::with_capacity(n);
    for axis in 0..n {
        let which = (0..count.min(MAX_PIXELS)).map(|point| point / digit % 3);
        columns.push(which.map(|which| (which * last(axis) / 2) as f64).collect());
        digit = digit.saturating_mul(3);
    }
    columns
}
