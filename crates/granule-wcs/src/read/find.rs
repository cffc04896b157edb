//! Finding the WCSs of a file, whatever they are part of.

use std::sync::Arc;

use granule_asdf::{AsdfFile, Mapping, Node};

use super::read_wcs;
use crate::{Result, Wcs, WcsError};

/// The keys under which a file holds WCSs, in the order of the file: `roman.meta.wcs`, `tiles.0.wcs`.
///
/// What a WCS itself holds is not looked into, and of a node that is there twice only the first key is given.
///
/// # Errors
/// [`WcsError::TooComplex`] for a tree of more than a million nodes.
pub fn wcs_keys(file: &AsdfFile) -> Result<Vec<String>> {
    Ok(find(file)?.into_iter().map(|(key, _)| key).collect())
}

/// Reads the WCS under a key such as `roman.meta.wcs`, or, without a key, the only one of the file.
///
/// # Errors
/// [`WcsError::NoSuchKey`], [`WcsError::NoWcs`] and [`WcsError::SeveralWcss`], which name the keys that would do; and as
/// [`read_wcs`].
pub fn read_wcs_at(file: &AsdfFile, key: Option<&str>) -> Result<Arc<dyn Wcs>> {
    if let Some(key) = key {
        return read_wcs(file, &node_at(file, key)?);
    }
    match find(file)?.as_slice() {
        [] => Err(WcsError::NoWcs),
        [(_, only)] => read_wcs(file, only),
        several => Err(WcsError::SeveralWcss { keys: several.iter().map(|(key, _)| key.clone()).collect() }),
    }
}

fn find(file: &AsdfFile) -> Result<Vec<(String, Node)>> {
    const MAX_NODES: usize = 1_000_000;
    let mut found: Vec<(String, Node)> = Vec::new();
    let mut pending = vec![(String::new(), file.tree())];
    for _ in 0..MAX_NODES {
        let Some((key, node)) = pending.pop() else { return Ok(found) };
        if is_wcs(node) {
            if found.iter().all(|(_, known)| !known.ptr_eq(node)) {
                found.push((key, node.clone()));
            }
            continue;
        }
        let below = |name: &str| if key.is_empty() { name.to_owned() } else { format!("{key}.{name}") };
        let start = pending.len();
        let has_more = |node: &Node| node.as_map().is_some() || node.as_seq().is_some();
        let items = node.as_seq().unwrap_or(&[]).iter().enumerate();
        pending
            .extend(items.filter(|(_, item)| has_more(item)).map(|(n, item)| (below(&n.to_string()), item)));
        let entries = node.as_map().into_iter().flat_map(Mapping::iter);
        pending.extend(entries.filter(|(_, item)| has_more(item)).map(|(name, item)| (below(name), item)));
        // The last one in comes out first.
        if let Some(added) = pending.get_mut(start..) {
            added.reverse();
        }
    }
    Err(WcsError::TooComplex { what: "nodes", limit: MAX_NODES, line: 0 })
}

fn is_wcs(node: &Node) -> bool {
    match node.short_tag() {
        Some("wcs") => node.tag().is_some_and(|tag| tag.contains("gwcs/")),
        Some("highlevelwcswrapper" | "slicedwcs") => true,
        _ => false,
    }
}

/// The node under a key; `a.0` and `a[0]` are the first of a list.
fn node_at(file: &AsdfFile, key: &str) -> Result<Node> {
    let mut node = file.tree().clone();
    for part in key.split(['.', '[', ']']).filter(|part| !part.is_empty()) {
        let of_map = node.get(part);
        let of_list = || part.parse().ok().and_then(|n: usize| node.as_seq()?.get(n));
        let Some(next) = of_map.or_else(of_list) else {
            return Err(WcsError::NoSuchKey {
                key: key.to_owned(),
                missing: part.to_owned(),
                present: present(&node),
                found: wcs_keys(file)?,
            });
        };
        node = file.resolve(next)?;
    }
    Ok(node)
}

/// What a node holds, for messages: not more than fits there.
fn present(node: &Node) -> Vec<String> {
    const MOST: usize = 12;
    match (node.as_map(), node.as_seq()) {
        (Some(map), _) => map.iter().map(|(name, _)| name.to_owned()).take(MOST).collect(),
        (_, Some(items)) => (0..items.len().min(MOST)).map(|n| n.to_string()).collect(),
        _ => Vec::new(),
    }
}
