//! Transform nodes that make no sense, and what holds where they do.

use std::sync::Arc;

use granule_asdf::AsdfFile;

use super::*;
use crate::transform::evaluate;

/// The transform of this node; it begins on line 5.
fn read(node: &str) -> Result<Arc<dyn Transform>> {
    let text = format!("#ASDF 1.0.0\n%YAML 1.1\n%TAG ! tag:stsci.edu:asdf/\n---\ntransform: {node}\n...\n");
    let file = AsdfFile::from_bytes(text.into_bytes()).unwrap();
    WcsReader::new().transform_of(&file, file.tree().require("transform")?)
}

fn message(node: &str) -> String {
    read(node).unwrap_err().to_string()
}

fn at(transform: &Arc<dyn Transform>, inputs: &[f64]) -> Vec<f64> {
    let batch: Vec<&[f64]> = inputs.iter().map(std::slice::from_ref).collect();
    evaluate(transform.as_ref(), &batch).unwrap().iter().map(|values| values[0]).collect()
}

#[test]
fn nodes_that_make_no_sense_are_errors_with_their_line() {
    let two = "!transform/shift-1.2.0 {offset: 1.0}";
    for (node, expected) in [
        ("!transform/polynomial-1.2.0 {coefficients: 3.0}", "coefficients of polynomial is of shape []"),
        ("!transform/polynomial-1.2.0 {coefficients: [[[1.0]]]}", "of shape [1, 1, 1]"),
        ("!transform/polynomial-1.2.0 {coefficients: [1.0], domain: [2, 2]}", "an interval of some length"),
        ("!transform/polynomial-1.2.0 {coefficients: [[1.0]], domain: [0, 2]}", "for each variable"),
        (
            "!transform/ortho_polynomial-1.0.0 {coefficients: [1.0], polynomial_type: laguerre}",
            "polynomial_type of ortho_polynomial is laguerre; expected legendre, chebyshev or hermite",
        ),
        (
            "!transform/spline1d-1.0.0 {knots: [0, 1], coefficients: [1.0], degree: 3}",
            "of degree Some(3) with 2 knots and 1 coefficients",
        ),
        ("!transform/spline1d-1.0.0 {knots: [0, 1], coefficients: [1.0], degree: -1}", "of degree None"),
        ("!transform/math_functions-1.0.0 {func_name: bessel}", "func_name of math_functions is bessel"),
        ("!transform/rotate3d-1.2.0 {phi: 1, theta: 2, psi: 3, direction: zxw}", "three of x, y and z"),
        ("!transform/rotate3d-1.2.0 {phi: 1, theta: 2, psi: 3, direction: zx}", "three of x, y and z"),
        (
            "!transform/rotate_sequence_3d-1.0.0 {angles: [1, 2], axes_order: zyx, rotation_type: cartesian}",
            "\"zyx\" with 2 angles; expected one of x, y and z for each angle",
        ),
        (
            "!transform/rotate_sequence_3d-1.0.0 {angles: [1], axes_order: z, rotation_type: polar}",
            "rotation_type of rotate_sequence_3d is polar",
        ),
        (
            "!<tag:stsci.edu:gwcs/spherical_cartesian-1.0.0> {transform_type: sideways}",
            "expected spherical_to_cartesian or cartesian_to_spherical",
        ),
        (
            "!<tag:stsci.edu:gwcs/spherical_cartesian-1.0.0> {transform_type: cartesian_to_spherical, wrap_lon_at: 90}",
            "expected 180 or 360",
        ),
        ("!<tag:stsci.edu:gwcs/direction_cosines-1.0.0> {transform_type: up}", "from_direction_cosines"),
        (
            "!<tag:stsci.edu:gwcs/grating_equation-1.0.0> {groove_density: 1, order: 1, output: x}",
            "wavelength or angle",
        ),
        (
            "!<tag:stsci.edu:gwcs/sellmeier_glass-1.0.0> {B_coef: [1, 2], C_coef: [1, 2, 3]}",
            "B_coef is 2 values",
        ),
        (
            "!<tag:stsci.edu:gwcs/fitswcs_imaging-1.0.0> {crpix: [1, 2, 3], crval: [1, 2], cdelt: [1, 1], pc: [[1, 0], [0, 1]], projection: !transform/gnomonic-1.0.0 {}}",
            "crpix is of shape [3]; expected 2 values",
        ),
        (
            "!<tag:stsci.edu:gwcs/fitswcs_imaging-1.0.0> {crpix: [1, 2], crval: [1, 2], cdelt: [1, 1], pc: [[1, 0], [0, 1]], projection: !transform/shift-1.0.0 {offset: 1}}",
            "unknown transform tag:stsci.edu:asdf/transform/shift-1.0.0",
        ),
        (&format!("!transform/add-1.0.0 {{forward: [{two}]}}"), "expected two transforms"),
        (
            &format!("!transform/add-1.0.0 {{forward: [{two}, !transform/identity-1.0.0 {{n_dims: 2}}]}}"),
            "of 1 and 2 inputs; expected transforms with the same numbers",
        ),
        (
            &format!("!transform/fix_inputs-1.1.0 {{forward: [{two}, {{keys: [x], values: [1.0]}}]}}"),
            "expected the name or number of an input",
        ),
        (
            &format!("!transform/fix_inputs-1.1.0 {{forward: [{two}, {{keys: [3], values: [1.0]}}]}}"),
            "keys of fix_inputs is [3]; expected inputs below 1",
        ),
        (
            &format!("!transform/fix_inputs-1.1.0 {{forward: [{two}, {{keys: [0], values: []}}]}}"),
            "values of fix_inputs is 0 for 1 keys",
        ),
        (
            "!<tag:astropy.org:astropy/transform/units_mapping-1.0.0> {unit_inputs: [{name: x, unit: m}], unit_outputs: []}",
            "unit_outputs of units_mapping is 0 for 1 inputs",
        ),
        (
            "!transform/tabular-1.2.0 {lookup_table: [[1.0, 2.0]], points: [[0.0, 1.0]]}",
            "of shape [1, 2] at [2] points",
        ),
        ("!transform/tabular-1.2.0 {lookup_table: [1.0, 2.0], points: [[1.0, 0.0]]}", "increasing points"),
        (
            "!transform/gaussian1d-1.0.0 {mean: 1.0}",
            "unknown transform tag:stsci.edu:asdf/transform/gaussian1d-1.0.0",
        ),
    ] {
        let found = message(node);
        assert!(found.contains(expected), "{found}\n{expected}");
        assert!(found.starts_with("line 5: "), "{found}");
    }
}

