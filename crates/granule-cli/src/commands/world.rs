//! `granule world`: the world coordinates of pixels, and the pixels of world coordinates.

use granule::wcs::{
    FrameKind, Observer, Quantity, Slot, Stokes, Time, Unit, Wcs, WcsExt as _, WorldCoordinate,
};
use serde_json::{Value, json};

use super::wcs_source;
use crate::args::{Pixel, WorldArgs};
use crate::text::say;

/// A pixel and the world values there.
struct Point {
    pixel: Vec<f64>,
    world: Vec<f64>,
}

pub(crate) fn run(args: &WorldArgs) -> anyhow::Result<()> {
    let wcs = wcs_source::resolve(args)?;
    let wcs = wcs.as_ref();
    let mut points = of_pixels(wcs, &args.pixel)?;
    points.extend(of_worlds(wcs, &args.world)?);
    if args.json {
        let points: Vec<Value> = points.iter().map(|point| point_json(wcs, point)).collect();
        say(&serde_json::to_string_pretty(&points)?)?;
        return Ok(());
    }
    for point in &points {
        say(&describe(wcs, point))?;
    }
    Ok(())
}

fn of_pixels(wcs: &dyn Wcs, pixels: &[Pixel]) -> anyhow::Result<Vec<Point>> {
    let axes = wcs.pixel_n_dim();
    if let Some(Pixel(pixel)) = pixels.iter().find(|Pixel(pixel)| pixel.len() != axes) {
        let shape = wcs.array_shape().map(|shape| format!(" {shape:?}")).unwrap_or_default();
        anyhow::bail!("a pixel of {} numbers for a cube of {axes} axes{shape}", pixel.len());
    }
    let pixels: Vec<Vec<f64>> = pixels.iter().map(|Pixel(pixel)| pixel.clone()).collect();
    let world = turned(&pixels, axes, |columns| wcs.pixel_to_world_values(columns))?;
    Ok(pixels.into_iter().zip(world).map(|(pixel, world)| Point { pixel, world }).collect())
}

fn of_worlds(wcs: &dyn Wcs, worlds: &[String]) -> anyhow::Result<Vec<Point>> {
    let axes = wcs.world_n_dim();
    let worlds: Vec<Vec<f64>> =
        worlds.iter().map(|text| world_values(wcs, text)).collect::<Result<_, _>>()?;
    if worlds.is_empty() {
        return Ok(Vec::new());
    }
    let pixels = turned(&worlds, axes, |columns| wcs.world_to_pixel_values(columns))?;
    Ok(pixels.into_iter().zip(worlds).map(|(pixel, world)| Point { pixel, world }).collect())
}

/// Points through a function of columns.
fn turned(
    points: &[Vec<f64>],
    axes: usize,
    function: impl Fn(&[&[f64]]) -> granule::wcs::Result<Vec<Vec<f64>>>,
) -> anyhow::Result<Vec<Vec<f64>>> {
    let columns: Vec<Vec<f64>> =
        (0..axes).map(|axis| points.iter().map(|point| point[axis]).collect()).collect();
    let batch: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let found = function(&batch)?;
    Ok((0..points.len()).map(|n| found.iter().map(|axis| axis[n]).collect()).collect())
}

/// One value for each world axis, in the units of the axes.
fn world_values(wcs: &dyn Wcs, text: &str) -> anyhow::Result<Vec<f64>> {
    let parts: Vec<&str> = text.split(',').collect();
    let axes = wcs.world_n_dim();
    if parts.len() != axes {
        let names = wcs.world_axis_names().join(", ");
        anyhow::bail!("{} world values for {axes} world axes ({names})", parts.len());
    }
    parts.iter().enumerate().map(|(axis, part)| world_value(wcs, axis, part.trim())).collect()
}

