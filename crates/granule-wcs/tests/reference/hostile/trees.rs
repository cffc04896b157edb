//! Damaged ASDF trees with gwcs in them.

use std::fmt::Write as _;

use granule_asdf::AsdfFile;
use granule_wcs::read_wcs_at;

use super::{Numbers, VALUES, ask, ask_views};
use crate::shared::shared;

/// Transforms of two inputs and two outputs, or of one and one.
const TRANSFORMS: [&str; 14] = [
    "!transform/compose-1.2.0 {forward: [!transform/concatenate-1.2.0 {forward: [!transform/shift-1.2.0 {offset: -5.0}, !transform/scale-1.2.0 {factor: 2.0}]}, !transform/compose-1.2.0 {forward: [!transform/gnomonic-1.2.0 {direction: pix2sky}, !transform/rotate3d-1.3.0 {phi: 10.0, theta: 20.0, psi: 180.0, direction: native2celestial}]}]}",
    "!transform/concatenate-1.2.0 {forward: [!transform/linear1d-1.0.0 {slope: 0.5, intercept: 600.0}, !transform/tabular-1.2.0 {lookup_table: [1.0, 2.0, 4.0], points: [[0.0, 1.0, 2.0]], fill_value: 3.0, bounds_error: false, method: linear}]}",
    "!transform/concatenate-1.2.0 {forward: [!transform/polynomial-1.2.0 {coefficients: [1.0, 2.0, 0.5], domain: [0, 2], window: [-1, 1]}, !transform/identity-1.2.0 {n_dims: 1}]}",
    "!transform/compose-1.2.0 {forward: [!transform/remap_axes-1.3.0 {mapping: [0, 1, 0, 1], n_inputs: 2}, !transform/concatenate-1.2.0 {forward: [!transform/polynomial-1.2.0 {coefficients: [[1.0, 2.0], [0.5, 0.1]]}, !transform/polynomial-1.2.0 {coefficients: [[3.0, 0.2], [0.1, 0.3]]}]}]}",
    "!transform/affine-1.3.0 {matrix: [[1.0, 2.0], [3.0, 4.5]], translation: [1.0, 2.0]}",
    "!transform/fix_inputs-1.2.0 {forward: [!transform/rotate_sequence_3d-1.0.0 {angles: [10, 20, 30], axes_order: zyx, rotation_type: spherical}, {keys: [], values: []}]}",
    "!transform/compose-1.2.0 {forward: [!<tag:stsci.edu:gwcs/spherical_cartesian-1.2.0> {transform_type: spherical_to_cartesian, wrap_lon_at: 180}, !<tag:stsci.edu:gwcs/spherical_cartesian-1.2.0> {transform_type: cartesian_to_spherical, wrap_lon_at: 360}]}",
    "!<asdf://dkist.nso.edu/tags/varying_celestial_transform-1.1.0> {crpix: [1.0, 2.0], cdelt: [1.0, 1.0], lon_pole: 180.0, crval_table: [[10.0, 0.0], [20.0, 0.0]], pc_table: [[[1.0, 0.0], [0.0, 1.0]], [[1.0, 0.0], [0.0, 1.0]]], projection: !transform/gnomonic-1.2.0 {direction: pix2sky}}",
    "!<asdf://dkist.nso.edu/tags/coupled_compound_model-1.0.0> {shared_inputs: 1, forward: [!<asdf://dkist.nso.edu/tags/varying_celestial_transform_slit-1.1.0> {crpix: [1.0, 2.0], cdelt: [1.0, 1.0], lon_pole: 180.0, crval_table: [[10.0, 0.0], [20.0, 0.0]], pc_table: [[1.0, 0.0], [0.0, 1.0]], projection: !transform/gnomonic-1.2.0 {direction: pix2sky}}, !transform/identity-1.0.0 {n_dims: 1}]}",
    "!<tag:stsci.edu:gwcs/fitswcs_imaging-1.0.0> {crpix: [1, 2], crval: [1, 2], cdelt: [1, 1], pc: [[1, 0], [0, 1]], projection: !transform/zenithal_perspective-1.3.0 {mu: 1.3, gamma: 25.0, direction: pix2sky}}",
    "!transform/label_mapper-1.0.0 {mapper: [[1, 2], [3, 4]], inputs: [x, y], no_label: 0}",
    "!transform/tabular-1.2.0 {lookup_table: [[1.0, 2.0], [3.0, 4.0]], points: [[0.0, 1.0], [0.0, 1.0]], method: nearest, bounds_error: true}",
    "!transform/compose-1.2.0 {forward: [!<asdf://dkist.nso.edu/tags/ravel_model-1.0.0> {array_shape: [2, 3], order: C}, !transform/remap_axes-1.0.0 {mapping: [0, 0]}]}",
    "!transform/concatenate-1.2.0 {forward: [!transform/spline1d-1.0.0 {knots: [0, 0, 0, 0, 1, 1, 1, 1], coefficients: [1, 2, 3, 4, 0, 0, 0, 0], degree: 3}, !transform/math_functions-1.0.0 {func_name: exp}]}",
];

