//! The ASDF tree of the dataset: files, headers, inventory, world coordinates.

use granule_asdf::{AsdfError, AsdfWriter, Mapping, Node};
use granule_fits::Card;

use super::keywords::{self, CREATED};
use super::observation::Observation;
use super::{gwcs, inventory, table};
use crate::dkist::root;
use crate::nodes::{dkist, size, sizes, strings, unit};

/// The name of the program in the file's history, by which its own samples are known again.
pub(super) const PROGRAM: &str = "granule";

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
    let description = "Simulated observation written by granule sample.";
    let time = CREATED.replace('T', " ");
    Ok(root(dkist("dataset-1.3.0", dataset), PROGRAM, description, Some(&time)))
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
