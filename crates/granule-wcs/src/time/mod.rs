//! Times: UTC with its leap seconds, exact to far below a nanosecond.

mod format;
mod leap;
mod parse;

use std::fmt;

pub use format::TimeFormat;
pub(crate) use parse::two_parts;

use crate::{Result, WcsError};

/// What a clock's reading means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum TimeScale {
    /// Civil time, with leap seconds. Before 1972 it is taken to be 10 s behind TAI, as it was on that day.
    #[default]
    Utc,
    /// International atomic time.
    Tai,
    /// Terrestrial time: TAI + 32.184 s.
    Tt,
    /// Barycentric dynamical time, within 10 µs: it swings about terrestrial time by 1.7 ms in a year.
    Tdb,
}

impl TimeScale {
    /// Reads `utc`, `tai`, `tt` or `tdb`.
    ///
    /// # Errors
    /// [`WcsError::UnsupportedTime`] for another scale.
    pub fn parse(text: &str) -> Result<Self> {
        match text.to_ascii_lowercase().as_str() {
            "utc" => Ok(Self::Utc),
            "tai" => Ok(Self::Tai),
            "tt" => Ok(Self::Tt),
            "tdb" => Ok(Self::Tdb),
            _ => Err(WcsError::UnsupportedTime {
                what: "scale",
                found: text.to_owned(),
                expected: "utc, tai, tt or tdb",
            }),
        }
    }

    /// The name in lower case.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Utc => "utc",
            Self::Tai => "tai",
            Self::Tt => "tt",
            Self::Tdb => "tdb",
        }
    }
}

/// An instant, with the scale it is read on.
///
/// Adding and subtracting count true (SI) seconds: leap seconds are honoured.
///
/// ```
/// use granule_wcs::Time;
///
/// let start = Time::parse("2016-12-31T23:59:59.5")?;
/// assert_eq!(start.plus_seconds(1.0).to_string(), "2016-12-31T23:59:60.500");
/// assert_eq!(Time::parse("2017-01-01 00:00:00")?.seconds_since(&start), 1.5);
/// # Ok::<(), granule_wcs::WcsError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Time {
    /// Whole TAI seconds since 2000-01-01T00:00:00 TAI.
    seconds: i64,
    /// The rest, in `[0, 1)`; NaN for an undefined time.
    fraction: f64,
    scale: TimeScale,
}

/// What a clock shows.
#[derive(Clone, Copy, Debug)]
struct Reading {
    /// Days since 2000-01-01.
    day: i64,
    /// Whole seconds of that day: 86400 within a leap second.
    second: i64,
    /// The rest of the second.
    fraction: f64,
}

/// Times further than this from 2000 (in seconds, some 30 million years) are undefined.
const HORIZON: f64 = 1e15;

impl Time {
    /// Reads `2022-10-24T19:47:33.818`; a space for the `T`, a final `Z` and a bare date will do. UTC, unless the text says
    /// otherwise.
    ///
    /// Also read are the day of the year, `2022:297:19:47:33.818`, slashes, `2022/10/24 19:47:33`, and what HMI
    /// writes, `2022.10.24_19:47:33_TAI`; as are, on TT, Julian and Besselian years, `J2022.5` and `B1950`.
    ///
    /// # Errors
    /// [`WcsError::BadTime`] for anything else.
    pub fn parse(text: &str) -> Result<Self> {
        Self::parse_in(text, None)
    }

    /// Reads a time as [`parse`](Self::parse) does, on the given scale, where one is given.
    ///
    /// # Errors
    /// [`WcsError::BadTime`] for anything else.
    pub fn parse_in(text: &str, scale: impl Into<Option<TimeScale>>) -> Result<Self> {
        parse::time(text, scale.into()).ok_or_else(|| WcsError::BadTime { text: text.to_owned() })
    }

    /// The time at a Julian date given as a sum; undefined if it is not finite or absurdly far away.
    #[must_use]
    pub fn from_julian_date(whole: f64, part: f64, scale: TimeScale) -> Self {
        // The whole days are taken off first to keep the precision of the rest.
        let from_2000 = whole - 2_451_544.5;
        let rest = from_2000.rem_euclid(1.0) + part.rem_euclid(1.0);
        let days = from_2000.floor() + part.floor() + rest.floor();
        if !(days.abs() * 86_400.0 < HORIZON && rest.is_finite()) {
            return Self::undefined(scale);
        }
        let day = days as i64;
        let seconds = rest.fract() * leap::day_length(day, scale) as f64;
        Self::from_reading(Reading { day, second: seconds.floor() as i64, fraction: seconds.fract() }, scale)
    }

