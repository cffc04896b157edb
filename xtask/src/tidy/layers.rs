//! Dependencies point down: the table of layers, against what cargo says.

use super::Finding;
use anyhow::{Context, Result};
use cargo_metadata::{DependencyKind, MetadataCommand};
use std::path::Path;

const RULE: &str = "layers";

/// Every member of the workspace and the layer it lives on. A crate depends only on crates of lower
/// layers, never on one beside it. `ARCHITECTURE.md` tells what each is for.
const LAYERS: &[(&str, u8)] = &[
    ("granule-core", 0),
    ("granule-asdf", 0),
    ("granule-wcs", 1),
    ("granule-store", 1),
    ("granule-graph", 1),
    ("granule-fits", 2),
    ("granule-array", 2),
    ("granule-exec", 2),
    ("granule-exec-rayon", 3),
    ("granule-exec-crossbeam", 3),
    ("granule-plot", 3),
    ("granule", 4),
    ("granule-cli", 5),
    ("granule-tests", 6),
    ("granule-plugins", 6),
    ("granule-benches", 6),
    ("xtask", 6),
];

/// Libraries that only higher layers may use: the beginning of their names (or the name of a feature
/// that brings them in), the lowest layer allowed, and why.
const RESTRICTED: &[(&str, u8, &str)] = &[
    ("rayon", 3, "the executor is the caller's choice"),
    ("crossbeam", 3, "the executor is the caller's choice"),
    ("plotters", 3, "computing does not need plotting"),
    ("anyhow", 5, "libraries name their errors"),
    ("clap", 5, "only programs read command lines"),
    ("indicatif", 5, "libraries report events, programs draw them"),
];

/// Pairs that the layers would allow but the design does not: crate, dependency, and why.
const FORBIDDEN: &[(&str, &str, &str)] = &[
    ("granule-exec-rayon", "granule-array", "an executor decides when and where, never what"),
    ("granule-exec-crossbeam", "granule-array", "an executor decides when and where, never what"),
];

/// A member of the workspace and what it is built from.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) name: String,
    /// Normal and build dependencies; a test may look up.
    dependencies: Vec<Dependency>,
}

#[derive(Debug)]
struct Dependency {
    name: String,
    features: Vec<String>,
}

/// Asks cargo for the members of the workspace at `root`.
pub(crate) fn members(root: &Path) -> Result<Vec<Member>> {
    let metadata = MetadataCommand::new()
        .manifest_path(root.join("Cargo.toml"))
        .no_deps()
        .exec()
        .context("cannot read the workspace's metadata")?;
    let members = metadata.packages.into_iter().map(|package| Member {
        name: package.name.to_string(),
        dependencies: package
            .dependencies
            .into_iter()
            .filter(|dependency| dependency.kind != DependencyKind::Development)
            .map(|dependency| Dependency { name: dependency.name, features: dependency.features })
            .collect(),
    });
    Ok(members.collect())
}

/// Every dependency that does not point down, and every crate that the table does not know.
pub(super) fn check(members: &[Member]) -> Vec<Finding> {
    members.iter().flat_map(check_member).collect()
}

fn check_member(member: &Member) -> Vec<Finding> {
    let path = format!("crate {}", member.name);
    let Some(layer) = layer_of(&member.name) else {
        let message = "not in the table of layers: give it a layer in xtask/src/tidy/layers.rs";
        return vec![Finding::at(RULE, &path, 0, message)];
    };
    member
        .dependencies
        .iter()
        .flat_map(|dependency| complaints(&member.name, layer, dependency))
        .map(|message| Finding::at(RULE, &path, 0, message))
        .collect()
}

fn complaints(name: &str, layer: u8, dependency: &Dependency) -> Vec<String> {
    let mut messages = Vec::new();
    let target = &dependency.name;
    if let Some(below) = layer_of(target).filter(|below| *below >= layer) {
        messages.push(format!("of layer {layer} depends on {target} of layer {below}: only lower ones"));
    }
    for (kept_out, lowest, reason) in RESTRICTED {
        let feature = dependency.features.iter().any(|feature| feature == kept_out);
        if layer < *lowest && (target.starts_with(kept_out) || feature) {
            messages.push(format!("of layer {layer} uses {target}, kept above layer {lowest}: {reason}"));
        }
    }
    for (from, to, reason) in FORBIDDEN {
        if *from == name && to == target {
            messages.push(format!("depends on {to}: {reason}"));
        }
    }
    messages
}

fn layer_of(name: &str) -> Option<u8> {
    LAYERS.iter().find(|(known, _)| *known == name).map(|(_, layer)| *layer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(name: &str, dependencies: &[(&str, &[&str])]) -> Vec<String> {
        let dependencies = dependencies.iter().map(|(name, features)| Dependency {
            name: (*name).into(),
            features: features.iter().map(|feature| (*feature).into()).collect(),
        });
        let member = Member { name: name.into(), dependencies: dependencies.collect() };
        check(&[member]).into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn dependencies_that_point_down_pass() {
        let down: &[(&str, &[&str])] = &[("granule-core", &[]), ("granule-store", &[]), ("ndarray", &[])];
        assert!(messages("granule-array", down).is_empty());
        assert!(messages("granule-exec-rayon", &[("rayon", &[]), ("granule-exec", &[])]).is_empty());
    }

    #[test]
    fn dependencies_up_or_sideways_are_found() {
        assert_eq!(messages("granule-core", &[("granule-array", &[])]).len(), 1);
        assert_eq!(messages("granule-fits", &[("granule-array", &[])]).len(), 1);
        assert_eq!(messages("granule-exec-rayon", &[("granule-array", &[])]).len(), 1);
    }

    #[test]
    fn thread_pools_and_plotting_stay_above() {
        assert_eq!(messages("granule-array", &[("rayon-core", &[])]).len(), 1);
        assert_eq!(messages("granule-array", &[("ndarray", &["std", "rayon"])]).len(), 1);
        assert_eq!(messages("granule-fits", &[("plotters", &[]), ("crossbeam-deque", &[])]).len(), 2);
        assert_eq!(messages("granule", &[("anyhow", &[])]).len(), 1);
    }

    #[test]
    fn a_crate_without_a_layer_is_found() {
        assert!(messages("granule-new", &[])[0].contains("not in the table"));
    }

    #[test]
    fn every_row_of_the_table_is_a_member() {
        let members = members(&crate::workspace_root()).unwrap();
        for (name, _) in LAYERS {
            assert!(members.iter().any(|member| member.name == *name), "{name} is gone: take its row out");
        }
    }
}
