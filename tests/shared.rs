//! Reference data outside the project, which tests use when it is there.

use std::path::{Path, PathBuf};

use granule::core::{Block, Shape};
use serde_json::Value;

/// A file or directory of the reference data; `None`, said aloud, when there is none on this machine.
pub(crate) fn data(relative: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    if root.is_dir() {
        return Some(root.join(relative));
    }
    eprintln!("skipped: the reference data are not beside the project");
    None
}

/// JSON as Python writes it, where NaN and infinities stand bare.
pub(crate) fn json(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap();
    let text = text.replace("-Infinity", "\"-inf\"").replace(" Infinity", " \"inf\"").replace("NaN", "null");
    serde_json::from_str(&text).unwrap()
}

/// The numbers of a JSON list, nested or not, in which NaN and infinities are strings, or null.
pub(crate) fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(items) => items.iter().flat_map(numbers).collect(),
        other => vec![number(other)],
    }
}

pub(crate) fn number(value: &Value) -> f64 {
    match value {
        Value::Null => f64::NAN,
        Value::String(text) => text.parse().unwrap(),
        other => other.as_f64().unwrap(),
    }
}

/// The assembled values of a dataset: little-endian `float32`, C order.
pub(crate) fn float32_file(path: &Path, shape: &Shape) -> Block {
    let bytes = std::fs::read(path).unwrap();
    let values = bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
    Block::from_vec::<f32>(shape, values).unwrap()
}

/// Bits of the values, so that NaN equals NaN.
pub(crate) fn bits(block: &Block) -> Vec<u64> {
    block.to_f64_vec().into_iter().map(f64::to_bits).collect()
}

/// The difference of two world values, modulo a full turn where the physical type is a longitude.
pub(crate) fn difference(a: f64, b: f64, physical_type: &str, unit: &str) -> f64 {
    let turn = match unit {
        "arcsec" => 1_296_000.0,
        _ => 360.0,
    };
    let difference = a - b;
    if physical_type.contains("lon") { difference - turn * (difference / turn).round() } else { difference }
}
