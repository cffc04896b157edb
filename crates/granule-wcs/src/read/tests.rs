//! Reading transforms and frames, damaged nodes included.

mod find;
mod frames;

use granule_asdf::AsdfFile;

use super::*;
use crate::{FrameKind, Observer, WcsExt, WorldCoordinate};

/// A file whose tree holds this text under `wcs`.
fn file(wcs: &str) -> AsdfFile {
    let body = wcs.replace('\n', "\n  ");
    let text = format!(
        "#ASDF 1.0.0\n#ASDF_STANDARD 1.5.0\n%YAML 1.1\n%TAG ! tag:stsci.edu:asdf/\n--- !core/asdf-1.1.0\nwcs: {body}\n...\n"
    );
    AsdfFile::from_bytes(text.into_bytes()).unwrap()
}

const PIXELS: &str = "!<tag:stsci.edu:gwcs/frame-1.2.0> {name: pixel, axes_order: [0], axes_names: [x], axes_type: [PIXEL], unit: [!unit/unit-1.0.0 pixel], naxes: 1}";
const WAVELENGTH: &str = "!<tag:stsci.edu:gwcs/spectral_frame-1.2.0> {name: wavelength, axes_order: [0], axes_names: [wavelength], axis_physical_types: [em.wl], unit: [!unit/unit-1.0.0 nm]}";

/// A pipeline of one step between the given frames.
fn between(input: &str, transform: &str, output: &str) -> String {
    format!(
        "!<tag:stsci.edu:gwcs/wcs-1.4.0>\nname: ''\nsteps:\n- !<tag:stsci.edu:gwcs/step-1.3.0> {{frame: {input}, transform: {transform}}}\n- !<tag:stsci.edu:gwcs/step-1.3.0> {{frame: {output}, transform: null}}"
    )
}

fn read(text: &str) -> Result<Arc<dyn Wcs>> {
    let file = file(text);
    read_wcs(&file, file.tree().require("wcs")?)
}

/// A spectral axis made by this transform.
fn spectral(transform: &str) -> Result<Arc<dyn Wcs>> {
    read(&between(PIXELS, transform, WAVELENGTH))
}

fn message(result: Result<Arc<dyn Wcs>>) -> String {
    result.unwrap_err().to_string()
}

fn at(wcs: &Arc<dyn Wcs>, x: f64) -> f64 {
    wcs.pixel_to_world_values(&[&[x]]).unwrap()[0][0]
}

fn quantity(value: &str, unit: &str) -> String {
    format!("!unit/quantity-1.2.0 {{value: {value}, unit: !unit/unit-1.0.0 {unit}}}")
}

fn linear(slope: &str, intercept: &str) -> String {
    format!("!transform/linear1d-1.0.0 {{slope: {slope}, intercept: {intercept}}}")
}

#[test]
fn units_are_folded_into_the_constants() {
    let line = linear(&quantity("1.0e-12", "m.pixel**-1"), &quantity("6.3e-07", "m"));
    let wcs = spectral(&line).unwrap();
    assert!((at(&wcs, 10.0) - 630.01).abs() < 1e-9);
    assert_eq!(wcs.world_axis_units(), ["nm"]);
    assert!((wcs.world_to_pixel_values(&[&[630.01]]).unwrap()[0][0] - 10.0).abs() < 1e-6);
    let scaled = format!("!transform/multiplyscale-1.0.0 {{factor: {}}}", quantity("0.5", "pm.pixel**-1"));
    assert!((at(&spectral(&scaled).unwrap(), 4.0) - 0.002).abs() < 1e-15);
    let shifted = format!(
        "!transform/compose-1.2.0 {{forward: [{line}, !transform/shift-1.2.0 {{offset: {}}}]}}",
        quantity("1.0", "nm")
    );
    assert!((at(&spectral(&shifted).unwrap(), 0.0) - 631.0).abs() < 1e-9);
}

