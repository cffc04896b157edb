//! Views against the WCS they are views of.

use std::sync::Arc;

use granule_core::{Selection, Shape, Slices, WorldAxis};
use proptest::prelude::*;

use super::*;
use crate::transform::{Affine, Concatenate, Linear};
use crate::{FrameAxis, FrameKind, Gwcs, Unit, WcsError, WcsExt};

/// A cube of array shape (4, 20, 30): a turned plane under a third axis.
fn cube() -> Arc<dyn Wcs> {
    let plane = Arc::new(Affine::new([[2.0, 0.5], [-0.25, 3.0]], [10.0, -5.0]));
    let transform = Concatenate::new(plane, Arc::new(Linear::new(0.5, 7.0)));
    let axis =
        |n: usize, name: &str| FrameAxis::new(WorldAxis(n), name, format!("custom:{name}"), Unit::parse("m"));
    let frames = vec![
        Frame::new("plane", FrameKind::Generic, vec![axis(0, "a"), axis(1, "b")]),
        Frame::new("depth", FrameKind::Spectral, vec![axis(2, "c")]),
    ];
    let names = ["x", "y", "z"].map(str::to_owned).to_vec();
    let gwcs = Gwcs::new(Arc::new(transform), names, frames).unwrap();
    Arc::new(gwcs.with_pixel_shape([30, 20, 4]).unwrap())
}

fn selection(wcs: &Arc<dyn Wcs>, text: &str) -> Selection {
    text.parse::<Slices>().unwrap().resolve(&Shape::from(wcs.array_shape().unwrap())).unwrap()
}

fn cut(wcs: &Arc<dyn Wcs>, text: &str) -> Arc<dyn Wcs> {
    slice(wcs, &selection(wcs, text)).unwrap()
}

fn world(wcs: &Arc<dyn Wcs>, pixel: &[f64]) -> Vec<f64> {
    let batch: Vec<&[f64]> = pixel.iter().map(std::slice::from_ref).collect();
    wcs.pixel_to_world_values(&batch).unwrap().iter().map(|values| values[0]).collect()
}

fn close(found: &[f64], expected: &[f64]) -> bool {
    found.len() == expected.len() && found.iter().zip(expected).all(|(f, e)| (f - e).abs() < 1e-9)
}

#[test]
fn a_world_axis_goes_with_the_last_pixel_axis_it_depends_on() {
    let plane = cut(&cube(), "1");
    assert_eq!((plane.pixel_n_dim(), plane.world_n_dim()), (2, 2));
    assert_eq!(plane.dropped_world().len(), 1);
    assert_eq!((plane.dropped_world()[0].name.as_str(), plane.dropped_world()[0].value), ("c", 7.5));
    assert_eq!(plane.dropped_coordinates()[0].1.to_string(), "7.5 m");
    let row = cut(&plane, "3");
    // Cut along y, both plane axes still depend on x.
    assert_eq!(row.world_axis_names(), ["a", "b"]);
    assert_eq!(row.pixel_axis_names(), ["x"]);
    let point = cut(&row, "2");
    assert_eq!((point.pixel_n_dim(), point.world_n_dim()), (0, 0));
    let values: Vec<f64> = point.dropped_world().iter().map(|axis| axis.value).collect();
    assert!(close(&values, &world(&cube(), &[2.0, 3.0, 1.0])));
}

#[test]
fn views_of_views_are_views_of_the_original() {
    let base = cube();
    let view = resample(&cut(&cut(&base, "1:, ::-2"), "..., 5:25"), &[1.0, 2.0, 4.0]).unwrap();
    let mapped = view.as_mapped().unwrap();
    assert!(Arc::ptr_eq(mapped.base(), &base));
    assert_eq!(view.array_shape(), Some(vec![3, 5, 5]));
    assert_eq!(
        mapped.pixel_maps(),
        [
            PixelMap::Axis { axis: PixelAxis(0), scale: 4.0, offset: 6.5 },
            PixelMap::Axis { axis: PixelAxis(1), scale: -4.0, offset: 18.0 },
            PixelMap::Axis { axis: PixelAxis(2), scale: 1.0, offset: 1.0 },
        ]
    );
}

#[test]
fn an_index_into_a_binned_axis_lies_at_the_centre_of_its_bin() {
    let row = cut(&resample(&cube(), &[1.0, 10.0, 1.0]).unwrap(), "0, 1");
    assert!(close(&world(&row, &[3.0]), &world(&cube(), &[3.0, 14.5, 0.0])[..2]));
}

