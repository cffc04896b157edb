//! Transforms against what astropy and gwcs make of the same nodes (`values.py` made `values.json`).

use granule_asdf::{AsdfFile, AsdfWriter, Mapping, Node};
use granule_wcs::{Transform, TransformWriter, Wcs, WcsError, WcsReader, transform};
use serde_json::Value;

use crate::shared::{numbers, table};

fn cases() -> Vec<(String, Value)> {
    let values: Value = serde_json::from_str(include_str!("values.json")).unwrap();
    let cases = values["cases"].as_object().unwrap();
    cases.iter().map(|(name, case)| (name.clone(), case.clone())).collect()
}

fn file(tree: &str) -> AsdfFile {
    let text = format!("#ASDF 1.0.0\n%YAML 1.1\n%TAG ! tag:stsci.edu:asdf/\n---\n{tree}\n...\n");
    AsdfFile::from_bytes(text.into_bytes()).unwrap()
}

fn read(file: &AsdfFile) -> std::sync::Arc<dyn Transform> {
    WcsReader::new().transform_of(file, file.tree().require("transform").unwrap()).unwrap()
}

fn run(transform: &dyn Transform, inputs: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let inputs: Vec<&[f64]> = inputs.iter().map(Vec::as_slice).collect();
    transform::evaluate(transform, &inputs).unwrap()
}

#[test]
fn values_are_those_of_astropy_fused_or_not() {
    let cases = cases();
    assert!(cases.len() > 35);
    for (name, case) in cases {
        let file = file(case["asdf"].as_str().unwrap());
        let transform = read(&file);
        let (inputs, expected) = (table(&case["inputs"]), table(&case["outputs"]));
        for found in [run(transform.as_ref(), &inputs), run(transform::fused(&transform).as_ref(), &inputs)] {
            assert_eq!(found.len(), expected.len(), "{name}");
            for (found, expected) in found.iter().flatten().zip(expected.iter().flatten()) {
                let close = (found - expected).abs() <= 2e-12 * (1.0 + expected.abs());
                assert!(close || (found.is_nan() && expected.is_nan()), "{name}: {found} {expected}");
            }
        }
    }
}

#[test]
fn what_is_written_reads_back_with_the_same_values() {
    let mut refused = Vec::new();
    for (name, case) in cases() {
        let transform = read(&file(case["asdf"].as_str().unwrap()));
        let mut arrays = AsdfWriter::new();
        let node = match TransformWriter::new(&mut arrays).transform(transform.as_ref()) {
            Ok(node) => node,
            Err(WcsError::NotWritable { what }) => {
                refused.push(what);
                continue;
            }
            Err(error) => panic!("{name}: {error}"),
        };
        let bytes = arrays.into_bytes(Node::map(Mapping::new().with("transform", node))).unwrap();
        let again = read(&AsdfFile::from_bytes(bytes).unwrap());
        let inputs = table(&case["inputs"]);
        let (found, expected) = (run(again.as_ref(), &inputs), run(transform.as_ref(), &inputs));
        assert_eq!(found.len(), expected.len(), "{name}");
        for (found, expected) in found.iter().flatten().zip(expected.iter().flatten()) {
            let close = (found - expected).abs() <= 1e-12 * (1.0 + expected.abs());
            assert!(close || (found.is_nan() && expected.is_nan()), "{name}: {found} {expected}");
        }
    }
    refused.sort_unstable();
    refused.dedup();
    println!("without a tag: {refused:?}");
    let known =
        ["Glass", "GratingAngles", "GratingWavelength", "Refraction", "Selector", "Spline", "WarmGlass"];
    assert!(refused.iter().all(|what| known.contains(&what.as_str())), "{refused:?}");
}

#[test]
fn analytic_inverses_lead_back() {
    let invertible = [
        "rotation_2d",
        "euler",
        "rotation_sequence",
        "spherical_sequence",
        "native2celestial",
        "celestial2native",
        "spherical_to_cartesian",
        "from_direction_cosines",
        "affine",
        "compound",
        "fitswcs_imaging",
    ];
    for (name, case) in cases() {
        let file = file(case["asdf"].as_str().unwrap());
        let transform = read(&file);
        let Some(inverse) = transform.inverse() else {
            assert!(!invertible.contains(&name.as_str()), "{name}");
            continue;
        };
        // Lengths are lost on the way to angles, the third component on the way to cosines.
        if !invertible.contains(&name.as_str()) || name == "from_direction_cosines" {
            continue;
        }
        let inputs = table(&case["inputs"]);
        let back = run(inverse.as_ref(), &run(transform.as_ref(), &inputs));
        for (axis, (back, inputs)) in back.iter().zip(&inputs).enumerate() {
            for (back, input) in back.iter().zip(inputs) {
                let turns = ((back - input) / 360.0).round() * 360.0;
                assert!((back - input - turns).abs() < 1e-8, "{name} {axis}: {back} {input}");
            }
        }
    }
}

#[test]
fn a_jwst_imager_agrees() {
    let Some(path) = crate::shared::shared("wcs/nircamwcs.asdf") else { return };
    let expected = &crate::shared::json("wcs/gwcs_jwst.json").unwrap()["nircamwcs"];
    let file = AsdfFile::open(path).unwrap();
    let wcs = WcsReader::new().gwcs(&file, wcs_node(file.tree())).unwrap();
    let pixel = table(&expected["pix"]);
    let views: Vec<&[f64]> = pixel.iter().map(Vec::as_slice).collect();
    assert_eq!(wcs.pixel_bounds().unwrap(), [[-0.5, 2047.5]; 2]);
    let world = wcs.pixel_to_world_values(&views).unwrap();
    for (found, expected) in world.iter().zip(table(&expected["world"])) {
        for (found, expected) in found.iter().zip(&expected) {
            assert!((found - expected).abs() < 1e-10 || (found.is_nan() && expected.is_nan()));
        }
    }
    // The file's own inverse is honoured, approximate as it is.
    let views: Vec<&[f64]> = world.iter().map(Vec::as_slice).collect();
    let back = wcs.world_to_pixel_values(&views).unwrap();
    for (found, expected) in back.iter().zip(table(&expected["back"])) {
        for (found, expected) in found.iter().zip(&expected) {
            assert!(
                (found - expected).abs() < 1e-6 || (found.is_nan() && expected.is_nan()),
                "{found} {expected}"
            );
        }
    }
    // Sought, it is better.
    let gwcs = WcsReader::new().gwcs(&file, wcs_node(file.tree())).unwrap();
    let back = gwcs.with_numerical_inverse().unwrap().world_to_pixel_values(&views).unwrap();
    let undefined = numbers(&expected["world"][0]);
    for (axis, (found, pixel)) in back.iter().zip(&pixel).enumerate() {
        for ((found, pixel), world) in found.iter().zip(pixel).zip(&undefined) {
            assert!((found - pixel).abs() < 1e-6 || world.is_nan(), "{axis}: {found} {pixel}");
        }
    }
}

fn wcs_node(tree: &Node) -> &Node {
    tree.require("wcs").unwrap()
}
