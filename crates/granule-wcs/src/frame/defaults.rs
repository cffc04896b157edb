//! What gwcs takes the axes of a frame for when a file does not say.

use super::{CelestialFrame, FrameKind};
use crate::Unit;

/// What is known of an axis when its physical type is asked for.
pub(crate) struct AxisHint<'a> {
    /// Its place in the frame's own order.
    pub(crate) place: usize,
    /// Its name; may be empty.
    pub(crate) name: &'a str,
    pub(crate) unit: &'a Unit,
    /// `SPATIAL`, `SPECTRAL`…; may be empty.
    pub(crate) axes_type: &'a str,
}

/// Frames of right ascension and declination.
const EQUATORIAL: [&str; 9] = ["icrs", "fk5", "fk4", "fk4noeterms", "cirs", "hcrs", "tete", "lsr", "lsrk"];

/// Frames that gwcs takes for bodycentric.
const BODYCENTRIC: [&str; 3] = ["geocentrictrueecliptic", "gcrs", "precessedgeocentric"];

/// Other frames of astropy, whose axes have names without being told; and ecliptic ones, known by their ending.
const OTHERS: [&str; 8] =
    ["galactic", "supergalactic", "galacticlsr", "altaz", "hadec", "lsrd", "galactocentric", "itrs"];

/// The UCD1+ physical type of an axis.
pub(crate) fn physical_type(kind: &FrameKind, axis: &AxisHint<'_>) -> String {
    match kind {
        FrameKind::Celestial(frame) => celestial_type(frame, axis),
        FrameKind::Spectral => spectral_type(axis.unit),
        FrameKind::Temporal { .. } => "time".to_owned(),
        FrameKind::Stokes => "phys.polarization.stokes".to_owned(),
        FrameKind::Generic => format!("custom:{}", axis.axes_type),
    }
}

fn celestial_type(frame: &CelestialFrame, axis: &AxisHint<'_>) -> String {
    let name = frame.name.as_str();
    let pair = match name {
        "galactic" => ["pos.galactic.lon", "pos.galactic.lat"],
        _ if BODYCENTRIC.contains(&name) => ["pos.bodyrc.lon", "pos.bodyrc.lat"],
        _ if EQUATORIAL.contains(&name) || name == "lsrd" => ["pos.eq.ra", "pos.eq.dec"],
        _ if is_ecliptic(name) => ["pos.ecliptic.lon", "pos.ecliptic.lat"],
        _ => ["", ""],
    };
    match (pair.get(axis.place), axis.name) {
        (Some(known), _) if !known.is_empty() => (*known).to_owned(),
        (_, "") => format!("custom:pos.{name}.{}", ["lon", "lat", "distance"].get(axis.place).unwrap_or(&"")),
        (_, given) => format!("custom:{given}"),
    }
}

fn spectral_type(unit: &Unit) -> String {
    let measures = |text: &str| unit.measures_same(&Unit::parse(text));
    let known = [("m", "em.wl"), ("Hz", "em.freq"), ("J", "em.energy"), ("m / s", "spect.dopplerVeloc")];
    match known.into_iter().find(|(text, _)| measures(text)) {
        Some((_, known)) => known.to_owned(),
        None if measures("1 / m") => "custom:wavenumber".to_owned(),
        None if unit.is_dimensionless() => "custom:dimensionless".to_owned(),
        None => "custom:unknown".to_owned(),
    }
}

/// The name of an axis of which the file says nothing.
pub(crate) fn axis_name(kind: &FrameKind, place: usize) -> &'static str {
    match kind {
        FrameKind::Stokes => "stokes",
        FrameKind::Celestial(frame) if matches!(frame.name.as_str(), "galactocentric" | "itrs") => {
            ["x", "y", "z"].get(place).unwrap_or(&"")
        }
        FrameKind::Celestial(frame) if is_astropys(&frame.name) => ["lon", "lat"].get(place).unwrap_or(&""),
        _ => "",
    }
}

/// The unit of an axis of which the file says nothing; `None` leaves it to the transform.
pub(crate) fn unit(kind: &FrameKind) -> Option<Unit> {
    match kind {
        FrameKind::Celestial(_) => Some(Unit::degree()),
        FrameKind::Temporal { .. } => Some(Unit::second()),
        FrameKind::Stokes => Some(Unit::dimensionless()),
        FrameKind::Spectral | FrameKind::Generic => None,
    }
}

/// A physical type as APE 14 wants it: a word of the UCD1+ vocabulary, or one marked as ours.
pub(crate) fn marked(physical_type: &str) -> String {
    const ATOMS: [&str; 11] =
        ["arith", "em", "instr", "meta", "obs", "phot", "phys", "spect", "src", "stat", "time"];
    const PLACES: [&str; 24] = [
        "az",
        "barycenter",
        "bodyrc",
        "cartesian",
        "dirCos",
        "distance",
        "earth",
        "ecliptic",
        "eop",
        "ephem",
        "eq",
        "frame",
        "galactic",
        "galactocentric",
        "geocentric",
        "healpix",
        "heliocentric",
        "lg",
        "lsr",
        "lunar",
        "parallax",
        "pm",
        "posAng",
        "supergalactic",
    ];
    let mut atoms = physical_type.split('.');
    let known = match atoms.next() {
        Some("pos") => atoms.next().is_none_or(|place| PLACES.contains(&place)),
        Some(first) => ATOMS.contains(&first) || first.starts_with("custom:"),
        None => false,
    };
    if known { physical_type.to_owned() } else { format!("custom:{physical_type}") }
}

fn is_ecliptic(name: &str) -> bool {
    name.ends_with("ecliptic") && !matches!(name, "heliocentricearthecliptic" | "geocentricsolarecliptic")
        || name == "heliocentriceclipticiau76"
}

fn is_astropys(name: &str) -> bool {
    EQUATORIAL.contains(&name) || BODYCENTRIC.contains(&name) || OTHERS.contains(&name) || is_ecliptic(name)
}
