//! A WCS as a pipeline of one step: from a frame of pixels to frames of the world.

use std::sync::Arc;

use granule_asdf::{Mapping as Fields, Node};
use granule_core::WorldAxis;

use super::nodes::{gwcs, sizes, strings, tagged, with_field};
use super::{TransformWriter, frames};
use crate::mapped::PixelMap;
use crate::transform::{Concatenate, Constant, Linear, Mapping, Overridden, chain, fix};
use crate::{BoundingBox, Gwcs, MappedWcs, Result, Transform, Wcs, WcsError};

/// The `gwcs/wcs` node.
pub(super) fn wcs_node(wcs: &dyn Wcs, writer: &mut TransformWriter<'_>) -> Result<Node> {
    let (gwcs_of, transform) = match (wcs.as_gwcs(), wcs.as_mapped()) {
        (Some(gwcs), _) => (gwcs, gwcs.transform().clone()),
        (None, Some(view)) => {
            let base =
                view.base().as_gwcs().ok_or_else(|| not_writable("a view of a WCS that is no Gwcs"))?;
            (base, view_transform(base, view, writer)?)
        }
        (None, None) => return Err(not_writable("a WCS that is neither a Gwcs nor a view of one")),
    };
    let transform = writer.transform(transform.as_ref())?;
    let transform = with_bounds(transform, gwcs_of, wcs)?;
    let input = step(frames::pixel_frame(wcs.pixel_axis_names()), transform);
    let output = step(frames::world_frame(wcs.frames()), Node::null());
    let mut fields = Fields::new().with("name", Node::str(gwcs_of.name()));
    if let Some(shape) = wcs.pixel_shape() {
        fields.insert("pixel_shape", sizes(shape));
    }
    Ok(gwcs("wcs-1.4.0", fields.with("steps", Node::seq([input, output]))))
}

fn step(frame: Node, transform: Node) -> Node {
    gwcs("step-1.3.0", Fields::new().with("frame", frame).with("transform", transform))
}

fn not_writable(what: &str) -> WcsError {
    WcsError::NotWritable { what: what.to_owned() }
}

/// The transform of a view, from its pixels to its world values.
///
/// Where what is left of the original has no inverse though the original has one, that is given as its inverse, with
/// the values of the world axes that are gone, provided it can be written.
fn view_transform(
    base: &Gwcs,
    view: &MappedWcs,
    writer: &mut TransformWriter<'_>,
) -> Result<Arc<dyn Transform>> {
    let known: Vec<Option<f64>> = view.pixel_maps().iter().map(fixed_at).collect();
    let unfit = || not_writable("a view that does not fit its original");
    if known.iter().all(Option::is_some) {
        return Err(not_writable("a view without pixel axes"));
    }
    let left = fix(base.transform(), &known).ok_or_else(unfit)?;
    let inner =
        left.transform.clone().ok_or_else(|| not_writable("a view whose world is the same everywhere"))?;
    let outputs = kept_outputs(&left.outputs, view.kept_world()).ok_or_else(unfit)?;
    let inner = chain([inner, outputs]).ok_or_else(unfit)?;
    let inputs = pixel_lines(view).ok_or_else(unfit)?;
    let forward = chain([inputs.clone(), inner]).ok_or_else(unfit)?;
    let fits = |inverse: &Arc<dyn Transform>| {
        inverse.n_inputs() == forward.n_outputs() && inverse.n_outputs() == forward.n_inputs()
    };
    if forward.inverse().is_some_and(|inverse| fits(&inverse)) {
        return Ok(forward);
    }
    let backward = base.transform().inverse().and_then(|inverse| way_back(&inverse, view, inputs.as_ref()));
    Ok(match backward.filter(fits).filter(|backward| writer.transform(backward.as_ref()).is_ok()) {
        Some(backward) => Arc::new(Overridden::new(forward, backward)),
        None => forward,
    })
}

fn fixed_at(map: &PixelMap) -> Option<f64> {
    match map {
        PixelMap::Fixed(value) => Some(*value),
        PixelMap::Axis { .. } => None,
    }
}

/// From the pixels of a view to those of the original that are left: a line each, in the order of the original.
fn pixel_lines(view: &MappedWcs) -> Option<Arc<dyn Transform>> {
    let mut order = Vec::new();
    let mut lines = Vec::new();
    for map in view.pixel_maps() {
        if let PixelMap::Axis { axis, scale, offset } = *map {
            order.push(axis.0);
            lines.push(line(scale, offset));
        }
    }
    let count = order.len();
    let lines = lines.into_iter().reduce(|left, right| Arc::new(Concatenate::new(left, right)))?;
    let unchanged = view.pixel_maps().iter().all(|map| match map {
        PixelMap::Axis { scale, offset, .. } => (*scale, *offset) == (1.0, 0.0),
        PixelMap::Fixed(_) => true,
    });
    let lines = if unchanged { Arc::new(Mapping::identity(count)) } else { lines };
    chain([Arc::new(Mapping::new(order, count)?), lines])
}

