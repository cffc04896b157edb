//! Paths to nodes, as people write them: `dataset.wcs.steps[0].frame`, or as JSON pointers.

use crate::error::{AsdfError, Result};
use crate::file::AsdfFile;
use crate::reference::Target;
use crate::tree::{Kind, Mapping, Node};

/// How many keys an error lists.
const LISTED: usize = 30;

/// Finds the node that a path names, from the root of `file`.
pub(crate) fn find(file: &AsdfFile, path: &str) -> Result<Target> {
    let steps = steps(path).map_err(|reason| AsdfError::BadPath { path: path.to_owned(), reason })?;
    let mut target = Target::here(file.tree().clone());
    for (place, step) in steps.iter().enumerate() {
        let here = target.clone();
        target = here.file(file).follow(here.node())?.or_file(&here);
        let node = child(target.node(), step).ok_or_else(|| missing(target.node(), &steps, place))?;
        target = target.with_node(node);
    }
    let followed = target.file(file).follow(target.node())?;
    Ok(followed.or_file(&target))
}

/// The keys and places of a path.
fn steps(path: &str) -> Result<Vec<String>, &'static str> {
    let path = path.trim().trim_start_matches('#');
    if let Some(pointer) = path.strip_prefix('/') {
        let unescape = |step: &str| step.replace("~1", "/").replace("~0", "~");
        return Ok(if pointer.is_empty() { Vec::new() } else { pointer.split('/').map(unescape).collect() });
    }
    let mut steps = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        let (step, after) = match rest.strip_prefix('[') {
            Some(bracket) => bracketed(bracket)?,
            None => rest.split_at(rest.find(['.', '/', '[']).unwrap_or(rest.len())),
        };
        if step.is_empty() {
            return Err("a step is empty");
        }
        steps.push(step.to_owned());
        rest = match after.strip_prefix(['.', '/']) {
            Some("") => return Err("it ends in a separator"),
            Some(after) => after,
            None if after.is_empty() || after.starts_with('[') => after,
            None => return Err("a bracket is followed by neither a separator nor a bracket"),
        };
    }
    Ok(steps)
}

/// What stands in brackets, without quotes, and what comes after them.
fn bracketed(text: &str) -> Result<(&str, &str), &'static str> {
    let unclosed = "a bracket is not closed";
    for quote in ['\'', '"'] {
        if let Some(quoted) = text.strip_prefix(quote) {
            let (step, after) = quoted.split_once(quote).ok_or("a quote is not closed")?;
            return Ok((step, after.strip_prefix(']').ok_or(unclosed)?));
        }
    }
    text.split_once(']').ok_or(unclosed)
}

fn child(node: &Node, step: &str) -> Option<Node> {
    match node.kind() {
        Kind::Map(mapping) => mapping.get(step).cloned(),
        Kind::Seq(items) => {
            let place = step.parse::<i64>().ok()?;
            let place = if place < 0 { place.checked_add(i64::try_from(items.len()).ok()?)? } else { place };
            items.get(usize::try_from(place).ok()?).cloned()
        }
        _ => None,
    }
}

/// The error for a step that leads nowhere from `node`.
fn missing(node: &Node, steps: &[String], place: usize) -> AsdfError {
    let parent = steps.get(..place).filter(|before| !before.is_empty());
    AsdfError::NoSuchNode {
        step: steps.get(place).cloned().unwrap_or_default(),
        parent: parent.map_or_else(|| "the root".to_owned(), |before| format!("/{}", before.join("/"))),
        present: match node.kind() {
            Kind::Map(mapping) if mapping.is_empty() => "it is an empty mapping".to_owned(),
            Kind::Map(mapping) => format!("it has {}", keys(mapping)),
            Kind::Seq(items) => format!("it is a list of {} items, from 0", items.len()),
            other => format!("it is {}", other.name()),
        },
    }
}

fn keys(mapping: &Mapping) -> String {
    let listed: Vec<&str> = mapping.iter().take(LISTED).map(|(key, _)| key).collect();
    match mapping.len().saturating_sub(LISTED) {
        0 => listed.join(", "),
        more => format!("{} and {more} more", listed.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> AsdfFile {
        let text = "#ASDF 1.0.0\n--- !<tag:stsci.edu:asdf/core/asdf-1.1.0>\n\
                    a: {b: [{c: 1}, {c: 2, d.e: 3, f/g: 4}]}\nlink: {$ref: '#/a/b'}\n7: seven\nempty: {}\n...\n";
        AsdfFile::from_bytes(text.into()).unwrap()
    }

    #[test]
    fn a_node_is_found_by_keys_and_places() {
        for (path, value) in [
            ("a.b[0].c", 1),
            ("a/b/1/c", 2),
            ("a.b.1.c", 2),
            ("/a/b/1/c", 2),
            ("#/a/b/1/c", 2),
            ("a.b[-1].c", 2),
            ("['a'].b[0]['c']", 1),
            ("a.b[1]['d.e']", 3),
            ("/a/b/1/d.e", 3),
            ("a.b[1][\"f/g\"]", 4),
            ("/a/b/1/f~1g", 4),
            ("link[1].c", 2),
        ] {
            assert_eq!(file().find(path).unwrap().node().as_i64(), Some(value), "{path}");
        }
        assert_eq!(file().find("7").unwrap().node().as_str(), Some("seven"));
        for root in ["", "/", "#"] {
            assert!(file().find(root).unwrap().node().get("a").is_some(), "{root}");
        }
        assert!(file().find("link").unwrap().node().as_seq().is_some());
    }

    #[test]
    fn a_path_that_leads_nowhere_says_what_there_is() {
        for (path, message) in [
            ("z", "there is no \"z\" in the root: it has a, link, 7, empty"),
            ("a.b[1].z", "there is no \"z\" in /a/b/1: it has c, d.e, f/g"),
            ("a.b[2]", "there is no \"2\" in /a/b: it is a list of 2 items, from 0"),
            ("a.b.c", "there is no \"c\" in /a/b: it is a list of 2 items, from 0"),
            ("a.b[-3]", "there is no \"-3\" in /a/b: it is a list of 2 items, from 0"),
            ("a.b[0].c.d", "there is no \"d\" in /a/b/0/c: it is an integer"),
            ("empty.x", "there is no \"x\" in /empty: it is an empty mapping"),
        ] {
            assert_eq!(file().find(path).unwrap_err().to_string(), message);
        }
    }

    #[test]
    fn what_is_no_path_is_told() {
        for path in ["a..b", ".a", "a.", "a[0", "a['b]", "a[0]b", "a[]", "a['b'x]"] {
            assert!(matches!(file().find(path), Err(AsdfError::BadPath { .. })), "{path}");
        }
    }
}
