//! Times, leap seconds included.

use proptest::prelude::*;

use super::*;

fn time(text: &str) -> Time {
    Time::parse(text).unwrap()
}

#[test]
fn seconds_are_added_to_a_reference() {
    let reference = time("2022-10-24T19:47:33.818");
    assert_eq!(reference.plus_seconds(10.685000000004052).to_string(), "2022-10-24T19:47:44.503");
    assert_eq!(reference.plus_seconds(-33.818).to_string(), "2022-10-24T19:47:00.000");
    assert_eq!(reference.plus_seconds(86_400.0).to_string(), "2022-10-25T19:47:33.818");
    assert!(!reference.plus_seconds(f64::NAN).is_defined());
    assert_eq!(reference.plus_seconds(f64::INFINITY).to_string(), "undefined");
}

#[test]
fn leap_seconds_count() {
    let before = time("2016-12-31T23:59:59");
    let after = time("2017-01-01T00:00:00");
    assert_eq!(after.seconds_since(&before), 2.0);
    assert_eq!(before.plus_seconds(1.25).to_string(), "2016-12-31T23:59:60.250");
    assert_eq!(time("2016-12-31T23:59:60.250").plus_seconds(0.75), after);
    assert!(Time::parse("2018-12-31T23:59:60").is_err());
    assert_eq!(time("1999-01-01").seconds_since(&time("1998-12-31")), 86_401.0);
}

#[test]
fn julian_dates_split_as_in_astropy() {
    let (whole, part) = time("2022-10-24T19:47:44.503").julian_date();
    assert_eq!(whole, 2_459_877.0);
    assert!((part - 0.324_820_636_574_074_1).abs() < 1e-15);
    assert_eq!(time("2000-01-01T12:00:00").julian_date(), (2_451_545.0, 0.0));
    assert_eq!(Time::from_julian_date(2_459_877.0, part, TimeScale::Utc), time("2022-10-24T19:47:44.503"));
    assert!(!Time::from_julian_date(f64::NAN, 0.0, TimeScale::Utc).is_defined());
}

#[test]
fn scales_differ_by_known_amounts() {
    let utc = time("2020-01-01T00:00:00");
    let tai = Time::parse_in("2020-01-01T00:00:37", TimeScale::Tai).unwrap();
    let tt = Time::parse_in("2020-01-01T00:01:09.184", TimeScale::Tt).unwrap();
    assert_eq!(utc, tai);
    assert_eq!(utc, tt);
    assert_eq!(tt.to_string(), "2020-01-01T00:01:09.184");
    assert!(TimeScale::parse("ut1").is_err());
}

#[test]
fn times_are_read_in_the_forms_files_hold() {
    assert_eq!(time("2022-10-24 19:47:33.818"), time("2022-10-24T19:47:33.818Z"));
    assert_eq!(time("2022-10-24").to_string(), "2022-10-24T00:00:00.000");
    assert_eq!(time("2024-02-29T06:30").to_string(), "2024-02-29T06:30:00.000");
    for bad in [
        "",
        "now",
        "2022-13-01",
        "2023-02-29",
        "2022-10-24T25:00:00",
        "2022-10-24T1:2:3",
        "2022-10-24T00:00:60",
    ] {
        let message = Time::parse(bad).unwrap_err().to_string();
        assert!(message.contains("write it as 2022"), "{bad}: {message}");
    }
}

proptest! {
    #[test]
    fn what_is_added_is_the_difference(days in -12_000_i64..12_000, second in 0_i64..86_400, dt in -1e8_f64..1e8) {
        let start = Time::from_reading(Reading { day: days, second, fraction: 0.25 }, TimeScale::Utc);
        let end = start.plus_seconds(dt);
        prop_assert!((end.seconds_since(&start) - dt).abs() <= 1e-8);
        let shown = Time::parse(&end.to_string()).unwrap();
        prop_assert!(shown.seconds_since(&end).abs() <= 0.000_501);
    }

    #[test]
    fn any_text_is_a_time_or_an_error(text in "[0-9T :.Z-]{0,26}") {
        prop_assert!(Time::parse(&text).map_or(true, |t| t.is_defined()));
    }
}
