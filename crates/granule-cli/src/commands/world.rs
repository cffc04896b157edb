//! `granule world`: the world coordinates of pixels.

use granule::wcs::{Wcs, WcsExt as _};
use serde_json::{Value, json};

use super::fits_wcs;
use crate::args::{Pixel, WorldArgs};
use crate::text::say;

pub(crate) fn run(args: &WorldArgs) -> anyhow::Result<()> {
    let wcs = match fits_wcs::resolve(args)? {
        Some(wcs) => wcs,
        None => args.cube.cube()?.wcs().clone(),
    };
    let wcs = wcs.as_ref();
    let axes = wcs.pixel_n_dim();
    for Pixel(pixel) in &args.pixel {
        if pixel.len() != axes {
            let shape = wcs.array_shape().map(|shape| format!(" {shape:?}")).unwrap_or_default();
            anyhow::bail!("a pixel of {} numbers for a cube of {axes} axes{shape}", pixel.len());
        }
    }
    let columns: Vec<Vec<f64>> =
        (0..axes).map(|axis| args.pixel.iter().map(|Pixel(pixel)| pixel[axis]).collect()).collect();
    let batch: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let world = wcs.pixel_to_world_values(&batch)?;
    if args.json {
        let points: Vec<Value> = args
            .pixel
            .iter()
            .enumerate()
            .map(|(n, Pixel(pixel))| {
                let values: Vec<f64> = world.iter().map(|axis| axis[n]).collect();
                // JSON has no NaN: serde_json writes null.
                json!({"pixel": pixel, "world": values, "units": wcs.world_axis_units()})
            })
            .collect();
        say(&serde_json::to_string_pretty(&points)?)?;
        return Ok(());
    }
    for (n, Pixel(pixel)) in args.pixel.iter().enumerate() {
        let values: Vec<f64> = world.iter().map(|axis| axis[n]).collect();
        say(&describe(wcs, pixel, &values))?;
    }
    Ok(())
}

/// The pixel, each world value with its unit, and the coordinates these stand for.
fn describe(wcs: &dyn Wcs, pixel: &[f64], world: &[f64]) -> String {
    let numbers: Vec<String> = pixel.iter().map(ToString::to_string).collect();
    let mut lines = vec![format!("pixel {}", numbers.join(","))];
    let width = wcs.world_axis_names().iter().map(|name| name.chars().count()).max().unwrap_or(0);
    for ((name, unit), value) in wcs.world_axis_names().iter().zip(wcs.world_axis_units()).zip(world) {
        lines.push(format!("  {name:<width$}  {value} {unit}").trim_end().to_owned());
    }
    for coordinate in wcs.coordinates(world) {
        lines.push(format!("  = {coordinate}"));
    }
    lines.join("\n")
}
