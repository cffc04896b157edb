//! ISO 8601 times as astronomical files write them.

use super::{Reading, Time, TimeScale, leap};

/// The time, or `None` where the text is not one.
pub(super) fn iso(text: &str, scale: TimeScale) -> Option<Time> {
    let text = text.trim();
    let text = text.strip_suffix('Z').unwrap_or(text);
    let (date, clock) = text.split_once(['T', ' ']).unwrap_or((text, "00:00:00"));
    let day = date_of(date)?;
    let (second, fraction) = clock_of(clock.trim())?;
    if second >= leap::day_length(day, scale) {
        return None;
    }
    Some(Time::from_reading(Reading { day, second, fraction }, scale))
}

fn date_of(text: &str) -> Option<i64> {
    let mut parts = text.split('-');
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
