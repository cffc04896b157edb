//! Unit strings and conversions.

use proptest::prelude::*;

use super::*;

fn factor(from: &str, to: &str) -> f64 {
    Unit::parse(from).factor_to(&Unit::parse(to)).unwrap()
}

#[test]
fn powers_of_ten_and_angles_convert_exactly() {
    assert_eq!(factor("m", "nm"), 1e9);
    assert_eq!(factor("nm", "m"), 1e-9);
    assert_eq!(factor("deg", "arcsec"), 3600.0);
    assert_eq!(factor("arcsec", "deg"), 1.0 / 3600.0);
    assert_eq!(factor("km", "m"), 1000.0);
    assert_eq!(factor("erg", "J"), 1e-7);
    assert_eq!(factor("G", "T"), 1e-4);
    assert!((factor("rad", "deg") - 180.0 / std::f64::consts::PI).abs() < 1e-13);
}

#[test]
fn the_spellings_of_all_three_syntaxes_meet() {
    for text in
        ["nm.pixel**-1", "nm / pix", "nm pixel-1", "nm/pixel", "nm*pix**-1", "nm pix^(-1)", "pixel**-1.nm"]
    {
        assert_eq!(Unit::parse(text), Unit::parse("nm / pix"), "{text}");
    }
    assert_eq!(Unit::parse("erg / (s cm2)"), Unit::parse("erg/s/cm**2"));
    assert_eq!(Unit::parse("10**-3 m"), Unit::parse("mm"));
    assert_eq!(Unit::parse("m / s kg"), Unit::parse("m.s**-1.kg**-1"));
    assert_eq!(Unit::parse("Angstrom"), Unit::parse("0.1 nm"));
}

#[test]
fn units_show_as_astropy_shows_them() {
    for (text, shown) in [
        ("ct.pixel**-1", "ct / pix"),
        ("count", "ct"),
        ("pixel", "pix"),
        ("", ""),
        ("arcsec", "arcsec"),
        ("erg / (s cm2)", "erg / (s cm2)"),
        ("s**-1", "1 / s"),
        ("m**(1/2)", "m(1/2)"),
        ("µm", "um"),
    ] {
        assert_eq!(Unit::parse(text).to_string(), shown, "{text}");
    }
}

#[test]
fn an_unknown_unit_is_kept_and_converts_to_itself_alone() {
    let furlong = Unit::parse("furlong");
    assert_eq!(furlong.to_string(), "furlong");
    assert_eq!(furlong.factor_to(&Unit::parse("furlong")).unwrap(), 1.0);
    let message = furlong.factor_to(&Unit::parse("m")).unwrap_err().to_string();
    assert_eq!(message, "cannot convert furlong to m: an unknown unit is not length");
    assert_eq!(Unit::parse("))(").to_string(), "))(");
}

#[test]
fn products_cancel() {
    let pixel = Unit::parse("pix");
    assert_eq!(Unit::parse("deg / pix").times(&pixel).to_string(), "deg");
    assert_eq!(Unit::parse("s").per(&pixel).to_string(), "s / pix");
    assert!(pixel.per(&pixel).is_dimensionless());
}

#[test]
fn units_are_written_for_fits_and_for_vounit() {
    for (text, fits, vounit) in [
        ("erg / (s cm2)", "erg s-1 cm-2", "erg.s**-1.cm**-2"),
        ("nm / pix", "nm pixel-1", "nm.pixel**-1"),
        ("ct / s", "count s-1", "count.s**-1"),
        ("10**-7 J", "10**-7 J", "10**-7.J"),
        ("sqrt(m)", "m(1/2)", "m**(1/2)"),
        ("R_sun", "solRad", "solRad"),
        ("", "", ""),
    ] {
        let unit = Unit::parse(text);
        assert_eq!((unit.to_fits().as_str(), unit.to_vounit().as_str()), (fits, vounit), "{text}");
    }
}

