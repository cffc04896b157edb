//! Chains of everything that can be done to a WCS, against the WCSs they were done to.

use std::sync::Arc;

use granule_core::{PixelAxis, Selection, Shape, Slices, WorldAxis};
use proptest::prelude::*;

use super::*;
use crate::transform::{Affine, Concatenate, Linear};
use crate::{FrameAxis, FrameKind, Gwcs, Transform, Unit, WcsError, WcsExt};

/// World axes `(name, unit)` of one generic frame, over pixel axes of these lengths, with a box around the array.
fn wcs(transform: impl Transform, axes: &[(&str, &str)], shape: &[usize]) -> Arc<dyn Wcs> {
    let axis = |(n, &(name, unit)): (usize, &(&str, &str))| {
        FrameAxis::new(WorldAxis(n), name, format!("custom:{name}"), Unit::parse(unit))
    };
    let frame = Frame::new(axes[0].0, FrameKind::Generic, axes.iter().enumerate().map(axis).collect());
    let names = (0..shape.len()).map(|n| format!("{}{n}", axes[0].0)).collect();
    let gwcs = Gwcs::new(Arc::new(transform), names, vec![frame]).unwrap();
    let bounds: Vec<[f64; 2]> = shape.iter().map(|&n| [-0.5, n as f64 - 0.5]).collect();
    Arc::new(gwcs.with_pixel_shape(shape).unwrap().with_bounding_box(bounds).unwrap())
}

fn cube() -> Arc<dyn Wcs> {
    let plane = Affine::new([[2.0, 0.5], [-0.25, 3.0]], [10.0, -5.0]);
    let transform = Concatenate::new(Arc::new(plane), Arc::new(Linear::new(0.5, 7.0)));
    wcs(transform, &[("a", "m"), ("b", "s"), ("c", "nm")], &[30, 20, 8])
}

fn line(name: &'static str, length: usize) -> Arc<dyn Wcs> {
    wcs(Linear::new(-1.5, 4.0), &[(name, "J")], &[length])
}

fn world(wcs: &Arc<dyn Wcs>, pixel: &[f64]) -> Vec<f64> {
    let batch: Vec<&[f64]> = pixel.iter().map(std::slice::from_ref).collect();
    wcs.pixel_to_world_values(&batch).unwrap().iter().map(|values| values[0]).collect()
}

fn back(wcs: &Arc<dyn Wcs>, world: &[f64]) -> Vec<f64> {
    let batch: Vec<&[f64]> = world.iter().map(std::slice::from_ref).collect();
    wcs.world_to_pixel_values(&batch).unwrap().concat()
}

fn close(found: &[f64], expected: &[f64]) -> bool {
    found.len() == expected.len() && found.iter().zip(expected).all(|(f, e)| (f - e).abs() < 1e-8)
}

/// A WCS that something was done to, and where a pixel of the outcome was in it.
type Origin = (Arc<dyn Wcs>, Back);

type Back = Box<dyn Fn(&[f64]) -> Vec<f64>>;

struct Outcome {
    wcs: Arc<dyn Wcs>,
    origins: Vec<Origin>,
    shape: Vec<usize>,
}

/// Slices, rebins, reorders or adds to a WCS, as the numbers have it.
fn operate(wcs: &Arc<dyn Wcs>, numbers: [u8; 6], serial: usize) -> Outcome {
    match numbers[0] % 4 {
        0 => sliced(wcs, numbers),
        1 => binned(wcs, numbers),
        2 => reordered(wcs, numbers),
        _ => compounded(wcs, numbers, serial),
    }
}

