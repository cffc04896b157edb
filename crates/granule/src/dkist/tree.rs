//! The tree of an ASDF file that holds a dataset.

use granule_asdf::{Mapping, Node};

use crate::nodes::{software, tagged};

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The sets of schemas that the tags come from; readers warn of those they do not know.
const EXTENSIONS: [&str; 10] = [
    "asdf://asdf-format.org/core/extensions/core-1.6.0",
    "asdf://asdf-format.org/astronomy/extensions/astronomy-1.2.0",
    "asdf://astropy.org/astropy/extensions/astropy-1.6.0",
    "asdf://dkist.nso.edu/dkist/extensions/dkist-1.7.0",
    "asdf://asdf-format.org/astronomy/gwcs/extensions/gwcs-1.4.0",
    "asdf://astropy.org/astropy/extensions/units-1.3.0",
    "asdf://asdf-format.org/transform/extensions/transform-1.7.0",
    "asdf://dkist.nso.edu/dkist/extensions/dkist-wcs-1.5.0",
    "asdf://sunpy.org/extensions/sunpy-1.2.1",
    "asdf://asdf-format.org/astronomy/coordinates/extensions/coordinates-1.3.0",
];

/// The whole tree: a dataset, the program that wrote it, what is said of its making, and perhaps when that was, as
/// `2022-10-24 19:47:33`.
pub(crate) fn root(dataset: Node, program: &str, description: &str, time: Option<&str>) -> Node {
    let tree = Mapping::new()
        .with("asdf_library", software(program, VERSION))
        .with("history", history(program, description, time))
        .with("dataset", dataset);
    Node::map(tree)
}

fn history(program: &str, description: &str, time: Option<&str>) -> Node {
    let mut entry = Mapping::new()
        .with("description", Node::str(description))
        .with("software", software(program, VERSION));
    if let Some(time) = time {
        entry.insert("time", Node::str(time));
    }
    let extension = |uri: &&str| {
        let fields = Mapping::new()
            .with("extension_class", Node::str("asdf.extension._manifest.ManifestExtension"))
            .with("extension_uri", Node::str(*uri))
            .with("software", software(program, VERSION));
        tagged("tag:stsci.edu:asdf/core/extension_metadata-1.0.0", fields)
    };
    let fields = Mapping::new()
        .with("entries", Node::seq([tagged("tag:stsci.edu:asdf/core/history_entry-1.0.0", entry)]))
        .with("extensions", Node::seq(EXTENSIONS.iter().map(extension)));
    Node::map(fields)
}
