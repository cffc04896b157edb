//! The calendar, and the leap seconds that tie UTC to atomic time.

use super::{Reading, TimeScale};

/// Days since 2000-01-01 on which TAI − UTC took a new value, and that value (IERS Bulletin C, to 2017).
const STEPS: [(i64, i64); 28] = [
    (-10_227, 10), // 1972-01-01
    (-10_045, 11), // 1972-07-01
    (-9_861, 12),  // 1973-01-01
    (-9_496, 13),  // 1974-01-01
    (-9_131, 14),  // 1975-01-01
    (-8_766, 15),  // 1976-01-01
    (-8_400, 16),  // 1977-01-01
    (-8_035, 17),  // 1978-01-01
    (-7_670, 18),  // 1979-01-01
    (-7_305, 19),  // 1980-01-01
    (-6_758, 20),  // 1981-07-01
    (-6_393, 21),  // 1982-07-01
    (-6_028, 22),  // 1983-07-01
    (-5_297, 23),  // 1985-07-01
    (-4_383, 24),  // 1988-01-01
    (-3_652, 25),  // 1990-01-01
    (-3_287, 26),  // 1991-01-01
    (-2_740, 27),  // 1992-07-01
    (-2_375, 28),  // 1993-07-01
    (-2_010, 29),  // 1994-07-01
    (-1_461, 30),  // 1996-01-01
    (-914, 31),    // 1997-07-01
    (-365, 32),    // 1999-01-01
    (2_192, 33),   // 2006-01-01
    (3_288, 34),   // 2009-01-01
    (4_565, 35),   // 2012-07-01
    (5_660, 36),   // 2015-07-01
    (6_210, 37),   // 2017-01-01
];

/// TAI − UTC on a day. Before 1972, when UTC was steered otherwise, the first value is used.
fn offset_on(day: i64) -> i64 {
    STEPS.iter().rev().find(|(start, _)| *start <= day).map_or(10, |&(_, offset)| offset)
}

/// The seconds of a day: 86401 where a leap second ends it.
pub(super) fn day_length(day: i64, scale: TimeScale) -> i64 {
    match scale {
        TimeScale::Utc => 86_400 + offset_on(day.saturating_add(1)) - offset_on(day),
        TimeScale::Tai | TimeScale::Tt | TimeScale::Tdb => 86_400,
    }
}

/// TT − TAI, whole seconds and the rest.
const TT_AHEAD: (i64, f64) = (32, 0.184);

/// TDB − TT in seconds, at so many seconds of either since 2000-01-01T00:00:00 (USNO Circular 179, equation 2.6: to
/// 10 µs from 1600 to 2200).
fn tdb_ahead(shown: i64) -> f64 {
    let t = shown.saturating_sub(43_200) as f64 / (36_525.0 * 86_400.0);
    let wave = |size: f64, rate: f64, phase: f64| size * (rate * t + phase).sin();
    wave(0.001_657, 628.3076, 6.2401)
        + wave(0.000_022, 575.3385, 4.2970)
        + wave(0.000_014, 1256.6152, 6.1969)
        + wave(0.000_005, 606.9777, 4.0212)
        + wave(0.000_005, 52.9691, 0.4444)
        + wave(0.000_002, 21.3299, 5.5431)
        + t * wave(0.000_010, 628.3076, 4.2490)
}

/// TAI seconds since 2000-01-01T00:00:00 and fraction, of a reading.
pub(super) fn to_tai(reading: Reading, scale: TimeScale) -> (i64, f64) {
    let shown = reading.day.saturating_mul(86_400).saturating_add(reading.second);
    match scale {
        TimeScale::Utc => (shown.saturating_add(offset_on(reading.day)), reading.fraction),
        TimeScale::Tai => (shown, reading.fraction),
        TimeScale::Tt => carry(shown.saturating_sub(TT_AHEAD.0), reading.fraction - TT_AHEAD.1),
        TimeScale::Tdb => {
            let ahead = TT_AHEAD.1 + tdb_ahead(shown);
            carry(shown.saturating_sub(TT_AHEAD.0), reading.fraction - ahead)
        }
    }
}

/// The reading at TAI seconds since 2000-01-01T00:00:00 and a fraction.
pub(super) fn from_tai(seconds: i64, fraction: f64, scale: TimeScale) -> Reading {
    match scale {
        TimeScale::Utc => utc_reading(seconds, fraction),
        TimeScale::Tai => uniform_reading(seconds, fraction),
        TimeScale::Tt | TimeScale::Tdb => {
            let shown = seconds.saturating_add(TT_AHEAD.0);
            let ahead = if scale == TimeScale::Tdb { tdb_ahead(shown) } else { 0.0 };
            let (seconds, fraction) = carry(shown, fraction + (TT_AHEAD.1 + ahead));
            uniform_reading(seconds, fraction)
        }
    }
}

fn utc_reading(tai: i64, fraction: f64) -> Reading {
    for &(start, offset) in STEPS.iter().rev() {
        let midnight = start * 86_400;
        if tai >= midnight + offset {
            return uniform_reading(tai - offset, fraction);
        }
        // Within the leap second just before midnight; the first step (1972) had none of that kind.
        if offset > 10 && tai == midnight + offset - 1 {
            return Reading { day: start - 1, second: 86_400, fraction };
        }
    }
    uniform_reading(tai.saturating_sub(10), fraction)
}

fn uniform_reading(seconds: i64, fraction: f64) -> Reading {
    Reading { day: seconds.div_euclid(86_400), second: seconds.rem_euclid(86_400), fraction }
}

fn carry(seconds: i64, fraction: f64) -> (i64, f64) {
    let whole = fraction.floor();
    (seconds.saturating_add(whole as i64), fraction - whole)
}

/// Days since 2000-01-01 of a date in the Gregorian calendar.
pub(super) fn days_from_civil(year: i64, month: i64, date: i64) -> i64 {
    // Years that begin in March put the leap day last (H. Hinnant's algorithm).
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + date - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    // 730425 days lie between 0000-03-01 and 2000-01-01.
    era * 146_097 + day_of_era - 730_425
}

/// Year, month and date of a day counted from 2000-01-01.
pub(super) fn civil_from_days(day: i64) -> (i64, i64, i64) {
    let day = day.saturating_add(730_425);
    let era = day.div_euclid(146_097);
    let day_of_era = day.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day_of_year - (153 * shifted + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds_first_days_of_january_or_july_in_order() {
        for (&(day, offset), n) in STEPS.iter().zip(10..) {
            let (year, month, date) = civil_from_days(day);
            assert_eq!((offset, date), (n, 1), "{year}-{month}");
            assert!(month == 1 || month == 7, "{year}-{month}");
            assert_eq!(days_from_civil(year, month, date), day);
        }
        assert!(STEPS.is_sorted());
    }
}