#[test]
fn what_does_not_fit_the_axes_is_refused() {
    let base = cube();
    let two = "1, 2".parse::<Slices>().unwrap().resolve(&Shape::from([4, 20])).unwrap();
    let message = slice(&base, &two).unwrap_err().to_string();
    assert_eq!(message, "2 entries of a selection for 3 pixel axes; give one for each axis, in array order");
    assert!(matches!(resample(&base, &[1.0]), Err(WcsError::AxisCount { what: "factor list", .. })));
    let zero = resample(&base, &[1.0, 0.0, 1.0]).unwrap_err().to_string();
    assert_eq!(zero, "cannot resample array axis 1 by 0; a factor must be finite and greater than zero");
    assert!(resample(&base, &[1.0, f64::NAN, 1.0]).is_err());
    assert!(matches!(base.pixel_to_world_values(&[&[0.0]]), Err(WcsError::CoordinateCount { .. })));
}

#[test]
fn a_shape_can_be_put_right() {
    let right = with_array_shape(&cube(), &[4, 30, 20]).unwrap();
    assert_eq!(right.pixel_shape(), Some(&[20, 30, 4][..]));
    assert!(close(&world(&right, &[1.0, 2.0, 3.0]), &world(&cube(), &[1.0, 2.0, 3.0])));
    assert!(with_array_shape(&cube(), &[4]).is_err());
}

#[test]
fn offsets_shift_the_bins() {
    let trimmed = resample(&cut(&cube(), ":, :, 3:"), &[1.0, 1.0, 9.0]).unwrap();
    let offset = resample_with_offsets(&cube(), &[1.0, 1.0, 9.0], &[0.0, 0.0, 3.0]).unwrap();
    assert_eq!(trimmed.array_shape(), offset.array_shape());
    assert!(close(&world(&trimmed, &[2.0, 0.0, 0.0]), &world(&offset, &[2.0, 0.0, 0.0])));
}

#[test]
fn coordinates_are_matched_by_kind_in_any_order() {
    let wcs = cube();
    let mut all = wcs.pixel_to_world(&[2.0, 3.0, 1.0]).unwrap();
    all.rotate_left(1);
    assert!(close(&wcs.world_to_pixel(&all).unwrap(), &[2.0, 3.0, 1.0]));
    let twice = [all.clone(), all.clone()].concat();
    assert!(matches!(wcs.world_to_pixel(&twice), Err(WcsError::UnusedCoordinate { .. })));
    let message = wcs.world_to_pixel(&all[1..]).unwrap_err().to_string();
    assert_eq!(message, "no quantity coordinate given for frame \"plane\"");
}

#[test]
fn array_indices_are_the_pixels_that_hold_the_points() {
    let wcs = cube();
    let values = world(&wcs, &[2.4, 3.5, -0.6]);
    let batch: Vec<&[f64]> = values.iter().map(std::slice::from_ref).collect();
    assert_eq!(wcs.world_to_array_index_values(&batch).unwrap(), [[Some(-1)], [Some(4)], [Some(2)]]);
    let undefined = wcs.world_to_array_index_values(&[&[f64::NAN], &[0.0], &[7.0]]).unwrap();
    assert_eq!(undefined, [[Some(0)], [None], [None]]);
    let index = wcs.array_index_to_world_values(&[&[1.0], &[3.0], &[2.0]]).unwrap();
    assert!(close(&index.concat(), &world(&wcs, &[2.0, 3.0, 1.0])));
}

fn any_slice() -> impl Strategy<Value = String> {
    let index = prop_oneof![Just("1".to_owned()), Just("-1".to_owned())];
    let from = (0_i64..3, 1_i64..4).prop_map(|(start, step)| format!("{start}::{step}"));
    let backwards = (1_i64..3, 1_i64..4).prop_map(|(start, step)| format!("-{start}::-{step}"));
    let until = (1_i64..4).prop_map(|stop| format!(":-{stop}"));
    let range = prop_oneof![from, backwards, until];
    prop_oneof![1 => index, 4 => range, 2 => Just(":".to_owned())]
}

