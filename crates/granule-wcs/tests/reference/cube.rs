//! Sliced and rebinned cubes, and high-level coordinates.

use std::sync::Arc;

use granule_core::{Shape, Slices};
use granule_wcs::{Wcs, WcsExt, WorldCoordinate, resample, slice};
use serde_json::Value;

use crate::shared::{
    assert_pixel, assert_world, dataset, json, number, numbers, strings, table, transposed, views,
};

fn base() -> Option<Arc<dyn Wcs>> {
    dataset("visp_small")
}

fn sliced(wcs: &Arc<dyn Wcs>, text: &str) -> Arc<dyn Wcs> {
    let shape = Shape::from(wcs.array_shape().unwrap());
    let selection = text.parse::<Slices>().unwrap().resolve(&shape).unwrap();
    slice(wcs, &selection).unwrap()
}

/// `(10, 1, 10)` as factors.
fn bins(text: &str) -> Vec<f64> {
    text.trim_end_matches(')')
        .split(',')
        .map(str::trim)
        .filter(|t| !t.is_empty())
        .map(|t| t.parse().unwrap())
        .collect()
}

/// The cube a case speaks of: `slice[0, 3]`, `rebin[0](10, 1, 10)`, …
fn cube(base: &Arc<dyn Wcs>, id: &str) -> Arc<dyn Wcs> {
    let name = id.strip_prefix("visp_small/").unwrap();
    match name {
        "base" | "frac_raster" | "frac_stokes" | "grid" => base.clone(),
        "rebin_then_slice" => {
            sliced(&resample(&sliced(base, "0"), &[10.0, 1.0, 10.0]).unwrap(), "1, 10:20, 2:6")
        }
        "rebin_rebin" => {
            let once = resample(&sliced(base, "0, 2:18"), &[4.0, 5.0, 7.0]).unwrap();
            resample(&once, &[2.0, 2.0, 2.0]).unwrap()
        }
        _ => {
            if let Some(rest) = name.strip_prefix("rebin[") {
                let (slice, bin) = rest.split_once("](").unwrap();
                return resample(&sliced(base, slice), &bins(bin)).unwrap();
            }
            sliced(base, name.strip_prefix("slice[").unwrap().strip_suffix(']').unwrap())
        }
    }
}

fn check_properties(wcs: &dyn Wcs, expected: &Value, case: &str) {
    let texts = |names: &[String]| names.to_vec();
    assert_eq!(wcs.pixel_n_dim(), number(&expected["pixel_n_dim"]) as usize, "{case}");
    assert_eq!(wcs.world_n_dim(), number(&expected["world_n_dim"]) as usize, "{case}");
    assert_eq!(texts(wcs.world_axis_names()), strings(&expected["world_axis_names"]), "{case}");
    assert_eq!(texts(wcs.world_axis_units()), strings(&expected["world_axis_units"]), "{case}");
    assert_eq!(texts(wcs.pixel_axis_names()), strings(&expected["pixel_axis_names"]), "{case}");
    let types = strings(&expected["world_axis_physical_types"]);
    assert_eq!(texts(wcs.world_axis_physical_types()), types, "{case}");
    let correlation: Vec<Vec<f64>> =
        wcs.correlation().rows().map(|row| row.iter().map(|&yes| f64::from(yes)).collect()).collect();
    assert_eq!(correlation, table(&expected["axis_correlation_matrix"]), "{case}");
    let shape: Vec<usize> = numbers(&expected["array_shape"]).iter().map(|&n| n as usize).collect();
    assert_eq!(wcs.array_shape(), Some(shape), "{case}");
}

/// Pixels after going there and back, point by point: all at once upstream fails with one point out of a table.
fn expected_back(expected: &Value, n_pixel: usize) -> Vec<Vec<f64>> {
    let by_point = expected["back_pixel_scalar"].as_array().unwrap();
    if by_point.iter().all(|point| point.as_str().is_some_and(|text| text.starts_with("IndexError"))) {
        // Upstream cannot rebin a cube of one axis point by point.
        return vec![numbers(&expected["back_pixel"])];
    }
    let pixel = table(&expected["pixel"]);
    let points: Vec<Vec<f64>> = by_point
        .iter()
        .zip(&pixel)
        .map(|(point, pixel)| match point {
            // No pointing, so no place along the slit; everything else is known, but Stokes states beyond the last.
            Value::String(_) => {
                let known = |(axis, &value): (usize, &f64)| {
                    if axis == 0 || (axis == 3 && value > 3.0) { f64::NAN } else { value }
                };
                pixel.iter().enumerate().map(known).collect()
            }
            point => numbers(point),
        })
        .collect();
    transposed(&points, n_pixel)
}