fn sliced(wcs: &Arc<dyn Wcs>, numbers: [u8; 6]) -> Outcome {
    let array_shape = wcs.array_shape().unwrap();
    let text: Vec<String> = array_shape
        .iter()
        .enumerate()
        .map(|(axis, &length)| {
            let number = usize::from(numbers[axis % 5 + 1]);
            let (start, step) = (number % length, number % 3 + 1);
            match number % 7 {
                // Not all axes, or nothing would be left.
                0 if axis > 0 => format!("{start}"),
                1 | 2 => format!("{start}::-{step}"),
                3 | 4 => format!("{start}::{step}"),
                _ => ":".to_owned(),
            }
        })
        .collect();
    let slices: Slices = text.join(",").parse().unwrap();
    let selection: Selection = slices.resolve(&Shape::from(array_shape)).unwrap();
    let outcome = slice(wcs, &selection).unwrap();
    let shape = selection.axes().iter().rev().filter_map(|axis| axis.length()).collect();
    let origin = move |pixel: &[f64]| {
        let mut left = pixel.iter();
        let axes = selection.axes().iter().rev().map(|axis| match *axis {
            granule_core::AxisSelection::At(index) => index as f64,
            granule_core::AxisSelection::Range { start, step, .. } => {
                start as f64 + step as f64 * left.next().unwrap()
            }
        });
        axes.collect()
    };
    Outcome { wcs: outcome, origins: vec![(wcs.clone(), Box::new(origin))], shape }
}

fn binned(wcs: &Arc<dyn Wcs>, numbers: [u8; 6]) -> Outcome {
    let array_shape = wcs.array_shape().unwrap();
    let bins: Vec<(usize, usize)> = array_shape
        .iter()
        .enumerate()
        .map(|(axis, &length)| {
            let number = usize::from(numbers[axis % 5 + 1]);
            let factor = number % length.min(3) + 1;
            (factor, number / 3 % (length - factor + 1))
        })
        .collect();
    let factors: Vec<f64> = bins.iter().map(|bin| bin.0 as f64).collect();
    let offsets: Vec<f64> = bins.iter().map(|bin| bin.1 as f64).collect();
    let outcome = resample_with_offsets(wcs, &factors, &offsets).unwrap();
    let lengths = array_shape.iter().zip(&bins).map(|(length, (factor, offset))| (length - offset) / factor);
    let shape: Vec<usize> = lengths.rev().collect();
    let origin = move |pixel: &[f64]| {
        let along = |(&p, &(factor, offset)): (&f64, &(usize, usize))| {
            (p + 0.5) * factor as f64 - 0.5 + offset as f64
        };
        pixel.iter().zip(bins.iter().rev()).map(along).collect()
    };
    Outcome { wcs: outcome, origins: vec![(wcs.clone(), Box::new(origin))], shape }
}

fn reordered(wcs: &Arc<dyn Wcs>, numbers: [u8; 6]) -> Outcome {
    let order = |n: usize, number: u8| -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by_key(|&axis| (usize::from(number) * (axis + 3) * 7) % 11);
        order
    };
    let pixel = order(wcs.pixel_n_dim(), numbers[1]);
    let world = order(wcs.world_n_dim(), numbers[2]);
    let pixel_axes: Vec<PixelAxis> = pixel.iter().copied().map(PixelAxis).collect();
    let world_axes: Vec<WorldAxis> = world.iter().copied().map(WorldAxis).collect();
    let outcome = reorder(wcs, &pixel_axes, &world_axes).unwrap();
    let names: Vec<&String> = world.iter().map(|&axis| &wcs.world_axis_names()[axis]).collect();
    assert!(outcome.world_axis_names().iter().eq(names));
    let old_shape = wcs.pixel_shape().unwrap();
    let shape = pixel.iter().map(|&axis| old_shape[axis]).collect();
    let origin = move |new: &[f64]| {
        let mut old = vec![f64::NAN; pixel.len()];
        pixel.iter().zip(new).for_each(|(&axis, &value)| old[axis] = value);
        old
    };
    Outcome { wcs: outcome, origins: vec![(wcs.clone(), Box::new(origin))], shape }
}