#[test]
fn a_node_that_lacks_something_is_an_error() {
    for node in [
        "!transform/polynomial-1.2.0 {}",
        "!transform/rotate2d-1.2.0 {}",
        "!transform/rotate2d-1.2.0 {angle: [1, 2]}",
        "!transform/math_functions-1.0.0 {}",
        "!transform/fix_inputs-1.1.0 {forward: [!transform/shift-1.2.0 {offset: 1.0}, 7]}",
        "!transform/power-1.0.0 {}",
        "!<tag:stsci.edu:gwcs/sellmeier_glass-1.0.0> {}",
        "!<tag:stsci.edu:gwcs/fitswcs_imaging-1.0.0> {}",
        "!<tag:astropy.org:astropy/transform/units_mapping-1.0.0> {unit_inputs: 7, unit_outputs: 8}",
    ] {
        assert!(read(node).is_err(), "{node}");
    }
}

#[test]
fn inputs_are_fixed_by_name_and_by_number() {
    let inner = "!transform/polynomial-1.2.0 {coefficients: [[0.0, 1.0], [10.0, 0.0]], inputs: [x, y]}";
    let fix = |key: &str| {
        read(&format!("!transform/fix_inputs-1.1.0 {{forward: [{inner}, {{keys: [{key}], values: [3.0]}}]}}"))
            .unwrap()
    };
    assert_eq!(at(&fix("x"), &[1.0]), [31.0]);
    assert_eq!(at(&fix("1"), &[1.0]), [13.0]);
}

