//! Coordinates that somebody damaged, or means harm with: a value, NaN or an error, in bounded time and memory.

mod headers;
mod trees;

use std::sync::Arc;

use granule_core::{PixelAxis, Shape, Slices, WorldAxis};
use granule_wcs::{Wcs, WcsExt, compound, reorder, resample, slice, to_fits_keywords_partial};

/// Numbers that follow from a seed (splitmix64): the same in every run.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    fn pick<'t, T>(&mut self, from: &'t [T]) -> &'t T {
        &from[self.below(from.len())]
    }
}

/// Values that are wrong almost everywhere.
const VALUES: [&str; 26] = [
    "0",
    "-0.0",
    "1",
    "-1",
    "2",
    "3",
    "0.5",
    "90",
    "-90",
    "180",
    "360",
    "1e-320",
    "1e308",
    "-1e308",
    "1e18",
    "9223372036854775807",
    "-9223372036854775808",
    "1e400",
    ".nan",
    ".inf",
    "-.inf",
    "x",
    "''",
    "null",
    "[]",
    "{}",
];

/// Everything that can be asked of a WCS. What it answers is checked only for its size.
fn ask(wcs: &Arc<dyn Wcs>) {
    let (n_pixel, n_world) = (wcs.pixel_n_dim(), wcs.world_n_dim());
    let some = [0.0, 1.5, -3.0, 1e6, 1e300, f64::INFINITY, f64::NAN];
    let pixel: Vec<Vec<f64>> = (0..n_pixel)
        .map(|axis| (0..some.len()).map(|n| some[(n + 3 * axis) % some.len()]).chain([0.0, 1.0]).collect())
        .collect();
    let batch: Vec<&[f64]> = pixel.iter().map(Vec::as_slice).collect();
    let length = batch.first().map_or(0, |values| values.len());
    let world = wcs.pixel_to_world_values(&batch).unwrap();
    assert!(world.len() == n_world && world.iter().all(|values| values.len() == length));
    let batch: Vec<&[f64]> = world.iter().map(Vec::as_slice).collect();
    let others: Vec<Vec<f64>> = (0..n_world).map(|axis| pixel[axis % n_pixel.max(1)].clone()).collect();
    let others: Vec<&[f64]> = others.iter().map(Vec::as_slice).collect();
    for batch in [batch, others] {
        if let Ok(back) = wcs.world_to_pixel_values(&batch) {
            assert!(back.len() == n_pixel && back.iter().all(|values| values.len() == batch[0].len()));
        }
    }
    let first: Vec<f64> = world.iter().map(|values| values[0]).collect();
    wcs.coordinates(&first).iter().for_each(|coordinate| assert!(!coordinate.to_string().is_empty()));
    let _ = to_fits_keywords_partial(wcs.as_ref());
    if wcs.pixel_shape().is_some_and(|shape| shape.iter().all(|&length| length < 100)) {
        let _ = wcs.axis_world_coords();
    }
    assert_eq!((wcs.correlation().n_world(), wcs.correlation().n_pixel()), (n_world, n_pixel));
}

/// The same of what is made of a WCS.
fn ask_views(wcs: &Arc<dyn Wcs>) {
    let n = wcs.pixel_n_dim();
    let text: Vec<&str> = (0..n).map(|axis| if axis == 1 { "0" } else { "::-1" }).collect();
    let selection = text.join(",").parse::<Slices>().unwrap().resolve(&Shape::from(vec![5; n])).unwrap();
    for view in [slice(wcs, &selection), resample(wcs, &vec![2.5; n])] {
        ask(&view.unwrap());
    }
    let turned: Vec<PixelAxis> = (0..n).rev().map(PixelAxis).collect();
    let worlds: Vec<WorldAxis> = (0..wcs.world_n_dim()).rev().map(WorldAxis).collect();
    let turned = reorder(wcs, &turned, &worlds).unwrap();
    let shared: Vec<PixelAxis> = (0..n).chain(0..n).map(PixelAxis).collect();
    if let Ok(both) = compound(&[turned, wcs.clone()], &shared) {
        ask(&both);
    }
}
