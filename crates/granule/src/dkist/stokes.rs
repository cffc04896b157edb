//! A correction of old datasets: their Stokes axis counted from 0.

use granule_asdf::{AsdfFile, Mapping, Node, Version};

use super::DkistError;

/// The first version of the dataset tag whose Stokes axis is numbered 1 to 4.
const NUMBERED_FROM_ONE: Version = Version::new(1, 2, 0);

/// Levels of a transform tree to look into: far more than any WCS has.
const DEEPEST: usize = 400;

/// The WCS of a dataset with Stokes numbered from 1, as the standard has it.
///
/// Before tag version 1.2.0 the table said 0 to 3. As the data centre's own reader does, a table of 0, 1, 2, 3 at
/// pixels 0, 1, 2, 3 becomes 1, 2, 3, 4.
pub(super) fn number_from_one(
    file: &AsdfFile,
    wcs: &Node,
    version: Option<Version>,
) -> Result<Node, DkistError> {
    if version.is_some_and(|version| version >= NUMBERED_FROM_ONE) {
        return Ok(wcs.clone());
    }
    correct(file, wcs, 0)
}

fn correct(file: &AsdfFile, node: &Node, depth: usize) -> Result<Node, DkistError> {
    if depth > DEEPEST {
        return Ok(node.clone());
    }
    let corrected = if let Some(items) = node.as_seq() {
        let items = items.iter().map(|item| correct(file, item, depth + 1)).collect::<Result<Vec<_>, _>>()?;
        Node::seq(items)
    } else if let Some(map) = node.as_map() {
        let counts_from_zero = node.short_tag() == Some("tabular") && is_stokes(file, node)?;
        let mut entries = Mapping::new();
        for (key, value) in map.iter() {
            let value = if counts_from_zero && key == "lookup_table" {
                Node::seq((1..=4).map(|state| Node::float(f64::from(state))))
            } else {
                correct(file, value, depth + 1)?
            };
            entries.insert(key, value);
        }
        Node::map(entries)
    } else {
        return Ok(node.clone());
    };
    Ok(match node.tag() {
        Some(tag) => corrected.with_tag(tag),
        None => corrected,
    })
}

fn is_stokes(file: &AsdfFile, tabular: &Node) -> Result<bool, DkistError> {
    let counts = [0.0, 1.0, 2.0, 3.0];
    let table = numbers(file, tabular.get("lookup_table"))?;
    if table != counts {
        return Ok(false);
    }
    let points = tabular.get("points").and_then(Node::as_seq).and_then(|axes| axes.first());
    let points = numbers(file, points)?;
    Ok(points.len() == 4 && points.iter().zip(counts).all(|(point, count)| (point - count).abs() < 1e-8))
}

/// The numbers of an array, or of the value of a quantity; none when it is something else.
fn numbers(file: &AsdfFile, node: Option<&Node>) -> Result<Vec<f64>, DkistError> {
    let Some(node) = node else { return Ok(Vec::new()) };
    let value = node.get("value").unwrap_or(node);
    if value.short_tag() != Some("ndarray") && value.as_seq().is_none() {
        return Ok(Vec::new());
    }
    Ok(file.array(value)?.to_f64().unwrap_or_default())
}
