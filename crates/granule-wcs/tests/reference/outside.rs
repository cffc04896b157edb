//! A transform that this crate does not know, with a tag of its own, read from a file.

use std::sync::Arc;

use granule_asdf::{AsdfFile, AsdfWriter, Mapping, Node};
use granule_wcs::{
    CorrelationMatrix, Result, Transform, TransformWriter, WcsError, WcsReader, read_wcs, transform,
    write_wcs,
};

/// `amplitude · sin(x)`, for x in radians from −π/2 to π/2.
#[derive(Debug)]
struct Sine {
    amplitude: f64,
    is_forward: bool,
}

impl Sine {
    fn read(_file: &AsdfFile, node: &Node) -> Result<Arc<dyn Transform>> {
        let amplitude = node.require("amplitude")?;
        let amplitude = amplitude.as_f64().ok_or_else(|| amplitude.wrong_kind("amplitude", "a number"))?;
        Ok(Arc::new(Self { amplitude, is_forward: true }))
    }
}

impl Transform for Sine {
    fn n_inputs(&self) -> usize {
        1
    }

    fn n_outputs(&self) -> usize {
        1
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        let ([x], [y]) = (inputs, outputs) else { return };
        y.clear();
        if self.is_forward {
            y.extend(x.iter().map(|x| self.amplitude * x.sin()));
        } else {
            y.extend(x.iter().map(|x| (x / self.amplitude).asin()));
        }
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        Some(Arc::new(Self { is_forward: !self.is_forward, ..*self }))
    }

    fn separability(&self) -> CorrelationMatrix {
        CorrelationMatrix::identity(1)
    }

    fn to_node(&self, writer: &mut TransformWriter<'_>) -> Result<Node> {
        if !self.is_forward {
            return Err(WcsError::NotWritable { what: "an arc sine".to_owned() });
        }
        let fields = Mapping::new().with("amplitude", Node::float(self.amplitude));
        Ok(writer.tagged("asdf://example.org/tags/sine-1.0.0", fields))
    }
}

const FILE: &str = "#ASDF 1.0.0
%YAML 1.1
%TAG ! tag:stsci.edu:asdf/
---
wcs: !<tag:stsci.edu:gwcs/wcs-1.4.0>
  name: waves
  steps:
  - !<tag:stsci.edu:gwcs/step-1.3.0>
    frame: pixels
    transform: !transform/compose-1.2.0
      forward:
      - !transform/scale-1.2.0 {factor: 0.01}
      - !<asdf://example.org/tags/sine-1.0.0> {amplitude: 5.0}
  - !<tag:stsci.edu:gwcs/step-1.3.0>
    frame: !<tag:stsci.edu:gwcs/frame-1.2.0>
      {name: height, naxes: 1, axes_order: [0], axes_names: [h], axes_type: [HEIGHT], unit: [!unit/unit-1.0.0 m]}
    transform: null
...
";

#[test]
fn a_transform_from_outside_is_read_evaluated_and_inverted() {
    let file = AsdfFile::from_bytes(FILE.as_bytes().to_vec()).unwrap();
    let node = file.tree().require("wcs").unwrap();
    let reader = WcsReader::new().with_tag("asdf://example.org/tags/sine", Sine::read);
    let wcs = reader.read(&file, node).unwrap();
    let world = wcs.pixel_to_world_values(&[&[0.0, 100.0]]).unwrap();
    assert_eq!(world, [[0.0, 5.0 * 1.0_f64.sin()]]);
    let pixel = wcs.world_to_pixel_values(&[&world[0]]).unwrap();
    assert!((pixel[0][1] - 100.0).abs() < 1e-12);

    // Without it the file opens none the less; only the coordinates do not, and say why.
    let error = read_wcs(&file, node).unwrap_err().to_string();
    assert_eq!(error, "line 13: unknown transform asdf://example.org/tags/sine-1.0.0");
    let other = WcsReader::new().with_tag("asdf://example.org/tags/sine-2.0.0", Sine::read);
    assert!(other.read(&file, node).is_err());
}

#[test]
fn a_transform_from_outside_is_written_and_read_again() {
    let file = AsdfFile::from_bytes(FILE.as_bytes().to_vec()).unwrap();
    let reader = WcsReader::new().with_tag("asdf://example.org/tags/sine", Sine::read);
    let wcs = reader.read(&file, file.tree().require("wcs").unwrap()).unwrap();
    let mut arrays = AsdfWriter::new();
    let node = write_wcs(wcs.as_ref(), &mut arrays).unwrap();
    let bytes = arrays.into_bytes(Node::map(Mapping::new().with("wcs", node))).unwrap();
    let file = AsdfFile::from_bytes(bytes).unwrap();
    let again = reader.read(&file, file.tree().require("wcs").unwrap()).unwrap();
    assert_eq!(
        again.pixel_to_world_values(&[&[3.0]]).unwrap(),
        wcs.pixel_to_world_values(&[&[3.0]]).unwrap()
    );

    let backwards: Arc<dyn Transform> = Arc::new(Sine { amplitude: 1.0, is_forward: false });
    let frame = wcs.frames().to_vec();
    let wcs = granule_wcs::Gwcs::new(backwards, vec!["x".to_owned()], frame).unwrap();
    let error = write_wcs(&wcs, &mut AsdfWriter::new()).unwrap_err().to_string();
    assert_eq!(error, "an arc sine cannot be written to ASDF: there is no tag for it");
}

#[test]
fn a_transform_from_outside_goes_before_one_of_the_same_tag() {
    let file = AsdfFile::from_bytes(FILE.as_bytes().to_vec()).unwrap();
    let node = file.tree().require("wcs").unwrap();
    let reader = WcsReader::new()
        .with_tag("asdf://example.org/tags/sine", Sine::read)
        .with_tag("tag:stsci.edu:asdf/transform/scale", |_, _| Ok(Arc::new(transform::Linear::scale(1.0))));
    let wcs = reader.read(&file, node).unwrap();
    assert_eq!(wcs.pixel_to_world_values(&[&[1.0]]).unwrap(), [[5.0 * 1.0_f64.sin()]]);
}