    /// A time that is not known, as a lookup outside its table gives.
    #[must_use]
    pub fn undefined(scale: TimeScale) -> Self {
        Self { seconds: 0, fraction: f64::NAN, scale }
    }

    /// Whether the time is known.
    #[must_use]
    pub fn is_defined(&self) -> bool {
        !self.fraction.is_nan()
    }

    /// The scale on which the time is read.
    #[must_use]
    pub fn scale(&self) -> TimeScale {
        self.scale
    }

    /// The time so many SI seconds later; undefined if that is NaN or absurdly far away.
    #[must_use]
    pub fn plus_seconds(&self, seconds: f64) -> Self {
        let whole = seconds.floor();
        if !(whole.abs() < HORIZON && self.is_defined()) {
            return Self::undefined(self.scale);
        }
        let sum = self.fraction + (seconds - whole);
        let carry = i64::from(sum >= 1.0);
        Self {
            seconds: self.seconds.saturating_add(whole as i64).saturating_add(carry),
            fraction: if carry == 1 { sum - 1.0 } else { sum },
            scale: self.scale,
        }
    }

    /// SI seconds from the earlier time to this one.
    #[must_use]
    pub fn seconds_since(&self, earlier: &Self) -> f64 {
        self.seconds.saturating_sub(earlier.seconds) as f64 + (self.fraction - earlier.fraction)
    }

    /// The Julian date in two parts, as astropy splits it: a whole number and a rest within half a day of it.
    #[must_use]
    pub fn julian_date(&self) -> (f64, f64) {
        let reading = self.reading();
        let length = leap::day_length(reading.day, self.scale) as f64;
        (reading.day as f64 + 2_451_545.0, (reading.second as f64 + reading.fraction) / length - 0.5)
    }

    /// Seconds of TAI since 2000-01-01T00:00:00 TAI, as far as one number holds them; NaN if undefined.
    pub(crate) fn tai_seconds(&self) -> f64 {
        self.seconds as f64 + self.fraction
    }

    /// Julian centuries of TT since J2000.
    pub(crate) fn julian_centuries(&self) -> f64 {
        // J2000 is noon of TT, 32.184 s ahead of TAI.
        (self.tai_seconds() - 43_200.0 + 32.184) / (36_525.0 * 86_400.0)
    }

    fn from_reading(reading: Reading, scale: TimeScale) -> Self {
        let (seconds, fraction) = leap::to_tai(reading, scale);
        Self { seconds, fraction, scale }
    }

    fn reading(&self) -> Reading {
        leap::from_tai(self.seconds, self.fraction, self.scale)
    }
}

impl PartialEq for Time {
    /// The same instant to within 1 ns, whatever the scale; undefined times equal nothing.
    fn eq(&self, other: &Self) -> bool {
        self.seconds_since(other).abs() < 1e-9
    }
}

impl fmt::Display for Time {
    /// ISO 8601 with milliseconds, or as many decimals as asked for (`{time:.9}`, at most 12):
    /// `2022-10-24T19:47:44.503`; or `undefined`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.is_defined() {
            return f.write_str("undefined");
        }
        let decimals = f.precision().unwrap_or(3).min(12);
        let unit = 10_f64.powi(-(decimals as i32));
        // Half a unit on, cutting off is rounding, and carries come right by themselves.
        let reading = self.plus_seconds(0.5 * unit).reading();
        let (year, month, date) = leap::civil_from_days(reading.day);
        // A leap second is the 61st of the last minute.
        let minutes = (reading.second / 60).min(1439);
        let (hour, minute, second) = (minutes / 60, minutes % 60, reading.second - minutes * 60);
        write!(f, "{year:04}-{month:02}-{date:02}T{hour:02}:{minute:02}:{second:02}")?;
        if decimals == 0 {
            return Ok(());
        }
        let digits = ((reading.fraction / unit).floor() as u64).min(10_u64.pow(decimals as u32) - 1);
        write!(f, ".{digits:0decimals$}")
    }
}

#[cfg(test)]
mod tests;