#[test]
fn bare_numbers_are_in_the_units_of_the_frame() {
    let wcs = spectral(&linear("0.5", "600.0")).unwrap();
    assert_eq!(at(&wcs, 2.0), 601.0);
}

#[test]
fn units_that_do_not_fit_are_errors() {
    let seconds = linear(&quantity("1.0", "s.pixel**-1"), &quantity("0.0", "s"));
    assert_eq!(message(spectral(&seconds)), "cannot convert s to nm: time is not length");
}

#[test]
fn tables_are_read_with_their_units_and_edges() {
    let table = |rest: &str| {
        format!(
            "!transform/tabular-1.2.0 {{lookup_table: {}, points: [{}], {rest}}}",
            quantity("[1.0, 2.0, 4.0]", "um"),
            quantity("[0.0, 1.0, 2.0]", "pixel")
        )
    };
    let filled = spectral(&table("bounds_error: false, fill_value: .nan, method: linear")).unwrap();
    assert!((at(&filled, 1.5) - 3000.0).abs() < 1e-9 && at(&filled, 2.1).is_nan());
    assert_eq!(filled.world_to_pixel_values(&[&[3000.0, 5000.0]]).unwrap()[0][0], 1.5);
    let onward = spectral(&table("bounds_error: false, fill_value: null")).unwrap();
    assert!((at(&onward, 3.0) - 6000.0).abs() < 1e-9);
    assert!(at(&spectral(&table("method: nearest")).unwrap(), 3.0).is_nan());
    assert!(message(spectral(&table("method: splinef2d"))).contains("expected linear or nearest"));
    let short = "!transform/tabular-1.2.0 {lookup_table: [1.0, 2.0], points: [[0.0, 0.0]]}";
    assert!(message(spectral(short)).contains("increasing points"));
}

#[test]
fn a_given_inverse_is_honoured() {
    let text = "!transform/linear1d-1.0.0 {slope: 2.0, intercept: 0.0, inverse: !transform/shift-1.2.0 {offset: 7.0}}";
    let wcs = spectral(text).unwrap();
    assert_eq!(wcs.world_to_pixel_values(&[&[1.0]]).unwrap(), [[8.0]]);
}

#[test]
fn what_has_no_inverse_is_named() {
    let wcs = spectral("!transform/constant-1.4.0 {value: 5.0, dimensions: 1}").unwrap();
    let error = wcs.world_to_pixel_values(&[&[5.0]]).unwrap_err().to_string();
    assert!(error.starts_with("no inverse: tag:stsci.edu:asdf/transform/constant-1.4.0 at line"), "{error}");
}

#[test]
fn a_polarisation_state_is_a_number_whatever_its_unit() {
    let stokes = "!<tag:stsci.edu:gwcs/stokes_frame-1.0.0> {name: stokes, axes_order: [0]}";
    let table = format!(
        "!<tag:stsci.edu:gwcs/lookuptable-1.0.0> {{lookup_table: {}}}",
        quantity("[0.0, 1.0, 2.0, 3.0]", "pixel")
    );
    let wcs = read(&between(PIXELS, &table, stokes)).unwrap();
    assert_eq!(wcs.pixel_to_world(&[2.0]).unwrap()[0].to_string(), "Stokes Q");
}

#[test]
fn unknown_transforms_and_frames_are_named_with_their_line() {
    let found = message(spectral("!<tag:stsci.edu:gwcs/crystal_ball-1.0.0> {}"));
    assert_eq!(found, "line 9: unknown transform tag:stsci.edu:gwcs/crystal_ball-1.0.0");
    let other = read(&between(PIXELS, &linear("1.0", "0.0"), "!wcs/celestial_frame-1.1.0 {name: sky}"));
    assert!(message(other).contains("unknown coordinate frame tag:stsci.edu:asdf/wcs/celestial_frame-1.1.0"));
    assert!(message(read("{a: 1}")).contains("untagged is not a WCS"));
}

