//! Frame nodes.

use std::sync::Arc;

use granule_asdf::{AsdfFile, Node};
use granule_core::WorldAxis;

use super::quantity::{read_unit, values};
use super::times::time;
use super::{MAX_AXES, bad_value, indices, tag_of};
use crate::{CelestialFrame, Frame, FrameAxis, FrameKind, Observer, Result, Unit, WcsError};

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
        Some("temporal_frame") => FrameKind::Temporal { reference: time(node.require("reference_frame")?)? },
        Some("stokes_frame") => FrameKind::Stokes,
        Some("frame" | "frame2d") => FrameKind::Generic,
        _ => return Err(WcsError::UnknownFrame { tag, line: node.line() }),
    };
    let axes = axes(node, &kind, units)?;
    let name = node.get("name").and_then(Node::as_str).unwrap_or_default();
    Ok(Frame::new(name, kind, axes))
}

fn axes(node: &Node, kind: &FrameKind, units: &[Option<Unit>]) -> Result<Vec<FrameAxis>> {
    let default_count = match kind {
        FrameKind::Celestial(_) => 2,
        FrameKind::Generic if node.short_tag() == Some("frame2d") => 2,
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
    let axis = |(n, &slot): (usize, &usize)| {
        let name = match (text("axes_names", n), kind) {
            ("", FrameKind::Stokes) => "stokes",
            (name, _) => name,
        };
        let unit = match (item("unit", n), default_unit(kind)) {
            (Some(unit), _) => read_unit(unit)?,
            (None, Some(unit)) => unit,
            (None, None) => units.get(slot).cloned().flatten().unwrap_or_else(Unit::dimensionless),
        };
        let physical_type = match text("axis_physical_types", n) {
            "" => default_type(kind, n, name, &unit, text("axes_type", n)),
            known => known.to_owned(),
        };
        Ok(FrameAxis::new(WorldAxis(slot), name, physical_type, unit))
    };
    order.iter().enumerate().map(axis).collect()
}

fn default_unit(kind: &FrameKind) -> Option<Unit> {
    match kind {
        FrameKind::Celestial(_) => Some(Unit::degree()),
        FrameKind::Temporal { .. } => Some(Unit::second()),
        FrameKind::Stokes => Some(Unit::dimensionless()),
        FrameKind::Spectral | FrameKind::Generic => None,
    }
}

/// What gwcs takes an axis for when the file does not say.
fn default_type(kind: &FrameKind, n: usize, name: &str, unit: &Unit, axes_type: &str) -> String {
    let measures = |text: &str| unit.measures_same(&Unit::parse(text));
    match kind {
        FrameKind::Celestial(frame) => match (frame.name.as_str(), n) {
            ("icrs" | "fk4" | "fk5", 0) => "pos.eq.ra".to_owned(),
            ("icrs" | "fk4" | "fk5", 1) => "pos.eq.dec".to_owned(),
            ("galactic", 0) => "pos.galactic.lon".to_owned(),
            ("galactic", 1) => "pos.galactic.lat".to_owned(),
            _ => format!("custom:{name}"),
        },
        FrameKind::Spectral if measures("m") => "em.wl".to_owned(),
        FrameKind::Spectral if measures("Hz") => "em.freq".to_owned(),
        FrameKind::Spectral if measures("J") => "em.energy".to_owned(),
        FrameKind::Spectral if measures("m / s") => "spect.dopplerVeloc".to_owned(),
        FrameKind::Spectral => format!("custom:{name}"),
        FrameKind::Temporal { .. } => "time".to_owned(),
        FrameKind::Stokes => "phys.polarization.stokes".to_owned(),
        FrameKind::Generic => format!("custom:{axes_type}"),
    }
}

/// A coordinate frame of astropy or sunpy.
fn celestial(file: &AsdfFile, node: &Node) -> Result<CelestialFrame> {
    let mut frame = CelestialFrame::new(node.short_tag().unwrap_or("unknown"));
    let attribute = |key: &str| node.get("frame_attributes")?.get(key).filter(|value| !value.is_null());
    frame.obstime = attribute("obstime").map(time).transpose()?;
    frame.observer = attribute("observer").map(|node| observer(file, node)).transpose()?;
    if let Some(rsun) = attribute("rsun") {
        let metres = values(file, rsun)?.in_unit(&Unit::parse("m"))?;
        frame.rsun_m = metres.scalar();
    }
    Ok(frame)
}

fn observer(file: &AsdfFile, node: &Node) -> Result<Observer> {
    if let Some(name) = node.as_str() {
        return Ok(Observer::Named(name.to_owned()));
    }
    let kind = node.short_tag().unwrap_or("unknown");
    let components = node.get("data").and_then(|data| data.get("components"));
    let (Some(components), "heliographic_stonyhurst") = (components, kind) else {
        return Ok(Observer::Named(kind.to_owned()));
    };
    let component = |key: &str, unit: &str| -> Result<f64> {
        let value = components.require(key)?;
        let values = values(file, value)?.in_unit(&Unit::parse(unit))?;
        values.scalar().ok_or_else(|| bad_value(value, key, "an array", "a single number"))
    };
    if components.get("x").is_some() {
        return Ok(Observer::from_cartesian(
            component("x", "m")?,
            component("y", "m")?,
            component("z", "m")?,
        ));
    }
    Ok(Observer::Stonyhurst {
        lon_deg: component("lon", "deg")?,
        lat_deg: component("lat", "deg")?,
        radius_m: component("distance", "m")?,
    })
}
