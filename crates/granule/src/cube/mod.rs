//! Data and world coordinates that stay together.

mod coordinates;

use std::fmt;
use std::sync::Arc;

pub use coordinates::AxisCoordinates;
use granule_array::{Array, Reduction};
use granule_core::{DType, Shape, Slices};
use granule_wcs::{Unit, Wcs, WcsExt};

use crate::{Computed, Error, Session};

/// A lazy n-dimensional array with the world coordinates of its pixels, a unit and a mask.
///
/// Cheap to clone and never changed: every operation returns a new cube. Slicing, rebinning and reducing act on data
/// and WCS together. Array order (slowest axis first) is used for everything but the WCS itself, which counts pixel
/// axes in FITS order.
#[derive(Clone, Debug)]
pub struct NDCube {
    data: Array,
    wcs: Arc<dyn Wcs>,
    unit: Option<Unit>,
    mask: Option<Array>,
    name: String,
}

impl NDCube {
    /// A cube of these data, whose last axis is the first pixel axis of the WCS.
    ///
    /// # Errors
    /// [`Error::WcsAxes`] when the WCS has another number of pixel axes.
    pub fn new(data: Array, wcs: Arc<dyn Wcs>) -> Result<Self, Error> {
        if data.ndim() != wcs.pixel_n_dim() {
            return Err(Error::WcsAxes { data: data.ndim(), wcs: wcs.pixel_n_dim() });
        }
        Ok(Self::from_parts(data, wcs, None, String::new()))
    }

    /// A cube whose data and WCS are known to have as many axes.
    pub(crate) fn from_parts(data: Array, wcs: Arc<dyn Wcs>, unit: Option<Unit>, name: String) -> Self {
        Self { data, wcs, unit, mask: None, name }
    }

    /// The same cube with values in this unit.
    #[must_use]
    pub fn with_unit(mut self, unit: Option<Unit>) -> Self {
        self.unit = unit;
        self
    }

    /// The same cube with a name, which plots use as title.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// The same cube with a mask of the same shape: nonzero where the value is not valid.
    ///
    /// # Errors
    /// [`Error::Array`] when the shapes differ.
    pub fn with_mask(mut self, mask: &Array) -> Result<Self, Error> {
        if mask.shape() != self.data.shape() {
            let (left, right) = (self.data.shape().clone(), mask.shape().clone());
            return Err(granule_array::ArrayError::ShapeMismatch { operation: "mask", left, right }.into());
        }
        self.mask = Some(mask.cast(DType::Bool));
        Ok(self)
    }

    /// The same cube without a mask: every value counts.
    #[must_use]
    pub fn without_mask(mut self) -> Self {
        self.mask = None;
        self
    }

    /// The same coordinates with other data of the same shape, such as `cube.with_data(cube.data() * 2.0)`.
    ///
    /// # Errors
    /// [`Error::Array`] when the shapes differ.
    pub fn with_data(&self, data: Array) -> Result<Self, Error> {
        if data.shape() != self.data.shape() {
            let (left, right) = (self.data.shape().clone(), data.shape().clone());
            return Err(granule_array::ArrayError::ShapeMismatch { operation: "replace", left, right }.into());
        }
        Ok(Self { data, ..self.clone() })
    }

    /// The values, not computed.
    #[must_use]
    pub fn data(&self) -> &Array {
        &self.data
    }

    /// The world coordinates.
    #[must_use]
    pub fn wcs(&self) -> &Arc<dyn Wcs> {
        &self.wcs
    }

    /// The unit of the values.
    #[must_use]
    pub fn unit(&self) -> Option<&Unit> {
        self.unit.as_ref()
    }

    /// Where values are not valid.
    #[must_use]
    pub fn mask(&self) -> Option<&Array> {
        self.mask.as_ref()
    }

    /// What the cube is called; may be empty.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The lengths of the axes, slowest first.
    #[must_use]
    pub fn shape(&self) -> &Shape {
        self.data.shape()
    }

    /// What a numpy-style slice takes of the cube: `s![0, 5..15, Ellipsis]` or `"0, 5:15, ..."`.
    ///
    /// Integers drop their axis, and the world axes that depend on no other; steps may be negative.
    ///
    /// # Errors
    /// [`Error::Core`] for text that is no slice; [`Error::Array`] for an index that its axis does not have.
    pub fn slice<S>(&self, slices: S) -> Result<Self, Error>
    where
        S: TryInto<Slices>,
        Error: From<S::Error>,
    {
        self.slice_by(&slices.try_into()?)
    }

    pub(crate) fn slice_by(&self, slices: &Slices) -> Result<Self, Error> {
        let data = self.data.slice(slices)?;
        let selection = slices.resolve(self.shape())?;
        let wcs = granule_wcs::slice(&self.wcs, &selection)?;
        let mask = self.mask.as_ref().map(|mask| mask.slice(slices)).transpose()?;
        Ok(Self { data, wcs, mask, ..self.clone() })
    }

