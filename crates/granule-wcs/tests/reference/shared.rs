//! Finding and reading the shared reference data, and comparing with it.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use granule_asdf::{AsdfFile, Node};
use granule_wcs::{Wcs, read_wcs};
use serde_json::Value;

/// A path below the shared data, or `None`, with a note, where there is none.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    if !root.is_dir() {
        println!("skipped: ../shared is absent");
        return None;
    }
    Some(root.join("data").join(path))
}

pub(crate) fn json(path: &str) -> Option<Value> {
    let mut text = fs::read_to_string(shared(path)?).unwrap();
    // Python writes what JSON does not know; where it stands alone it is a value.
    for word in ["-Infinity", "Infinity", "NaN"] {
        for end in [",", "]", "}"] {
            text = text.replace(&format!("{word}{end}"), &format!("null{end}"));
        }
    }
    Some(serde_json::from_str(&text).unwrap())
}

/// The one ASDF file of a dataset.
pub(crate) fn dataset(name: &str) -> Option<Arc<dyn Wcs>> {
    let folder = shared(&format!("datasets/{name}"))?;
    let mut entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let path = entries.find(|path| path.extension().is_some_and(|ext| ext == "asdf")).unwrap();
    Some(first_wcs(&AsdfFile::open(path).unwrap()))
}

/// A file of dkist's own tests, which may be there only compressed.
pub(crate) fn dkist(name: &str) -> Option<Arc<dyn Wcs>> {
    let path = shared(&format!("dkist/{name}"))?;
    if path.exists() {
        return Some(first_wcs(&AsdfFile::open(path).unwrap()));
    }
    let packed = fs::File::open(path.with_extension("asdf.gz")).unwrap();
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(packed).read_to_end(&mut bytes).unwrap();
    Some(first_wcs(&AsdfFile::from_bytes(bytes).unwrap()))
}

fn first_wcs(file: &AsdfFile) -> Arc<dyn Wcs> {
    read_wcs(file, find_wcs(file.tree()).unwrap()).unwrap()
}

fn find_wcs(node: &Node) -> Option<&Node> {
    if node.short_tag() == Some("wcs") {
        return Some(node);
    }
    if let Some(items) = node.as_seq() {
        return items.iter().find_map(find_wcs);
    }
    node.as_map()?.iter().find_map(|(_, value)| find_wcs(value))
}

/// A number, also one written as a string; null is NaN.
pub(crate) fn number(value: &Value) -> f64 {
    match value {
        Value::Null => f64::NAN,
        Value::String(text) => text.parse().unwrap(),
        number => number.as_f64().unwrap(),
    }
}

pub(crate) fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(number).collect()
}

pub(crate) fn table(value: &Value) -> Vec<Vec<f64>> {
    value.as_array().unwrap().iter().map(numbers).collect()
}

pub(crate) fn strings(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

pub(crate) fn transposed(rows: &[Vec<f64>], n_columns: usize) -> Vec<Vec<f64>> {
    (0..n_columns).map(|column| rows.iter().map(|row| row[column]).collect()).collect()
}

pub(crate) fn views(columns: &[Vec<f64>]) -> Vec<&[f64]> {
    columns.iter().map(Vec::as_slice).collect()
}

/// World values agree to 1e-9, relative and (in the axis' unit, far below a pixel) absolute; longitudes modulo a turn.
pub(crate) fn assert_world(wcs: &dyn Wcs, found: &[Vec<f64>], expected: &[Vec<f64>], case: &str) {
    assert_eq!(found.len(), expected.len(), "{case}");
    let units = wcs.world_axis_units();
    for (axis, (found, expected)) in found.iter().zip(expected).enumerate() {
        let turn = match units[axis].as_str() {
            "arcsec" => Some(1_296_000.0),
            "deg" => Some(360.0),
            _ => None,
        };
        assert_eq!(found.len(), expected.len(), "{case}");
        for (point, (&f, &e)) in found.iter().zip(expected).enumerate() {
            let mut difference = (f - e).abs();
            if let Some(turn) = turn {
                difference = difference.min((turn - difference).abs());
            }
            let small = if turn == Some(360.0) { 1e-12 } else { 1e-9 };
            let agrees = difference <= small + 1e-9 * if turn.is_some() { e.abs().min(1.0) } else { e.abs() };
            assert!(agrees || (f.is_nan() && e.is_nan()), "{case}: world {axis}, point {point}: {f} != {e}");
        }
    }
}

/// Pixels agree to 1e-6.
pub(crate) fn assert_pixel(found: &[Vec<f64>], expected: &[Vec<f64>], case: &str) {
    assert_eq!(found.len(), expected.len(), "{case}");
    for (axis, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert_eq!(found.len(), expected.len(), "{case}");
        for (point, (f, e)) in found.iter().zip(expected).enumerate() {
            let agrees = (f - e).abs() <= 1e-6 || (f.is_nan() && e.is_nan());
            assert!(agrees, "{case}: pixel {axis}, point {point}: {f} != {e}");
        }
    }
}
