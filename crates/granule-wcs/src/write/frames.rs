//! Nodes of frames.

use granule_asdf::{Mapping, Node};

use super::nodes::{gwcs, size, sizes, strings, tagged};
use crate::{CelestialFrame, Frame, FrameAxis, FrameKind, Observer, Time, TimeScale, Unit};

const SUNPY: &str = "tag:sunpy.org:sunpy/coordinates/frames/";
const ASTROPY: &str = "tag:astropy.org:astropy/coordinates/frames/";

/// The frames of sunpy whose newest tag is not 1.1.0.
const SUNPY_VERSIONS: [(&str, &str); 2] =
    [("heliographic_carrington", "1.3.0"), ("heliographic_stonyhurst", "1.2.0")];

/// The frames of astropy, with the newest version of their tags.
const ASTROPY_VERSIONS: [(&str, &str); 9] = [
    ("icrs", "1.1.0"),
    ("fk5", "1.2.0"),
    ("fk4", "1.2.0"),
    ("fk4noeterms", "1.2.0"),
    ("galactic", "1.2.0"),
    ("gcrs", "1.2.0"),
    ("cirs", "1.2.0"),
    ("itrs", "1.2.0"),
    ("galactocentric", "1.2.0"),
];

/// The frame of pixels, with a name for each axis.
pub(super) fn pixel_frame(names: &[String]) -> Node {
    let n = names.len();
    let repeated = |text: &'static str| strings(std::iter::repeat_n(text, n));
    let places: Vec<usize> = (0..n).collect();
    let fields = Mapping::new()
        .with("axes_names", strings(names.iter().map(String::as_str)))
        .with("axes_order", sizes(&places))
        .with("axes_type", repeated("PIXEL"))
        .with("axis_physical_types", repeated("custom:PIXEL"))
        .with("name", Node::str("pixel"))
        .with("naxes", size(n))
        .with("unit", Node::seq(places.iter().map(|_| unit(&Unit::pixel()))));
    gwcs("frame-1.2.0", fields)
}

/// The frames of the world axes: one, or a composite one.
pub(super) fn world_frame(frames: &[Frame]) -> Node {
    let mut nodes: Vec<Node> = frames.iter().map(frame).collect();
    if nodes.len() == 1
        && let Some(only) = nodes.pop()
    {
        return only;
    }
    let fields = Mapping::new().with("frames", Node::seq(nodes)).with("name", Node::str("CompositeFrame"));
    gwcs("composite_frame-1.0.0", fields)
}

fn frame(frame: &Frame) -> Node {
    let axes: Vec<(usize, &FrameAxis)> = frame.placed_axes().map(|(world, axis)| (world.0, axis)).collect();
    let texts = |of: fn(&FrameAxis) -> &String| strings(axes.iter().map(|(_, axis)| of(axis).as_str()));
    let order: Vec<usize> = axes.iter().map(|(world, _)| *world).collect();
    let fields = Mapping::new()
        .with("axes_names", texts(|axis| &axis.name))
        .with("axes_order", sizes(&order))
        .with("axis_physical_types", texts(|axis| &axis.physical_type))
        .with("name", Node::str(&*frame.name))
        .with("unit", Node::seq(axes.iter().map(|(_, axis)| unit(&axis.unit))));
    let generic = |fields: Mapping| {
        let types = strings(axes.iter().map(|_| "SPATIAL"));
        gwcs("frame-1.2.0", fields.with("axes_type", types).with("naxes", size(axes.len())))
    };
    match &frame.kind {
        // A longitude whose latitude was cut away is no position any more.
        FrameKind::Celestial(celestial) if axes.len() >= 2 => {
            let fields = match celestial_node(celestial) {
                Some(reference) => fields.with("reference_frame", reference),
                None => fields,
            };
            gwcs("celestial_frame-1.2.0", fields)
        }
        FrameKind::Spectral => gwcs("spectral_frame-1.2.0", fields),
        FrameKind::Temporal { reference } => {
            gwcs("temporal_frame-1.2.0", fields.with("reference_frame", time(reference)))
        }
        // Its other properties are always the same.
        FrameKind::Stokes => {
            let fields =
                Mapping::new().with("axes_order", sizes(&order)).with("name", Node::str(&*frame.name));
            gwcs("stokes_frame-1.0.0", fields)
        }
        FrameKind::Celestial(_) | FrameKind::Generic => generic(fields),
    }
}

