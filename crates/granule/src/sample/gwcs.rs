//! World coordinates of the dataset as a gwcs: the same as the headers give for each frame, in tables.
//!
//! Pixels (slit, wavelength, raster, Stokes) become longitude, wavelength, latitude, time and Stokes parameter. The
//! raster step counts twice: it is a pixel coordinate of the image of the sky, and it picks the pointing.

use granule_asdf::{AsdfError, AsdfWriter, Mapping, Node};

use super::observation::{CADENCE, Observation, STEP};
use crate::nodes::{dkist, quantities, quantity, sizes, strings, tagged, time, transform, unit};

const FRAMES: &str = "tag:stsci.edu:gwcs/";

/// Where DKIST was, in heliographic Stonyhurst coordinates: metres.
const OBSERVER: [(&str, f64); 3] =
    [("x", 148_204_497_038.272_37), ("y", 4_494_740.326_009_75), ("z", 13_206_970_687.242_012)];

/// The `wcs` node.
pub(super) fn wcs(writer: &mut AsdfWriter, observation: &Observation) -> Result<Node, AsdfError> {
    let size = &observation.size;
    let mut pixel_shape = vec![size.slit, size.wave, size.raster];
    pixel_shape.extend(observation.has_stokes_axis().then_some(size.stokes));
    let input = step(pixel_frame(observation), forward(writer, observation)?);
    let output = step(world_frame(observation), Node::null());
    let mapping = Mapping::new()
        .with("name", Node::str(""))
        .with("pixel_shape", sizes(pixel_shape))
        .with("steps", Node::seq([input, output]));
    Ok(tagged("tag:stsci.edu:gwcs/wcs-1.4.0", mapping))
}

fn step(frame: Node, transform: Node) -> Node {
    let mapping = Mapping::new().with("frame", frame).with("transform", transform);
    tagged("tag:stsci.edu:gwcs/step-1.3.0", mapping)
}

/// Numbered names, as `x0`, `x1`.
fn numbered(letter: char, count: usize) -> Node {
    Node::seq((0..count).map(|n| Node::str(format!("{letter}{n}"))))
}

fn with_ends(mapping: Mapping, inputs: &[&str], outputs: &[&str]) -> Mapping {
    mapping.with("inputs", strings(inputs.iter().copied())).with("outputs", strings(outputs.iter().copied()))
}

/// Two transforms as one: `compose` (the second after the first) or `concatenate` (side by side).
fn pair(kind: &str, first: Node, second: Node, inputs: &[&str], outputs: &[&str]) -> Node {
    transform(kind, with_ends(Mapping::new().with("forward", Node::seq([first, second])), inputs, outputs))
}

fn remap(mapping: &[usize]) -> Node {
    let fields = Mapping::new()
        .with("inputs", numbered('x', mapping.len()))
        .with("mapping", sizes(mapping.iter().copied()))
        .with("outputs", numbered('x', mapping.len()));
    transform("remap_axes-1.5.0", fields)
}

/// The whole transform. The wavelength is split off first, and put between longitude and latitude last.
fn forward(writer: &mut AsdfWriter, observation: &Observation) -> Result<Node, AsdfError> {
    let stokes = observation.has_stokes_axis();
    let (pixels, worlds) = if stokes { (4, 5) } else { (3, 4) };
    let spectral = linear("Spectral", observation.wavelength(0.0), observation.dispersion(), "nm");
    let inputs = &["x", "x0", "x1", "x1"][..pixels];
    let outputs = &["y", "lon", "lat", "y0", "y1"][..worlds];
    let sky = sky_time_stokes(writer, observation)?;
    let all = pair("concatenate-1.4.0", spectral, sky, inputs, outputs);
    let names = &["x0", "x1", "x2", "x3"][..pixels];
    let order = &[1, 0, 2, 3][..pixels];
    let ordered = pair("compose-1.4.0", remap(order), all, names, outputs);
    let order = &[1, 0, 2, 3, 4][..worlds];
    let world_names = &["x0", "x1", "x2", "x3", "x4"][..worlds];
    Ok(pair("compose-1.4.0", ordered, remap(order), names, world_names))
}

