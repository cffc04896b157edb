//! The pipeline of a gwcs: steps of a frame and the transform that leads on from it.

use granule_asdf::{AsdfFile, Node};

use super::bounding_box::bounding_box;
use super::frames::frames;
use super::quantity::holds_quantities;
use super::transforms::{Builder, Built, Units, chain};
use super::{MAX_AXES, WcsReader, bad_value, indices};
use crate::{Frame, FrameKind, Gwcs, Result, Unit, WcsError};

pub(super) fn read(reader: &WcsReader, file: &AsdfFile, node: &Node) -> Result<Gwcs> {
    let steps = node.require("steps")?;
    let steps = steps.as_seq().ok_or_else(|| steps.wrong_kind("steps", "a list of steps"))?;
    let ([first, ..], Some(last)) = (steps, steps.last()) else {
        return Err(bad_value(node, "steps of wcs", "empty", "at least one step"));
    };
    let mut builder = Builder::new(file, reader);
    let first_transform = first.get("transform").filter(|transform| !transform.is_null());
    let built = build_steps(&mut builder, node, steps)?;
    let n_inputs = built.transform.n_inputs();
    let input_frames = frames(file, first.require("frame")?, &vec![None; n_inputs])?;
    let output_frames = frames(file, last.require("frame")?, &built.units)?;
    let built = in_frame_units(built, &output_frames)?;
    let limits = match first_transform {
        Some(transform) => bounding_box(file, transform, n_inputs)?,
        None => None,
    };
    let gwcs = Gwcs::new(built.transform, pixel_names(&input_frames, n_inputs), output_frames)?
        .with_name(node.get("name").and_then(Node::as_str).unwrap_or_default())
        .with_obstacle(builder.blocker());
    let gwcs = match limits {
        Some(limits) => gwcs.with_bounding_box(limits)?,
        None => gwcs,
    };
    match indices(node, "pixel_shape")? {
        Some(shape) => gwcs.with_pixel_shape(shape),
        None => Ok(gwcs),
    }
}

fn build_steps(builder: &mut Builder<'_>, node: &Node, steps: &[Node]) -> Result<Built> {
    let transforms = steps.iter().filter_map(|step| step.get("transform")).filter(|node| !node.is_null());
    let mut stages = Vec::new();
    let mut units: Units = Vec::new();
    for transform in transforms {
        if stages.is_empty() {
            let unit = holds_quantities(transform)?.then(Unit::pixel);
            units = vec![unit; MAX_AXES];
        }
        let built = builder.build(transform, &units, 0)?;
        if !stages.is_empty() && built.transform.n_inputs() != units.len() {
            let (outputs, inputs) = (units.len(), built.transform.n_inputs());
            return Err(WcsError::ChainMismatch { outputs, inputs, line: transform.line() });
        }
        units = built.units;
        stages.push(built.transform);
    }
    if stages.is_empty() {
        return Err(bad_value(
            node,
            "steps of wcs",
            "without a transform",
            "a transform in at least one step",
        ));
    }
    chain(stages, units, node.line())
}

/// The transform with its outputs in the units of the frames that receive them.
fn in_frame_units(built: Built, frames: &[Frame]) -> Result<Built> {
    let mut wanted: Units = vec![None; built.units.len()];
    // The number of a polarisation state is that, whatever unit early files give it.
    for frame in frames.iter().filter(|frame| !matches!(frame.kind, FrameKind::Stokes)) {
        for (world, axis) in frame.placed_axes() {
            if let Some(slot) = wanted.get_mut(world.0) {
                *slot = Some(axis.unit.clone());
            }
        }
    }
    built.converted(&wanted)
}

fn pixel_names(frames: &[Frame], n_pixel: usize) -> Vec<String> {
    let mut names = vec![String::new(); n_pixel];
    for frame in frames {
        for (pixel, axis) in frame.placed_axes() {
            if let Some(name) = names.get_mut(pixel.0) {
                name.clone_from(&axis.name);
            }
        }
    }
    names
}
