//! Times in headers (paper IV).

use super::axis::Axis;
use super::header::Header;
use crate::{Time, TimeScale};

/// The time at which the observation was made: its middle, else its beginning.
pub(super) fn observation(header: &Header<'_>) -> Option<Time> {
    let scale = scale(header);
    let written = ["DATE-AVG", "DATE-OBS", "DATE_OBS", "DATE-BEG"].into_iter();
    let mut written = written.filter_map(|name| {
        let date = header.plain_text(name)?;
        let clock =
            header.plain_text("TIME-OBS").filter(|_| name == "DATE-OBS" && !date.contains(['T', ' ', ':']));
        parse(&clock.map_or_else(|| date.clone(), |clock| format!("{date}T{clock}")), scale)
    });
    let mjd = || {
        let day = ["MJD-AVG", "MJD-OBS"].into_iter().find_map(|name| header.plain_real(name))?;
        Some(Time::from_julian_date(2_400_000.5, day, scale))
    };
    written.next().or_else(mjd)
}

/// The instant at which an axis of time reads zero; `None` on a scale that is not known here.
pub(super) fn reference(header: &Header<'_>, axis: &Axis) -> Option<Time> {
    let scale = match axis.quantity.as_str() {
        "TIME" => scale(header),
        named => known_scale(named)?,
    };
    let days = |name: &str, origin: f64| {
        let whole = header.plain_real(&format!("{name}I"));
        let rest = header.plain_real(&format!("{name}F"));
        let (whole, rest) = match (whole, rest, header.plain_real(name)) {
            (None, None, day) => (day?, 0.0),
            (whole, rest, _) => (whole.unwrap_or(0.0), rest.unwrap_or(0.0)),
        };
        Some(Time::from_julian_date(origin + whole, rest, scale))
    };
    let written = || parse(&header.plain_text("DATEREF")?, scale);
    // The standard: where nothing is said, times count from MJD 0.
    let default = || Time::from_julian_date(2_400_000.5, 0.0, scale);
    Some(days("MJDREF", 2_400_000.5).or_else(|| days("JDREF", 0.0)).or_else(written).unwrap_or_else(default))
}

fn scale(header: &Header<'_>) -> TimeScale {
    header.plain_text("TIMESYS").and_then(|name| known_scale(&name.to_ascii_uppercase())).unwrap_or_default()
}

fn known_scale(name: &str) -> Option<TimeScale> {
    Some(match name {
        "UTC" | "GMT" | "UT" => TimeScale::Utc,
        "TAI" | "IAT" => TimeScale::Tai,
        "TT" | "TDT" => TimeScale::Tt,
        "TDB" | "ET" => TimeScale::Tdb,
        _ => return None,
    })
}

/// ISO 8601, also with slashes between the parts of the date, or a zone that says UTC.
fn parse(text: &str, scale: TimeScale) -> Option<Time> {
    let text = text.trim().trim_end_matches("UTC").trim_end_matches('Z').trim();
    Time::parse_in(&text.replace('/', "-").replace("_TAI", ""), scale).ok()
}
