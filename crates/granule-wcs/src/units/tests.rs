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
        ("m**(1/2)", "m**0.5"),
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
    assert_eq!(message, "cannot convert \"furlong\" to \"m\": they measure different things");
    assert_eq!(Unit::parse("))(").to_string(), "))(");
}

#[test]
fn products_cancel() {
    let pixel = Unit::parse("pix");
    assert_eq!(Unit::parse("deg / pix").times(&pixel).to_string(), "deg");
    assert_eq!(Unit::parse("s").per(&pixel).to_string(), "s / pix");
    assert!(pixel.per(&pixel).is_dimensionless());
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in "[a-zA-Z0-9 .*/^()+eµ%-]{0,24}") {
        let unit = Unit::parse(&text);
        let shown = unit.to_string();
        prop_assert!(unit.factor_to(&unit).is_ok_and(|f| f.is_nan() || (f - 1.0).abs() < 1e-12), "{shown}");
    }
}