#[test]
fn sliced_and_rebinned_cubes_agree() {
    let (Some(reference), Some(base)) = (json("reference/cube.json"), base()) else { return };
    let cases = reference["wcs"].as_array().unwrap();
    for case in cases {
        let id = case["id"].as_str().unwrap();
        let wcs = cube(&base, id);
        let expected = &case["result"];
        check_properties(wcs.as_ref(), expected, id);
        let pixel = transposed(&table(&expected["pixel"]), wcs.pixel_n_dim());
        let world = wcs.pixel_to_world_values(&views(&pixel)).unwrap();
        let expected_world = transposed(&table(&expected["world"]), wcs.world_n_dim());
        assert_world(wcs.as_ref(), &world, &expected_world, id);
        let back = wcs.world_to_pixel_values(&views(&world)).unwrap();
        let expected_back = expected_back(expected, wcs.pixel_n_dim());
        assert_pixel(&back, &expected_back, id);
    }
    assert_eq!(cases.len(), 23);
}

/// Whether a list of coordinates, one for each point, agrees with one upstream object, an array or not.
fn assert_coordinates(found: &[&WorldCoordinate], expected: &Value, case: &str) {
    let at = |key: &str, point: usize| match &expected[key] {
        Value::Array(list) => list[point].clone(),
        single => single.clone(),
    };
    let close = |found: f64, expected: &Value, what: &str| {
        let expected = number(expected);
        assert!(
            (found - expected).abs() <= 1e-9 * expected.abs().max(1.0),
            "{case}: {what} {found} != {expected}"
        );
    };
    for (point, coordinate) in found.iter().enumerate() {
        match (coordinate, expected["type"].as_str().unwrap()) {
            (WorldCoordinate::Sky(sky), "SkyCoord") => {
                close(sky.lon_arcsec(), &at("Tx_arcsec", point), "Tx");
                close(sky.lat_arcsec(), &at("Ty_arcsec", point), "Ty");
                assert_eq!(sky.frame.name, expected["frame"].as_str().unwrap(), "{case}");
                let obstime = sky.frame.obstime.map(|time| time.to_string());
                assert_eq!(obstime.as_deref(), expected["obstime"].as_str(), "{case}");
            }
            (WorldCoordinate::Spectral(quantity), "SpectralCoord") => {
                close(quantity.value, &at("value", point), "wavelength");
                assert_eq!(quantity.unit.to_string(), expected["unit"].as_str().unwrap(), "{case}");
            }
            (WorldCoordinate::Time(time), "Time") => {
                assert_eq!(time.to_string(), expected["isot"][point].as_str().unwrap(), "{case}");
                let (whole, part) = time.julian_date();
                assert_eq!(whole, number(&at("jd1", point)), "{case}");
                assert!((part - number(&at("jd2", point))).abs() < 1e-13, "{case}");
            }
            (WorldCoordinate::Stokes(stokes), "StokesCoord") => {
                assert_eq!(stokes.symbol(), expected["symbol"][point].as_str().unwrap(), "{case}");
            }
            (other, kind) => panic!("{case}: {other} is not {kind}"),
        }
    }
}

/// Checks the coordinates at several pixels against a list of upstream objects.
fn check_points(wcs: &dyn Wcs, pixels: &[[f64; 4]], expected: &Value, case: &str) {
    let points: Vec<_> = pixels.iter().map(|pixel| wcs.pixel_to_world(pixel).unwrap()).collect();
    let objects = expected.as_array().unwrap();
    assert_eq!(points[0].len(), objects.len(), "{case}");
    for (n, object) in objects.iter().enumerate() {
        let coordinates: Vec<&WorldCoordinate> = points.iter().map(|point| &point[n]).collect();
        assert_coordinates(&coordinates, object, case);
    }
}

/// Checks the coordinates of one kind along a pixel axis.
fn check_axis(wcs: &dyn Wcs, axis: usize, kind: &str, expected: &Value, case: &str) {
    let arrays = wcs.axis_coordinate_arrays().unwrap();
    let array = arrays.iter().find(|array| array.frame().kind.name() == kind).unwrap();
    assert_eq!(array.shape(), [wcs.pixel_shape().unwrap()[axis]], "{case}");
    let points: Vec<WorldCoordinate> = array.iter().collect();
    assert_coordinates(&points.iter().collect::<Vec<_>>(), &expected[0], case);
}

fn check_sky_grid(wcs: &dyn Wcs, expected: &Value, case: &str) {
    let arrays = wcs.axis_coordinate_arrays().unwrap();
    let &[_, slits] = arrays[0].shape() else { panic!("{case}: {:?}", arrays[0].shape()) };
    for (raster, row) in expected[0]["Tx_arcsec"].as_array().unwrap().iter().enumerate() {
        for slit in 0..row.as_array().unwrap().len() {
            let found = arrays[0].at(raster * slits + slit).unwrap();
            let WorldCoordinate::Sky(sky) = &found else { panic!("{case}: {found}") };
            for (found, key) in [(sky.lon_arcsec(), "Tx_arcsec"), (sky.lat_arcsec(), "Ty_arcsec")] {
                let expected = number(&expected[0][key][raster][slit]);
                assert!(
                    (found - expected).abs() < 1e-9 * expected.abs().max(1.0),
                    "{case}: {found} {expected}"
                );
            }
        }
    }
}

