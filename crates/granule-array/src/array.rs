//! The lazy array.

use std::fmt;
use std::sync::Arc;

use granule_core::{Block, ChunkGrid, DType, Selection, Shape, Slices};
use granule_store::{ArrayMeta, ChunkSource, MemorySource};

use crate::expr::{Expr, Node};
use crate::map::Cast;
use crate::{ArrayError, Kernel, Reduction};

/// A lazy n-dimensional array in array order (slowest axis first): shape, element type and how to compute it.
///
/// Cheap to clone and never changed: every method returns a new array. Nothing is read until the array is lowered
/// and run.
#[derive(Clone, Debug)]
pub struct Array(Arc<Node>);

impl Array {
    /// The array of a source's values, on the source's grid.
    #[must_use]
    pub fn from_source(source: Arc<dyn ChunkSource>) -> Self {
        let meta = source.meta().clone();
        Self::from_parts(Expr::Source(source), meta)
    }

    /// The array of values in memory, as one chunk.
    #[must_use]
    pub fn from_block(block: Block) -> Self {
        Self::from_source(Arc::new(MemorySource::new(block)))
    }

    pub(crate) fn from_parts(expr: Expr, meta: ArrayMeta) -> Self {
        Self(Arc::new(Node { expr, meta }))
    }

    pub(crate) fn expr(&self) -> &Expr {
        &self.0.expr
    }

    /// Identity of the node: two arrays share it only when one is a clone of the other.
    pub(crate) fn address(&self) -> usize {
        Arc::as_ptr(&self.0).addr()
    }

    /// Shape, element type and grid.
    #[must_use]
    pub fn meta(&self) -> &ArrayMeta {
        &self.0.meta
    }

    /// The lengths of the axes, slowest first.
    #[must_use]
    pub fn shape(&self) -> &Shape {
        self.meta().shape()
    }

    /// The number of axes.
    #[must_use]
    pub fn ndim(&self) -> usize {
        self.shape().ndim()
    }

    /// The element type.
    #[must_use]
    pub fn dtype(&self) -> DType {
        self.meta().dtype()
    }

    /// How the result is cut into chunks.
    #[must_use]
    pub fn grid(&self) -> &ChunkGrid {
        self.meta().grid()
    }

    /// What a numpy-style slice takes of the array: integers drop their axis, ranges are clipped, steps may be
    /// negative, `...` stands for the axes left out. Same element type.
    ///
    /// # Errors
    /// [`ArrayError::Core`] for an index that its axis does not have, or more indices than axes.
    pub fn slice(&self, slices: &Slices) -> Result<Self, ArrayError> {
        Ok(self.select(slices.resolve(self.shape())?))
    }

    /// What a selection takes of the array, as [`Array::slice`].
    ///
    /// # Errors
    /// [`ArrayError::Core`] when the selection reaches past the array or has other dimensions.
    pub fn select_by(&self, selection: &Selection) -> Result<Self, ArrayError> {
        selection.bounds().check_within(self.shape())?;
        Ok(self.select(selection.clone()))
    }

    /// What a selection, already resolved against this shape, takes of the array.
    pub(crate) fn select(&self, selection: Selection) -> Self {
        if selection.is_identity(self.shape()) {
            return self.clone();
        }
        let grid = crate::lower::sliced_grid(self.grid(), &selection);
        let meta = ArrayMeta::new(self.dtype(), grid);
        Self::from_parts(Expr::Slice { input: self.clone(), selection }, meta)
    }

    /// Combines bins of elements into one: `bins` gives the size of a bin along each axis, -1 the whole axis.
    ///
    /// The axes stay, shorter by their bin. Element type as [`Reduction`] says.
    ///
    /// # Errors
    /// [`ArrayError::BinCount`], [`ArrayError::BinRange`] or [`ArrayError::BinDivisibility`], each naming the axis,
    /// its length, the bin and what would work; [`ArrayError::EmptyReduction`].
    pub fn rebin(&self, bins: &[i64], reduction: Reduction) -> Result<Self, ArrayError> {
        let bins = crate::coarsen::check_bins(bins, self.shape())?;
        self.coarsen(bins, reduction)
    }

    /// Reduces over `axes` (negative ones count from the end), which are dropped; over all axes when empty.
    ///
    /// Element type as [`Reduction`] says. The position that [`Reduction::ArgMin`] and [`Reduction::ArgMax`] give
    /// counts, in C order, the elements of the reduced axes.
    ///
    /// # Errors
    /// [`ArrayError::AxisOutOfRange`], [`ArrayError::AxisRepeated`], [`ArrayError::EmptyReduction`].
    pub fn reduce(&self, reduction: Reduction, axes: &[i64]) -> Result<Self, ArrayError> {
        let reduced = self.reduced_axes(axes)?;
        let bins = self
            .shape()
            .iter()
            .zip(&reduced)
            .map(|(&length, &reduced)| if reduced { length } else { 1 })
            .collect();
        let coarse = self.coarsen(bins, reduction)?;
        Ok(coarse.select(crate::coarsen::drop_axes(coarse.shape(), &reduced)))
    }