/// A unit, in the standard spelling.
fn unit(unit: &Unit) -> Node {
    Node::str(unit.to_vounit()).with_tag("tag:stsci.edu:asdf/unit/unit-1.0.0")
}

fn quantity(value: f64, of: &str) -> Node {
    let fields = Mapping::new()
        .with("datatype", Node::str("float64"))
        .with("unit", unit(&Unit::parse(of)))
        .with("value", Node::float(value));
    tagged("tag:stsci.edu:asdf/unit/quantity-1.3.0", fields)
}

/// An instant, to the picosecond.
fn time(time: &Time) -> Node {
    const TAG: &str = "tag:stsci.edu:asdf/time/time-1.4.0";
    let scale = time.scale();
    if !time.is_defined() {
        let fields = Mapping::new().with("scale", Node::str(scale.name())).with("value", Node::seq([]));
        return tagged(TAG, fields.with("format", Node::str("isot")));
    }
    let text = format!("{time:.12}");
    let text = text.trim_end_matches('0');
    let zeros = if text.ends_with('.') { "000" } else { "" };
    let text = Node::str(format!("{text}{zeros}"));
    match scale {
        TimeScale::Utc => text.with_tag(TAG),
        _ => {
            let fields =
                Mapping::new().with("format", Node::str("isot")).with("scale", Node::str(scale.name()));
            tagged(TAG, fields.with("value", text))
        }
    }
}

/// The reference frame; `None` for one that has no tag.
fn celestial_node(frame: &CelestialFrame) -> Option<Node> {
    let version = |table: &[(&str, &'static str)]| {
        table.iter().find(|(name, _)| *name == frame.name).map(|(_, version)| *version)
    };
    let tag = if frame.is_solar() {
        format!("{SUNPY}{}-{}", frame.name, version(&SUNPY_VERSIONS).unwrap_or("1.1.0"))
    } else {
        format!("{ASTROPY}{}-{}", frame.name, version(&ASTROPY_VERSIONS)?)
    };
    let mut attributes = Mapping::new();
    if let Some(obstime) = &frame.obstime {
        attributes.insert("obstime", time(obstime));
    }
    if let Some(equinox) = &frame.equinox {
        attributes.insert("equinox", time(equinox));
    }
    if let Some(rsun_m) = frame.rsun_m {
        attributes.insert("rsun", quantity(rsun_m / 1e3, "km"));
    }
    match &frame.observer {
        Some(Observer::Named(name)) => {
            attributes.insert("observer", Node::str(name.as_str()));
        }
        Some(place @ Observer::Stonyhurst { .. }) => {
            attributes.insert("observer", observer(place, frame));
        }
        _ => {}
    }
    Some(tagged(&tag, Mapping::new().with("frame_attributes", Node::map(attributes))))
}

/// A point in Stonyhurst coordinates at the time of the frame that is seen from there.
fn observer(place: &Observer, seen: &CelestialFrame) -> Node {
    let Observer::Stonyhurst { lon_deg, lat_deg, radius_m } = *place else { return Node::null() };
    let (lon, lat) = (lon_deg.to_radians(), lat_deg.to_radians());
    let metres = [
        ("x", radius_m * lat.cos() * lon.cos()),
        ("y", radius_m * lat.cos() * lon.sin()),
        ("z", radius_m * lat.sin()),
    ];
    let components: Mapping = metres.iter().map(|&(axis, value)| (axis, quantity(value, "m"))).collect();
    let position = Mapping::new()
        .with("components", Node::map(components))
        .with("type", Node::str("CartesianRepresentation"));
    let mut attributes = Mapping::new();
    if let Some(obstime) = &seen.obstime {
        attributes.insert("obstime", time(obstime));
    }
    if let Some(rsun_m) = seen.rsun_m {
        attributes.insert("rsun", quantity(rsun_m / 1e3, "km"));
    }
    let fields = Mapping::new()
        .with("data", tagged("tag:astropy.org:astropy/coordinates/representation-1.2.0", position))
        .with("frame_attributes", Node::map(attributes));
    tagged(&format!("{SUNPY}heliographic_stonyhurst-1.2.0"), fields)
}