#[test]
fn transforms_that_do_not_fit_are_errors() {
    let two = "!transform/identity-1.2.0 {n_dims: 2}";
    let chained = format!("!transform/compose-1.2.0 {{forward: [{}, {two}]}}", linear("1.0", "0.0"));
    assert!(
        message(spectral(&chained)).contains("cannot chain a transform of 1 outputs with one of 2 inputs")
    );
    assert!(message(spectral(two)).contains("the transform has 2"));
    let remap = |mapping: &str| format!("!transform/remap_axes-1.3.0 {{mapping: {mapping}, n_inputs: 1}}");
    assert!(message(spectral(&remap("[1]"))).contains("expected indices below 1"));
    assert!(message(spectral(&remap("[-1]"))).contains("expected an index from 0"));
    let many = "!transform/remap_axes-1.3.0 {mapping: [0], n_inputs: 1000000000000}";
    assert!(message(spectral(many)).contains("at most 64"));
    let coupled = format!(
        "!<asdf://dkist.nso.edu/tags/coupled_compound_model-1.2.0> {{shared_inputs: 2, forward: [{0}, {0}]}}",
        linear("1.0", "0.0")
    );
    assert!(message(spectral(&coupled)).contains("shared_inputs"));
}

#[test]
fn frames_fill_each_world_axis_once() {
    let frame = WAVELENGTH.replace("axes_order: [0]", "axes_order: [1]");
    assert_eq!(
        message(read(&between(PIXELS, &linear("1.0", "0.0"), &frame))),
        "world axis 0 is filled by 0 frame axes; expected one (of 1 world axes)"
    );
}

#[test]
fn deep_nesting_is_an_error() {
    let mut text = linear("1.0", "0.0");
    for _ in 0..230 {
        text =
            format!("!transform/compose-1.2.0 {{forward: [{text}, !transform/shift-1.2.0 {{offset: 1.0}}]}}");
    }
    let file = AsdfFile::from_bytes(
        format!(
            "#ASDF 1.0.0\n%YAML 1.1\n%TAG ! tag:stsci.edu:asdf/\n---\nwcs: {}\n...\n",
            between(PIXELS, &text, WAVELENGTH).replace('\n', "\n  ")
        )
        .into_bytes(),
    );
    // Whichever of the two limits comes first.
    let error = file.map_err(WcsError::from).and_then(|file| read_wcs(&file, file.tree().require("wcs")?));
    assert!(error.is_err());
}

#[test]
fn an_expansion_bomb_is_an_error() {
    let mut text = String::from("&a0 !transform/shift-1.2.0 {offset: 1.0}");
    for level in 1..16 {
        text = format!("&a{level} !transform/compose-1.2.0 {{forward: [{text}, *a{}]}}", level - 1);
    }
    let found = message(spectral(&text));
    assert!(found.contains("more than"), "{found}");
}

#[test]
fn outside_its_bounding_box_a_wcs_is_undefined() {
    let boxed =
        "!transform/linear1d-1.0.0 {slope: 2.0, intercept: 0.0, inputs: [x], bounding_box: [-0.5, 9.5]}";
    let wcs = spectral(boxed).unwrap();
    assert!(at(&wcs, 9.6).is_nan() && at(&wcs, 9.5) == 19.0);
    assert!(wcs.world_to_pixel_values(&[&[30.0]]).unwrap()[0][0].is_nan());
    let named = boxed.replace(
        "[-0.5, 9.5]",
        "!transform/property/bounding_box-1.0.0 {intervals: {x: [0.0, 1.0]}, order: C}",
    );
    assert!(at(&spectral(&named).unwrap(), 1.5).is_nan());
    assert!(message(spectral(&boxed.replace("[-0.5, 9.5]", "7"))).contains("bounding_box"));
}

