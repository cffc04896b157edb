//! World coordinates of whole, sliced and rebinned cubes against those of the Python peers.

use granule::prelude::*;
use serde_json::Value;

use crate::shared::{data, difference, json, number, numbers};

/// The cube of a case, from its name: `visp_small/rebin[0, 3](10, 7)`.
fn cube_of(id: &str, base: &NDCube) -> NDCube {
    let cut = |text: &str| base.slice(text).unwrap();
    if id.ends_with("rebin_then_slice") {
        return cut("0").rebin(&[10, 1, 10], Reduction::Mean).unwrap().slice("1, 10:20, 2:6").unwrap();
    }
    if id.ends_with("rebin_rebin") {
        let once = cut("0, 2:18").rebin(&[4, 5, 7], Reduction::Mean).unwrap();
        return once.rebin(&[2, 2, 2], Reduction::Mean).unwrap();
    }
    let Some((_, rest)) = id.split_once('[') else { return base.clone() };
    let (slice, rest) = rest.split_once(']').unwrap();
    let sliced = cut(slice);
    let bins = rest.trim_matches(|c| c == '(' || c == ')').trim_end_matches(',');
    if bins.is_empty() {
        return sliced;
    }
    let bins: Vec<i64> = bins.split(',').map(|bin| bin.trim().parse().unwrap()).collect();
    sliced.rebin(&bins, Reduction::Mean).unwrap()
}

fn strings(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|v| v.as_str().unwrap().to_owned()).collect()
}

/// Rows of points as columns of axes.
fn columns(points: &Value, axes: usize) -> Vec<Vec<f64>> {
    let rows: Vec<Vec<f64>> = points.as_array().unwrap().iter().map(numbers).collect();
    (0..axes).map(|axis| rows.iter().map(|row| row[axis]).collect()).collect()
}

fn views(columns: &[Vec<f64>]) -> Vec<&[f64]> {
    columns.iter().map(Vec::as_slice).collect()
}

#[test]
fn coordinates_of_sliced_and_rebinned_cubes_agree_with_the_peers() {
    let Some(path) = data("reference/cube.json") else { return };
    let base = Dataset::open(data("datasets/visp_small").unwrap()).unwrap().cube().clone();
    let mut checked = 0;
    for case in json(&path)["wcs"].as_array().unwrap() {
        let (id, result) = (case["id"].as_str().unwrap(), &case["result"]);
        let cube = cube_of(id, &base);
        let wcs = cube.wcs();
        assert_eq!(wcs.world_axis_names(), strings(&result["world_axis_names"]), "{id}");
        assert_eq!(wcs.world_axis_units(), strings(&result["world_axis_units"]), "{id}");
        assert_eq!(wcs.world_axis_physical_types(), strings(&result["world_axis_physical_types"]), "{id}");
        assert_eq!(wcs.pixel_axis_names(), strings(&result["pixel_axis_names"]), "{id}");
        let expected: Vec<Vec<bool>> = result["axis_correlation_matrix"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| numbers(row).iter().map(|v| *v != 0.0).collect())
            .collect();
        assert_eq!(wcs.correlation().rows().map(<[bool]>::to_vec).collect::<Vec<_>>(), expected, "{id}");
        assert_eq!(
            numbers(&result["data_shape"]),
            cube.shape().iter().map(|&n| n as f64).collect::<Vec<_>>()
        );

        let pixel = columns(&result["pixel"], wcs.pixel_n_dim());
        let world = columns(&result["world"], wcs.world_n_dim());
        let found = wcs.pixel_to_world_values(&views(&pixel)).unwrap();
        for (axis, (found, expected)) in found.iter().zip(&world).enumerate() {
            let (kind, unit) = (&wcs.world_axis_physical_types()[axis], &wcs.world_axis_units()[axis]);
            for (a, b) in found.iter().zip(expected) {
                let off = difference(*a, *b, kind, unit).abs();
                assert!(off < 1e-8 || (a.is_nan() && b.is_nan()), "{id}: {kind} is {a}, expected {b}");
            }
        }
        check_back(id, wcs.as_ref(), &found, result);
        checked += 1;
    }
    assert_eq!(checked, 23);
}

/// Pixels from world values, point by point: the peer fails for a whole array where we give NaN for one point.
fn check_back(id: &str, wcs: &dyn Wcs, world: &[Vec<f64>], result: &Value) {
    let found = wcs.world_to_pixel_values(&views(world)).unwrap();
    for (n, expected) in result["back_pixel_scalar"].as_array().unwrap().iter().enumerate() {
        if !expected.is_array() {
            // The peer could not: an undefined point, or a defect with one axis.
            continue;
        }
        for (axis, expected) in numbers(expected).into_iter().enumerate() {
            let pixel = found[axis][n];
            let same = (pixel - expected).abs() < 1e-6 || (pixel.is_nan() && expected.is_nan());
            assert!(same, "{id}: point {n}, pixel axis {axis} is {pixel}, expected {expected}");
        }
    }
}