/// A line beside the WCS or before it, with an axis of its own or along one that is there.
fn compounded(wcs: &Arc<dyn Wcs>, numbers: [u8; 6], serial: usize) -> Outcome {
    let n = wcs.pixel_n_dim();
    let along = usize::from(numbers[1]) % (n + 1);
    let old_shape = wcs.pixel_shape().unwrap().to_vec();
    let length = old_shape.get(along).copied().unwrap_or(5);
    let added = line(["p", "q", "r", "s", "t", "u"][serial], length);
    let mapping: Vec<PixelAxis> = (0..n).chain([along]).map(PixelAxis).collect();
    let outcome = if numbers[2].is_multiple_of(2) {
        compound(&[wcs.clone(), added.clone()], &mapping)
    } else {
        let mapping: Vec<PixelAxis> = [along].into_iter().chain(0..n).map(PixelAxis).collect();
        compound(&[added.clone(), wcs.clone()], &mapping)
    };
    let mut shape = old_shape;
    if along == n {
        shape.push(length);
    }
    let first: Back = Box::new(move |pixel| pixel[..n].to_vec());
    let second = Box::new(move |pixel: &[f64]| vec![pixel[along]]);
    Outcome { wcs: outcome.unwrap(), origins: vec![(wcs.clone(), first), (added, second)], shape }
}

