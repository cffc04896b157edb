//! FITS headers of many missions and all projections.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use granule_wcs::{Alternate, Keywords, NoTables, Wcs, from_fits_keywords, to_fits_keywords};
use serde_json::Value;

use crate::shared::{assert_pixel, json, shared, strings, table, views};

/// The cards of a header, read as simply as will do.
pub(crate) struct Cards(HashMap<String, String>);

impl Cards {
    fn read(path: &Path) -> Self {
        let bytes = fs::read(path).unwrap();
        let text: String = bytes.iter().map(|&byte| char::from(byte)).collect();
        let by_line = text.chars().take(82).any(|c| c == '\n');
        let cards: Vec<String> = if by_line {
            text.lines().map(str::to_owned).collect()
        } else {
            text.chars().collect::<Vec<char>>().chunks(80).map(|card| card.iter().collect()).collect()
        };
        let mut values = HashMap::new();
        for card in cards.iter().take_while(|card| card.trim_end() != "END") {
            let Some((keyword, rest)) = card.split_at_checked(8) else { continue };
            let Some(rest) = rest.strip_prefix('=') else { continue };
            let rest = rest.trim();
            let value = match rest.strip_prefix('\'') {
                Some(quoted) => format!("'{}", quoted.split('\'').next().unwrap()),
                None => rest.split('/').next().unwrap().trim().to_owned(),
            };
            values.entry(keyword.trim().to_owned()).or_insert(value);
        }
        Self(values)
    }
}

impl Keywords for Cards {
    fn text(&self, name: &str) -> Option<String> {
        self.0.get(name)?.strip_prefix('\'').map(str::to_owned)
    }

    fn real(&self, name: &str) -> Option<f64> {
        self.0.get(name)?.replace('D', "E").parse().ok()
    }
}

/// The headers without tables, with what is expected of them.
pub(crate) fn headers() -> Vec<(String, Cards, Value)> {
    let Some(Value::Object(expected)) = json("wcs-headers/expected.json") else { return Vec::new() };
    let without_table = |(name, _): &(String, Value)| !name.contains("tab");
    let read = |(name, value): (String, Value)| {
        let cards = Cards::read(&shared(&format!("wcs-headers/{name}")).unwrap());
        (name, cards, value)
    };
    expected.into_iter().filter(without_table).map(read).collect()
}

fn assert_close(wcs: &dyn Wcs, found: &[Vec<f64>], expected: &[Vec<f64>], case: &str) {
    assert_eq!(found.len(), expected.len(), "{case}");
    for (axis, (found, expected)) in found.iter().zip(expected).enumerate() {
        for (point, (&f, &e)) in found.iter().zip(expected).enumerate() {
            let mut difference = (f - e).abs();
            let is_longitude = wcs.world_axis_physical_types()[axis].ends_with(".lon")
                || wcs.world_axis_physical_types()[axis] == "pos.eq.ra";
            if is_longitude {
                difference = (difference + 180.0).rem_euclid(360.0) - 180.0;
            }
            let agrees = difference.abs() <= 1e-11 * e.abs().max(1.0);
            assert!(agrees || (f.is_nan() && e.is_nan()), "{case}: world {axis}, point {point}: {f} != {e}");
        }
    }
}

#[test]
fn headers_give_the_values_of_wcslib() {
    for (name, cards, expected) in headers() {
        let wcs = from_fits_keywords(&cards, &NoTables, Alternate::PRIMARY);
        if expected.get("err").is_some() {
            let message = wcs.unwrap_err().to_string();
            assert_eq!(
                message, "CUNIT2 is \"Sine Latitude\"; expected a unit such as deg for CRLT-CEA",
                "{name}"
            );
            continue;
        }
        let wcs = wcs.unwrap_or_else(|error| panic!("{name}: {error}"));
        let units: Vec<String> = wcs.world_axis_units().to_vec();
        for (found, wanted) in units.iter().zip(strings(&expected["units"])) {
            assert_eq!(granule_wcs::Unit::parse(found), granule_wcs::Unit::parse(wanted), "{name}");
        }
        let types: Vec<&str> =
            expected["phys"].as_array().unwrap().iter().map(|t| t.as_str().unwrap_or("")).collect();
        assert_eq!(wcs.world_axis_physical_types(), types, "{name}");
        let found = wcs.pixel_to_world_values(&views(&table(&expected["pix"]))).unwrap();
        assert_close(wcs.as_ref(), &found, &table(&expected["world"]), &name);
    }
}

#[test]
fn pixels_of_headers_come_back() {
    for (name, cards, expected) in headers() {
        let Ok(wcs) = from_fits_keywords(&cards, &NoTables, Alternate::PRIMARY) else { continue };
        let pixel = table(&expected["pix"]);
        let world = wcs.pixel_to_world_values(&views(&pixel)).unwrap();
        assert_pixel(&wcs.world_to_pixel_values(&views(&world)).unwrap(), &pixel, &name);
    }
}

#[test]
fn headers_written_again_say_the_same() {
    for (name, cards, expected) in headers() {
        let Ok(wcs) = from_fits_keywords(&cards, &NoTables, Alternate::PRIMARY) else { continue };
        if name == "sip2.fits" {
            let message = to_fits_keywords(wcs.as_ref()).unwrap_err().to_string();
            assert!(message.ends_with("FITS has no transform like Sip"), "{message}");
            continue;
        }
        let written = to_fits_keywords(wcs.as_ref()).unwrap_or_else(|error| panic!("{name}: {error}"));
        let again = from_fits_keywords(&written, &NoTables, Alternate::PRIMARY).unwrap();
        let pixel = table(&expected["pix"]);
        let (before, after) =
            (wcs.pixel_to_world_values(&views(&pixel)), again.pixel_to_world_values(&views(&pixel)));
        assert_close(wcs.as_ref(), &after.unwrap(), &before.unwrap(), &name);
        assert_eq!(again.world_axis_physical_types(), wcs.world_axis_physical_types(), "{name}");
    }
}
