//! Reference frame nodes of astropy and sunpy, and the observers in them.

use std::sync::Arc;

use granule_asdf::{AsdfFile, Node};

use super::quantity::values;
use super::times::time;
use crate::{CelestialFrame, Observer, Result, SkyCoord, Unit};

/// Frames in frames deeper than this are not followed.
const MAX_DEPTH: usize = 4;

/// A coordinate frame. One that nobody knows is kept with its name.
pub(super) fn celestial(file: &AsdfFile, node: &Node) -> Result<CelestialFrame> {
    celestial_at(file, node, 0)
}

fn celestial_at(file: &AsdfFile, node: &Node, depth: usize) -> Result<CelestialFrame> {
    let name = node.short_tag().or_else(|| node.get("frame")?.as_str()).or_else(|| node.as_str());
    let mut frame = CelestialFrame::new(name.unwrap_or("unknown").to_ascii_lowercase());
    // A SkyCoord has its attributes beside its frame.
    let attributes = node.get("frame_attributes").unwrap_or(node);
    let attribute = |key: &str| attributes.get(key).filter(|value| !value.is_null());
    frame.obstime = attribute("obstime").map(|node| time(file, node)).transpose()?;
    frame.equinox = attribute("equinox").map(|node| time(file, node)).transpose()?;
    frame.observer = match attribute("observer") {
        Some(node) => Some(observer(file, node, &frame, depth)?),
        // Version 1.0.0 knew no other.
        None if is_first_carrington(node) => Some(Observer::Named("earth".to_owned())),
        None => None,
    };
    if let Some(rsun) = attribute("rsun") {
        frame.rsun_m = values(file, rsun)?.in_unit(&Unit::parse("m"))?.scalar();
    }
    Ok(frame)
}

fn is_first_carrington(node: &Node) -> bool {
    node.tag().is_some_and(|tag| tag.ends_with("heliographic_carrington-1.0.0"))
}

/// An observer: a name, or a place in any frame that can be converted to Stonyhurst coordinates at the time of the frame
/// it observes.
fn observer(file: &AsdfFile, node: &Node, observed: &CelestialFrame, depth: usize) -> Result<Observer> {
    if let Some(name) = node.as_str() {
        return Ok(Observer::Named(name.to_owned()));
    }
    let unplaced = || Observer::Named(node.short_tag().unwrap_or("unknown").to_owned());
    if depth >= MAX_DEPTH {
        return Ok(unplaced());
    }
    let frame = celestial_at(file, node, depth + 1)?;
    let Some(place) = place(file, node, &frame)? else { return Ok(unplaced()) };
    let mut stonyhurst = CelestialFrame::new("heliographic_stonyhurst");
    stonyhurst.obstime = observed.obstime.or(frame.obstime);
    Ok(match place.to_frame(&Arc::new(stonyhurst)) {
        Ok(SkyCoord { lon_deg, lat_deg, distance_m: Some(radius_m), .. }) => {
            Observer::Stonyhurst { lon_deg, lat_deg, radius_m }
        }
        _ => unplaced(),
    })
}

/// The position that a frame node holds.
fn place(file: &AsdfFile, node: &Node, frame: &CelestialFrame) -> Result<Option<SkyCoord>> {
    let Some(components) = node.get("data").and_then(|data| data.get("components")) else { return Ok(None) };
    let component = |keys: [&str; 2], unit: &str| -> Result<Option<f64>> {
        let Some(value) = keys.iter().find_map(|key| components.get(key)) else { return Ok(None) };
        Ok(values(file, value)?.in_unit(&Unit::parse(unit))?.scalar())
    };
    let frame = Arc::new(frame.clone());
    let cartesian = (component(["x", ""], "m")?, component(["y", ""], "m")?, component(["z", ""], "m")?);
    if let (Some(x), Some(y), Some(z)) = cartesian {
        return Ok(Some(SkyCoord::from_cartesian_m([x, y, z], frame)));
    }
    let angles = (component(["lon", ""], "deg")?, component(["lat", ""], "deg")?);
    let (Some(lon), Some(lat)) = angles else { return Ok(None) };
    let coord = SkyCoord::new(lon, lat, frame);
    Ok(Some(match component(["distance", "radius"], "m")? {
        Some(distance) => coord.with_distance_m(distance),
        None => coord,
    }))
}
