//! Values against those of the Python peers.

use granule::prelude::*;
use ndarray::ArrayD;
use ndarray_npy::ReadNpyExt as _;
use serde_json::Value;

use crate::shared::{bits, data, float32_file, json, numbers};

/// A case of the reference: what to compute.
fn array_of(case: &Value, cube: &NDCube) -> Option<Array> {
    let text = |key: &str| case.get(key).and_then(Value::as_str);
    let array = match text("slice") {
        None => cube.data().clone(),
        Some(slice) => cube.slice(slice).unwrap().data().clone(),
    };
    let Some(op) = text("op") else { return Some(array) };
    if let Some(bins) = case.get("bin_shape") {
        let bins: Vec<i64> = bins.as_array().unwrap().iter().map(|bin| bin.as_i64().unwrap()).collect();
        return Some(array.rebin(&bins, reduction(op)?).unwrap());
    }
    let slice = |slice: &str| cube.slice(slice).unwrap().data().clone();
    Some(match op {
        "argmin2" => slice("0").argmin(&[1]).unwrap(),
        "argmax_spec" => slice("0, 5, :, 8").argmax(&[]).unwrap(),
        "stokes_ratio" => (&slice("3") / &slice("0")).unwrap().mean(&[0]).unwrap(),
        "sum in float64 numpy" => array.cast(DType::F64).sum(&[]).unwrap(),
        "mean in float64 numpy" => array.cast(DType::F64).mean(&[]).unwrap(),
        "sum02 in float64 numpy" => array.cast(DType::F64).sum(&[0, 2]).unwrap(),
        "mean3 in float64 numpy" => array.cast(DType::F64).mean(&[3]).unwrap(),
        _ => {
            let name = op.trim_end_matches(|c: char| c.is_ascii_digit());
            let axes: Vec<i64> =
                op[name.len()..].chars().map(|c| i64::from(c.to_digit(10).unwrap())).collect();
            array.reduce(reduction(name)?, &axes).unwrap()
        }
    })
}

fn reduction(name: &str) -> Option<Reduction> {
    Reduction::ALL.into_iter().find(|reduction| reduction.name() == name)
}

/// The expected values of a case as `f64`, with their shape.
fn expected(result: &Value) -> (Vec<usize>, Vec<f64>) {
    let shape: Vec<usize> =
        result["shape"].as_array().unwrap().iter().map(|len| len.as_u64().unwrap() as usize).collect();
    let Some(npy) = result.get("npy").and_then(Value::as_str) else {
        return (shape, numbers(&result["values"]));
    };
    let file = || std::fs::File::open(data(&format!("reference/{npy}")).unwrap()).unwrap();
    let read = |array: ArrayD<f64>| array.into_iter().collect::<Vec<_>>();
    let values = match result["dtype"].as_str().unwrap() {
        "float64" => read(ArrayD::<f64>::read_npy(file()).unwrap()),
        "int64" => read(ArrayD::<i64>::read_npy(file()).unwrap().mapv(|v| v as f64)),
        _ => read(ArrayD::<f32>::read_npy(file()).unwrap().mapv(f64::from)),
    };
    (shape, values)
}

/// Integers and order statistics to the bit. Sums and means to 1e-12 (`f64`) and 1e-6 (`f32`) of the size of what was
/// added up: numpy accumulates `f32` in `f32`, so where terms cancel its own last digits are lost.
fn assert_agrees(id: &str, found: &Block, shape: &[usize], expected: &[f64], exact: bool, terms: f64) {
    assert_eq!(found.shape().to_vec(), shape, "{id}");
    let tolerance = if found.dtype() == DType::F64 { 1e-12 } else { 1e-6 };
    for (n, (a, b)) in found.to_f64_vec().iter().zip(expected).enumerate() {
        let close = a.to_bits() == b.to_bits()
            || (!exact && (a - b).abs() <= tolerance * b.abs().max(terms))
            || (a.is_nan() && b.is_nan());
        assert!(close, "{id}: value {n} is {a}, expected {b}");
    }
}

#[test]
fn slices_reductions_and_rebins_agree_with_the_peers() {
    let Some(path) = data("reference/cube.json") else { return };
    let session = Session::default();
    let mut checked = 0;
    for case in json(&path)["data"].as_array().unwrap() {
        let (id, result) = (case["id"].as_str().unwrap(), &case["result"]);
        if result.is_null() {
            continue;
        }
        let dataset = data(&format!("datasets/{}", case["dataset"].as_str().unwrap())).unwrap();
        let cube = Dataset::open(dataset).unwrap().cube().clone();
        let Some(array) = array_of(case, &cube) else { continue };
        let (shape, expected) = expected(result);
        let found = session.compute(&array).unwrap().into_values();
        let op = case.get("op").and_then(Value::as_str).unwrap_or("");
        let sums = op.contains("sum") || op.contains("mean") || op == "stokes_ratio";
        let terms = size_of_terms(&cube, case, op, expected.len());
        assert_agrees(id, &found, &shape, &expected, !sums, terms);
        checked += 1;
    }
    assert!(checked >= 50, "only {checked} cases were checked");
}

/// The size of what is added up for one value of a case, over which cancellation is judged: for a mean the mean
/// absolute value of its terms, for a sum that many times their number.
fn size_of_terms(cube: &NDCube, case: &Value, op: &str, results: usize) -> f64 {
    if op == "stokes_ratio" {
        return 1e-3;
    }
    let sliced = cube.slice(case.get("slice").and_then(Value::as_str).unwrap_or(":")).unwrap();
    let absolute = sliced.data().abs().unwrap().mean(&[]).unwrap();
    let mean = Session::new(SyncExecutor).compute(&absolute).unwrap().values().to_f64_vec()[0];
    let terms = if op.contains("sum") { sliced.shape().elements() / results } else { 1 };
    mean * terms as f64
}

#[test]
fn datasets_equal_their_assembled_values() {
    let Some(root) = data("datasets") else { return };
    for name in ["visp_simple", "cryo_sp_meas", "vtf_simple"] {
        let dataset = Dataset::open(root.join(name)).unwrap();
        let computed = dataset.cube().compute(&Session::default()).unwrap();
        let expected = float32_file(&root.join(name).join("data.bin"), dataset.cube().shape());
        assert_eq!(bits(computed.values()), bits(&expected), "{name}");
        assert!(computed.report().warnings.is_empty(), "{name}");
    }
}

#[test]
fn tiles_of_a_mosaic_equal_their_assembled_values() {
    let Some(root) = data("datasets/vbi_mosaic_red") else { return };
    let tiled = granule::TiledDataset::open(&root).unwrap();
    assert_eq!(tiled.arrangement().to_vec(), [2, 2]);
    let mut values = Vec::new();
    for (_, tile) in tiled.tiles() {
        assert_eq!(tile.headers().len(), tile.files().len());
        values.extend(tile.cube().compute(&Session::default()).unwrap().values().to_vec::<f32>().unwrap());
    }
    let found = Block::from_vec(&[values.len()].into(), values).unwrap();
    let expected = std::fs::metadata(root.join("data.bin")).unwrap().len() as usize / 4;
    // The file may hold one tile or all of them.
    let whole = float32_file(&root.join("data.bin"), &[expected].into());
    assert_eq!(bits(&found)[..expected], bits(&whole)[..]);
}