#[test]
fn intervals_of_several_inputs_are_listed_last_input_first() {
    let pixels = "!<tag:stsci.edu:gwcs/frame2d-1.2.0> {name: d, axes_order: [0, 1], axes_names: [x, y]}";
    let output = "!<tag:stsci.edu:gwcs/frame-1.2.0> {name: o, naxes: 2, axes_order: [1, 0], axes_names: [b, a], axes_type: [A, B]}";
    let transform = "!transform/identity-1.2.0 {n_dims: 2, bounding_box: [[0.0, 1.0], [0.0, 100.0]]}";
    let wcs = read(&between(pixels, transform, output)).unwrap();
    assert_eq!(wcs.world_axis_names(), ["a", "b"]);
    assert_eq!(wcs.world_axis_physical_types(), ["custom:B", "custom:A"]);
    let world = wcs.pixel_to_world_values(&[&[50.0, 0.5], &[0.5, 50.0]]).unwrap();
    assert!(world[0][0] == 50.0 && world[0][1].is_nan() && world[1][1].is_nan());
}

/// A sky pipeline with this celestial frame.
fn sky(frame: &str) -> Result<Arc<dyn Wcs>> {
    let pixels =
        "!<tag:stsci.edu:gwcs/frame2d-1.2.0> {name: detector, axes_order: [0, 1], axes_names: [x, y]}";
    let scale = format!("!transform/multiplyscale-1.0.0 {{factor: {}}}", quantity("0.5", "arcsec.pixel**-1"));
    let rotate = format!(
        "!transform/rotate3d-1.2.0 {{phi: {0}, theta: {0}, psi: {1}}}",
        quantity("0.0", "deg"),
        quantity("180.0", "deg")
    );
    let transform = format!(
        "!transform/compose-1.2.0 {{forward: [!transform/concatenate-1.2.0 {{forward: [{scale}, {scale}]}}, !transform/gnomonic-1.2.0 {{direction: pix2sky}}, {rotate}]}}"
    );
    read(&between(pixels, &transform, frame))
}

#[test]
fn sky_positions_know_their_frame() {
    let frame = "!<tag:stsci.edu:gwcs/celestial_frame-1.2.0> {name: helioprojective, axes_order: [0, 1], axes_names: null, unit: [!unit/unit-1.0.0 arcsec, !unit/unit-1.0.0 arcsec], reference_frame: !<tag:sunpy.org:sunpy/coordinates/frames/helioprojective-1.0.0> {frame_attributes: {observer: earth, obstime: !time/time-1.1.0 {value: 59000.5, format: mjd, scale: tai}}}}";
    let wcs = sky(frame).unwrap();
    let values = wcs.pixel_to_world_values(&[&[-2.0], &[4.0]]).unwrap();
    assert!((values[0][0] - 1_295_999.0).abs() < 1e-6 && (values[1][0] - 2.0).abs() < 1e-6);
    let all = wcs.pixel_to_world(&[-2.0, 4.0]).unwrap();
    assert_eq!(all[0].to_string(), "Helioprojective Tx=-1.000″ Ty=2.000″ (obstime 2020-05-31T12:00:00.000)");
    let WorldCoordinate::Sky(position) = &all[0] else { panic!("{}", all[0]) };
    assert_eq!(position.frame.observer, Some(Observer::Named("earth".to_owned())));
    let back = wcs.world_to_pixel(&all).unwrap();
    assert!((back[0] + 2.0).abs() < 1e-6 && (back[1] - 4.0).abs() < 1e-6);
}

#[test]
fn frames_have_the_defaults_of_gwcs() {
    let frame = "!<tag:stsci.edu:gwcs/celestial_frame-1.2.0> {name: sky, reference_frame: !<tag:astropy.org:astropy/coordinates/frames/icrs-1.1.0> {frame_attributes: {}}}";
    let wcs = sky(frame).unwrap();
    assert_eq!(wcs.world_axis_physical_types(), ["pos.eq.ra", "pos.eq.dec"]);
    assert_eq!(wcs.world_axis_units(), ["deg", "deg"]);
    let FrameKind::Celestial(celestial) = &wcs.frames()[0].kind else { panic!("a celestial frame") };
    assert_eq!(celestial.title(), "ICRS");
    let named = sky("sky").unwrap();
    assert_eq!(named.world_axis_units(), ["deg", "deg"]);
}