/// Slit, raster and Stokes to longitude, latitude, time and Stokes parameter: the sky and the time share the raster.
fn sky_time_stokes(writer: &mut AsdfWriter, observation: &Observation) -> Result<Node, AsdfError> {
    let sky = sky(writer, observation)?;
    let temporal = linear("Temporal", 0.0, CADENCE, "s");
    let (right, inputs, outputs) = if observation.has_stokes_axis() {
        let stokes = stokes(writer, observation.size.stokes)?;
        let both = pair("concatenate-1.4.0", temporal, stokes, &["x0", "x1"], &["y0", "y1"]);
        (both, &["x0", "x1", "x1"][..], &["lon", "lat", "y0", "y1"][..])
    } else {
        (temporal, &["x0", "x1"][..], &["lon", "lat", "y"][..])
    };
    let fields = Mapping::new().with("forward", Node::seq([sky, right]));
    let fields = with_ends(fields, inputs, outputs).with("shared_inputs", Node::int(1));
    Ok(dkist("coupled_compound_model-1.2.0", fields))
}

fn linear(name: &str, intercept: f64, slope: f64, unit_text: &str) -> Node {
    let fields = with_ends(Mapping::new(), &["x"], &["y"])
        .with("intercept", quantity(intercept, unit_text))
        .with("name", Node::str(name))
        .with("slope", quantity(slope, &format!("{unit_text}.pixel**-1")));
    transform("linear1d-1.2.0", fields)
}

fn stokes(writer: &mut AsdfWriter, count: usize) -> Result<Node, AsdfError> {
    let numbers = |from: usize| (from..from + count).map(|n| n as f64).collect();
    let fields = with_ends(Mapping::new(), &["x"], &["y"])
        .with("bounds_error", Node::bool(false))
        .with("fill_value", Node::float(f64::NAN))
        .with("lookup_table", quantities(writer, &[count], numbers(1), "")?)
        .with("method", Node::str("nearest"))
        .with("name", Node::str("Stokes"))
        .with("points", Node::seq([quantities(writer, &[count], numbers(0), "pixel")?]));
    Ok(transform("tabular-1.4.0", fields))
}

/// Slit and raster to longitude and latitude, with the pointing of each raster step.
fn sky(writer: &mut AsdfWriter, observation: &Observation) -> Result<Node, AsdfError> {
    // Longitude goes with the raster and comes first; the slit is the other axis; the raster picks the pointing.
    let swap = mapping_pair([1, 0].as_slice(), [0].as_slice(), None, &["x0", "x1"]);
    let share = mapping_pair([0, 1, 0].as_slice(), [1].as_slice(), Some("SlitMapping"), &["x0", "x1", "x2"]);
    let pointing = pointing(writer, observation)?;
    let (inputs, outputs) = (&["x0", "x1"], &["lon", "lat"]);
    let shared = pair("compose-1.4.0", share, pointing, inputs, outputs);
    Ok(pair("compose-1.4.0", swap, shared, inputs, outputs))
}

/// A mapping of two inputs with another one for the way back.
fn mapping_pair(forward: &[usize], backward: &[usize], name: Option<&str>, outputs: &[&str]) -> Node {
    let mut fields = with_ends(Mapping::new(), &["x0", "x1"], outputs)
        .with("backward_mapping", sizes(backward.iter().copied()))
        .with("forward_mapping", sizes(forward.iter().copied()))
        .with("forward_n_inputs", Node::int(2));
    if let Some(name) = name {
        fields.insert("backward_n_inputs", Node::int(2));
        fields.insert("name", Node::str(name));
    }
    dkist("asymmetric_mapping_model-1.2.0", fields)
}

/// The gnomonic projection with tables of the reference pixel, the reference position and the matrix.
fn pointing(writer: &mut AsdfWriter, observation: &Observation) -> Result<Node, AsdfError> {
    let steps = observation.size.raster;
    let pointings: Vec<_> = (0..steps).map(|step| observation.pointing(step)).collect();
    let [raster, _, slit] = observation.reference_pixel();
    let pixels = (0..steps).flat_map(|_| [raster, slit]).collect();
    let references = pointings.iter().flat_map(|pointing| pointing.reference).collect();
    let matrices = pointings.iter().flat_map(|pointing| pointing.matrix).flatten().collect();
    let scales = vec![STEP, observation.slit_scale()];
    let projection =
        with_ends(Mapping::new().with("direction", Node::str("pix2sky")), &["x", "y"], &["phi", "theta"]);
    let fields = Mapping::new()
        .with("cdelt", quantities(writer, &[2], scales, "arcsec.pixel**-1")?)
        .with("crpix_table", quantities(writer, &[steps, 2], pixels, "pixel")?)
        .with("crval_table", quantities(writer, &[steps, 2], references, "arcsec")?)
        .with("lon_pole", Node::float(180.0))
        .with("pc_table", quantities(writer, &[steps, 2, 2], matrices, "pixel")?)
        .with("projection", transform("gnomonic-1.4.0", projection));
    Ok(dkist("varying_celestial_transform-1.4.0", with_ends(fields, &["x", "y", "z"], &["lon", "lat"])))
}

