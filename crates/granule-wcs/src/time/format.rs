//! Times as numbers: Julian dates, years, seconds since an epoch.

use super::{HORIZON, Reading, Time, TimeScale, leap};
use crate::{Result, WcsError};

/// How a number stands for a time. The names are those of astropy and ASDF.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TimeFormat {
    /// `jd`: the Julian date.
    JulianDate,
    /// `mjd`: the Julian date less 2400000.5.
    ModifiedJulianDate,
    /// `byear`: the Besselian year.
    BesselianYear,
    /// `jyear`: the Julian year.
    JulianYear,
    /// `decimalyear`: the calendar year, and how much of it has passed.
    DecimalYear,
    /// `unix`: seconds of UTC since 1970, leap seconds not counted.
    Unix,
    /// `unix_tai`: seconds since 1970-01-01 of TAI.
    UnixTai,
    /// `utime`: seconds of UTC since 1979, leap seconds not counted.
    Utime,
    /// `gps`: seconds since 1980-01-06 of UTC.
    Gps,
    /// `cxcsec`: seconds since 1998-01-01 of TT.
    ChandraSeconds,
    /// `tai_seconds`: seconds since 1958-01-01 of TAI.
    TaiSeconds,
}

const NAMES: [(TimeFormat, &str); 11] = [
    (TimeFormat::JulianDate, "jd"),
    (TimeFormat::ModifiedJulianDate, "mjd"),
    (TimeFormat::BesselianYear, "byear"),
    (TimeFormat::JulianYear, "jyear"),
    (TimeFormat::DecimalYear, "decimalyear"),
    (TimeFormat::Unix, "unix"),
    (TimeFormat::UnixTai, "unix_tai"),
    (TimeFormat::Utime, "utime"),
    (TimeFormat::Gps, "gps"),
    (TimeFormat::ChandraSeconds, "cxcsec"),
    (TimeFormat::TaiSeconds, "tai_seconds"),
];

const NAME_LIST: &str =
    "jd, mjd, byear, jyear, decimalyear, unix, unix_tai, utime, gps, cxcsec or tai_seconds";

/// The Besselian year 1900, as a Julian date, and the days of a tropical year then (Lieske 1979).
const BESSELIAN: (f64, f64) = (2_415_020.313_52, 365.242_198_781);

impl TimeFormat {
    /// Reads a format's name: `mjd`.
    ///
    /// # Errors
    /// [`WcsError::UnsupportedTime`] for another one.
    pub fn parse(text: &str) -> Result<Self> {
        let known = NAMES.iter().find(|(_, name)| name.eq_ignore_ascii_case(text));
        known.map(|(format, _)| *format).ok_or_else(|| WcsError::UnsupportedTime {
            what: "format",
            found: text.to_owned(),
            expected: NAME_LIST,
        })
    }

    /// The name: `mjd`.
    #[must_use]
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(format, _)| *format == self).map_or("", |(_, name)| name)
    }

    /// The scale astropy takes a time in this format to be on, if nothing is said.
    #[must_use]
    pub fn default_scale(self) -> TimeScale {
        match self {
            Self::BesselianYear | Self::JulianYear | Self::ChandraSeconds => TimeScale::Tt,
            Self::Gps | Self::UnixTai | Self::TaiSeconds => TimeScale::Tai,
            _ => TimeScale::Utc,
        }
    }

    /// For formats that count days: the Julian date of day 0, in two parts.
    fn days(self) -> Option<(f64, f64)> {
        match self {
            Self::JulianDate => Some((0.0, 0.0)),
            Self::ModifiedJulianDate => Some((2_400_000.0, 0.5)),
            _ => None,
        }
    }

    /// For formats that count true seconds: the epoch in TAI seconds since 2000.
    fn epoch(self) -> Option<(i64, f64)> {
        let midnight = |year, month, day| leap::days_from_civil(year, month, day) * 86_400;
        match self {
            Self::UnixTai => Some((midnight(1970, 1, 1), 0.0)),
            Self::Gps => Some((midnight(1980, 1, 6) + 19, 0.0)),
            Self::ChandraSeconds => Some((midnight(1998, 1, 1) - 33, 0.816)),
            Self::TaiSeconds => Some((midnight(1958, 1, 1), 0.0)),
            _ => None,
        }
    }

    /// For formats that count seconds of UTC as if there were no leap seconds: the day of second 0.
    fn leapless_epoch(self) -> Option<i64> {
        match self {
            Self::Unix => Some(leap::days_from_civil(1970, 1, 1)),
            Self::Utime => Some(leap::days_from_civil(1979, 1, 1)),
            _ => None,
        }
    }
}

