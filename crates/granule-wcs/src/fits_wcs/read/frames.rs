//! Frames: what the world values of a header mean.

use std::sync::Arc;

use granule_core::WorldAxis;

use super::axis::{Axis, Kind};
use super::celestial::frame_of;
use super::header::Header;
use super::times;
use crate::frame::ephemeris::{earth_longitude, meridian_longitude};
use crate::{CelestialFrame, Frame, FrameAxis, FrameKind, Observer, Time, Unit};

/// The frames of all axes, whose units are these.
pub(super) fn frames(header: &Header<'_>, axes: &[Axis], units: &[Unit]) -> Vec<Frame> {
    let unit = |axis: &Axis| units.get(axis.number).cloned().unwrap_or_default();
    let mut frames = Vec::new();
    let mut paired = Vec::new();
    for lon in axes.iter().filter(|axis| axis.kind == Kind::Longitude) {
        let partner = |axis: &&Axis| {
            axis.kind == Kind::Latitude
                && frame_of(&axis.quantity) == frame_of(&lon.quantity)
                && !paired.contains(&axis.number)
        };
        let Some(lat) = axes.iter().find(partner) else { continue };
        if !unit(lon).measures_same(&Unit::degree()) || !unit(lat).measures_same(&Unit::degree()) {
            continue;
        }
        paired.extend([lon.number, lat.number]);
        let sky = celestial(header, frame_of(&lon.quantity));
        let both = [lon, lat].map(|axis| frame_axis(header, axis, unit(axis), Some(&sky)));
        frames.push(Frame::new(sky.title(), FrameKind::Celestial(Arc::new(sky)), both.to_vec()));
    }
    for axis in axes.iter().filter(|axis| !paired.contains(&axis.number)) {
        let kind = match axis.kind {
            Kind::Spectral => FrameKind::Spectral,
            Kind::Stokes => FrameKind::Stokes,
            Kind::Time if unit(axis).measures_same(&Unit::second()) => match times::reference(header, axis) {
                Some(reference) => FrameKind::Temporal { reference },
                None => FrameKind::Generic,
            },
            _ => FrameKind::Generic,
        };
        let one = frame_axis(header, axis, unit(axis), None);
        frames.push(Frame::new(one.name.clone(), kind, vec![one]));
    }
    frames
}

fn frame_axis(header: &Header<'_>, axis: &Axis, unit: Unit, sky: Option<&CelestialFrame>) -> FrameAxis {
    let name = header.axis_text("CNAME", axis.number).unwrap_or_else(|| default_name(axis, sky));
    FrameAxis::new(WorldAxis(axis.number), name, physical_type(axis), unit)
}

fn default_name(axis: &Axis, sky: Option<&CelestialFrame>) -> String {
    match (axis.kind, sky) {
        _ if axis.quantity == "RA" => "right ascension".to_owned(),
        _ if axis.quantity == "DEC" => "declination".to_owned(),
        (Kind::Longitude, Some(sky)) => format!("{} longitude", sky.name.replace('_', " ")),
        (Kind::Latitude, Some(sky)) => format!("{} latitude", sky.name.replace('_', " ")),
        (Kind::Stokes, _) => "stokes".to_owned(),
        (Kind::Time, _) => "time".to_owned(),
        (Kind::Spectral, _) => spectral_name(&axis.quantity).to_owned(),
        _ => axis.ctype.clone(),
    }
}

fn spectral_name(quantity: &str) -> &'static str {
    match quantity {
        "FREQ" => "frequency",
        "AFRQ" => "angular frequency",
        "ENER" => "energy",
        "WAVN" => "wavenumber",
        "VRAD" => "radio velocity",
        "VOPT" => "optical velocity",
        "ZOPT" => "redshift",
        "AWAV" => "wavelength in air",
        "VELO" | "BETA" => "velocity",
        _ => "wavelength",
    }
}