#[test]
fn units_are_converted_and_combined() {
    let meters = "!transform/linear1d-1.0.0 {slope: !unit/quantity-1.1.0 {value: 2.0, unit: !unit/unit-1.0.0 m.pixel**-1}, intercept: !unit/quantity-1.1.0 {value: 0.0, unit: !unit/unit-1.0.0 m}}";
    let km = meters.replace("unit-1.0.0 m", "unit-1.0.0 km");
    let sum = read(&format!("!transform/add-1.0.0 {{forward: [{meters}, {km}]}}")).unwrap();
    assert_eq!(at(&sum, &[1.0]), [2002.0]);
    let mapped = "!<tag:astropy.org:astropy/transform/units_mapping-1.0.0> {unit_inputs: [{name: x, unit: km}], unit_outputs: [{name: x}]}";
    let stripped = read(&format!("!transform/compose-1.1.0 {{forward: [{meters}, {mapped}]}}")).unwrap();
    assert_eq!(at(&stripped, &[500.0]), [1.0]);
    let seconds = meters.replace("unit-1.0.0 m", "unit-1.0.0 s");
    let sum = message(&format!("!transform/add-1.0.0 {{forward: [{meters}, {seconds}]}}"));
    assert!(sum.contains("cannot convert"), "{sum}");
}

#[test]
fn the_default_longitude_of_the_pole_is_that_of_fits() {
    let imaging = |crval: &str, projection: &str| {
        read(&format!("!<tag:stsci.edu:gwcs/fitswcs_imaging-1.0.0> {{crpix: [0, 0], crval: {crval}, cdelt: [1, 1], pc: [[1, 0], [0, 1]], projection: !transform/{projection}-1.0.0 {{}}}}")).unwrap()
    };
    let tangent = at(&imaging("[10, 20]", "gnomonic"), &[0.0, 0.0]);
    assert!((tangent[0] - 10.0).abs() < 1e-12 && (tangent[1] - 20.0).abs() < 1e-12, "{tangent:?}");
    let north = at(&imaging("[10, 20]", "gnomonic"), &[0.0, 1.0]);
    assert!(north[1] > 20.9, "{north:?}");
}

#[test]
fn lists_of_more_than_two_transforms_are_read_as_older_files_have_them() {
    let shift = "!transform/shift-1.0.0 {offset: 1.0}";
    let chain = read(&format!("!transform/compose-1.0.0 {{forward: [{shift}, {shift}, {shift}]}}")).unwrap();
    assert_eq!(at(&chain, &[0.0]), [3.0]);
    let beside =
        read(&format!("!transform/concatenate-1.0.0 {{forward: [{shift}, {shift}, {shift}]}}")).unwrap();
    assert_eq!(at(&beside, &[0.0, 1.0, 2.0]), [1.0, 2.0, 3.0]);
    assert_eq!(at(&beside.inverse().unwrap(), &[1.0, 2.0, 3.0]), [0.0, 1.0, 2.0]);
}

/// A WCS of two pixel axes whose first transform has this bounding box.
fn boxed(limits: &str) -> Result<Arc<dyn Wcs>> {
    let text = format!(
        "#ASDF 1.0.0\n%YAML 1.1\n%TAG ! tag:stsci.edu:asdf/\n---\nwcs: !<tag:stsci.edu:gwcs/wcs-1.4.0>\n  name: ''\n  steps:\n  - {{frame: detector, transform: !transform/identity-1.2.0 {{n_dims: 2, inputs: [x, y], bounding_box: {limits}}}}}\n  - frame: !<tag:stsci.edu:gwcs/frame-1.2.0> {{name: o, naxes: 2, axes_order: [0, 1], axes_names: [a, b], axes_type: [A, B]}}\n    transform: null\n...\n"
    );
    let file = AsdfFile::from_bytes(text.into_bytes()).unwrap();
    read_wcs(&file, file.tree().require("wcs")?)
}