fn check_high_level(wcs: &dyn Wcs, what: &str, expected: &Value, case: &str) {
    let here = [3.0, 4.0, 5.0, 0.0];
    match what {
        "pixel_to_world(3,4,5,0)" | "array_index_to_world(0,5,4,3)" => {
            check_points(wcs, &[here], expected, case);
        }
        "pixel_to_world arrays" => {
            // The pixels that upstream was asked for, found again from what it answered.
            let pixels = [[0.0, 0.0, 0.0, 0.0], [30.5, 10.0, 5.0, 1.0], [69.0, 49.0, 19.0, 3.0]];
            check_points(wcs, &pixels, expected, case);
        }
        "world_to_pixel roundtrip" => {
            let back = wcs.world_to_pixel(&wcs.pixel_to_world(&here).unwrap()).unwrap();
            assert_pixel(&[back], &[numbers(expected)], case);
        }
        "world_to_array_index roundtrip" => {
            let values = wcs.world_values(&wcs.pixel_to_world(&here).unwrap()).unwrap();
            let batch: Vec<&[f64]> = values.iter().map(std::slice::from_ref).collect();
            let index = wcs.world_to_array_index_values(&batch).unwrap();
            let index: Vec<f64> = index.iter().map(|axis| axis[0].unwrap() as f64).collect();
            assert_eq!(index, numbers(expected), "{case}");
        }
        "axis_world_coords(em.wl)" => check_axis(wcs, 1, "spectral", expected, case),
        "axis_world_coords(time)" => check_axis(wcs, 2, "time", expected, case),
        "axis_world_coords(stokes)" => check_axis(wcs, 3, "stokes", expected, case),
        "axis_world_coords(sky) shape" => check_sky_grid(wcs, expected, case),
        "axis_world_coords_values(wl, corners)" => {
            let corners = [-0.5, 0.5, 1.5];
            let zeros = [0.0; 3];
            let world = wcs.pixel_to_world_values(&[&zeros, &corners, &zeros, &zeros]).unwrap();
            let text = expected.as_str().unwrap();
            let list = text.split(['[', ']']).nth(1).unwrap();
            for (found, expected) in world[1].iter().zip(list.split(", ")) {
                let expected: f64 = expected.parse().unwrap();
                assert!((found - expected).abs() < 1e-9 * expected, "{case}: {found} {expected}");
            }
        }
        other => panic!("{other}: unknown case"),
    }
}

#[test]
fn high_level_coordinates_agree() {
    let Some(reference) = json("reference/cube.json") else { return };
    let mut checked = 0;
    for case in reference["highlevel"].as_array().unwrap() {
        let id = case["id"].as_str().unwrap();
        let (name, what) = id.split_once('/').unwrap();
        let Some(wcs) = base() else { return };
        // Cropping is the cube's affair. Of visp_small_fixed there is no file, but it differs in its pointing alone.
        let pointing = ["pixel_to_world", "array_index_to_world", "world_to_", "axis_world_coords(sky)"];
        let is_about = |topics: &[&str]| topics.iter().any(|topic| what.starts_with(topic));
        if is_about(&["crop"]) || (name == "visp_small_fixed" && is_about(&pointing)) {
            continue;
        }
        check_high_level(wcs.as_ref(), what, &case["result"], id);
        checked += 1;
    }
    assert_eq!(checked, 14);
}

#[test]
fn the_observer_is_where_upstream_has_it() {
    let Some(wcs) = base() else { return };
    let all = wcs.pixel_to_world(&[3.0, 4.0, 5.0, 0.0]).unwrap();
    let WorldCoordinate::Sky(sky) = &all[0] else { panic!("{}", all[0]) };
    let observer = sky.frame.observer.as_ref().unwrap().to_string();
    assert_eq!(observer, "Stonyhurst lon=0.001738° lat=5.092357° r=148.7918 Gm");
    assert_eq!(sky.to_string(), "Helioprojective Tx=126.654″ Ty=-342.598″ (obstime 2022-10-24T19:47:53.051)");
}

#[test]
fn what_slicing_removes_is_kept_aside() {
    let Some(wcs) = base() else { return };
    let row = sliced(&wcs, "1, 3, :, 21");
    let dropped: Vec<&str> = row.dropped_world().iter().map(|axis| axis.physical_type.as_str()).collect();
    let sky_time_stokes = [
        "custom:pos.helioprojective.lon",
        "custom:pos.helioprojective.lat",
        "time",
        "phys.polarization.stokes",
    ];
    assert_eq!(dropped, sky_time_stokes);
    let coordinates = row.dropped_coordinates();
    let full = wcs.pixel_to_world(&[21.0, 0.0, 3.0, 1.0]).unwrap();
    for (name, coordinate) in &coordinates {
        assert!(full.contains(coordinate), "{name} {coordinate}");
    }
    assert_eq!(coordinates.len(), 3);
}