fn line(scale: f64, offset: f64) -> Arc<dyn Transform> {
    if (scale, offset) == (1.0, 0.0) {
        return Arc::new(Mapping::identity(1));
    }
    Arc::new(Linear::new(scale, offset))
}

/// From the open outputs to the world axes that are kept; of these, those that are known are constants.
fn kept_outputs(outputs: &[Option<f64>], kept: &[WorldAxis]) -> Option<Arc<dyn Transform>> {
    let n_open = outputs.iter().filter(|known| known.is_none()).count();
    let place = |world: usize| outputs.iter().take(world).filter(|known| known.is_none()).count();
    let mut sources = Vec::new();
    let mut parts: Vec<Arc<dyn Transform>> = Vec::new();
    for world in kept {
        let known = *outputs.get(world.0)?;
        sources.push(if known.is_some() { 0 } else { place(world.0) });
        parts.push(identity_or(known));
    }
    with_constants(sources, parts, n_open)
}

/// A mapping, then a transform of one input for each of its outputs.
fn with_constants(
    sources: Vec<usize>,
    parts: Vec<Arc<dyn Transform>>,
    n_inputs: usize,
) -> Option<Arc<dyn Transform>> {
    let mapping: Arc<dyn Transform> = Arc::new(Mapping::new(sources, n_inputs)?);
    let any: fn(&Arc<dyn Transform>) -> bool = |part| {
        let part: &dyn std::any::Any = part.as_ref();
        part.is::<Constant>()
    };
    if !parts.iter().any(any) {
        return Some(mapping);
    }
    let parts = parts.into_iter().reduce(|left, right| Arc::new(Concatenate::new(left, right)))?;
    chain([mapping, parts])
}

fn identity_or(known: Option<f64>) -> Arc<dyn Transform> {
    match known {
        Some(value) => Arc::new(Constant::new(value, 1)),
        None => Arc::new(Mapping::identity(1)),
    }
}

/// From the world values of a view to its pixels, by the inverse of the original.
fn way_back(
    inverse: &Arc<dyn Transform>,
    view: &MappedWcs,
    inputs: &dyn Transform,
) -> Option<Arc<dyn Transform>> {
    let kept = view.kept_world();
    let mut sources = Vec::new();
    let mut parts: Vec<Arc<dyn Transform>> = Vec::new();
    for world in 0..inverse.n_inputs() {
        let place = kept.iter().position(|kept| kept.0 == world);
        let dropped = view.dropped_world().iter().find(|axis| axis.world.0 == world);
        let known = if place.is_some() { None } else { Some(dropped?.value) };
        sources.push(place.unwrap_or(0));
        parts.push(identity_or(known));
    }
    let world = with_constants(sources, parts, kept.len())?;
    let maps = view.pixel_maps().iter().enumerate();
    let open: Vec<usize> = maps.filter(|(_, map)| fixed_at(map).is_none()).map(|(pixel, _)| pixel).collect();
    let pixels = Arc::new(Mapping::new(open, inverse.n_outputs())?);
    chain([world, inverse.clone(), pixels, inputs.inverse()?])
}

/// The node of the transform with the bounding box, and names for its inputs that this needs.
fn with_bounds(transform: Node, base: &Gwcs, wcs: &dyn Wcs) -> Result<Node> {
    let Some(bounds) = wcs.pixel_bounds() else { return Ok(transform) };
    if matches!(base.bounding_box(), Some(BoundingBox::Selected { .. })) {
        return Err(not_writable("a bounding box that depends on pixel values"));
    }
    let names: Vec<String> = (0..bounds.len()).map(|n| format!("x{n}")).collect();
    let interval = |(name, [low, high]): (&String, &[f64; 2])| {
        (name.clone(), Node::seq([Node::float(*low), Node::float(*high)]))
    };
    let intervals: Fields = names.iter().zip(&bounds).map(interval).collect();
    let fields = Fields::new()
        .with("ignore", Node::seq([]))
        .with("intervals", Node::map(intervals))
        .with("order", Node::str("F"));
    let bounds = tagged("tag:stsci.edu:asdf/transform/property/bounding_box-1.2.0", fields);
    let outputs: Vec<String> = (0..wcs.world_n_dim()).map(|n| format!("y{n}")).collect();
    let named = with_field(&transform, "inputs", strings(names.iter().map(String::as_str)));
    let named = with_field(&named, "outputs", strings(outputs.iter().map(String::as_str)));
    Ok(with_field(&named, "bounding_box", bounds))
}
