//! `granule info`: what a dataset holds.

use granule::dkist::Inventory;
use granule::fits::{FitsError, FitsFile};
use granule::wcs::Wcs;
use granule::{Dataset, FitsCube, Opened, TiledDataset};
use serde_json::{Value, json};

use crate::args::InfoArgs;
use crate::text::say;

pub(crate) fn run(args: &InfoArgs) -> anyhow::Result<()> {
    let opened = match granule::open(&args.path) {
        Ok(opened) => opened,
        Err(error) => return Ok(say(&without_image(args, error)?)?),
    };
    let text = match (&opened, args.json) {
        (Opened::Dataset(dataset), false) => dataset_text(dataset),
        (Opened::Tiled(tiled), false) => tiled.to_string(),
        (Opened::Dataset(dataset), true) => serde_json::to_string_pretty(&dataset_json(dataset))?,
        (Opened::Tiled(tiled), true) => serde_json::to_string_pretty(&tiled_json(tiled)?)?,
        (Opened::Image(image), false) => {
            format!("{}\n\n{}", super::fits::hdu_table(&image.hdus()?), image.cube())
        }
        (Opened::Image(image), true) => serde_json::to_string_pretty(&image_json(image)?)?,
        _ => anyhow::bail!("{} is of a kind this command does not know", args.path.display()),
    };
    say(text.trim_end())?;
    Ok(())
}

/// The HDUs of a FITS file none of which has an image to describe; the error for all else.
fn without_image(args: &InfoArgs, error: granule::Error) -> anyhow::Result<String> {
    let file = match FitsFile::open(&args.path) {
        Ok(file) if matches!(error, granule::Error::Fits(FitsError::NoSuchHdu { .. })) => file,
        _ => return Err(error.into()),
    };
    if args.json {
        let hdus: Vec<Value> = file.hdus().iter().map(super::fits::hdu_json).collect();
        return Ok(serde_json::to_string_pretty(&json!({"kind": "fits", "hdus": hdus}))?);
    }
    Ok(format!("{}\n\nno HDU has an image", super::fits::hdu_table(&file)))
}

fn dataset_text(dataset: &Dataset) -> String {
    match dataset.files().missing().len() {
        0 => dataset.to_string(),
        missing => format!(
            "{}\n{missing} of {} files are missing",
            dataset.to_string().trim_end(),
            dataset.files().len()
        ),
    }
}

fn dataset_json(dataset: &Dataset) -> Value {
    let cube = dataset.cube();
    let mut value = axes_json(cube.wcs().as_ref(), cube.shape());
    let files = dataset.files();
    value["kind"] = json!("dataset");
    value["dtype"] = json!(cube.data().dtype().name());
    value["unit"] = json!(cube.unit().map(ToString::to_string));
    value["chunks"] = json!(cube.data().grid().chunks());
    value["files"] = json!({
        "count": files.len(),
        "missing": files.missing().len(),
        "arrangement": files.arrangement().to_vec(),
        "directory": files.directory(),
    });
    add_inventory(&mut value, dataset.inventory());
    value
}

fn tiled_json(tiled: &TiledDataset) -> anyhow::Result<Value> {
    let (_, first) = tiled.tiles().next().ok_or_else(|| anyhow::anyhow!("every tile is masked"))?;
    let mut value = dataset_json(first);
    value["kind"] = json!("tiled dataset");
    value["tiles"] = json!(tiled.arrangement().to_vec());
    let missing = tiled.files().filter(|path| !path.exists()).count();
    value["files"]["count"] = json!(tiled.files().count());
    value["files"]["missing"] = json!(missing);
    Ok(value)
}

fn image_json(image: &FitsCube) -> anyhow::Result<Value> {
    let cube = image.cube();
    let mut value = axes_json(cube.wcs().as_ref(), cube.shape());
    value["kind"] = json!("image");
    value["dtype"] = json!(cube.data().dtype().name());
    value["unit"] = json!(cube.unit().map(ToString::to_string));
    value["chunks"] = json!(cube.data().grid().chunks());
    value["files"] = json!({"count": 1, "missing": 0, "arrangement": [], "directory": image.path().parent()});
    value["hdus"] = image.hdus()?.hdus().iter().map(super::fits::hdu_json).collect();
    Ok(value)
}

/// Shape (array order), pixel and world axes (pixel order), and their correlation (world x pixel).
fn axes_json(wcs: &dyn Wcs, shape: &[usize]) -> Value {
    let text = |values: &[String], axis: usize| values.get(axis).cloned().unwrap_or_default();
    let pixel_axes: Vec<Value> = shape
        .iter()
        .rev()
        .enumerate()
        .map(|(axis, size)| json!({"name": text(wcs.pixel_axis_names(), axis), "size": size}))
        .collect();
    let world_axes: Vec<Value> = (0..wcs.world_n_dim())
        .map(|axis| {
            json!({
                "name": text(wcs.world_axis_names(), axis),
                "physical_type": text(wcs.world_axis_physical_types(), axis),
                "unit": text(wcs.world_axis_units(), axis),
            })
        })
        .collect();
    let correlation: Vec<&[bool]> = wcs.correlation().rows().collect();
    json!({"shape": shape, "pixel_axes": pixel_axes, "world_axes": world_axes, "correlation": correlation})
}

fn add_inventory(value: &mut Value, inventory: &Inventory) {
    value["instrument"] = json!(inventory.instrument());
    value["dataset_id"] = json!(inventory.dataset_id());
    value["product_id"] = json!(inventory.product_id());
}
