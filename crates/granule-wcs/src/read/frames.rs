//! Frame nodes.

use std::sync::Arc;

use granule_asdf::{AsdfFile, Node};
use granule_core::WorldAxis;

use super::quantity::read_unit;
use super::reference::celestial;
use super::times::time;
use super::{MAX_AXES, bad_value, indices, tag_of};
use crate::frame::defaults::{self, AxisHint};
use crate::{CelestialFrame, Frame, FrameAxis, FrameKind, Result, Unit, WcsError};

/// The frames a step names: several for a composite one. `units` are those of the values that the frames receive, for
/// axes of which the node says nothing.
pub(super) fn frames(file: &AsdfFile, node: &Node, units: &[Option<Unit>]) -> Result<Vec<Frame>> {
    if let Some(name) = node.as_str() {
        let axis = |(n, unit): (usize, &Option<Unit>)| {
            FrameAxis::new(WorldAxis(n), "", "custom:", unit.clone().unwrap_or_else(Unit::dimensionless))
        };
        let axes = units.iter().enumerate().map(axis);
        return Ok(vec![Frame::new(name, FrameKind::Generic, axes.collect())]);
    }
    if node.short_tag() != Some("composite_frame") {
        return Ok(vec![frame(file, node, units)?]);
    }
    let list = node.require("frames")?;
    let parts = list.as_seq().ok_or_else(|| list.wrong_kind("frames", "a list of frames"))?;
    parts.iter().map(|part| frame(file, part, units)).collect()
}

fn frame(file: &AsdfFile, node: &Node, units: &[Option<Unit>]) -> Result<Frame> {
    let tag = tag_of(node);
    let reference = node.get("reference_frame").filter(|reference| !reference.is_null());
    let name = if tag.contains("gwcs/") { node.short_tag() } else { None };
    let kind = match name {
        Some("celestial_frame") => FrameKind::Celestial(Arc::new(match reference {
            Some(reference) => celestial(file, reference)?,
            None => CelestialFrame::new("unknown"),
        })),
        Some("spectral_frame") => FrameKind::Spectral,
        Some("temporal_frame") => {
            FrameKind::Temporal { reference: time(file, node.require("reference_frame")?)? }
        }
        Some("stokes_frame") => FrameKind::Stokes,
        Some("frame" | "frame2d") => FrameKind::Generic,
        _ => return Err(WcsError::UnknownFrame { tag, line: node.line() }),
    };
    let axes = axes(node, &kind, units)?;
    let name = node.get("name").and_then(Node::as_str).unwrap_or_default();
    Ok(Frame::new(name, kind, axes))
}

fn axes(node: &Node, kind: &FrameKind, units: &[Option<Unit>]) -> Result<Vec<FrameAxis>> {
    let is_plane = node.short_tag() == Some("frame2d");
    let named = || node.get("axes_names").and_then(Node::as_seq).map(<[Node]>::len);
    let default_count = match kind {
        FrameKind::Celestial(_) => named().unwrap_or(2),
        FrameKind::Generic if is_plane => 2,
        FrameKind::Generic => node.get("naxes").and_then(Node::as_usize).unwrap_or(1),
        _ => 1,
    };
    let order = indices(node, "axes_order")?.unwrap_or_else(|| (0..default_count.min(MAX_AXES)).collect());
    let needed = if matches!(kind, FrameKind::Celestial(_)) { 2 } else { 1 };
    if !(needed..=MAX_AXES).contains(&order.len()) {
        return Err(bad_value(
            node,
            "axes_order",
            format!("{} axes", order.len()),
            format!("{needed} or more"),
        ));
    }
    let item = |key: &str, n: usize| {
        let list = node.get(key)?;
        // A frame of one axis may leave out the brackets.
        let item = list.as_seq().map_or(Some(list), |items| items.get(n))?;
        (!item.is_null()).then_some(item)
    };
    let text = |key: &str, n: usize| item(key, n).and_then(Node::as_str).unwrap_or_default();
    let plane_names = (0..order.len()).all(|n| !text("axes_names", n).is_empty());
    let axis = |(n, &slot): (usize, &usize)| {
        let name = match text("axes_names", n) {
            "" if is_plane && node.get("axes_names").is_none() => {
                ["x", "y"].get(n).copied().unwrap_or_default()
            }
            "" => defaults::axis_name(kind, n),
            name => name,
        };
        let unit = match (item("unit", n), defaults::unit(kind)) {
            (Some(unit), _) => read_unit(unit)?,
            (None, Some(unit)) => unit,
            (None, None) if is_plane => Unit::pixel(),
            (None, None) => units.get(slot).cloned().flatten().unwrap_or_else(Unit::dimensionless),
        };
        let axes_type = match text("axes_type", n) {
            // Axes of a plane are called after their names, where they have any.
            "" | "SPATIAL" if is_plane && (plane_names || node.get("axes_names").is_none()) => name,
            "" if is_plane => "SPATIAL",
            other => other,
        };
        let physical_type = match text("axis_physical_types", n) {
            "" => defaults::physical_type(kind, &AxisHint { place: n, name, unit: &unit, axes_type }),
            known => defaults::marked(known),
        };
        Ok(FrameAxis::new(WorldAxis(slot), name, physical_type, unit))
    };
    order.iter().enumerate().map(axis).collect()
}