#[test]
fn wrapped_and_sliced_wcss_are_read() {
    let inner = between(PIXELS, &linear("0.5", "600.0"), WAVELENGTH).replace('\n', "\n    ");
    let text = format!(
        "!<tag:astropy.org:astropy/wcs/highlevelwcswrapper-1.0.0>\nwcs: !<tag:astropy.org:astropy/wcs/slicedwcs-1.0.0>\n  slices_array: [{{start: 3, stop: 10, step: null}}]\n  wcs: {inner}"
    );
    let wcs = read(&text).unwrap();
    assert_eq!(at(&wcs, 1.0), 602.0);
    assert_eq!(wcs.pixel_shape(), Some(&[7][..]));
    assert!(message(read(&text.replace("start: 3", "start: -3"))).contains("bounds from 0"));
}

#[test]
fn pointing_tables_must_agree_in_shape() {
    let node = |crval: &str, extra: &str| {
        format!(
            "!<asdf://dkist.nso.edu/tags/varying_celestial_transform-1.4.0> {{crpix_table: {}, cdelt: {}, lon_pole: 180.0, crval_table: {}, pc_table: [[1.0, 0.0], [0.0, 1.0]], projection: !transform/gnomonic-1.2.0 {{direction: pix2sky}}{extra}}}",
            quantity("[0.0, 0.0]", "pixel"),
            quantity("[1.0, 1.0]", "arcsec.pixel**-1"),
            quantity(crval, "arcsec"),
        )
    };
    let pixels = "!<tag:stsci.edu:gwcs/frame-1.2.0> {name: p, naxes: 3, axes_order: [0, 1, 2]}";
    let build = |crval: &str, extra: &str| read(&between(pixels, &node(crval, extra), "sky"));
    let wcs = build("[[10.0, 0.0], [20.0, 0.0]]", "").unwrap();
    let world = wcs.pixel_to_world_values(&[&[1.0], &[0.0], &[1.2]]).unwrap();
    assert!((world[0][0] * 3600.0 - 21.0).abs() < 1e-6, "{world:?}");
    assert!(message(build("[10.0, 0.0]", "")).contains("one shape of 1 to 3 dimensions"));
    assert!(message(build("[[10.0], [20.0]]", "")).contains("ends in [2]"));
    assert!(message(build("[[1.0, 0.0]]", "").and(build("7", ""))).contains("ends in [2]"));
}

#[test]
fn projections_are_read_with_their_parameters() {
    let pixels = "!<tag:stsci.edu:gwcs/frame2d-1.2.0> {name: plane, axes_order: [0, 1], axes_names: [x, y]}";
    let scale = format!("!transform/multiplyscale-1.0.0 {{factor: {}}}", quantity("1.0", "deg.pixel**-1"));
    let degrees = format!("!transform/concatenate-1.2.0 {{forward: [{scale}, {scale}]}}");
    let build = |node: &str| {
        read(&between(pixels, &format!("!transform/compose-1.2.0 {{forward: [{degrees}, {node}]}}"), "sky"))
    };
    let world = |node: &str| build(node).unwrap().pixel_to_world_values(&[&[10.0], &[20.0]]).unwrap();
    let equal_area = world("!transform/cylindrical_equal_area-1.3.0 {direction: pix2sky, lam: 0.75}");
    let latitude = (0.75 * 20_f64.to_radians()).asin().to_degrees();
    assert!((equal_area[0][0] - 10.0).abs() < 1e-12 && (equal_area[1][0] - latitude).abs() < 1e-12);
    let angle = quantity("2700.0", "arcmin");
    let conic = world(&format!("!transform/conic_equidistant-1.4.0 {{sigma: {angle}, direction: sky2pix}}"));
    assert!((conic[1][0] + 24.0).abs() < 2.0, "{conic:?}");
    // Misspelt as in the standard; the direction is that of the plane to the sky unless another is given.
    let ellipse = world("!transform/molleweide-1.2.0 {}");
    assert!((9.0..20.0).contains(&ellipse[0][0]), "{ellipse:?}");
    let facets = world("!transform/healpix-1.2.0 {direction: pix2sky, H: 6.0, X: 4.0}");
    assert!((facets[1][0] - (20.0 / 60.0_f64).asin().to_degrees()).abs() < 1e-12, "{facets:?}");
    let senseless = message(build("!transform/cylindrical_equal_area-1.3.0 {direction: pix2sky, lam: 7}"));
    assert_eq!(
        senseless.split_once(": ").unwrap().1,
        "parameter 1 of cylindrical_equal_area is 7; expected above 0, up to 1"
    );
    let sideways = message(build("!transform/airy-1.2.0 {direction: sideways}"));
    assert!(sideways.ends_with("direction of airy is sideways; expected pix2sky or sky2pix"), "{sideways}");
}