proptest! {
    #[test]
    fn a_slice_has_the_world_of_the_pixels_it_takes(
        first in prop::collection::vec(any_slice(), 3), second in any_slice(), at in prop::array::uniform3(0.0_f64..1.0),
    ) {
        let base = cube();
        let outer = selection(&base, &first.join(", "));
        let once = slice(&base, &outer).unwrap();
        let shape = once.array_shape().unwrap();
        prop_assume!(shape.first().is_some_and(|&length| length > 1));
        let inner = selection(&once, &second);
        let twice = slice(&once, &inner).unwrap();
        let taken = twice.array_shape().unwrap();
        prop_assume!(taken.iter().all(|&length| length > 0));
        // Fused, and the same as one slice.
        let both = outer.then(&inner);
        let direct = slice(&base, &both).unwrap();
        prop_assert_eq!(twice.as_mapped().unwrap().pixel_maps(), direct.as_mapped().unwrap().pixel_maps());
        let index: Vec<usize> = taken.iter().zip(at).map(|(&n, a)| (a * n as f64) as usize).collect();
        let mut rest = index.iter();
        let original: Vec<f64> = both.axes().iter().map(|axis| {
            axis.index(axis.length().and_then(|_| rest.next().copied()).unwrap_or(0)) as f64
        }).collect();
        let new: Vec<f64> = index.iter().rev().map(|&n| n as f64).collect();
        let old: Vec<f64> = original.iter().rev().copied().collect();
        let full = world(&base, &old);
        let kept = twice.as_mapped().unwrap().kept_world();
        let expected: Vec<f64> = kept.iter().map(|axis| full[axis.0]).collect();
        if !new.is_empty() {
            prop_assert!(close(&world(&twice, &new), &expected));
        }
        for dropped in twice.dropped_world() {
            prop_assert!((dropped.value - full[dropped.world.0]).abs() < 1e-9);
        }
        let values = world(&twice, &new);
        let batch: Vec<&[f64]> = values.iter().map(std::slice::from_ref).collect();
        let back: Vec<f64> = twice.world_to_pixel_values(&batch).unwrap().concat();
        prop_assert!(new.is_empty() || close(&back, &new));
    }

    #[test]
    fn binning_twice_is_binning_once_by_the_product(
        a in prop::array::uniform3(1_u8..6), b in prop::array::uniform3(1_u8..6), at in prop::array::uniform3(-1.0_f64..9.0),
    ) {
        let (a, b) = (a.map(f64::from), b.map(f64::from));
        let twice = resample(&resample(&cube(), &a).unwrap(), &b).unwrap();
        let once = resample(&cube(), &[a[0] * b[0], a[1] * b[1], a[2] * b[2]]).unwrap();
        prop_assert!(close(&world(&twice, &at), &world(&once, &at)));
        prop_assert!(twice.as_mapped().unwrap().base().as_mapped().is_none());
    }

    #[test]
    fn a_bin_lies_at_the_mean_of_its_pixels(factor in 1_u8..9, bin in 0_u8..3) {
        let wcs = resample(&cube(), &[1.0, 1.0, f64::from(factor)]).unwrap();
        let pixels = (0..factor).map(|k| world(&cube(), &[f64::from(bin * factor + k), 2.0, 1.0])[0]);
        let mean = pixels.sum::<f64>() / f64::from(factor);
        prop_assert!((world(&wcs, &[f64::from(bin), 2.0, 1.0])[0] - mean).abs() < 1e-9);
    }
}

#[test]
fn bounds_are_those_of_the_original_as_the_view_counts() {
    let names = vec!["x".to_owned(), "y".to_owned()];
    let axis = |n: usize| FrameAxis::new(WorldAxis(n), "", "custom:x", Unit::parse("m"));
    let frame = Frame::new("plane", FrameKind::Generic, vec![axis(0), axis(1)]);
    let wcs = Gwcs::new(Arc::new(crate::transform::Mapping::identity(2)), names, vec![frame]).unwrap();
    assert_eq!(wcs.pixel_bounds(), None);
    let wcs = wcs.with_bounding_box([[-0.5, 9.5], [-0.5, 19.5]]).unwrap().with_pixel_shape([10, 20]).unwrap();
    let wcs: Arc<dyn Wcs> = Arc::new(wcs);
    // Every other of x backwards, from 8; y binned by 5.
    let selection = "::, 8::-2".parse::<Slices>().unwrap();
    let selection = selection.resolve(&Shape::from([20, 10])).unwrap();
    let view = resample(&slice(&wcs, &selection).unwrap(), &[5.0, 1.0]).unwrap();
    assert_eq!(view.pixel_bounds().unwrap(), [[-0.75, 4.25], [-0.5, 3.5]]);
    let bounds = view.pixel_bounds().unwrap();
    let inside: Vec<&[f64]> = bounds.iter().map(|[low, _]| std::slice::from_ref(low)).collect();
    assert!(view.pixel_to_world_values(&inside).unwrap()[0][0].is_finite());
    let below = [bounds[0][0] - 0.01, bounds[1][0]];
    let outside: Vec<&[f64]> = below.iter().map(std::slice::from_ref).collect();
    assert!(view.pixel_to_world_values(&outside).unwrap()[0][0].is_nan());
}