    /// Combines bins of pixels into one: `bins` gives the size of a bin along each array axis, -1 the whole axis.
    ///
    /// The world coordinates of a bin are those of its centre. Element type as [`Reduction`] says.
    ///
    /// # Errors
    /// [`Error::Array`], naming the axis, its length, the bin and what would work; [`Error::Masked`].
    pub fn rebin(&self, bins: &[i64], reduction: Reduction) -> Result<Self, Error> {
        self.refuse_mask("rebin")?;
        let data = self.data.rebin(bins, reduction)?;
        let factors: Vec<f64> = self
            .shape()
            .iter()
            .zip(bins)
            .map(|(&length, &bin)| if bin == -1 { length as f64 } else { bin as f64 })
            .collect();
        let wcs = granule_wcs::resample(&self.wcs, &factors)?;
        Ok(Self { data, wcs, unit: self.unit_after(reduction), ..self.clone() })
    }

    /// Reduces over array axes (negative ones count from the end), which are dropped; over all axes when empty.
    ///
    /// The world coordinates that are left are those at the middle of the reduced axes.
    ///
    /// # Errors
    /// [`Error::Array`] for an axis that is not there, or is empty; [`Error::Masked`].
    pub fn reduce(&self, reduction: Reduction, axes: &[i64]) -> Result<Self, Error> {
        self.refuse_mask("reduce")?;
        let data = self.data.reduce(reduction, axes)?;
        let ndim = self.shape().ndim() as i64;
        let is_reduced = |axis: i64| axes.is_empty() || axes.iter().any(|&a| a.rem_euclid(ndim) == axis);
        let (factors, indices): (Vec<f64>, Vec<&str>) = (0..ndim)
            .zip(self.shape().iter())
            .map(|(axis, &length)| if is_reduced(axis) { (length.max(1) as f64, "0") } else { (1.0, ":") })
            .unzip();
        let coarse: Shape = self
            .shape()
            .iter()
            .zip(&indices)
            .map(|(&length, &index)| if index == "0" { 1 } else { length })
            .collect();
        let dropped: Slices = indices.join(",").parse()?;
        let wcs = granule_wcs::resample(&self.wcs, &factors)?;
        let wcs = granule_wcs::slice(&wcs, &dropped.resolve(&coarse)?)?;
        Ok(Self { data, wcs, unit: self.unit_after(reduction), ..self.clone() })
    }

    /// The sum over array axes; see [`Array::sum`] for types and NaN.
    ///
    /// # Errors
    /// As [`NDCube::reduce`].
    pub fn sum(&self, axes: &[i64]) -> Result<Self, Error> {
        self.reduce(Reduction::Sum, axes)
    }

    /// The mean over array axes; see [`Array::mean`] for types and NaN.
    ///
    /// # Errors
    /// As [`NDCube::reduce`].
    pub fn mean(&self, axes: &[i64]) -> Result<Self, Error> {
        self.reduce(Reduction::Mean, axes)
    }

    /// The smallest value over array axes; NaN spreads.
    ///
    /// # Errors
    /// As [`NDCube::reduce`].
    pub fn min(&self, axes: &[i64]) -> Result<Self, Error> {
        self.reduce(Reduction::Min, axes)
    }

    /// The largest value over array axes; NaN spreads.
    ///
    /// # Errors
    /// As [`NDCube::reduce`].
    pub fn max(&self, axes: &[i64]) -> Result<Self, Error> {
        self.reduce(Reduction::Max, axes)
    }

    /// The position of the smallest value over array axes; see [`Array::argmin`].
    ///
    /// # Errors
    /// As [`NDCube::reduce`].
    pub fn argmin(&self, axes: &[i64]) -> Result<Self, Error> {
        self.reduce(Reduction::ArgMin, axes)
    }

    /// The position of the largest value over array axes; see [`Array::argmax`].
    ///
    /// # Errors
    /// As [`NDCube::reduce`].
    pub fn argmax(&self, axes: &[i64]) -> Result<Self, Error> {
        self.reduce(Reduction::ArgMax, axes)
    }

    /// Computes the values into memory.
    ///
    /// # Errors
    /// As [`Session::compute`].
    pub fn compute(&self, session: &Session) -> Result<Computed, Error> {
        session.compute(&self.data)
    }

    fn refuse_mask(&self, operation: &'static str) -> Result<(), Error> {
        if self.mask.is_some() { Err(Error::Masked { operation }) } else { Ok(()) }
    }

    /// Positions have no unit; all else keeps that of the values.
    fn unit_after(&self, reduction: Reduction) -> Option<Unit> {
        match reduction {
            Reduction::ArgMin | Reduction::ArgMax => None,
            _ => self.unit.clone(),
        }
    }
}

/// Shape, type and unit, the axes, and the coordinates that slicing has fixed.
impl fmt::Display for NDCube {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.data)?;
        if let Some(unit) = &self.unit {
            write!(f, " [{unit}]")?;
        }
        writeln!(f)?;
        write!(f, "{}", crate::dkist::AxisTables(self.wcs.as_ref(), self.shape()))?;
        for (name, coordinate) in self.wcs.dropped_coordinates() {
            write!(f, "\nat {name}: {coordinate}")?;
        }
        Ok(())
    }
}
