//! Cubes as plots: spectra against their world axis, images with world-coordinate axes.
//!
//! What can be plotted here is a matter of a line each; for full control make the plots of
//! [`plotting`](crate::plotting) yourself.

use std::path::Path;

use granule_core::{ArrayAxis, Block};
use granule_plot::{Axis, Colormap, Image, ImageAxis, ImagePlot, LinePlot, LineStyle, Series};

use crate::{AxisCoordinates, Error, NDCube, Overwrite, Session};

/// A cube with its computed values, under a name for the legend.
#[derive(Clone, Debug)]
pub struct Curve<'a> {
    /// What the legend says.
    pub label: &'a str,
    /// The cube, of one axis.
    pub cube: &'a NDCube,
    /// How the line is drawn.
    pub style: LineStyle,
}

/// Plots a cube with one axis as a line, with two as an image; axes of length 1 do not count.
///
/// Computes the cube in `session`. The format is that of the file name: `.png` or `.svg`.
///
/// # Errors
/// [`Error::PlotAxes`] for other numbers of axes; [`Error::Plot`], [`Error::Exec`].
pub fn save(cube: &NDCube, path: &Path, session: &Session, overwrite: Overwrite) -> Result<(), Error> {
    let long: Vec<ArrayAxis> = long_axes(cube);
    let values = |cube: &NDCube| Ok::<_, Error>(cube.compute(session)?.into_values());
    match *long.as_slice() {
        [axis] => {
            let plot = line_plot(cube, axis)?.series(line(cube, &values(cube)?, axis, "", LineStyle::Solid)?);
            save_lines(plot, path, overwrite)
        }
        [vertical, horizontal] => {
            let plot = image_plot(cube, &values(cube)?, vertical, horizontal)?;
            Ok(plot.overwrite(overwrite == Overwrite::Yes).save(path)?)
        }
        _ => Err(Error::PlotAxes { shape: cube.shape().clone() }),
    }
}

/// Plots several cubes with one axis each as lines over the same world axis, with a legend.
///
/// # Errors
/// As [`save`].
pub fn compare(
    curves: &[Curve<'_>],
    path: &Path,
    session: &Session,
    overwrite: Overwrite,
) -> Result<(), Error> {
    let mut plot = None;
    for curve in curves {
        let [axis] = *long_axes(curve.cube).as_slice() else {
            return Err(Error::PlotAxes { shape: curve.cube.shape().clone() });
        };
        let values = curve.cube.compute(session)?.into_values();
        let empty = match plot {
            Some(plot) => plot,
            None => line_plot(curve.cube, axis)?,
        };
        plot = Some(empty.series(line(curve.cube, &values, axis, curve.label, curve.style)?));
    }
    let plot = plot.ok_or(Error::PlotAxes { shape: granule_core::Shape::default() })?;
    save_lines(plot, path, overwrite)
}

fn save_lines(plot: LinePlot, path: &Path, overwrite: Overwrite) -> Result<(), Error> {
    Ok(plot.overwrite(overwrite == Overwrite::Yes).save(path)?)
}

fn long_axes(cube: &NDCube) -> Vec<ArrayAxis> {
    let long: Vec<ArrayAxis> = axes_where(cube, |length| length > 1);
    // A cube of one pixel is still a line of one point, if it has an axis at all.
    if long.is_empty() { axes_where(cube, |_| true).into_iter().take(1).collect() } else { long }
}

fn axes_where(cube: &NDCube, keep: impl Fn(usize) -> bool) -> Vec<ArrayAxis> {
    cube.shape().iter().enumerate().filter(|(_, len)| keep(**len)).map(|(axis, _)| ArrayAxis(axis)).collect()
}

fn line_plot(cube: &NDCube, axis: ArrayAxis) -> Result<LinePlot, Error> {
    let x = match widest(cube, axis, None)? {
        Some(world) => Axis::new(world.name, world.unit),
        None => Axis::new(axis.to_string(), "pixel"),
    };
    let unit = cube.unit().map(ToString::to_string).unwrap_or_default();
    Ok(LinePlot::new(x, Axis::new("value", unit)).title(cube.name()))
}

fn line(
    cube: &NDCube,
    values: &Block,
    axis: ArrayAxis,
    label: &str,
    style: LineStyle,
) -> Result<Series, Error> {
    let y = values.to_f64_vec();
    let x = match widest(cube, axis, None)? {
        Some(world) => world.values,
        None => (0..y.len()).map(|n| n as f64).collect(),
    };
    Ok(Series::new(label, x, y)?.style(style))
}

fn image_plot(
    cube: &NDCube,
    values: &Block,
    vertical: ArrayAxis,
    horizontal: ArrayAxis,
) -> Result<ImagePlot, Error> {
    let (width, height) = (cube.shape()[horizontal.0], cube.shape()[vertical.0]);
    let x = widest(cube, horizontal, None)?;
    let y = widest(cube, vertical, x.as_ref())?;
    let values = values.to_f64_vec();
    // Stokes Q, U and V have both signs: a diverging map shows zero for what it is.
    let negative = values.iter().filter(|value| **value < 0.0).count();
    let signed = 10 * negative > values.len();
    let unit = cube.unit().map(ToString::to_string).unwrap_or_default();
    Ok(ImagePlot::new(Image::new(width, height, values)?, image_axis(x, horizontal), image_axis(y, vertical))
        .title(cube.name())
        .color_label(if unit.is_empty() { "value".to_owned() } else { format!("value [{unit}]") })
        .colormap(if signed { Colormap::RdBu } else { Colormap::Viridis }))
}

fn image_axis(coordinates: Option<AxisCoordinates>, axis: ArrayAxis) -> ImageAxis {
    match coordinates {
        None => ImageAxis::pixels(axis.to_string()),
        Some(world) => {
            let turn = world.turn();
            let image = ImageAxis::new(world.name, world.unit, world.values);
            match turn {
                Some(turn) => image.period(turn),
                None => image,
            }
        }
    }
}

/// Of the world coordinates that change along an axis the one that changes most, and not the one that another axis
/// of the plot shows already. A slit lies across longitude and latitude: one of them says more.
fn widest(
    cube: &NDCube,
    axis: ArrayAxis,
    taken: Option<&AxisCoordinates>,
) -> Result<Option<AxisCoordinates>, Error> {
    let all = cube.axis_coordinates(axis)?;
    let free = all.into_iter().filter(|found| taken.is_none_or(|taken| taken.world != found.world));
    // Time goes with the raster, but a position is what a reader of an image looks for.
    let rank = |found: &AxisCoordinates| (found.physical_type != "time", found.spread());
    Ok(free.filter(|found| found.spread().is_finite()).max_by(|a, b| {
        let (a, b) = (rank(a), rank(b));
        a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
    }))
}
