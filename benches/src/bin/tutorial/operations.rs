//! The operations of the tutorial, as lazy arrays.

use anyhow::{Result, ensure};
use granule::array::{Array, Reduction};
use granule::core::s;
use granule::{Dataset, NDCube};

/// The largest bin of the rebins; smaller where it would not divide the axis.
const BIN: usize = 10;

/// Something to compute.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) name: &'static str,
    /// What it is, as one would write it.
    pub(crate) expression: String,
    pub(crate) array: Array,
}

impl Operation {
    fn new(name: &'static str, expression: impl Into<String>, cube: &NDCube) -> Self {
        Self { name, expression: expression.into(), array: cube.data().clone() }
    }
}

/// What the tutorial computes, from the lightest to the heaviest.
pub(crate) fn of_tutorial(dataset: &Dataset) -> Result<Vec<Operation>> {
    let shape = dataset.cube().shape();
    let &[_, raster, wave, slit] = &shape[..] else {
        anyhow::bail!("the axes should be Stokes, raster, wavelength and slit, not {shape}");
    };
    ensure!(shape.elements() > 0, "a dataset of shape {shape} has nothing to compute");
    let (row, column, line) = (raster / 2, slit / 2, wave / 2);
    let intensity = dataset.slice(s![0, .., .., ..])?;
    let spectrum = intensity.sum(&[0, 2])?;
    let (raster_bin, slit_bin) = (bin(raster), bin(slit));
    let bins = [1, raster_bin, 1, slit_bin];
    Ok(vec![
        Operation::new(
            "spectrum",
            format!("one spectrum: [0, {row}, :, {column}]"),
            dataset.slice(s![0, row as i64, .., column as i64])?.cube(),
        ),
        Operation::new(
            "image",
            format!("one wavelength image: [0, :, {line}, :]"),
            dataset.slice(s![0, .., line as i64, ..])?.cube(),
        ),
        Operation::new("sum", "sum of Stokes I over raster and slit: [0].sum(0, 2)", &spectrum),
        Operation::new("argmin", "its darkest wavelength: [0].sum(0, 2).argmin()", &spectrum.argmin(&[])?),
        Operation::new(
            "rebin-i",
            format!("rebin of Stokes I: [0].rebin({raster_bin}, 1, {slit_bin})"),
            &intensity.rebin(&bins[1..], Reduction::Mean)?,
        ),
        Operation::new("mean", "mean of everything: mean()", &dataset.mean(&[])?),
        Operation::new(
            "rebin",
            format!("rebin of everything: rebin(1, {raster_bin}, 1, {slit_bin})"),
            &dataset.rebin(&bins, Reduction::Mean)?,
        ),
    ])
}

/// The largest bin up to [`BIN`] that divides an axis.
fn bin(length: usize) -> i64 {
    (1..=BIN).rev().find(|bin| length.is_multiple_of(*bin)).unwrap_or(1) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_divide() {
        assert_eq!([bin(2560), bin(25), bin(14), bin(13)], [10, 5, 7, 1]);
    }
}