#[test]
fn coordinates_of_every_dataset_agree_with_the_peers() {
    let Some(root) = data("datasets") else { return };
    for (name, expected) in json(&root.join("expected.json")).as_object().unwrap() {
        let cube = match granule::open(root.join(name)).unwrap() {
            granule::Opened::Dataset(dataset) => dataset.cube().clone(),
            granule::Opened::Tiled(tiled) => tiled.tile(&[0, 0]).unwrap().cube().clone(),
            other => panic!("{other:?}"),
        };
        let wcs = cube.wcs();
        assert_eq!(numbers(&expected["shape"]), cube.shape().iter().map(|&n| n as f64).collect::<Vec<_>>());
        assert_eq!(wcs.world_axis_physical_types(), strings(&expected["phys"]), "{name}");
        assert_eq!(wcs.world_axis_units(), strings(&expected["units"]), "{name}");
        let pixel: Vec<Vec<f64>> = expected["pix"].as_array().unwrap().iter().map(numbers).collect();
        let world = wcs.pixel_to_world_values(&views(&pixel)).unwrap();
        for (axis, scalar) in expected["world_scalar"].as_array().unwrap().iter().enumerate() {
            let (kind, unit) = (&wcs.world_axis_physical_types()[axis], &wcs.world_axis_units()[axis]);
            for (a, b) in world[axis].iter().zip(numbers(scalar)) {
                assert!(difference(*a, b, kind, unit).abs() < 1e-8, "{name}: {kind} is {a}, expected {b}");
            }
        }
        let back = expected["back_scalar"].as_array().unwrap();
        if back.iter().any(Value::is_null) {
            continue;
        }
        let found = wcs.world_to_pixel_values(&views(&world)).unwrap();
        for (n, point) in back.iter().enumerate() {
            for (axis, expected) in numbers(point).into_iter().enumerate() {
                let pixel = found[axis][n];
                assert!(
                    (pixel - expected).abs() < 1e-6,
                    "{name}: pixel axis {axis} is {pixel}, expected {expected}"
                );
            }
        }
    }
}

#[test]
fn high_level_coordinates_agree_with_the_peers() {
    let Some(path) = data("reference/cube.json") else { return };
    let wcs = Dataset::open(data("datasets/visp_small").unwrap()).unwrap().cube().wcs().clone();
    let json = json(&path);
    let cases = json["highlevel"].as_array().unwrap();
    let case = |id: &str| &cases.iter().find(|case| case["id"] == id).unwrap()["result"];

    let expected = case("visp_small/pixel_to_world(3,4,5,0)").as_array().unwrap();
    let found = wcs.pixel_to_world(&[3.0, 4.0, 5.0, 0.0]).unwrap();
    let [
        WorldCoordinate::Sky(sky),
        WorldCoordinate::Spectral(wave),
        WorldCoordinate::Time(time),
        WorldCoordinate::Stokes(stokes),
    ] = found.as_slice()
    else {
        panic!("{found:?}");
    };
    assert!((sky.lon_arcsec() - number(&expected[0]["Tx_arcsec"])).abs() < 1e-8);
    assert!((sky.lat_arcsec() - number(&expected[0]["Ty_arcsec"])).abs() < 1e-8);
    assert_eq!(sky.frame.name, "helioprojective");
    assert_eq!(sky.frame.obstime.unwrap().to_string(), expected[0]["obstime"].as_str().unwrap());
    assert!((wave.value - number(&expected[1]["value"])).abs() < 1e-9);
    assert_eq!(wave.unit.to_string(), "nm");
    assert_eq!(time.to_string(), expected[2]["isot"][0].as_str().unwrap());
    assert_eq!(stokes.symbol(), "I");

    // And back, in whatever order.
    let mut reversed = found.clone();
    reversed.reverse();
    for (pixel, expected) in wcs.world_to_pixel(&reversed).unwrap().iter().zip([3.0, 4.0, 5.0, 0.0]) {
        assert!((pixel - expected).abs() < 1e-6);
    }
    let world = wcs.pixel_to_world_values(&[&[3.0], &[4.0], &[5.0], &[0.0]]).unwrap();
    let index = wcs.world_to_array_index_values(&views(&world)).unwrap();
    assert_eq!(index, [[Some(0)], [Some(5)], [Some(4)], [Some(3)]]);
}

#[test]
fn coordinates_along_an_axis_agree_with_the_peers() {
    let Some(path) = data("reference/cube.json") else { return };
    let cube = Dataset::open(data("datasets/visp_small").unwrap()).unwrap().cube().clone();
    let json = json(&path);
    let cases = json["highlevel"].as_array().unwrap();
    let case = cases.iter().find(|case| case["id"] == "visp_small/axis_world_coords(em.wl)").unwrap();
    let along = cube.axis_coordinates(ArrayAxis(2)).unwrap();
    assert_eq!(along.len(), 1);
    assert_eq!(along[0].physical_type, "em.wl");
    for (found, expected) in along[0].values.iter().zip(numbers(&case["result"][0]["value"])) {
        assert!((found - expected).abs() < 1e-9);
    }
    assert!(cube.axis_coordinates(ArrayAxis(4)).is_err());
}
