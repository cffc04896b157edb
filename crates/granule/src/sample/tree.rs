//! The ASDF tree of the dataset: files, headers, inventory, world coordinates.

use granule_asdf::{AsdfError, AsdfWriter, Mapping, Node};
use granule_fits::Card;

use super::keywords::{self, CREATED, VERSION};
use super::nodes::{dkist, size, sizes, software, strings, tagged, unit};
use super::observation::Observation;
use super::{gwcs, inventory, table};

/// The name of the program in the file's history, by which its own samples are known again.
pub(super) const PROGRAM: &str = "granule";

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

/// The whole tree. There is a row of cards for each file, the raster step varying fastest.
pub(super) fn build(
    writer: &mut AsdfWriter,
    observation: &Observation,
    rows: &[Vec<Card>],
) -> Result<Node, AsdfError> {
    let dataset = Mapping::new()
        .with("data", files(observation))
        .with("meta", meta(writer, observation, rows))
        .with("unit", unit("count"))
        .with("wcs", gwcs::wcs(writer, observation)?);
    let tree = Mapping::new()
        .with("asdf_library", software(PROGRAM, VERSION))
        .with("history", history())
        .with("dataset", dkist("dataset-1.3.0", dataset));
    Ok(Node::map(tree))
}

fn history() -> Node {
    let entry = Mapping::new()
        .with("description", Node::str("Simulated observation written by granule sample."))
        .with("software", software(PROGRAM, VERSION))
        .with("time", Node::str(CREATED.replace('T', " ")));
    let extension = |uri: &&str| {
        let fields = Mapping::new()
            .with("extension_class", Node::str("asdf.extension._manifest.ManifestExtension"))
            .with("extension_uri", Node::str(*uri))
            .with("software", software(PROGRAM, VERSION));
        tagged("tag:stsci.edu:asdf/core/extension_metadata-1.0.0", fields)
    };
    let fields = Mapping::new()
        .with("entries", Node::seq([tagged("tag:stsci.edu:asdf/core/history_entry-1.0.0", entry)]))
        .with("extensions", Node::seq(EXTENSIONS.iter().map(extension)));
    Node::map(fields)
}

/// The file manager: names by Stokes parameter and raster step.
fn files(observation: &Observation) -> Node {
    let names = |stokes| -> Vec<String> {
        (0..observation.size.raster).map(|raster| observation.file_name(stokes, raster)).collect()
    };
    let row = |stokes| strings(names(stokes).iter().map(String::as_str));
    let names =
        if observation.has_stokes_axis() { Node::seq((0..observation.size.stokes).map(row)) } else { row(0) };
    let fields = Mapping::new()
        .with("datatype", Node::str("float32"))
        .with("fileuris", names)
        .with("shape", sizes(observation.size.image().iter().copied()))
        .with("target", size(1));
    dkist("file_manager-1.1.0", fields)
}

fn meta(writer: &mut AsdfWriter, observation: &Observation, rows: &[Vec<Card>]) -> Node {
    let structure = keywords::structure(observation);
    let whole: Vec<Vec<Card>> = rows.iter().map(|row| [structure.as_slice(), row].concat()).collect();
    let empty = || Node::seq([]);
    Node::map(
        Mapping::new()
            .with("calibration_input_frames", empty())
            .with("headers", table::headers(writer, &whole))
            .with("inventory", inventory::record(observation, rows))
            .with("observation_input_frames", empty())
            .with("parameters", empty())
            .with("recipe_run_config", Node::map(Mapping::new())),
    )
}