fn pixel_frame(observation: &Observation) -> Node {
    let names = ["slit position", "wavelength", "raster position", "stokes"];
    let count = if observation.has_stokes_axis() { 4 } else { 3 };
    let repeated = |text| strings(std::iter::repeat_n(text, count));
    let fields = Mapping::new()
        .with("axes_names", strings(names.into_iter().take(count)))
        .with("axes_order", sizes(0..count))
        .with("axes_type", repeated("PIXEL"))
        .with("axis_physical_types", repeated("custom:PIXEL"))
        .with("name", Node::str("pixel"))
        .with("naxes", Node::int(count as i64))
        .with("unit", Node::seq((0..count).map(|_| unit("pixel"))));
    tagged(&format!("{FRAMES}frame-1.2.0"), fields)
}

fn world_frame(observation: &Observation) -> Node {
    let mut frames = vec![spectral_frame(), celestial_frame(observation), temporal_frame(observation)];
    if observation.has_stokes_axis() {
        let fields = Mapping::new().with("axes_order", sizes([4])).with("name", Node::str("stokes"));
        frames.push(tagged(&format!("{FRAMES}stokes_frame-1.0.0"), fields));
    }
    let fields = Mapping::new().with("frames", Node::seq(frames)).with("name", Node::str("CompositeFrame"));
    tagged(&format!("{FRAMES}composite_frame-1.0.0"), fields)
}

/// A frame of axes: their names, places among the world axes, physical types and units.
fn frame(tag: &str, name: &str, axes: &[(&str, usize, &str, &str)], reference: Option<Node>) -> Node {
    let mut fields = Mapping::new()
        .with("axes_names", strings(axes.iter().map(|axis| axis.0)))
        .with("axes_order", sizes(axes.iter().map(|axis| axis.1)))
        .with("axis_physical_types", strings(axes.iter().map(|axis| axis.2)))
        .with("name", Node::str(name));
    if let Some(reference) = reference {
        fields.insert("reference_frame", reference);
    }
    fields.insert("unit", Node::seq(axes.iter().map(|axis| unit(axis.3))));
    tagged(&format!("{FRAMES}{tag}"), fields)
}

fn spectral_frame() -> Node {
    frame("spectral_frame-1.2.0", "wavelength", &[("wavelength", 1, "em.wl", "nm")], None)
}

fn temporal_frame(observation: &Observation) -> Node {
    let reference = time(&observation.average(0).to_string());
    frame("temporal_frame-1.2.0", "temporal", &[("time", 3, "time", "s")], Some(reference))
}

fn celestial_frame(observation: &Observation) -> Node {
    let axes = [
        ("helioprojective longitude", 0, "custom:pos.helioprojective.lon", "arcsec"),
        ("helioprojective latitude", 2, "custom:pos.helioprojective.lat", "arcsec"),
    ];
    let middle = observation.average(observation.size.raster / 2).to_string();
    let attributes = || Mapping::new().with("obstime", time(&middle)).with("rsun", quantity(695_700.0, "km"));
    let components: Mapping = OBSERVER.iter().map(|&(axis, metres)| (axis, quantity(metres, "m"))).collect();
    let position = Mapping::new()
        .with("components", Node::map(components))
        .with("type", Node::str("CartesianRepresentation"));
    let observer = Mapping::new()
        .with("data", tagged("tag:astropy.org:astropy/coordinates/representation-1.2.0", position))
        .with("frame_attributes", Node::map(attributes()));
    let observer = tagged("tag:sunpy.org:sunpy/coordinates/frames/heliographic_stonyhurst-1.2.0", observer);
    let reference =
        Mapping::new().with("frame_attributes", Node::map(attributes().with("observer", observer)));
    let reference = tagged("tag:sunpy.org:sunpy/coordinates/frames/helioprojective-1.1.0", reference);
    frame("celestial_frame-1.2.0", "helioprojective", &axes, Some(reference))
}
