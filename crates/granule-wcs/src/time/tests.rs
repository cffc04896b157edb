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

#[test]
fn times_are_read_in_the_other_forms_files_hold() {
    assert_eq!(time("2022:297:19:47:33.818"), time("2022-10-24T19:47:33.818"));
    assert_eq!(time("2024:366"), time("2024-12-31"));
    assert_eq!(time("2022/10/24 19:47:33"), time("2022-10-24T19:47:33"));
    let tai = time("2022.10.24_19:47:33_TAI");
    assert_eq!((tai.to_string().as_str(), tai.scale()), ("2022-10-24T19:47:33.000", TimeScale::Tai));
    assert_eq!(time("J2000.0"), Time::parse_in("2000-01-01T12:00:00", TimeScale::Tt).unwrap());
    assert_eq!(time("J2000").scale(), TimeScale::Tt);
    for bad in ["2023:366", "2022:000", "J", "Jx", "B19.5.0", "2022.10.24_19:47:33_UT1", "2022/13/01"] {
        assert!(Time::parse(bad).is_err(), "{bad}");
    }
}

/// Values that astropy 8.0.2 gives for 2022-10-24T19:47:44.503 UTC: `Time(...).to_value(format)`.
#[test]
fn numbers_stand_for_times_as_in_astropy() {
    let instant = time("2022-10-24T19:47:44.503");
    for (format, scale, value) in [
        ("jd", TimeScale::Utc, 2_459_877.324_820_637),
        ("mjd", TimeScale::Utc, 59_876.824_820_636_576),
        ("mjd", TimeScale::Tai, 59_876.825_248_877_316),
        ("byear", TimeScale::Tt, 2_022.814_429_031_169),
        ("jyear", TimeScale::Tt, 2_022.812_664_261_129),
        ("decimalyear", TimeScale::Utc, 2_022.813_218_686_675_6),
        ("unix", TimeScale::Utc, 1_666_640_864.503),
        ("unix_tai", TimeScale::Tai, 1_666_640_901.503),
        ("gps", TimeScale::Tai, 1_350_676_082.503),
        ("cxcsec", TimeScale::Tt, 783_028_133.687),
        ("tai_seconds", TimeScale::Tai, 2_045_332_101.503),
    ] {
        let format = TimeFormat::parse(format).unwrap();
        let found = instant.in_scale(scale).value(format);
        assert!((found / value - 1.0).abs() < 3e-16, "{}: {found} for {value}", format.name());
        let back = Time::from_value(value, 0.0, format, scale);
        // The last digits of the number.
        let digit = value.abs()
            * 2.3e-16
            * if value < 3000.0 {
                3.2e7
            } else if value < 3e6 {
                86_400.0
            } else {
                1.0
            };
        assert!(back.seconds_since(&instant).abs() <= 2.0 * digit + 1e-9, "{}: {back:.9}", format.name());
        assert_eq!(back.scale(), scale);
    }
    // POSIX: the second before a leap second is a whole second before the one it shares its number with.
    let last = Time::from_value(1_483_228_799.0, 0.0, TimeFormat::Unix, TimeScale::Utc);
    assert_eq!(last, time("2016-12-31T23:59:59"));
    assert_eq!(last.plus_seconds(1.5).value(TimeFormat::Unix), 1_483_228_800.5);
    let message = TimeFormat::parse("stardate").unwrap_err().to_string();
    assert!(message.starts_with("unsupported time format \"stardate\"; use jd, mjd"), "{message}");
}

#[test]
fn barycentric_time_swings_about_terrestrial_time() {
    // astropy 8.0.2: Time("2022-04-05", scale="tdb").tt and so on.
    for (text, ahead) in [("2022-04-05T00:00:00", 0.001_664_867), ("2022-10-05T00:00:00", -0.001_662_988)] {
        let tdb = Time::parse_in(text, TimeScale::Tdb).unwrap();
        let tt = Time::parse_in(text, TimeScale::Tt).unwrap();
        assert!((tt.seconds_since(&tdb) - ahead).abs() < 1e-5, "{}", tt.seconds_since(&tdb));
        assert_eq!(tdb.to_string(), format!("{text}.000"));
    }
}

#[test]
fn decimals_are_shown_on_request() {
    let instant = time("2016-12-31T23:59:60.123456789");
    assert_eq!(format!("{instant:.9}"), "2016-12-31T23:59:60.123456789");
    assert_eq!(format!("{instant:.0}"), "2016-12-31T23:59:60");
    assert_eq!(format!("{:.6}", time("2016-12-31T23:59:59.9999999")), "2016-12-31T23:59:60.000000");
    assert_eq!(format!("{instant:.12}"), "2016-12-31T23:59:60.123456789000");
}

proptest! {
    #[test]
    fn a_number_survives_being_a_time(seconds in -8e8_f64..3e9, n in 0_usize..11, scale in 0_usize..4) {
        let format = TimeFormat::parse(["jd", "mjd", "byear", "jyear", "decimalyear", "unix", "unix_tai", "utime", "gps", "cxcsec", "tai_seconds"][n]).unwrap();
        let scale = [TimeScale::Utc, TimeScale::Tai, TimeScale::Tt, TimeScale::Tdb][scale];
        let start = Time::parse("2000-01-01").unwrap().plus_seconds(seconds).in_scale(scale);
        let value = start.value(format);
        let back = Time::from_value(value, 0.0, format, scale);
        prop_assert!((back.value(format) - value).abs() <= 4e-16 * value.abs(), "{} {value}", format.name());
        // The last digit of a Julian date is 40 µs, of a year 7 µs of a day.
        prop_assert!(back.seconds_since(&start).abs() < 2e-5 * 3.0, "{} {start:.9} {back:.9}", format.name());
    }

    #[test]
    fn what_is_added_is_the_difference(days in -12_000_i64..12_000, second in 0_i64..86_400, dt in -1e8_f64..1e8) {
        let start = Time::from_reading(Reading { day: days, second, fraction: 0.25 }, TimeScale::Utc);
        let end = start.plus_seconds(dt);
        prop_assert!((end.seconds_since(&start) - dt).abs() <= 1e-8);
        let shown = Time::parse(&end.to_string()).unwrap();
        prop_assert!(shown.seconds_since(&end).abs() <= 0.000_501);
    }

    #[test]
    fn any_number_is_a_time_or_undefined(value in proptest::num::f64::ANY, rest in proptest::num::f64::ANY, n in 0_usize..11) {
        let format = TimeFormat::parse(["jd", "mjd", "byear", "jyear", "decimalyear", "unix", "unix_tai", "utime", "gps", "cxcsec", "tai_seconds"][n]).unwrap();
        for scale in [TimeScale::Utc, TimeScale::Tdb] {
            let mut time = Time::from_value(value, rest, format, scale);
            for _ in 0..20_000 {
                time = time.plus_seconds(9.9e14 * value.signum());
            }
            prop_assert_eq!(time.value(format).is_nan(), !time.is_defined());
            prop_assert!(!time.to_string().is_empty());
        }
    }

    #[test]
    fn any_text_is_a_time_or_an_error(text in "[0-9T :.Z-]{0,26}") {
        prop_assert!(Time::parse(&text).map_or(true, |t| t.is_defined()));
    }
}
