//! The keywords that say what the values mean.

use super::axes::Rows;
use crate::fits_wcs::{FitsKeyword, KeywordValue};
use crate::transform::SkyForm;
use crate::{CelestialFrame, Frame, FrameAxis, FrameKind, Observer, Time, Unit, Wcs};

/// The first halves of `CTYPE` of the longitude and latitude of a frame, where FITS has them.
pub(super) fn celestial_ctypes(frame: &str) -> Option<[&'static str; 2]> {
    Some(match frame {
        "helioprojective" => ["HPLN", "HPLT"],
        "heliographic_stonyhurst" => ["HGLN", "HGLT"],
        "heliographic_carrington" => ["CRLN", "CRLT"],
        "icrs" | "fk5" | "fk4" => ["RA--", "DEC-"],
        "galactic" => ["GLON", "GLAT"],
        _ => return None,
    })
}

/// `CTYPE` of an axis that is linear.
pub(super) fn linear_ctype<'a>(frame: &'a Frame, axis: &'a FrameAxis) -> &'a str {
    match &frame.kind {
        FrameKind::Stokes => "STOKES",
        FrameKind::Temporal { reference } => match reference.scale().name() {
            "tai" => "TAI",
            "tt" => "TT",
            "tdb" => "TDB",
            _ => "UTC",
        },
        FrameKind::Spectral => spectral_ctype(axis),
        // Angles without a projection: the name of the quantity alone.
        FrameKind::Celestial(sky) => {
            let [lon, lat] = celestial_ctypes(&sky.name).unwrap_or_default();
            let is_lon = frame.axes.first().is_some_and(|first| first.slot == axis.slot);
            (if is_lon { lon } else { lat }).trim_end_matches('-')
        }
        FrameKind::Generic => "",
    }
}

fn spectral_ctype(axis: &FrameAxis) -> &'static str {
    let measures = |unit: &str| axis.unit.measures_same(&Unit::parse(unit));
    match (axis.physical_type.as_str(), axis.name.as_str()) {
        ("em.wl;obs.atmos", _) | ("em.wl", "wavelength in air") if measures("m") => "AWAV",
        ("em.wavenumber", _) if measures("m-1") => "WAVN",
        ("spect.dopplerVeloc", _) if measures("m/s") => "VELO",
        ("spect.dopplerVeloc.opt", _) if measures("m/s") => "VOPT",
        ("spect.dopplerVeloc.radio", _) if measures("m/s") => "VRAD",
        ("src.redshift", _) if measures("") => "ZOPT",
        ("custom:spect.doplerVeloc.beta", _) if measures("") => "BETA",
        (_, "angular frequency") if measures("rad/s") => "AFRQ",
        _ if measures("m") => "WAVE",
        _ if measures("Hz") => "FREQ",
        _ if measures("J") => "ENER",
        _ => "",
    }
}

/// The keywords of the frames of which rows were written.
pub(super) fn keywords(wcs: &dyn Wcs, found: &Rows) -> Vec<FitsKeyword> {
    let is_written = |frame: &&Frame| {
        frame.world_axes().any(|world| found.rows.iter().any(|row| row.world == Some(world)))
    };
    let written: Vec<&FrameKind> = wcs.frames().iter().filter(is_written).map(|frame| &frame.kind).collect();
    let reference = written.iter().find_map(|kind| match kind {
        FrameKind::Temporal { reference } => Some(reference),
        _ => None,
    });
    let mut keywords = Vec::new();
    for kind in written {
        if let FrameKind::Celestial(frame) = kind {
            keywords.extend(found.sky.iter().flat_map(|sky| pole(sky)));
            keywords.extend(radesys(&frame.name));
            // All times of a header are on one scale.
            let time =
                frame.obstime.filter(|time| reference.is_none_or(|other| other.scale() == time.scale()));
            keywords.extend(time.iter().filter(|time| time.is_defined()).flat_map(observation));
            if reference.is_none() {
                keywords.extend(time.iter().map(time_scale));
            }
            keywords.extend(observer(frame));
        }
    }
    keywords.extend(reference.iter().flat_map(|time| time_reference(time)));
    keywords
}

/// Where the pole of the native coordinates is.
fn pole(sky: &SkyForm) -> [FitsKeyword; 2] {
    let [_, lat, lon_pole] = sky.pole;
    [
        FitsKeyword::new("LONPOLE", lon_pole, "[deg] native longitude of the celestial pole"),
        FitsKeyword::new("LATPOLE", lat, "[deg] latitude of the native pole"),
    ]
}

fn radesys(frame: &str) -> Vec<FitsKeyword> {
    let system = |name: &str| FitsKeyword::new("RADESYS", name, "reference system");
    let equinox = |year: f64| FitsKeyword::new("EQUINOX", year, "[a] equinox");
    match frame {
        "icrs" => vec![system("ICRS")],
        "fk5" => vec![system("FK5"), equinox(2000.0)],
        "fk4" => vec![system("FK4"), equinox(1950.0)],
        _ => Vec::new(),
    }
}

/// The time of a celestial frame. `DATE-OBS` is there for readers that do not look at `DATE-AVG`.
fn observation(time: &Time) -> [FitsKeyword; 2] {
    let text = iso(time);
    ["DATE-OBS", "DATE-AVG"].map(|name| FitsKeyword::new(name, text.as_str(), "time of the coordinate frame"))
}

fn time_scale(time: &Time) -> FitsKeyword {
    FitsKeyword::new("TIMESYS", time.scale().name().to_uppercase(), "scale of times")
}

fn observer(frame: &CelestialFrame) -> Vec<FitsKeyword> {
    let mut keywords = Vec::new();
    if let Some(Observer::Stonyhurst { lon_deg, lat_deg, radius_m }) = frame.observer {
        keywords.extend([
            FitsKeyword::new("HGLN_OBS", lon_deg, "[deg] Stonyhurst longitude of the observer"),
            FitsKeyword::new("HGLT_OBS", lat_deg, "[deg] Stonyhurst latitude of the observer"),
            FitsKeyword::new("DSUN_OBS", radius_m, "[m] distance of the observer from the Sun"),
        ]);
    }
    if let Some(radius) = frame.rsun_m {
        keywords.push(FitsKeyword::new("RSUN_REF", radius, "[m] assumed radius of the Sun"));
    }
    keywords.retain(|keyword| !matches!(keyword.value, KeywordValue::Real(x) if !x.is_finite()));
    keywords
}

/// The instant at which the time axis reads zero: as a Julian date, which is exact, and for people where milliseconds
/// can say it.
fn time_reference(time: &Time) -> Vec<FitsKeyword> {
    let (day, part) = time.julian_date();
    // A modified Julian date begins at midnight, half a day after the Julian one.
    let (day, part) = (day - 2_400_001.0, part + 0.5);
    let (day, part) = if part >= 1.0 { (day + 1.0, part - 1.0) } else { (day, part) };
    let mut keywords = vec![
        time_scale(time),
        FitsKeyword::new("MJDREFI", day as i64, "[d] reference time, whole days"),
        FitsKeyword::new("MJDREFF", part, "[d] reference time, rest"),
    ];
    let text = time.to_string();
    if Time::parse_in(&text, time.scale()).is_ok_and(|back| back == *time) {
        keywords.push(FitsKeyword::new("DATEREF", text, "reference time"));
    }
    keywords
}

/// The time with milliseconds where they are enough, else with nanoseconds.
fn iso(time: &Time) -> String {
    let text = time.to_string();
    let exact = Time::parse_in(&text, time.scale()).is_ok_and(|back| back == *time);
    if exact { text } else { format!("{time:.9}") }
}