/// A file with this transform between two pixel axes and a celestial frame, and a bounding box.
fn tree(transform: &str) -> String {
    format!(
        "#ASDF 1.0.0\n#ASDF_STANDARD 1.5.0\n%YAML 1.1\n%TAG ! tag:stsci.edu:asdf/\n--- !core/asdf-1.1.0\nwcs: !<tag:stsci.edu:gwcs/wcs-1.4.0>\n  name: x\n  pixel_shape: [20, 30]\n  steps:\n  - !<tag:stsci.edu:gwcs/step-1.3.0>\n    frame: !<tag:stsci.edu:gwcs/frame2d-1.2.0> {{name: pixel, axes_order: [0, 1], axes_names: [x, y], unit: [!unit/unit-1.0.0 pixel, !unit/unit-1.0.0 pixel]}}\n    bounding_box: !transform/property/bounding_box-1.0.0 {{ignore: [], intervals: {{x: [-1.0, 50.0], y: [-1.0, 50.0]}}, order: F}}\n    transform: {transform}\n  - !<tag:stsci.edu:gwcs/step-1.3.0>\n    frame: !<tag:stsci.edu:gwcs/composite_frame-1.2.0> {{name: world, frames: [!<tag:stsci.edu:gwcs/spectral_frame-1.2.0> {{name: w, axes_order: [0], unit: [!unit/unit-1.0.0 nm]}}, !<tag:stsci.edu:gwcs/temporal_frame-1.2.0> {{name: t, axes_order: [1], unit: [!unit/unit-1.0.0 s], reference_frame: !time/time-1.2.0 '2020-01-01T00:00:00'}}]}}\n    transform: null\n...\n"
    )
}

/// The text cut before and after everything that separates values.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut start = 0;
    for (at, letter) in text.char_indices() {
        if " ,:[]{}\n".contains(letter) {
            tokens.push(&text[start..at]);
            tokens.push(&text[at..at + 1]);
            start = at + 1;
        }
    }
    tokens.push(&text[start..]);
    tokens
}

fn damaged(text: &str, numbers: &mut Numbers) -> String {
    // The lines that make it an ASDF file stay.
    let (head, body) = text.split_at(text.find("\n---").map_or(0, |at| at + 1));
    let mut tokens = tokens(body);
    let words: Vec<usize> = (0..tokens.len()).filter(|&n| tokens[n].trim().len() > 1 || n % 7 == 0).collect();
    for _ in 0..=numbers.below(3) {
        let place = *numbers.pick(&words);
        let other = *numbers.pick(&words);
        let is_number = |token: &str| token.parse::<f64>().is_ok();
        let number = tokens.iter().skip(place).position(|token| is_number(token)).map(|n| n + place);
        match numbers.below(14) {
            0 => tokens[place] = "",
            1 => tokens[place] = tokens[other],
            2 => tokens.swap(place, other),
            3 => tokens[place] = VALUES[numbers.below(VALUES.len())],
            _ => tokens[number.unwrap_or(place)] = VALUES[numbers.below(VALUES.len())],
        }
    }
    format!("{head}{}", tokens.concat())
}

/// Whether there was a WCS to ask.
fn read(bytes: Vec<u8>, with_views: bool) -> bool {
    let wcs = AsdfFile::from_bytes(bytes).map_err(Into::into).and_then(|file| read_wcs_at(&file, None));
    match wcs {
        Ok(wcs) => {
            ask(&wcs);
            if with_views {
                ask_views(&wcs);
            }
            true
        }
        Err(error) => {
            assert!(!error.to_string().is_empty());
            false
        }
    }
}