#[test]
fn a_box_may_be_chosen_by_a_coordinate() {
    let inner = |low: f64| {
        format!(
            "!transform/property/bounding_box-1.0.0 {{ignore: [x], intervals: {{y: [{low:?}, {:?}]}}, order: C}}",
            low + 1.0
        )
    };
    let limits = |selector: &str| {
        format!(
            "!transform/property/compound_bounding_box-1.0.0 {{selector_args: [{{argument: {selector}, ignore: true}}], cbbox: [{{key: [1], bbox: {}}}, {{key: [2], bbox: {}}}], ignore: [], order: C}}",
            inner(0.0),
            inner(5.0)
        )
    };
    let wcs = boxed(&limits("x")).unwrap();
    let world = wcs.pixel_to_world_values(&[&[1.0, 2.0, 2.0, 3.0], &[0.5, 0.5, 5.5, 5.5]]).unwrap();
    let defined: Vec<bool> = world[1].iter().map(|value| !value.is_nan()).collect();
    assert_eq!(defined, [true, false, true, false]);
    assert_eq!(wcs.pixel_bounds().unwrap(), [[f64::NEG_INFINITY, f64::INFINITY], [0.0, 6.0]]);
    assert!(boxed(&limits("z")).unwrap_err().to_string().contains("expected the name of an input"));
    let empty = limits("x").replace("cbbox: [", "cbbox: [{key: [1, 2], bbox: [[0.0, 1.0], [0.0, 1.0]]}, ");
    assert!(boxed(&empty).unwrap_err().to_string().contains("2 values with 2 intervals"));
}

#[test]
fn inverses_need_fit_only_together() {
    // As in JWST's files: a pair of polynomials of both coordinates, whose inverses are another such pair.
    let polynomial = |rows: &str, inverse: &str| {
        format!(
            "!transform/polynomial-1.2.0 {{coefficients: {rows}, inverse: !transform/polynomial-1.2.0 {{coefficients: {inverse}}}}}"
        )
    };
    let first = polynomial("[[0.0, 0.0], [2.0, 0.0]]", "[[0.0, 0.0], [0.5, 0.0]]");
    let second = polynomial("[[0.0, 4.0], [0.0, 0.0]]", "[[0.0, 0.25], [0.0, 0.0]]");
    let repeat = |inverse: &str| {
        format!("!transform/remap_axes-1.3.0 {{mapping: [0, 1, 0, 1], inverse: !transform/{inverse}}}")
    };
    let whole = |last: &str| {
        let pair = format!("!transform/concatenate-1.2.0 {{forward: [{first}, {second}]}}");
        let (start, end) = (
            repeat("identity-1.2.0 {n_dims: 2}"),
            format!("!transform/identity-1.2.0 {{n_dims: 2, inverse: {last}}}"),
        );
        read(&format!("!transform/compose-1.2.0 {{forward: [{start}, {pair}, {end}]}}")).unwrap()
    };
    let fits = whole("!transform/remap_axes-1.3.0 {mapping: [0, 1, 0, 1]}");
    let world = at(&fits, &[3.0, 5.0]);
    assert_eq!(world, [6.0, 20.0]);
    assert_eq!(at(&fits.inverse().unwrap(), &world), [3.0, 5.0]);
    assert!(whole("!transform/identity-1.2.0 {n_dims: 2}").inverse().is_none());
}

/// Labels 1 and 2 of two pixels, and what is done in each.
fn regions(mapper: &str, selector: &str) -> String {
    format!(
        "!<tag:stsci.edu:gwcs/regions_selector-1.0.0> {{label_mapper: !<tag:stsci.edu:gwcs/label_mapper-1.0.0> {{mapper: {mapper}}}, selector: {selector}, undefined_transform_value: -1.0}}"
    )
}