/// The UCD1+ type that astropy gives the axis; empty for what it has none for.
fn physical_type(axis: &Axis) -> &'static str {
    match axis.quantity.as_str() {
        "RA" => "pos.eq.ra",
        "DEC" => "pos.eq.dec",
        "GLON" => "pos.galactic.lon",
        "GLAT" => "pos.galactic.lat",
        "ELON" => "pos.ecliptic.lon",
        "ELAT" => "pos.ecliptic.lat",
        "TLON" => "pos.bodyrc.lon",
        "TLAT" => "pos.bodyrc.lat",
        "HPLN" => "custom:pos.helioprojective.lon",
        "HPLT" => "custom:pos.helioprojective.lat",
        "HPRZ" => "custom:pos.helioprojective.z",
        "HGLN" => "custom:pos.heliographic.stonyhurst.lon",
        "HGLT" => "custom:pos.heliographic.stonyhurst.lat",
        "CRLN" => "custom:pos.heliographic.carrington.lon",
        "CRLT" => "custom:pos.heliographic.carrington.lat",
        "SOLX" => "custom:pos.heliocentric.x",
        "SOLY" => "custom:pos.heliocentric.y",
        "SOLZ" => "custom:pos.heliocentric.z",
        "DIST" => "pos.distance",
        "DSUN" => "custom:pos.distance.sunToObserver",
        "FREQ" => "em.freq",
        "ENER" => "em.energy",
        "WAVN" => "em.wavenumber",
        "WAVE" => "em.wl",
        "AWAV" => "em.wl;obs.atmos",
        "VRAD" => "spect.dopplerVeloc.radio",
        "VOPT" => "spect.dopplerVeloc.opt",
        "ZOPT" => "src.redshift",
        "VELO" => "spect.dopplerVeloc",
        "BETA" => "custom:spect.doplerVeloc.beta",
        "STOKES" => "phys.polarization.stokes",
        _ if axis.kind == Kind::Time => "time",
        _ => "",
    }
}

fn celestial(header: &Header<'_>, letters: &str) -> CelestialFrame {
    let name = match letters {
        "RA" => equatorial(header),
        "G" => "galactic",
        "E" => "barycentrictrueecliptic",
        "S" => "supergalactic",
        "HP" => "helioprojective",
        "HR" => "helioprojectiveradial",
        "HG" => "heliographic_stonyhurst",
        "CR" => "heliographic_carrington",
        other => return CelestialFrame::new(other.to_ascii_lowercase()),
    };
    let mut frame = CelestialFrame::new(name);
    frame.obstime = times::observation(header);
    if matches!(letters, "HP" | "HR" | "HG" | "CR") {
        // Headers in kilometres are known; no star is smaller than 10 000 km.
        frame.rsun_m =
            header.plain_real("RSUN_REF").map(|radius| if radius < 1e7 { radius * 1e3 } else { radius });
        if letters != "HG" {
            frame.observer = Some(observer(header, frame.obstime.as_ref()));
        }
    }
    frame
}

/// The observer: from `HGLN_OBS`, `HGLT_OBS` and `DSUN_OBS`; from `CRLN_OBS`, `CRLT_OBS` and `DSUN_OBS` at a time that is
/// known; else the Earth.
fn observer(header: &Header<'_>, time: Option<&Time>) -> Observer {
    let place = |names: [&str; 3]| names.map(|name| header.plain_real(name));
    if let [Some(lon_deg), Some(lat_deg), Some(radius_m)] = place(["HGLN_OBS", "HGLT_OBS", "DSUN_OBS"]) {
        return Observer::Stonyhurst { lon_deg, lat_deg, radius_m };
    }
    match (place(["CRLN_OBS", "CRLT_OBS", "DSUN_OBS"]), time) {
        ([Some(lon), Some(lat_deg), Some(radius_m)], Some(time)) if time.is_defined() => {
            // The Carrington longitude of the Earth, as this observer counts it, is where Stonyhurst longitudes begin.
            let earth = earth_longitude(time) - meridian_longitude(time, radius_m);
            let lon_deg = (lon - earth.to_degrees() + 180.0).rem_euclid(360.0) - 180.0;
            Observer::Stonyhurst { lon_deg, lat_deg, radius_m }
        }
        _ => Observer::Named("earth".to_owned()),
    }
}

/// The equatorial frame that `RADESYS` names, or that `EQUINOX` lets suppose.
fn equatorial(header: &Header<'_>) -> &'static str {
    let named = header.text("RADESYS").or_else(|| header.text("RADECSYS"));
    match (named.as_deref(), header.real("EQUINOX")) {
        (Some("FK5"), _) => "fk5",
        (Some("FK4"), _) => "fk4",
        (Some("FK4-NO-E"), _) => "fk4noeterms",
        (Some("GAPPT"), _) => "gappt",
        (None, Some(year)) => {
            if year < 1984.0 {
                "fk4"
            } else {
                "fk5"
            }
        }
        _ => "icrs",
    }
}