#[test]
fn whole_trees_can_be_read() {
    let good = TRANSFORMS.iter().filter(|transform| read(tree(transform).into_bytes(), true)).count();
    assert!(good >= 10, "{good}");
}

#[test]
fn damaged_trees_give_values_or_errors() {
    let mut good = 0;
    for seed in 0..4000_u64 {
        let text = tree(TRANSFORMS[(seed % TRANSFORMS.len() as u64) as usize]);
        good += usize::from(read(damaged(&text, &mut Numbers(seed)).into_bytes(), seed % 8 == 0));
    }
    assert!(good > 400, "{good}");
}

#[test]
fn damaged_files_of_observatories_give_values_or_errors() {
    for name in ["wcs/nircamwcs.asdf", "dkist/eit_dataset-0.1.0.asdf"] {
        let Some(path) = shared(name) else { return };
        let bytes = std::fs::read(path).unwrap();
        let end = bytes.windows(5).position(|window| window == b"\n...\n").unwrap();
        let text = String::from_utf8(bytes[..end].to_vec()).unwrap();
        for seed in 0..200 {
            let tree = damaged(&text, &mut Numbers(seed)).into_bytes();
            read([&tree, &bytes[end..]].concat(), seed % 8 == 0);
        }
    }
}

#[test]
fn bombs_of_transforms_end_in_bounded_time() {
    // Each level is the one before twice: 2^40 transforms written out.
    for kind in ["compose", "concatenate"] {
        let mut anchors = String::from("a0: &a0 !transform/shift-1.2.0 {offset: 1.0}\n");
        for level in 1..=40 {
            let below = level - 1;
            writeln!(
                anchors,
                "a{level}: &a{level} !transform/{kind}-1.2.0 {{forward: [*a{below}, *a{below}]}}"
            )
            .unwrap();
        }
        let text =
            tree("*a40").replace("--- !core/asdf-1.1.0\n", &format!("--- !core/asdf-1.1.0\n{anchors}"));
        assert!(!read(text.into_bytes(), false));
    }
}

#[test]
fn cycles_and_depths_are_errors() {
    let cycle = "&c !transform/compose-1.2.0 {forward: [!transform/identity-1.0.0 {n_dims: 2}, *c]}";
    assert!(!read(tree(cycle).into_bytes(), false));
    let inverse = "&c !transform/identity-1.0.0 {n_dims: 2, inverse: *c}";
    assert!(!read(tree(inverse).into_bytes(), false));
    for depth in [60, 5000, 200_000] {
        let open =
            "!transform/compose-1.2.0 {forward: [!transform/identity-1.0.0 {n_dims: 2}, ".repeat(depth);
        let deep = format!("{open}!transform/identity-1.0.0 {{n_dims: 2}}{}", "]}".repeat(depth));
        let found = read(tree(&deep).into_bytes(), false);
        assert!(depth < 100 || !found);
    }
}

#[test]
fn sizes_without_measure_are_errors() {
    for transform in [
        "!transform/identity-1.0.0 {n_dims: 1000000000000000000}",
        "!transform/remap_axes-1.0.0 {mapping: [0, 1], n_inputs: 1000000000000000000}",
        "!transform/remap_axes-1.0.0 {mapping: [0, 1000000000000000000]}",
        "!transform/tabular-1.2.0 {lookup_table: !core/ndarray-1.0.0 {source: 0, shape: [1000000000, 1000000000], datatype: float64, byteorder: little}}",
        "!transform/tabular-1.2.0 {lookup_table: !core/ndarray-1.0.0 {data: [1.0], shape: [1000000000, 1000000000], datatype: float64}}",
        "!transform/tabular-1.2.0 {lookup_table: !core/ndarray-1.0.0 {source: 0, shape: [1000000000000000000], strides: [0], datatype: float64, byteorder: little}}",
        "!<asdf://dkist.nso.edu/tags/ravel_model-1.0.0> {array_shape: [1000000000000, 1000000000000], order: C}",
        "!transform/healpix-1.0.0 {H: 1000000000000000000, X: 3, direction: pix2sky}",
    ] {
        read(tree(transform).into_bytes(), false);
    }
}
