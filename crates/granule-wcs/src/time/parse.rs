//! Times as astronomical files write them.

use super::{Reading, Time, TimeFormat, TimeScale, leap};

/// The time, or `None` where the text is not one.
pub(super) fn time(text: &str, scale: Option<TimeScale>) -> Option<Time> {
    let text = text.trim();
    for (letter, format) in [("J", TimeFormat::JulianYear), ("B", TimeFormat::BesselianYear)] {
        if let Some(number) = text.strip_prefix(letter) {
            let (whole, rest) = two_parts(number)?;
            return Some(Time::from_value(whole, rest, format, scale.unwrap_or(format.default_scale())));
        }
    }
    let (text, named) = without_scale(text);
    calendar(text, scale.or(named).unwrap_or_default())
}

/// A decimal number as a whole one and a rest, so that no digit is lost.
pub(crate) fn two_parts(text: &str) -> Option<(f64, f64)> {
    let text = text.trim();
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let unsigned = whole.strip_prefix(['-', '+']).unwrap_or(whole);
    if unsigned.is_empty() || !digits(unsigned) || !digits(decimals) {
        return None;
    }
    let sign = if whole.starts_with('-') { "-" } else { "" };
    Some((whole.parse().ok()?, format!("{sign}0.{decimals}0").parse().ok()?))
}

/// The text without a scale behind it, and that scale.
fn without_scale(text: &str) -> (&str, Option<TimeScale>) {
    if let Some(text) = text.strip_suffix('Z') {
        return (text, Some(TimeScale::Utc));
    }
    let split = text.rsplit_once('_').filter(|(_, name)| name.starts_with(|c: char| c.is_ascii_alphabetic()));
    match split.and_then(|(text, name)| Some((text, TimeScale::parse(name).ok()?))) {
        Some((text, scale)) => (text, Some(scale)),
        None => (text, None),
    }
}

fn calendar(text: &str, scale: TimeScale) -> Option<Time> {
    let (day, clock) = match text.split_once(['T', ' ', '_']) {
        Some((date, clock)) => (date_of(date)?, clock),
        None if text.contains(':') => day_of_year(text)?,
        None => (date_of(text)?, "00:00:00"),
    };
    let (second, fraction) = clock_of(clock.trim())?;
    if second >= leap::day_length(day, scale) {
        return None;
    }
    Some(Time::from_reading(Reading { day, second, fraction }, scale))
}

/// The day of `2022:297:19:47:33.818`, and the clock behind it.
fn day_of_year(text: &str) -> Option<(i64, &str)> {
    let mut parts = text.splitn(3, ':');
    let (year, number) = (digits(parts.next()?, 4)?, digits(parts.next()?, 3)?);
    let day = leap::days_from_civil(year, 1, 1) + number - 1;
    let exists = number >= 1 && leap::civil_from_days(day).0 == year;
    exists.then_some((day, parts.next().unwrap_or("00:00:00")))
}

fn date_of(text: &str) -> Option<i64> {
    let separator = ['-', '/', '.'].into_iter().find(|mark| text.contains(*mark))?;
    let mut parts = text.split(separator);
    let (year, month, date) =
        (digits(parts.next()?, 4)?, digits(parts.next()?, 2)?, digits(parts.next()?, 2)?);
    let day = leap::days_from_civil(year, month, date);
    // 30 February comes back as a day of March.
    let exists = leap::civil_from_days(day) == (year, month, date);
    (parts.next().is_none() && exists).then_some(day)
}

/// Whole seconds of the day, and the rest of a second.
fn clock_of(text: &str) -> Option<(i64, f64)> {
    let mut parts = text.split(':');
    let (hour, minute) = (digits(parts.next()?, 2)?, digits(parts.next()?, 2)?);
    let seconds = parts.next().unwrap_or("00");
    let (whole, decimals) = seconds.split_once('.').unwrap_or((seconds, ""));
    let whole = digits(whole, 2)?;
    let all_digits = decimals.bytes().all(|b| b.is_ascii_digit());
    let fraction = if decimals.is_empty() { 0.0 } else { format!("0.{decimals}").parse().ok()? };
    // Second 60 exists only at the end of a day; whether on this one, the caller knows.
    let last = if (hour, minute) == (23, 59) { 60 } else { 59 };
    let exists = hour <= 23 && minute <= 59 && whole <= last;
    (parts.next().is_none() && all_digits && exists).then_some((hour * 3600 + minute * 60 + whole, fraction))
}

fn digits(text: &str, count: usize) -> Option<i64> {
    (text.len() == count && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}