/// A number, with a unit or in that of the axis; on a time axis a time; on a Stokes axis a state.
fn world_value(wcs: &dyn Wcs, axis: usize, text: &str) -> anyhow::Result<f64> {
    let unit = Unit::parse(&wcs.world_axis_units()[axis]);
    let is_here = |slot: Slot| matches!(slot, Slot::World(world) if world.0 == axis);
    let kind = wcs.frames().iter().find(|frame| frame.axes.iter().any(|part| is_here(part.slot)));
    match kind.map(|frame| &frame.kind) {
        Some(FrameKind::Stokes) if Stokes::from_symbol(text).is_some() => {
            Ok(Stokes::from_symbol(text).map_or(f64::NAN, Stokes::value))
        }
        Some(FrameKind::Temporal { reference }) if Time::parse(text).is_ok() => {
            let seconds = Time::parse(text)?.seconds_since(reference);
            Ok(Quantity::new(seconds, "s").value_in(&unit)?)
        }
        _ => {
            let quantity: Quantity = text.parse()?;
            Ok(if quantity.unit.to_string().is_empty() {
                quantity.value
            } else {
                quantity.value_in(&unit)?
            })
        }
    }
}

/// JSON has no NaN: serde_json writes null.
fn point_json(wcs: &dyn Wcs, point: &Point) -> Value {
    let coordinates: Vec<Value> = wcs.coordinates(&point.world).iter().map(coordinate_json).collect();
    json!({
        "pixel": point.pixel,
        "world": point.world,
        "names": wcs.world_axis_names(),
        "units": wcs.world_axis_units(),
        "physical_types": wcs.world_axis_physical_types(),
        "coordinates": coordinates,
    })
}

fn coordinate_json(coordinate: &WorldCoordinate) -> Value {
    let mut value = match coordinate {
        WorldCoordinate::Sky(sky) => json!({
            "frame": sky.frame.name,
            "lon": sky.lon_deg,
            "lat": sky.lat_deg,
            "unit": "deg",
            "distance_m": sky.distance_m,
            "obstime": sky.frame.obstime.map(|time| time.to_string()),
            "observer": sky.frame.observer.as_ref().map(observer_json),
        }),
        WorldCoordinate::Spectral(quantity) => {
            json!({"value": quantity.value, "unit": quantity.unit.to_string()})
        }
        WorldCoordinate::Time(time) if time.is_defined() => {
            json!({"value": format!("{time:.9}"), "scale": time.scale().name()})
        }
        WorldCoordinate::Time(time) => json!({"value": null, "scale": time.scale().name()}),
        WorldCoordinate::Stokes(stokes) => json!({"value": stokes.symbol()}),
        WorldCoordinate::Quantity { name, quantity } => {
            json!({"name": name, "value": quantity.value, "unit": quantity.unit.to_string()})
        }
        other => json!({"value": other.to_string()}),
    };
    value["kind"] = json!(coordinate.kind());
    value
}

fn observer_json(observer: &Observer) -> Value {
    match observer {
        Observer::Stonyhurst { lon_deg, lat_deg, radius_m } => {
            json!({"frame": "heliographic_stonyhurst", "lon": lon_deg, "lat": lat_deg, "unit": "deg", "distance_m": radius_m})
        }
        other => json!(other.to_string()),
    }
}

/// The pixel, each world value with its unit, and the coordinates these stand for.
fn describe(wcs: &dyn Wcs, point: &Point) -> String {
    let numbers: Vec<String> = point.pixel.iter().map(ToString::to_string).collect();
    let mut lines = vec![format!("pixel {}", numbers.join(","))];
    let width = wcs.world_axis_names().iter().map(|name| name.chars().count()).max().unwrap_or(0);
    let axes = wcs.world_axis_names().iter().zip(wcs.world_axis_units()).zip(&point.world);
    for ((name, unit), value) in axes {
        lines.push(format!("  {name:<width$}  {value} {unit}").trim_end().to_owned());
    }
    for coordinate in wcs.coordinates(&point.world) {
        lines.push(format!("  = {coordinate}"));
    }
    lines.join("\n")
}