    pub(crate) fn coarsen(&self, bins: Vec<usize>, reduction: Reduction) -> Result<Self, ArrayError> {
        crate::coarsen::infer(self, bins, reduction)
    }

    /// For each axis of the array, whether it is among `axes`; all of them when that is empty.
    fn reduced_axes(&self, axes: &[i64]) -> Result<Vec<bool>, ArrayError> {
        let ndim = self.ndim();
        let mut reduced = vec![axes.is_empty(); ndim];
        for &axis in axes {
            let index = if axis < 0 { axis.checked_add(ndim as i64) } else { Some(axis) }
                .and_then(|index| usize::try_from(index).ok())
                .filter(|&index| index < ndim)
                .ok_or(ArrayError::AxisOutOfRange { axis, ndim })?;
            if std::mem::replace(&mut reduced[index], true) {
                return Err(ArrayError::AxisRepeated { axis: index });
            }
        }
        Ok(reduced)
    }

    /// The sum over `axes`: floats keep their type (accumulated in `f64`), integers and bools give `i64`. NaN
    /// spreads.
    ///
    /// # Errors
    /// As [`Array::reduce`].
    pub fn sum(&self, axes: &[i64]) -> Result<Self, ArrayError> {
        self.reduce(Reduction::Sum, axes)
    }

    /// The mean over `axes`: floats keep their type (accumulated in `f64`), integers and bools give `f64`. NaN
    /// spreads.
    ///
    /// # Errors
    /// As [`Array::reduce`].
    pub fn mean(&self, axes: &[i64]) -> Result<Self, ArrayError> {
        self.reduce(Reduction::Mean, axes)
    }

    /// The smallest value over `axes`, of the same type. NaN spreads.
    ///
    /// # Errors
    /// As [`Array::reduce`].
    pub fn min(&self, axes: &[i64]) -> Result<Self, ArrayError> {
        self.reduce(Reduction::Min, axes)
    }

    /// The largest value over `axes`, of the same type. NaN spreads.
    ///
    /// # Errors
    /// As [`Array::reduce`].
    pub fn max(&self, axes: &[i64]) -> Result<Self, ArrayError> {
        self.reduce(Reduction::Max, axes)
    }

    /// The position (`i64`) of the smallest value over `axes`: of the first, when there are several; of the first
    /// NaN, when there is one.
    ///
    /// # Errors
    /// As [`Array::reduce`].
    pub fn argmin(&self, axes: &[i64]) -> Result<Self, ArrayError> {
        self.reduce(Reduction::ArgMin, axes)
    }

    /// The position (`i64`) of the largest value over `axes`: of the first, when there are several; of the first
    /// NaN, when there is one.
    ///
    /// # Errors
    /// As [`Array::reduce`].
    pub fn argmax(&self, axes: &[i64]) -> Result<Self, ArrayError> {
        self.reduce(Reduction::ArgMax, axes)
    }

    /// The same values as another type, as numpy's `astype`.
    #[must_use]
    pub fn cast(&self, dtype: DType) -> Self {
        if dtype == self.dtype() {
            return self.clone();
        }
        self.map_unchecked(Arc::new(Cast(dtype)), vec![self.clone()], dtype)
    }

    /// Each element of the result from the elements of `inputs` at the same place, by a kernel.
    ///
    /// # Errors
    /// [`ArrayError::ShapeMismatch`] when shapes differ; what the kernel says of the types.
    pub fn map(kernel: Arc<dyn Kernel>, first: &Self, rest: &[Self]) -> Result<Self, ArrayError> {
        for other in rest {
            if other.shape() != first.shape() {
                let (left, right) = (first.shape().clone(), other.shape().clone());
                return Err(ArrayError::ShapeMismatch { operation: kernel.name(), left, right });
            }
        }
        let inputs: Vec<Self> = std::iter::once(first).chain(rest).cloned().collect();
        let dtypes: Vec<DType> = inputs.iter().map(Self::dtype).collect();
        let dtype = kernel.infer(&dtypes)?;
        Ok(first.map_unchecked(kernel, inputs, dtype))
    }

    pub(crate) fn map_unchecked(&self, kernel: Arc<dyn Kernel>, inputs: Vec<Self>, dtype: DType) -> Self {
        let grid = crate::map::common_grid(&inputs).unwrap_or_else(|| self.grid().clone());
        Self::from_parts(Expr::Map { kernel, inputs }, ArrayMeta::new(dtype, grid))
    }
}

impl fmt::Display for Array {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} in {}", self.dtype(), self.shape(), self.grid())
    }
}
