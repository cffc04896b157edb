//! Numbers, lists and arrays, with or without units.

use granule_asdf::{AsdfFile, Node};

use super::bad_value;
use crate::{Result, Unit, WcsError};

/// An array of numbers and what they count.
#[derive(Clone, Debug)]
pub(super) struct Values {
    /// Empty for a single number.
    pub(super) shape: Vec<usize>,
    pub(super) data: Vec<f64>,
    /// `None` for bare numbers.
    pub(super) unit: Option<Unit>,
}

impl Values {
    /// The single number, whatever shape it is in.
    pub(super) fn scalar(&self) -> Option<f64> {
        if let [one] = self.data.as_slice() { Some(*one) } else { None }
    }

    /// The same values counted in `unit`; bare numbers are taken to be.
    pub(super) fn in_unit(mut self, unit: &Unit) -> Result<Self> {
        if let Some(own) = &self.unit {
            let factor = own.factor_to(unit)?;
            if factor != 1.0 {
                self.data.iter_mut().for_each(|value| *value *= factor);
            }
        }
        self.unit = Some(unit.clone());
        Ok(self)
    }
}

/// Reads a quantity, an array, a list or a number.
pub(super) fn values(file: &AsdfFile, node: &Node) -> Result<Values> {
    // Quantities, longitudes, latitudes and angles are all value and unit.
    if let (Some(value), Some(unit)) = (node.get("value"), node.get("unit")) {
        return Ok(Values { unit: Some(read_unit(unit)?), ..bare_values(file, value)? });
    }
    bare_values(file, node)
}

fn bare_values(file: &AsdfFile, node: &Node) -> Result<Values> {
    if let Some(value) = node.as_f64() {
        return Ok(Values { shape: Vec::new(), data: vec![value], unit: None });
    }
    if node.as_seq().is_none() && node.as_map().is_none() {
        return Err(node.wrong_kind("the value", "a number, a list or an array").into());
    }
    let array = file.array(node)?;
    let data = array.to_f64().ok_or_else(|| bad_value(node, "the array", "not numeric", "numbers"))?;
    Ok(Values { shape: array.shape, data, unit: None })
}

/// The single number under a key, with its unit.
pub(super) fn scalar(file: &AsdfFile, node: &Node, key: &str) -> Result<(f64, Option<Unit>)> {
    let value = node.require(key)?;
    let values = values(file, value)?;
    match values.scalar() {
        Some(scalar) => Ok((scalar, values.unit)),
        None => {
            Err(bad_value(value, key, format!("an array of shape {:?}", values.shape), "a single number"))
        }
    }
}

/// The single number under a key, counted in `unit`; a bare one is taken to be.
pub(super) fn scalar_in(file: &AsdfFile, node: &Node, key: &str, unit: &Unit) -> Result<f64> {
    let (value, own) = scalar(file, node, key)?;
    Ok(value * own.map_or(Ok(1.0), |own| own.factor_to(unit))?)
}

/// Reads a unit; an empty one is that of plain numbers.
pub(super) fn read_unit(node: &Node) -> Result<Unit> {
    if node.is_null() {
        return Ok(Unit::dimensionless());
    }
    let text = node.as_str().ok_or_else(|| node.wrong_kind("the unit", "a string"))?;
    Ok(Unit::parse(text))
}

/// Whether anything below the node is a quantity: then its inputs are pixels, otherwise plain numbers.
pub(super) fn holds_quantities(node: &Node) -> Result<bool> {
    const MAX_NODES: usize = 200_000;
    let mut pending = vec![node];
    for _ in 0..MAX_NODES {
        let Some(next) = pending.pop() else { return Ok(false) };
        if next.short_tag() == Some("quantity") {
            return Ok(true);
        }
        let items = next.as_seq().unwrap_or(&[]).iter();
        let values = next.as_map().into_iter().flat_map(|map| map.iter().map(|(_, value)| value));
        // Numbers are not worth a visit: a list may hold very many.
        pending.extend(items.chain(values).filter(|node| node.as_seq().is_some() || node.as_map().is_some()));
    }
    Err(WcsError::TooComplex { what: "nodes", limit: MAX_NODES, line: node.line() })
}