#[test]
fn regions_have_transforms_of_their_own_and_a_way_back_where_labels_have() {
    let both = "{labels: [1, 2], transforms: [!transform/identity-1.2.0 {n_dims: 2}, !transform/remap_axes-1.3.0 {mapping: [1, 0]}]}";
    let image = "!core/ndarray-1.0.0 {data: [[1, 2], [0, 9]]}";
    let plain = read(&regions(image, both)).unwrap();
    let found =
        evaluate(plain.as_ref(), &[&[0.2, 1.2, 0.0, 1.0, 7.0, f64::NAN], &[0.1, 0.1, 1.0, 1.0, 0.0, 0.0]])
            .unwrap();
    assert_eq!(found, [[0.2, 0.1, -1.0, -1.0, -1.0, -1.0], [0.1, 1.2, -1.0, -1.0, -1.0, -1.0]]);
    assert!(plain.inverse().is_none());
    let inverse = "inverse: !transform/constant-1.4.0 {value: 2.0, dimensions: 2}";
    let with_inverse = regions(image, both).replace("}, selector", &format!(", {inverse}}}, selector"));
    assert_eq!(at(&read(&with_inverse).unwrap().inverse().unwrap(), &[0.1, 1.2]), [1.2, 0.1]);
    for (mapper, selector, expected) in [
        ("[1, 2]", both, "mapper of label_mapper is of shape [2]"),
        (image, "{labels: [1], transforms: []}", "transforms is 0 for 1 labels"),
        (image, "{labels: [], transforms: []}", "the transforms of regions is 0 that do not fit 2 inputs"),
        (
            image,
            "{labels: [x], transforms: [!transform/identity-1.2.0 {n_dims: 2}]}",
            "a number, or a pair of them",
        ),
        (
            image,
            "{labels: [1], transforms: [!transform/identity-1.2.0 {n_dims: 1}]}",
            "1 that do not fit 2 inputs",
        ),
    ] {
        let found = message(&regions(mapper, selector));
        assert!(found.contains(expected), "{found}");
    }
}

#[test]
fn images_without_an_inverse_are_inverted_step_by_step() {
    let image = |transform: &str, frame: &str| {
        let text = format!(
            "#ASDF 1.0.0\n%YAML 1.1\n%TAG ! tag:stsci.edu:asdf/\n---\nwcs: !<tag:stsci.edu:gwcs/wcs-1.4.0>\n  name: ''\n  pixel_shape: [100, 80]\n  steps:\n  - {{frame: detector, transform: {transform}}}\n  - frame: {frame}\n    transform: null\n...\n"
        );
        let file = AsdfFile::from_bytes(text.into_bytes()).unwrap();
        read_wcs(&file, file.tree().require("wcs").unwrap()).unwrap()
    };
    let bent = "!transform/polynomial-1.2.0 {coefficients: [[0.0, 1.0e-4, 0.0], [1.0e-3, 0.0, 0.0], [2.0e-7, 0.0, 0.0]]}";
    let across = "!transform/polynomial-1.2.0 {coefficients: [[0.0, 1.0e-3], [2.0e-5, 0.0]]}";
    let chain = format!(
        "!transform/compose-1.2.0 {{forward: [!transform/remap_axes-1.2.0 {{mapping: [0, 1, 0, 1]}}, !transform/concatenate-1.2.0 {{forward: [{bent}, {across}]}}, !transform/gnomonic-1.2.0 {{direction: pix2sky}}, !transform/rotate3d-1.2.0 {{phi: 359.99, theta: 40.0, psi: 180.0, direction: native2celestial}}]}}"
    );
    let sky = "!<tag:stsci.edu:gwcs/celestial_frame-1.2.0> {name: sky, reference_frame: !<tag:astropy.org:astropy/coordinates/frames/icrs-1.1.0> {frame_attributes: {}}}";
    let angles = "!<tag:stsci.edu:gwcs/frame-1.2.0> {name: o, naxes: 2, axes_order: [0, 1], axes_names: [a, b], axes_type: [A, B], unit: [!unit/unit-1.0.0 deg, !unit/unit-1.0.0 deg]}";
    // Part of the image lies beyond the longitude 0.
    let pixel: [&[f64]; 2] = [&[0.0, 99.0, 3.5, 50.0], &[0.0, 79.0, 70.0, 40.0]];
    for frame in [sky, angles] {
        let wcs = image(&chain, frame);
        let world = wcs.pixel_to_world_values(&pixel).unwrap();
        assert!(world[0].iter().any(|lon| *lon < 1.0) && world[0].iter().any(|lon| *lon > 359.0));
        let back = wcs.world_to_pixel_values(&[&world[0], &world[1]]).unwrap();
        for (back, pixel) in back.iter().zip(pixel) {
            assert!(back.iter().zip(pixel).all(|(back, pixel)| (back - pixel).abs() < 1e-6), "{back:?}");
        }
        let far = wcs.world_to_pixel_values(&[&[180.0], &[-40.0]]).unwrap();
        assert!(far[0][0].is_nan() && far[1][0].is_nan(), "{far:?}");
    }
}