impl Time {
    /// The time that a number stands for, given as a sum of two so as to keep its last digits; undefined if it is not
    /// finite or absurdly far away.
    ///
    /// `scale` is that on which dates and years are read, and on which the time is shown.
    #[must_use]
    pub fn from_value(value: f64, rest: f64, format: TimeFormat, scale: TimeScale) -> Self {
        if let Some((epoch, fraction)) = format.epoch() {
            let start = Self { seconds: epoch, fraction, scale };
            return start.plus_seconds(value).plus_seconds(rest);
        }
        if let Some(epoch) = format.leapless_epoch() {
            return Self::from_leapless(epoch, value).plus_seconds(rest).in_scale(scale);
        }
        if let Some((whole, part)) = format.days() {
            return Self::from_julian_date(
                whole + value.floor(),
                part + (value - value.floor()) + rest,
                scale,
            );
        }
        match format {
            TimeFormat::BesselianYear => {
                let days = (value - 1900.0) * BESSELIAN.1;
                Self::from_julian_date(BESSELIAN.0, days + rest * BESSELIAN.1, scale)
            }
            TimeFormat::JulianYear => {
                Self::from_julian_date(2_451_545.0, (value - 2000.0) * 365.25 + rest * 365.25, scale)
            }
            _ => Self::from_decimal_year(value, rest, scale),
        }
    }

    /// The number that stands for the time; NaN if it is undefined.
    #[must_use]
    pub fn value(&self, format: TimeFormat) -> f64 {
        if !self.is_defined() {
            return f64::NAN;
        }
        if let Some((epoch, fraction)) = format.epoch() {
            return self.seconds_since(&Self { seconds: epoch, fraction, scale: self.scale });
        }
        if let Some(day) = format.leapless_epoch() {
            let reading = self.in_scale(TimeScale::Utc).reading();
            // A leap second reads like the second after it.
            let seconds = reading.day.saturating_sub(day).saturating_mul(86_400);
            return seconds.saturating_add(reading.second) as f64 + reading.fraction;
        }
        let (whole, part) = self.julian_date();
        if let Some((start, rest)) = format.days() {
            return (whole - start) + (part - rest);
        }
        match format {
            TimeFormat::BesselianYear => 1900.0 + ((whole - BESSELIAN.0) + part) / BESSELIAN.1,
            TimeFormat::JulianYear => 2000.0 + ((whole - 2_451_545.0) + part) / 365.25,
            _ => self.decimal_year(),
        }
    }

    /// The same instant, read on another scale.
    #[must_use]
    pub fn in_scale(&self, scale: TimeScale) -> Self {
        Self { scale, ..*self }
    }

    /// The reading of a clock of UTC that counts days of 86400 seconds, as POSIX has it: no value stands for a leap second,
    /// and nothing is stretched on a day that ends in one.
    fn from_leapless(epoch: i64, value: f64) -> Self {
        if value.is_nan() || value.abs() >= HORIZON {
            return Self::undefined(TimeScale::Utc);
        }
        let (day, second) = ((value / 86_400.0).floor(), value.rem_euclid(86_400.0));
        let reading =
            Reading { day: epoch + day as i64, second: second.floor() as i64, fraction: second.fract() };
        Self::from_reading(reading, TimeScale::Utc)
    }

    fn from_decimal_year(value: f64, rest: f64, scale: TimeScale) -> Self {
        let year = value.floor();
        if !(year.abs() < 1e6 && rest.is_finite()) {
            return Self::undefined(scale);
        }
        let (start, length) = year_span(year as i64, scale);
        start.plus_seconds(((value - year) + rest) * length)
    }

    fn decimal_year(&self) -> f64 {
        let (year, ..) = leap::civil_from_days(self.reading().day);
        let (start, length) = year_span(year, self.scale);
        year as f64 + self.seconds_since(&start) / length
    }
}

/// Where a year begins, and its length in SI seconds.
fn year_span(year: i64, scale: TimeScale) -> (Time, f64) {
    let start = |year| {
        let day = leap::days_from_civil(year, 1, 1);
        Time::from_reading(Reading { day, second: 0, fraction: 0.0 }, scale)
    };
    let (start, end) = (start(year), start(year.saturating_add(1)));
    (start, end.seconds_since(&start))
}
