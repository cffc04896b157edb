//! WCSs by their keys.

use super::*;
use crate::read::find::{read_wcs_at, wcs_keys};

fn tree(entries: &[(&str, &str)]) -> AsdfFile {
    let mut text = String::from(
        "#ASDF 1.0.0\n%YAML 1.1\n%TAG ! tag:stsci.edu:asdf/\n---\nroman:\n  meta:\n    note: 1\n",
    );
    for (key, slope) in entries {
        let wcs = between(PIXELS, &linear(slope, "600.0"), WAVELENGTH).replace('\n', "\n      ");
        text += &format!("    {key}: {wcs}\n");
    }
    AsdfFile::from_bytes((text + "...\n").into_bytes()).unwrap()
}

#[test]
fn the_only_one_needs_no_key() {
    let file = tree(&[("wcs", "0.5")]);
    assert_eq!(wcs_keys(&file).unwrap(), ["roman.meta.wcs"]);
    for key in [None, Some("roman.meta.wcs"), Some("roman[meta].wcs")] {
        assert_eq!(at(&read_wcs_at(&file, key).unwrap(), 2.0), 601.0);
    }
}

#[test]
fn keys_that_would_do_are_named() {
    let file = tree(&[("wcs", "0.5"), ("fine", "0.25")]);
    assert_eq!(at(&read_wcs_at(&file, Some("roman.meta.fine")).unwrap(), 2.0), 600.5);
    let message = |file: &AsdfFile, key| read_wcs_at(file, key).unwrap_err().to_string();
    assert_eq!(
        message(&file, None),
        "there are 2 world coordinate systems; choose one of roman.meta.wcs, roman.meta.fine"
    );
    assert_eq!(
        message(&file, Some("roman.mete.wcs")),
        "there is no \"mete\" on the way to \"roman.mete.wcs\", only meta; world coordinates are under roman.meta.wcs, \
         roman.meta.fine"
    );
    assert!(message(&file, Some("roman.meta")).contains("is not a WCS"));
    assert!(message(&tree(&[]), None).contains("no world coordinate system"));
}
