//! Units against astropy (`tests/values/make_units.py`).

use granule_wcs::Unit;
use serde_json::Value;

/// Spellings that granule does not know on purpose: units outside the SI that no solar data use.
const UNKNOWN: [&str; 4] = ["Torr", "statA", "abC", "deg_C"];

#[test]
fn sizes_agree_with_astropy_to_the_last_digits() {
    let table: Value = serde_json::from_str(include_str!("../values/units.json")).unwrap();
    let rows = table["units"].as_array().unwrap();
    assert!(rows.len() > 400, "{}", rows.len());
    for row in rows {
        let (text, size, base) =
            (row[0].as_str().unwrap(), row[1].as_f64().unwrap(), row[2].as_str().unwrap());
        let unit = Unit::parse(text);
        if UNKNOWN.contains(&text) {
            assert!(!unit.is_known(), "{text}");
            continue;
        }
        assert!(unit.is_known(), "{text} is unknown");
        let factor = unit.factor_to(&Unit::parse(base)).unwrap_or_else(|error| panic!("{text}: {error}"));
        // astropy's own sizes are products too, and carry their roundings.
        assert!((factor / size - 1.0).abs() < 1e-15, "{text}: {factor:e}, astropy {size:e}");
    }
}