#[test]
fn scales_and_powers_are_read_as_fits_writes_them() {
    for text in ["10**-7 J", "10^-7 J", "10-7 J", "10**(-7) J", "1e-7 J", "1e-07 J", "erg"] {
        assert_eq!(factor(text, "J"), 1e-7, "{text}");
    }
    for text in ["m(1/2)", "m**(1/2)", "m^(1/2)", "m**0.5", "m( 1 / 2 )", "sqrt(m)", "m(0.5)"] {
        assert_eq!(Unit::parse(text).times(&Unit::parse("sqrt(m)")), Unit::parse("m"), "{text}");
    }
    assert_eq!(factor("dam", "m"), 10.0);
    assert_eq!(factor("\u{3bc}m", "\u{b5}m"), 1.0);
    assert_eq!(factor("%", ""), 0.01);
}

#[test]
fn what_is_no_product_of_units_is_kept_whole() {
    for text in ["mag(AB)", "dB(mW)", "log(Hz)", "m(1/", "Sine Latitude (", "10**400 m", "1e999"] {
        let unit = Unit::parse(text);
        assert!(!unit.is_known() && unit.to_string() == text, "{text}: {unit}");
    }
    assert!(Unit::parse("erg / (s cm2)").is_known());
}

#[test]
fn words_of_old_headers_are_read_in_any_case() {
    for (text, unit) in [
        ("DEGREES", "deg"),
        ("SECONDS", "s"),
        ("METERS", "m"),
        ("DAYS", "d"),
        ("GAUSS", "G"),
        ("JY/BEAM", "Jy / beam"),
        ("MHZ", "MHz"),
        ("/m", "m-1"),
        ("Mx/cm^2", "Mx cm-2"),
        ("counts / pixel", "ct / pix"),
    ] {
        assert_eq!(Unit::parse(text), Unit::parse(unit), "{text}");
    }
    for text in ["MSB", "MAS", "UNCALIB", "Normalised Intensity"] {
        assert!(!Unit::parse(text).is_known(), "{text}");
    }
}

#[test]
fn messages_say_what_is_measured() {
    let message =
        |from: &str, to: &str| Unit::parse(from).factor_to(&Unit::parse(to)).unwrap_err().to_string();
    assert_eq!(message("nm", "s"), "cannot convert nm to s: length is not time");
    assert_eq!(message("", "deg"), "cannot convert no unit to deg: a plain number is not angle");
    assert_eq!(message("m4 s", "K"), "cannot convert m4 s to K: a quantity in m4 s is not temperature");
}

/// Products of powers of units of the table.
fn any_unit() -> impl Strategy<Value = Unit> {
    let symbols = table::ROWS.iter().flat_map(|(names, ..)| *names).copied().collect::<Vec<_>>();
    let power = prop_oneof![
        (-4_i32..=4).prop_map(f64::from),
        (1_i32..4, 2_i32..6).prop_map(|(a, b)| f64::from(a) / f64::from(b))
    ];
    let factor = (proptest::sample::select(symbols), power);
    let scale = prop_oneof![
        Just(String::new()),
        (-20_i32..20).prop_map(|n| format!("10**{n}")),
        "[1-9]\\.[0-9]{1,4}"
    ];
    (scale, proptest::collection::vec(factor, 1..5)).prop_map(|(scale, factors)| {
        let scale = Unit::parse(&scale);
        factors
            .iter()
            .fold(scale, |product, (symbol, power)| product.times(&Unit::parse(symbol).powf(*power)))
    })
}

proptest! {
    #[test]
    fn a_unit_survives_being_written_and_read(unit in any_unit()) {
        for text in [unit.to_string(), unit.to_fits(), unit.to_vounit()] {
            let read = Unit::parse(&text);
            prop_assert!(read.is_known(), "{text}");
            let factor = read.factor_to(&unit).unwrap();
            prop_assert!((factor - 1.0).abs() < 1e-12, "{text}: {factor}");
            prop_assert_eq!(read.to_string(), unit.to_string());
        }
    }

    #[test]
    fn any_text_is_read_without_panic(text in "[a-zA-Z0-9 .*/^()+eµ%-]{0,24}") {
        let unit = Unit::parse(&text);
        let shown = unit.to_string();
        prop_assert!(unit.factor_to(&unit).is_ok_and(|f| f.is_nan() || (f - 1.0).abs() < 1e-12), "{shown}");
    }
}