#[test]
fn a_damaged_file_gives_a_wcs_or_an_error() {
    let pixels = "!<tag:stsci.edu:gwcs/frame-1.2.0> {name: p, naxes: 3, axes_order: [0, 1, 2]}";
    let transform = "!<asdf://dkist.nso.edu/tags/coupled_compound_model-1.2.0> {shared_inputs: 1, forward: [!transform/compose-1.2.0 {forward: [!<asdf://dkist.nso.edu/tags/asymmetric_mapping_model-1.2.0> {forward_mapping: [0, 1, 1], backward_mapping: [0], backward_n_inputs: 2}, !<asdf://dkist.nso.edu/tags/varying_celestial_transform-1.4.0> {crpix_table: [0.0, 9.0], cdelt: [1.0, 1.0], lon_pole: 180.0, crval_table: [[10.0, 0.0], [20.0, 0.0]], pc_table: [[1.0, 0.0], [0.0, 1.0]], projection: !transform/gnomonic-1.2.0 {direction: pix2sky}}]}, !transform/compose-1.2.0 {forward: [!<asdf://dkist.nso.edu/tags/ravel_model-1.2.0> {array_shape: [2, 4], order: F}, !transform/tabular-1.4.0 {bounds_error: false, fill_value: .nan, lookup_table: [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0], points: [[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]]}]}]}";
    let body = between(pixels, transform, "world").replace('\n', "\n  ");
    let text = format!("#ASDF 1.0.0\n%YAML 1.1\n%TAG ! tag:stsci.edu:asdf/\n---\nwcs: {body}\n...\n");
    let read_bytes = |bytes: Vec<u8>| {
        let file = AsdfFile::from_bytes(bytes)?;
        read_wcs(&file, file.tree().require("wcs")?)
    };
    let wcs = read_bytes(text.clone().into_bytes()).unwrap();
    let pixel: [&[f64]; 3] = [&[3.0], &[1.0], &[2.0]];
    let back = wcs.world_to_pixel_values(&views(&wcs.pixel_to_world_values(&pixel).unwrap())).unwrap();
    assert!((back[0][0] - 3.0).abs() < 1e-6 && back[1..] == [[1.0], [2.0]], "{back:?}");
    // A seeded generator: the same damage in every run.
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let start = text.find("steps").unwrap();
    let mut readable = 0;
    for _ in 0..3000 {
        let mut bytes = text.clone().into_bytes();
        for _ in 0..=next(3) {
            let at = start + next(bytes.len() - start - 5);
            bytes[at] = b"0123456789-.,[]{}: aefnx"[next(24)];
        }
        let Ok(wcs) = read_bytes(bytes) else { continue };
        readable += 1;
        let ones = vec![vec![1.0, f64::NAN, 1e300]; wcs.pixel_n_dim()];
        if let Ok(world) = wcs.pixel_to_world_values(&views(&ones)) {
            let _ = wcs.world_to_pixel_values(&views(&world));
        }
    }
    assert!(readable > 100, "{readable}");
}

fn views(columns: &[Vec<f64>]) -> Vec<&[f64]> {
    columns.iter().map(Vec::as_slice).collect()
}