/// Name and value of every world axis, removed ones included.
fn named(wcs: &Arc<dyn Wcs>, pixel: &[f64]) -> Vec<(String, f64)> {
    let mut all: Vec<(String, f64)> = wcs.world_axis_names().iter().cloned().zip(world(wcs, pixel)).collect();
    all.extend(wcs.dropped_world().iter().map(|axis| (axis.name.clone(), axis.value)));
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

fn check(outcome: &Outcome, at: &[f64]) -> Result<(), TestCaseError> {
    let Outcome { wcs, origins, shape } = outcome;
    prop_assert_eq!(wcs.pixel_shape().unwrap(), shape.as_slice());
    let pixel: Vec<f64> = shape.iter().zip(at).map(|(&n, at)| at * (n as f64 - 1.0)).collect();
    let mut expected: Vec<(String, f64)> =
        origins.iter().flat_map(|(origin, back)| named(origin, &back(&pixel))).collect();
    expected.sort_by(|a, b| a.0.cmp(&b.0));
    let found = named(wcs, &pixel);
    prop_assert!(found.iter().all(|(_, value)| value.is_finite()), "{:?}", found);
    prop_assert!(found.iter().map(|(name, _)| name).eq(expected.iter().map(|(name, _)| name)));
    let values = |all: &[(String, f64)]| all.iter().map(|(_, value)| *value).collect::<Vec<_>>();
    prop_assert!(close(&values(&found), &values(&expected)), "{:?} for {:?}", found, expected);
    let here = world(wcs, &pixel);
    prop_assert!(close(&back(wcs, &here), &pixel), "{:?} for {:?}", back(wcs, &here), pixel);
    check_description(wcs)?;
    check_correlation(wcs, &pixel, &here)?;
    check_bounds(wcs)
}

/// One view of originals; types, units and frames are still those of the names.
fn check_description(wcs: &Arc<dyn Wcs>) -> Result<(), TestCaseError> {
    let view = wcs.as_mapped().unwrap();
    prop_assert!(view.base().as_mapped().is_none());
    prop_assert!(view.parts().iter().all(|part| part.as_mapped().is_none()));
    let unit = |name: &str| match name {
        "a" => "m",
        "b" => "s",
        "c" => "nm",
        _ => "J",
    };
    for (n, name) in wcs.world_axis_names().iter().enumerate() {
        prop_assert_eq!(&wcs.world_axis_physical_types()[n], &format!("custom:{name}"));
        prop_assert_eq!(wcs.world_axis_units()[n].as_str(), unit(name));
        let axes = wcs.frames().iter().flat_map(Frame::placed_axes);
        let placed: Vec<&str> =
            axes.filter(|(world, _)| world.0 == n).map(|(_, axis)| axis.name.as_str()).collect();
        prop_assert_eq!(placed, [name.as_str()]);
    }
    prop_assert_eq!(wcs.pixel_axis_names().len(), wcs.pixel_n_dim());
    prop_assert!(wcs.pixel_axis_names().iter().all(|name| !name.is_empty()));
    Ok(())
}

/// What changes a world value is what it depends on, here exactly.
fn check_correlation(wcs: &Arc<dyn Wcs>, pixel: &[f64], here: &[f64]) -> Result<(), TestCaseError> {
    let bounds = wcs.pixel_bounds().unwrap();
    for axis in 0..pixel.len() {
        let mut moved = pixel.to_vec();
        let [low, high] = bounds[axis];
        moved[axis] +=
            if moved[axis] + 0.25 < high { 0.25 } else { low.max(moved[axis] - 0.25) - moved[axis] };
        for (n, (there, here)) in world(wcs, &moved).iter().zip(here).enumerate() {
            let depends = wcs.correlation().depends(WorldAxis(n), PixelAxis(axis));
            prop_assert_eq!((there - here).abs() > 1e-9, depends, "{} on {}", n, axis);
        }
    }
    Ok(())
}

fn check_bounds(wcs: &Arc<dyn Wcs>) -> Result<(), TestCaseError> {
    let bounds = wcs.pixel_bounds().unwrap();
    let middle: Vec<f64> = bounds.iter().map(|[low, high]| low.midpoint(*high)).collect();
    for (axis, [low, high]) in bounds.iter().enumerate() {
        for (inside, outside) in [(low + 1e-6, low - 1e-6), (high - 1e-6, high + 1e-6)] {
            let at = |value: f64| {
                let mut pixel = middle.clone();
                pixel[axis] = value;
                world(wcs, &pixel)
            };
            prop_assert!(at(inside).iter().all(|value| value.is_finite()));
            prop_assert!(at(outside).iter().any(|value| value.is_nan()));
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn a_chain_has_at_each_step_the_world_of_the_step_before(
        steps in prop::collection::vec(any::<[u8; 6]>(), 1..7), at in prop::collection::vec(0.0_f64..1.0, 12),
    ) {
        let mut wcs = cube();
        for (serial, &numbers) in steps.iter().enumerate() {
            let outcome = operate(&wcs, numbers, serial);
            check(&outcome, &at)?;
            wcs = outcome.wcs;
        }
    }

    #[test]
    fn an_order_and_its_inverse_are_nothing(numbers in any::<[u8; 6]>(), at in prop::array::uniform3(0.0_f64..7.0)) {
        let there = reordered(&cube(), numbers).wcs;
        let names = |wcs: &Arc<dyn Wcs>| wcs.pixel_axis_names().to_vec();
        let pixel: Vec<PixelAxis> = names(&cube())
            .iter()
            .map(|name| PixelAxis(names(&there).iter().position(|n| n == name).unwrap()))
            .collect();
        let place = |name: &&str| there.world_axis_names().iter().position(|n| n == name).unwrap();
        let world_axes: Vec<WorldAxis> = ["a", "b", "c"].iter().map(|name| WorldAxis(place(name))).collect();
        let back = reorder(&there, &pixel, &world_axes).unwrap();
        let original = cube();
        prop_assert_eq!(back.world_axis_names(), original.world_axis_names());
        prop_assert_eq!(back.correlation(), original.correlation());
        prop_assert_eq!(world(&back, &at), world(&cube(), &at));
    }
}

#[test]
fn a_transposed_cube_keeps_its_world_axes() {
    let axes = [2, 0, 1].map(PixelAxis);
    let turned = reorder(&cube(), &axes, &[0, 1, 2].map(WorldAxis)).unwrap();
    assert_eq!(turned.pixel_axis_names(), ["a2", "a0", "a1"]);
    assert_eq!(turned.pixel_shape(), Some(&[8, 30, 20][..]));
    assert_eq!(turned.correlation().to_string(), ". x x\n. x x\nx . .");
    assert_eq!(world(&turned, &[7.0, 3.0, 4.0]), world(&cube(), &[3.0, 4.0, 7.0]));
    let swapped = reorder(&turned, &[0, 1, 2].map(PixelAxis), &[2, 1, 0].map(WorldAxis)).unwrap();
    assert_eq!(swapped.world_axis_units(), ["nm", "s", "m"]);
    assert_eq!(swapped.pixel_to_world(&[7.0, 3.0, 4.0]).unwrap()[0].to_string(), "c 10.5 nm");
}

#[test]
fn a_scan_beside_its_times_shares_an_axis() {
    // Times along the second axis of the cube.
    let both = compound(&[cube(), line("t", 20)], &[0, 1, 2, 1].map(PixelAxis)).unwrap();
    assert_eq!((both.pixel_n_dim(), both.world_n_dim()), (3, 4));
    assert_eq!(both.correlation().to_string(), "x x .\nx x .\n. . x\n. x .");
    assert_eq!(both.pixel_axis_names(), ["a0", "a1", "a2"]);
    let values = world(&both, &[3.0, 4.0, 5.0]);
    assert!(close(&back(&both, &values), &[3.0, 4.0, 5.0]));
    // A time that the scan was at another place.
    let apart: Vec<f64> = values[..3].iter().copied().chain([values[3] + 1.5]).collect();
    let found = back(&both, &apart);
    assert!(found[1].is_nan() && close(&[found[0], found[2]], &[3.0, 5.0]));
    // Cut there, the time goes, and the coupled world axes stay.
    let selection = ":, 4, :".parse::<Slices>().unwrap().resolve(&Shape::from([8, 20, 30])).unwrap();
    let cut = slice(&both, &selection).unwrap();
    assert_eq!(cut.world_axis_names(), ["a", "b", "c"]);
    assert_eq!(cut.dropped_coordinates()[0].1.to_string(), "t -2 J");
    assert!(close(&back(&cut, &values[..3]), &[3.0, 5.0]));
}

#[test]
fn a_compound_of_compounds_and_views_is_flat() {
    let selection = "1, ::-2, :".parse::<Slices>().unwrap().resolve(&Shape::from([8, 20, 30])).unwrap();
    let plane = slice(&cube(), &selection).unwrap();
    let two = concatenate(&[line("t", 5), plane]).unwrap();
    let four = concatenate(&[two.clone(), line("u", 6), two]).unwrap();
    let view = four.as_mapped().unwrap();
    assert_eq!(view.parts().len(), 5);
    assert_eq!(four.pixel_shape(), Some(&[5, 30, 10, 6, 5, 30, 10][..]));
    assert_eq!(four.world_axis_names(), ["t", "a", "b", "u", "t", "a", "b"]);
    assert_eq!(four.dropped_world().len(), 2);
    assert!(four.dropped_world().iter().all(|axis| axis.name == "c" && axis.value == 7.5));
}

#[test]
fn orders_and_places_that_do_not_fit_are_refused() {
    let worlds = [0, 1, 2].map(WorldAxis);
    for order in [&[0, 1][..], &[0, 1, 1], &[0, 1, 3], &[0, 1, 2, 0]] {
        let pixel: Vec<PixelAxis> = order.iter().copied().map(PixelAxis).collect();
        assert!(matches!(reorder(&cube(), &pixel, &worlds), Err(WcsError::BadOrder { kind: "pixel", .. })));
    }
    let error = reorder(&cube(), &[0, 1, 2].map(PixelAxis), &worlds[..2]).unwrap_err().to_string();
    assert_eq!(error, "[0, 1] is no order of 3 world axes; name each from 0 to 2 once");
    for mapping in [&[0, 1, 2][..], &[0, 1, 2, 4], &[0, 1, 2, usize::MAX], &[0, 1, 2, 3, 4]] {
        let places: Vec<PixelAxis> = mapping.iter().copied().map(PixelAxis).collect();
        let error = compound(&[cube(), line("t", 20)], &places).unwrap_err();
        assert!(matches!(error, WcsError::BadMapping { expected: 4, .. }), "{error}");
    }
    let error = compound(&[cube(), line("t", 21)], &[0, 1, 2, 1].map(PixelAxis)).unwrap_err().to_string();
    assert_eq!(error, "pixel axis 1 is shared by axes of 20 and 21 pixels; slice the longer one first");
}
